"""Actions that Prefect does not have: done for real flows, and read and written by the stock SDK without loss."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from prefect import flow, get_client, serve
from prefect.automations import Automation
from prefect.blocks.notifications import PagerDutyWebHook, SlackWebhook
from prefect.deployments import run_deployment

from tests.harness.cli import loaded
from tests.harness.receiver import Receiver
from tests.harness.sdk import run_script, tell
from tests.harness.servers import Server

PATIENCE = 120

# As the monitoring guide writes them.
GUIDE: dict[str, Any] = {
    "name": "guide",
    "trigger": {
        "type": "event",
        "posture": "Reactive",
        "match": {"prefect.resource.name": "dbt-daily-pipeline"},
        "expect": ["prefect.flow-run.Failed"],
    },
    "actions": [
        {"type": "retry-flow-run", "max_retries": 3, "retry_delay_seconds": 1},
        {"type": "send-slack-message", "webhook": "slack-data-alerts", "message": "{{ flow_run.name }} failed"},
        {"type": "send-pagerduty-alert", "severity": "high"},
        {"type": "pause-deployment", "deployment_name": "lightdash-refresh"},
    ],
}


@flow(name="dbt", flow_run_name="dbt-daily-pipeline")
def dbt() -> None:
    """Fails twice, and then does well."""
    attempts = Path(os.environ["ATTEMPTS"])
    attempts.write_text(attempts.read_text() + "x")
    if len(attempts.read_text()) < 3:
        raise ValueError("the warehouse sleeps")


@flow(name="lightdash")
def lightdash() -> None:
    pass


def serving() -> None:
    serve(dbt.to_deployment("daily"), lightdash.to_deployment("lightdash-refresh"))


def guide(slack: str) -> None:
    SlackWebhook(url=f"{slack}/services/T0/B0").save("slack-data-alerts")
    PagerDutyWebHook(integration_key="R0UT1NGK3Y", api_key="unused").save("on-call")
    attempts = Path("attempts").resolve()
    attempts.write_text("")
    process = subprocess.Popen([sys.executable, __file__, "serving"], env=os.environ | {"ATTEMPTS": str(attempts), "PREFECT_RUNNER_POLL_FREQUENCY": "1"})
    try:
        until(lambda: {"daily", "lightdash-refresh"} <= {deployment["name"] for deployment in read("deployments")})
        run = run_deployment("dbt/daily", timeout=0)
        until(lambda: [found["state"]["name"] for found in read("flow_runs") if found["id"] == str(run.id)] == ["Completed"])
        tell(attempts=len(attempts.read_text()), paused=[one["paused"] for one in read("deployments") if one["name"] == "lightdash-refresh"])
    finally:
        process.terminate()
        process.wait()


def stock() -> None:
    """What people do to automations with the stock SDK and command line."""
    automation = Automation.read(name="guide")
    tell(types=[action.type for action in automation.actions])
    automation.description = "changed by the stock SDK"
    automation.update()
    with get_client(sync_client=True) as client:
        tell(names=[automation.name for automation in client.read_automations()])
    for command in (("ls",), ("inspect", "guide"), ("pause", "guide"), ("resume", "guide")):
        status, text = loaded("automation", *command)
        assert status == 0, text
    copied = Automation.read(name="guide").model_dump(mode="json", exclude={"id", "owner_resource"}) | {"name": "copy"}
    status, text = loaded("automation", "create", "--from-json", json.dumps(copied))
    assert status == 0, text


def until(done: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it does not come to be"
        time.sleep(0.2)


def read(family: str) -> list[dict[str, Any]]:
    with get_client(sync_client=True) as client:
        found: list[dict[str, Any]] = client._client.post(f"/{family}/filter", json={}).json()
    return found


def make(server: Server) -> dict[str, Any]:
    answer = httpx.post(f"{server.api}/automations/", json=GUIDE)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def run(server: Server, *arguments: str) -> dict[str, Any]:
    outcome = run_script(Path(__file__), server, arguments)
    assert outcome.returncode == 0, outcome.output[-6000:]
    return {name: value for fact in outcome.facts for name, value in fact.items()}


def test_a_failing_pipeline_is_retried_told_paged_and_its_downstream_paused(alerting: Server, inbox: Receiver) -> None:
    make(alerting)
    facts = run(alerting, "guide", inbox.url)
    assert facts == {"attempts": 3, "paused": [True]}
    messages = [inbox.next() for _ in range(5)]
    told = [message.body for message in messages if message.path.startswith("/services/")]
    assert told == [{"text": "dbt-daily-pipeline failed"}] * 2
    alerts = [message.body for message in messages if message.path.endswith("/v2/enqueue")]
    # Two failures are one alert, which the recovery resolves.
    assert [alert["event_action"] for alert in alerts] == ["trigger", "trigger", "resolve"]
    assert len({alert["dedup_key"] for alert in alerts}) == 1
    assert alerts[0]["payload"]["severity"] == "critical"
    assert inbox.is_quiet()


def test_the_stock_sdk_reads_and_writes_them_without_loss(alerting: Server) -> None:
    made = make(alerting)
    facts = run(alerting, "stock")
    assert facts == {"types": ["send-notification"] * 4, "names": ["guide"]}
    automations = httpx.post(f"{alerting.api}/automations/filter", json={"sort": "NAME_DESC"}).json()
    assert [automation["name"] for automation in automations] == ["guide", "copy"]
    assert automations[0]["description"] == "changed by the stock SDK"
    for automation in automations:
        assert automation["actions"] == made["actions"]


if __name__ == "__main__":
    {"guide": guide, "serving": serving, "stock": stock}[sys.argv[1]](*sys.argv[2:])
