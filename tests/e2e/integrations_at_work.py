"""prefect-slack, prefect-dbt and prefect-aws at work: in flows, with blocks that the server keeps.

Messages go to a receiver here, files to a stand-in for S3, and dbt builds its models in a DuckDB file.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import flow, get_client, task

from tests.harness.receiver import receiver
from tests.harness.sdk import tell
from tests.harness.stand_ins import S3, serving

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

PROJECT = {
    "dbt_project.yml": "name: shop\nprofile: shop\nmodel-paths: [models]\nseed-paths: [seeds]\n",
    "profiles.yml": "shop:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: shop.duckdb\n",
    "seeds/sales.csv": "day,amount\n1,20\n1,22\n2,0\n",
    "models/days.sql": "{{ config(materialized='table') }}\nselect day, sum(amount) as total from {{ ref('sales') }} group by day\n",
    "models/best.sql": "select day from {{ ref('days') }} where total = (select max(total) from {{ ref('days') }})\n",
    "models/shop.yml": "models:\n  - name: days\n    columns:\n      - name: day\n        data_tests: [unique]\n",
}


@flow(name="tells-slack")
async def tells_slack() -> None:
    from prefect_slack import SlackWebhook
    from prefect_slack.messages import send_incoming_webhook_message

    webhook = await SlackWebhook.aload("at-work")
    divider = [{"type": "divider"}]
    await send_incoming_webhook_message(slack_webhook=webhook, text="from a task", slack_blocks=divider)
    await webhook.notify_async("from the block", subject="Well")


def slack() -> None:
    from prefect_slack import SlackWebhook

    with receiver() as inbox:
        SlackWebhook(url=f"{inbox.url}/services/hidden").save("at-work")
        asyncio.run(tells_slack())
        messages = [inbox.next() for _ in range(2)]
        tell(messages=[(message.path, message.body) for message in messages])
    tell(tasks=told_of("tells-slack"))


@flow(name="builds-with-dbt")
def builds_with_dbt() -> None:
    from prefect_dbt import PrefectDbtRunner, PrefectDbtSettings

    settings = PrefectDbtSettings(project_dir=Path.cwd(), profiles_dir=Path.cwd())
    PrefectDbtRunner(settings=settings).invoke(["build"])


def dbt() -> None:
    import duckdb

    for name, text in PROJECT.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    builds_with_dbt()
    with duckdb.connect("shop.duckdb") as database:
        tell(best=database.sql("select day from best").fetchall())
    tell(tasks=told_of("builds-with-dbt"), assets=assets())


def assets() -> list[tuple[str, str, list[str]]]:
    """What the server knows of the assets: event, asset, upstream assets."""
    events = request("POST", "/events/filter", json={"filter": {"event": {"prefix": ["prefect.asset."]}}, "limit": 50})["events"]
    return sorted(
        (event["event"], event["resource"]["prefect.resource.id"], sorted(one["prefect.resource.id"] for one in event["related"] if one["prefect.resource.role"] == "asset"))
        for event in events
    )


def aws() -> None:
    from prefect_aws import AwsClientParameters, AwsCredentials, S3Bucket

    with serving(S3()) as store:
        parameters = AwsClientParameters(endpoint_url=store.url)
        keys = AwsCredentials(aws_access_key_id="key", aws_secret_access_key="hidden", region_name="eu-south-1", aws_client_parameters=parameters)
        S3Bucket(bucket_name="bucket", credentials=keys, bucket_folder="results").save("at-work")
        bucket = S3Bucket.load("at-work")

        @task(persist_result=True, result_storage=bucket, result_storage_key="answer.json", result_serializer="json")
        def answer() -> int:
            return 42

        @flow(name="keeps-in-s3", persist_result=True, result_storage=bucket, result_serializer="json")
        def keeps_in_s3() -> int:
            bucket.write_path("note.txt", content=b"written")
            assert bucket.read_path("note.txt") == b"written"
            # The second time it is read.
            return answer() + answer()

        keeps_in_s3()
        kept = sorted(store.objects)
        assert b"42" in store.objects["/bucket/results/answer.json"]
    # A flow's own result has a name without an ending, drawn by chance.
    tell(kept=[name for name in kept if "." in name], tasks=told_of("keeps-in-s3"))


def told_of(name: str) -> list[tuple[str, str]]:
    """The tasks of a flow, and how they ended, as the server has it in the end."""
    body = {"flows": {"name": {"any_": [name]}}}
    while True:
        runs = request("POST", "/task_runs/filter", json=body)
        if all(run["state"]["type"] in ("COMPLETED", "FAILED") for run in runs):
            return sorted((run["name"].rpartition("-")[0] or run["name"], run["state"]["name"]) for run in runs)


def request(method: str, path: str, **body: Any) -> Any:
    with get_client(sync_client=True) as client:
        return client.request(method, path, **body).json()


def seen(both_fresh: Both, what: str) -> dict[str, Any]:
    return {name: value for fact in both_fresh(__file__, what)["script"]["facts"] for name, value in fact.items()}


def test_slack(both_fresh: Both) -> None:
    told = seen(both_fresh, "slack")
    (first_path, first), (second_path, second) = told["messages"]
    assert first_path == second_path == "/services/hidden"
    assert (first["text"], first["blocks"]) == ("from a task", [{"type": "divider"}])
    assert second["text"] == "Well\nfrom the block"
    assert told["tasks"] == [["send_incoming_webhook_message", "Completed"]]


def test_dbt(both_fresh: Both) -> None:
    told = seen(both_fresh, "dbt")
    assert told["best"] == [[1]]
    assert len(told["tasks"]) == 4 and {state for _, state in told["tasks"]} == {"Completed"}
    assert any(event == "prefect.asset.materialization.succeeded" and "days" in asset for event, asset, _ in told["assets"])


def test_aws(both_fresh: Both) -> None:
    told = seen(both_fresh, "aws")
    assert {"/bucket/results/note.txt", "/bucket/results/answer.json"} <= set(told["kept"])
    assert [name for name, _ in told["tasks"]] == ["answer", "answer"]


if __name__ == "__main__":
    # Else files are sent in pieces with checksums, which the stand-in would have to take apart.
    os.environ |= {"AWS_REQUEST_CHECKSUM_CALCULATION": "when_required", "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required"}
    {"slack": slack, "dbt": dbt, "aws": aws}[sys.argv[1]]()
