"""The monitoring guide, section by section: what it says that a user can do, done on Weir by real flows.

Where the rest of it is:

- Configure Slack Notifications: blocks registered by `prefect block register` in integrations.py, Block Kit through the
  package prefect-slack in integrations_at_work.py, and by an automation in test_guide_performance.py
- Automation Rules: test_guide_automations.py; in the web UI ui/e2e/automations.journey.ts
- Custom Metrics: the built-in ones in test_guide_performance.py, the export to Datadog and CloudWatch in tests/export
- Monitor Pipeline Performance: test_guide_performance.py; in the web UI ui/e2e/insights.journey.ts
- Monitoring Best Practices: 1, alerts, in test_guide_alerts.py; 2, the success rate in SQL, in test_sql.py; 3, the weekly
  review, in test_guide_performance.py; 4 and 5, tags and archives, here

Times are shortened.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from prefect import flow, get_client, get_run_logger, tags, task
from prefect.blocks.notifications import SlackWebhook
from prefect.cache_policies import INPUTS
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import LogSort
from prefect.flows import Flow
from prefect.runtime import flow_run
from prefect.states import Cancelled, State
from prefect.variables import Variable

from tests.harness.command import weir
from tests.harness.receiver import Receiver, receiver
from tests.harness.sdk import run_script
from tests.harness.sdk_needs import needs
from tests.harness.servers import Server, fresh_folder, weir_server

PIPELINE = "dbt-daily-pipeline"
BUCKET = "data-pipeline-logs"

Rows = list[dict[str, Any]]


@task(cache_policy=INPUTS, persist_result=True)
def extract_data(day: str) -> int:
    """The bottleneck: by far the longest of the three tasks."""
    time.sleep(1.5)
    logger = get_run_logger()
    logger.info(f"Extracted 1250 rows from API of {day}")
    logger.info("METRIC: rows_extracted=1250")
    return 1250


@task(retries=2, retry_delay_seconds=0)
def transform_data(rows: int) -> int:
    if flow_run.parameters["flaky"] and not Path("tried").exists():
        Path("tried").touch()
        raise ConnectionError("too many requests: wait for 7 seconds")
    time.sleep(0.2)
    return rows


@task
def load_data(rows: int, *, well: bool) -> None:
    if not well:
        raise ValueError("the warehouse sleeps")
    send_cloudwatch_metric("dbt_row_count", rows)


def send_cloudwatch_metric(metric_name: str, value: float) -> None:
    data = {"MetricName": metric_name, "Value": value, "Unit": "Count", "Timestamp": datetime.now(UTC)}
    boto3.client("cloudwatch").put_metric_data(Namespace="DataPipelines", MetricData=[data])


def export_logs_to_s3(flow: Flow[..., Any], flow_run: FlowRun, state: State) -> None:
    with get_client(sync_client=True) as client:
        logs = client.read_logs(sort=LogSort.TIMESTAMP_ASC)
    body = json.dumps([log.message for log in logs if log.flow_run_id == flow_run.id])
    boto3.client("s3").put_object(Bucket=BUCKET, Key=f"flow-runs/{flow_run.id}.json", Body=body)


@flow(name=PIPELINE, on_completion=[export_logs_to_s3])
def dbt_pipeline(day: str, *, well: bool = True, flaky: bool = False) -> None:
    slack_webhook = SlackWebhook.load("slack-data-alerts")
    try:
        load_data(transform_data(extract_data(day)), well=well)
        slack_webhook.notify(f"✅ dbt pipeline completed successfully at {datetime.now()}")
    except Exception as error:
        slack_webhook.notify(f"❌ dbt pipeline failed: {error}")
        raise


@flow(name="weekly-analytics")
def analytics(how: str) -> State | None:
    if how == "crashed":
        raise SystemExit("the worker died")
    return Cancelled()


def pipeline() -> None:
    # The SDK knows Slack by its host, and sends elsewhere as Apprise's kinds of address say.
    SlackWebhook(url=f"{os.environ['RECEIVER'].replace('http:', 'json:')}/services/T0/B0").save("slack-data-alerts")
    with tags("critical", "dbt", "data-engineering"):
        dbt_pipeline.with_options(flow_run_name="first")("2026-02-01", flaky=True)
        # The same day again: what was extracted then is there.
        dbt_pipeline.with_options(flow_run_name="again")("2026-02-01")
        dbt_pipeline.with_options(flow_run_name="badly")("2026-02-02", well=False, return_state=True)
    analytics.with_options(flow_run_name="cancelled")("cancelled", return_state=True)
    try:
        analytics.with_options(flow_run_name="crashed")("crashed")
    except SystemExit:
        pass
    source = analytics.from_source(str(Path(__file__).parent), f"{Path(__file__).name}:analytics")
    source.deploy("weekly", work_pool_name="laptops", parameters={"how": "cancelled"}, print_next_steps=False)


def keep_metrics() -> None:
    """The guide keeps them in a block of a type that newer SDKs do not have; a variable does the same."""
    metrics = Variable.get("pipeline_metrics", default=[])
    metrics.append({"timestamp": datetime.now(UTC).isoformat(), "row_count": 1250, "duration_seconds": 2.5})
    Variable.set("pipeline_metrics", metrics, overwrite=True)


def average() -> None:
    keep_metrics()
    keep_metrics()
    since = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    recent = [one for one in Variable.get("pipeline_metrics") if one["timestamp"] > since]
    assert sum(one["duration_seconds"] for one in recent) / len(recent) == 2.5 and len(recent) == 2


@dataclass(frozen=True)
class Scene:
    """A server on which the pipeline has run, with what it sent to others."""

    server: Server
    inbox: Receiver
    aws: dict[str, str]

    def ask(self, path: str, **body: Any) -> Any:
        return httpx.post(f"{self.server.api}{path}", json=body, timeout=30).raise_for_status().json()

    def weir(self, *arguments: str) -> str:
        return weir(self.server, *arguments)

    def runs(self, **filter: Any) -> dict[str, str]:
        """The names of the flow runs that a filter selects, with their states'."""
        return {run["name"]: run["state_name"] for run in self.ask("/flow_runs/filter", flow_runs=filter)}

    def run(self, name: str) -> dict[str, Any]:
        found: Rows = self.ask("/flow_runs/filter", flow_runs={"name": {"any_": [name]}})
        return found[0]

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.aws["AWS_ENDPOINT_URL"],
            region_name=self.aws["AWS_DEFAULT_REGION"],
            aws_access_key_id=self.aws["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.aws["AWS_SECRET_ACCESS_KEY"],
        )


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    from moto.server import ThreadedMotoServer

    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    moto.start()
    host, port = moto.get_host_and_port()
    aws = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    with receiver() as inbox, weir_server(quiet=False, name="guide") as server:
        scene = Scene(server, inbox, aws)
        scene.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        scene.ask("/work_pools/", name="laptops", type="process")
        folder = fresh_folder("results")
        environment = aws | {"RECEIVER": inbox.url, "PREFECT_LOCAL_STORAGE_PATH": str(folder)}
        outcome = run_script(Path(__file__), server, ["pipeline"], environment)
        assert outcome.returncode == 0, outcome.output[-6000:]
        yield scene
        shutil.rmtree(folder, ignore_errors=True)
    moto.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


# Flow and Task States


def test_states_of_flow_runs_are_tracked_and_filtered(scene: Scene) -> None:
    assert scene.runs() == {"first": "Completed", "again": "Completed", "badly": "Failed", "cancelled": "Cancelled", "crashed": "Crashed"}
    assert list(scene.runs(state={"type": {"any_": ["FAILED", "CRASHED"]}})) in (["badly", "crashed"], ["crashed", "badly"])
    listed = scene.weir("runs", "ls", "--state", "Failed")
    assert "badly" in listed and "first" not in listed
    # A run that is put off is Scheduled, and waits for a worker.
    deployment = httpx.get(f"{scene.server.api}/deployments/name/weekly-analytics/weekly").raise_for_status().json()
    later = {"type": "SCHEDULED", "state_details": {"scheduled_time": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}}
    put_off = scene.ask(f"/deployments/{deployment['id']}/create_flow_run", state=later)
    assert scene.runs(id={"any_": [put_off["id"]]}) == {put_off["name"]: "Scheduled"}
    httpx.delete(f"{scene.server.api}/flow_runs/{put_off['id']}").raise_for_status()


def test_states_of_task_runs_are_tracked(scene: Scene) -> None:
    def histories(run: str) -> dict[str, list[str]]:
        tasks: Rows = scene.ask("/task_runs/filter", flow_runs={"id": {"any_": [scene.run(run)["id"]]}})
        states = {one["task_key"].split("-")[0]: httpx.get(f"{scene.server.api}/task_run_states/", params={"task_run_id": one["id"]}) for one in tasks}
        return {task: [state["name"] for state in answer.json()] for task, answer in states.items()}

    first, badly = histories("first"), histories("badly")
    assert first["extract_data"] == ["Pending", "Running", "Completed"]
    assert first["transform_data"] == ["Pending", "Running", "Retrying", "Completed"]
    assert histories("again")["extract_data"][-1] == "Cached"
    assert badly["load_data"][-1] == "Failed"


def test_a_run_has_a_timeline_logs_its_history_and_parameters(scene: Scene) -> None:
    shown = scene.weir("runs", "inspect", "badly")
    for part in ("2026-02-02", "Pending", "Running", "Failed", "extract_data", "load_data", "the warehouse sleeps"):
        assert part in shown, shown
    assert "Extracted 1250 rows from API of 2026-02-02" in scene.weir("runs", "logs", "badly")
    graph = httpx.get(f"{scene.server.api}/flow_runs/{scene.run('first')['id']}/graph-v2").raise_for_status().json()
    assert [node["label"].split("-")[0] for _, node in graph["nodes"]] == ["extract_data", "transform_data", "load_data"]


# Configure Slack Notifications


def test_flows_notify_slack_through_a_stored_block(scene: Scene) -> None:
    told = [scene.inbox.next() for _ in range(3)]
    assert {message.path for message in told} == {"/services/T0/B0"}
    marks = ["completed successfully", "completed successfully", "dbt pipeline failed: the warehouse sleeps"]
    assert all(mark in json.dumps(message.body) for mark, message in zip(marks, told, strict=True))


# Custom Metrics


def test_metrics_in_logs_are_searched_and_averaged(scene: Scene) -> None:
    found: Rows = scene.ask("/logs/filter", logs={"text": {"query": "METRIC:"}})
    assert {log["message"] for log in found} == {"METRIC: rows_extracted=1250"} and len(found) == 2
    mean = scene.ask("/metrics/query", name="rows_extracted", aggregation="avg")["groups"][0]
    assert (mean["value"], mean["count"]) == (1250.0, 2)
    assert "weir_custom_rows_extracted" in httpx.get(f"{scene.server.root}/metrics").text


def test_metrics_are_kept_and_averaged_later(scene: Scene) -> None:
    outcome = run_script(Path(__file__), scene.server, ["average"])
    assert outcome.returncode == 0, outcome.output[-4000:]


def test_a_task_sends_metrics_to_cloudwatch(scene: Scene) -> None:
    sent = scene.client("cloudwatch").list_metrics(Namespace="DataPipelines")["Metrics"]
    assert {metric["MetricName"] for metric in sent} == {"dbt_row_count"}


# Monitoring Best Practices


def test_runs_are_filtered_by_tags(scene: Scene) -> None:
    assert set(scene.runs(tags={"all_": ["critical", "data-engineering"]})) == {"first", "again", "badly"}
    assert "crashed" not in scene.weir("runs", "ls", "--tag", "critical")


@needs("prefect.client.orchestration:SyncPrefectClient.read_logs")
def test_logs_of_completed_runs_are_archived(scene: Scene) -> None:
    key = f"flow-runs/{scene.run('first')['id']}.json"
    kept = scene.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    assert "Extracted 1250 rows from API of 2026-02-01" in json.loads(kept)


def test_runs_are_kept_without_an_archive(scene: Scene) -> None:
    told = httpx.get(f"{scene.server.api}/weir/storage", timeout=30).raise_for_status().json()["retention"]
    assert [one["keep_seconds"] for one in told if one["what"] == "flow_runs"] == [None]


if __name__ == "__main__":
    {"pipeline": pipeline, "average": average}[sys.argv[1]]()
