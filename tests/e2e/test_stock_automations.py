"""Actions and triggers that Prefect does not have: the stock SDK and command line read and write them without loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
from prefect import get_client
from prefect.automations import Automation

from tests.harness.cli import loaded
from tests.harness.sdk import run_script, tell
from tests.harness.sdk_needs import needs
from tests.harness.servers import Server

OWN: dict[str, Any] = {
    "name": "own",
    "trigger": {
        "type": "compound",
        "require": "any",
        "within": None,
        "triggers": [
            {"type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"]},
            {"type": "event", "posture": "Proactive", "expect": ["prefect.flow-run.Running"], "threshold_duration": 1800},
            {"type": "metric", "metric": {"name": "successes", "operator": "<", "threshold": 0.9}, "for_each": ["a"]},
        ],
    },
    "actions": [
        {"type": "retry-flow-run", "max_retries": 3, "retry_delay_seconds": 1},
        {"type": "send-slack-message", "webhook": "slack-data-alerts", "message": "{{ flow_run.name }} failed"},
        {"type": "send-pagerduty-alert", "severity": "high"},
        {"type": "pause-deployment", "deployment_name": "lightdash-refresh"},
        {"type": "scale-work-pool", "work_pool": "data-pipelines", "step": 2},
        {"type": "emit-event", "event": "told"},
        {"type": "declare-incident", "title": "{{ flow_run.name }} failed"},
        {"type": "do-nothing"},
    ],
}


def stock() -> None:
    automation = Automation.read(name="own")
    tell(trigger=[trigger.type for trigger in automation.trigger.triggers], types=[action.type for action in automation.actions])
    automation.description = "changed by the stock SDK"
    automation.update()
    with get_client(sync_client=True) as client:
        tell(names=[automation.name for automation in client.read_automations()])
    prefect("ls")
    tell(inspected="retry-flow-run" in prefect("inspect", "own"))
    prefect("pause", "own")
    tell(paused=Automation.read(name="own").enabled)
    prefect("resume", "own")
    copied = Automation.read(name="own").model_dump(mode="json", exclude={"id", "owner_resource"}) | {"name": "copy"}
    prefect("create", "--from-json", json.dumps(copied))
    prefect("create", "--from-json", json.dumps(copied | {"name": "gone"}))
    prefect("delete", "gone")
    prefect("delete", "--id", str(Automation.read(name="own").id))
    with get_client(sync_client=True) as client:
        tell(left=[automation.name for automation in client.read_automations()])


def prefect(*arguments: str) -> str:
    status, text = loaded("automation", *arguments)
    assert status == 0, text
    return text


@needs("prefect.client.orchestration:SyncPrefectClient.read_automations")
def test_the_stock_sdk_reads_and_writes_them_without_loss(alerting: Server) -> None:
    answer = httpx.post(f"{alerting.api}/automations/", json=OWN)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    outcome = run_script(Path(__file__), alerting)
    assert outcome.returncode == 0, outcome.output[-6000:]
    assert {name: value for fact in outcome.facts for name, value in fact.items()} == {
        "trigger": ["event"] * 3,
        "types": ["send-notification"] * 7 + ["do-nothing"],
        "names": ["own"],
        "inspected": True,
        "paused": False,
        "left": ["copy"],
    }
    # What it had read of the one, changed and made into another, is the same still.
    [copy] = httpx.post(f"{alerting.api}/automations/filter", json={}).json()
    assert (copy["name"], copy["description"], copy["enabled"]) == ("copy", "changed by the stock SDK", True)
    assert copy["actions"] == made["actions"]
    assert without_ids(copy["trigger"]) == without_ids(made["trigger"])


def without_ids(trigger: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in trigger.items() if name != "id"}
    return kept | {"triggers": [without_ids(inner) for inner in trigger.get("triggers", [])]}


if __name__ == "__main__":
    stock()
