"""The monitoring guide's sections on performance: what it says that a user can do, done on Weir by real flows.

Bottlenecks, retries, objectives and the weekly review are those of flows that the stock SDK runs here. Trends need weeks,
so they are those of the month that `weir demo` writes. Times are shortened.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect import flow, get_run_logger, task

from tests.harness import waiting
from tests.harness.command import weir
from tests.harness.receiver import Receiver, receiver
from tests.harness.sdk import run_script
from tests.harness.servers import Server, fresh_folder, weir_binary, weir_server

until = partial(waiting.until, patience=90)
PIPELINE = "dbt-daily-pipeline"

Rows = list[dict[str, Any]]


@task
def extract_data() -> int:
    """The bottleneck: far more than half of the time."""
    time.sleep(6)
    get_run_logger().info("METRIC: rows_extracted=1250000")
    return 1_250_000


@task(retries=3, retry_delay_seconds=0)
def transform_data(rows: int, limited: bool) -> int:
    tried = Path("tried")
    if limited and (count := len(tried.read_text()) if tried.exists() else 0) < 2:
        tried.write_text("x" * (count + 1))
        raise ConnectionError(f"429 Too Many Requests: wait for {count + 7} seconds")
    time.sleep(0.3)
    return rows


@task
def load_data(rows: int, well: bool) -> None:
    if not well:
        raise ValueError("the warehouse sleeps")
    time.sleep(0.1)


@flow(name=PIPELINE)
def dbt_pipeline(limited: bool = False, well: bool = True) -> None:
    load_data(transform_data(extract_data(), limited), well)


def pipeline() -> None:
    dbt_pipeline.with_options(flow_run_name="limited")(limited=True)
    dbt_pipeline.with_options(flow_run_name="good")()
    dbt_pipeline.with_options(flow_run_name="bad")(well=False, return_state=True)


# DBT_PIPELINE_SLO of the guide, with seconds in the place of minutes.
OBJECTIVES = f"""
slos:
  - name: dbt takes no longer
    kind: max-duration
    limit: 1s
    select: {{flows: [{PIPELINE}]}}
  - name: dbt rows
    kind: metric
    metric: {{name: rows_extracted, max: 1000000}}
  - name: dbt succeeds
    kind: success-rate
    target: 99%
    window: 30d
    select: {{flows: [{PIPELINE}]}}
"""

BROKEN = "{{ event.resource['prefect.resource.name'] }}"

# With the Block Kit of the guide's richer notification.
ON_BREACH: dict[str, Any] = {
    "name": "tell of broken objectives",
    "trigger": {"type": "event", "posture": "Reactive", "expect": ["weir.slo.breached"]},
    "actions": [
        {
            "type": "send-slack-message",
            "webhook": "slack-data-alerts",
            "message": f"SLO violation: {BROKEN}",
            "blocks": [
                {"type": "header", "text": {"type": "plain_text", "text": "❌ SLO violation"}},
                {"type": "section", "text": {"type": "mrkdwn", "text": f"*Objective:* {BROKEN}\n*Time:* {{{{ event.occurred }}}}"}},
                {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "View"}, "url": "http://weir.test/slos"}]},
            ],
        }
    ],
}


@dataclass(frozen=True)
class Scene:
    """A server on which the pipeline has run, with what it sent to others."""

    server: Server
    inbox: Receiver

    def ask(self, path: str, **body: Any) -> Any:
        return httpx.post(f"{self.server.api}{path}", json=body, timeout=30).raise_for_status().json()

    def weir(self, *arguments: str) -> str:
        return weir(self.server, *arguments)

    def told(self, *arguments: str) -> Any:
        return json.loads(self.weir(*arguments, "--json"))

    def run(self, name: str) -> str:
        found: Rows = self.ask("/flow_runs/filter", flow_runs={"name": {"any_": [name]}})
        return str(found[0]["id"])


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with receiver() as inbox:
        environment = {"WEIR_NOTIFICATIONS_ALLOW_PRIVATE": "true"}
        with weir_server(quiet=False, name="performance", environment=environment) as server:
            scene = Scene(server, inbox)
            webhook(scene)
            scene.ask("/automations/", **ON_BREACH)
            objectives = server.folder / "objectives.yaml"
            objectives.write_text(OBJECTIVES)
            assert "3 created" in scene.weir("slo", "apply", str(objectives))
            outcome = run_script(Path(__file__), server, ["pipeline"])
            assert outcome.returncode == 0, outcome.output[-6000:]
            yield scene
    shutil.rmtree(server.folder, ignore_errors=True)


def webhook(scene: Scene) -> None:
    """The block that notifications go through, as the SDK would have stored it."""
    kind = httpx.get(f"{scene.server.api}/block_types/slug/slack-webhook").raise_for_status().json()
    schema = scene.ask("/block_schemas/filter", block_schemas={"block_type_id": {"any_": [kind["id"]]}})[0]
    data = {"url": f"{scene.inbox.url}/services/T0/B0"}
    scene.ask("/block_documents/", name="slack-data-alerts", block_type_id=kind["id"], block_schema_id=schema["id"], data=data)


# Built-in Metrics


def test_durations_success_and_concurrency_are_tracked_without_being_asked_for(scene: Scene) -> None:
    group = scene.told("insights", "runs", "--flow", PIPELINE)["groups"][0]["figures"]
    assert (group["runs"], group["states"]["COMPLETED"], group["states"]["FAILED"]) == (3, 2, 1)
    assert group["success_rate"] == pytest.approx(2 / 3)
    assert group["duration"]["count"] == 3 and group["duration"]["max"] > 2
    tasks = scene.ask("/insights/task_runs", group_by=["task"])["groups"]
    durations = {one["group"]["task"]["name"].split("-")[0]: one["figures"]["duration"]["p50"] for one in tasks}
    assert durations["extract_data"] > 2 > durations["load_data"]
    assert scene.ask("/insights/concurrency")["groups"][0]["figures"]["max"] == 1
    exposed = httpx.get(f"{scene.server.root}/metrics").text
    for metric in ("weir_flow_run_duration_seconds_bucket", "weir_task_run_duration_seconds_bucket"):
        assert f"{metric}{{" in exposed, exposed[:2000]


# Identify Bottlenecks


def test_the_task_that_takes_more_than_half_of_a_run_is_named(scene: Scene) -> None:
    told = scene.told("insights", "bottlenecks", scene.run("good"))
    first = told["tasks"][0]
    assert first["task"]["name"].startswith("extract_data") and first["share"] > 0.5 and first["bottleneck"]
    assert not any(one["bottleneck"] for one in told["tasks"][1:])
    path = [step["task"]["name"].split("-")[0] for step in told["critical_path"]]
    assert path == ["extract_data", "transform_data", "load_data"]
    lines = scene.weir("insights", "bottlenecks", scene.run("good")).splitlines()
    assert "critical path" in lines[-1] and any("extract_data" in line and "bottleneck" in line for line in lines)
    over_all = scene.told("insights", "bottlenecks")["flows"][0]
    assert over_all["dominant"]["name"].startswith("extract_data") and over_all["runs"] == 3


# Analyse Task Retry Patterns


def test_which_tasks_are_retried_and_why(scene: Scene) -> None:
    tasks = scene.told("insights", "retries")["tasks"]
    assert [one["task"]["name"].split("-")[0] for one in tasks] == ["transform_data"]
    found = tasks[0]
    assert (found["runs"], found["retried"], found["retries"], found["success_after_retry"]) == (3, 1, 2, 1.0)
    # Two messages that differ in a number are one pattern.
    assert found["errors"] == [{"error": "ConnectionError: <n> Too Many Requests: wait for <n> seconds", "count": 2}]
    assert "transform_data" in scene.weir("insights", "retries")
    # Those that retried are found by the states they went through, and by the lines of log that say why.
    states = httpx.get(f"{scene.server.api}/task_run_states/", params={"task_run_id": retried(scene)}).json()
    assert [state["name"] for state in states].count("Retrying") == 2
    why: Rows = scene.ask("/logs/filter", logs={"text": {"query": '"Too Many Requests"'}})
    assert {log["task_run_id"] for log in why} == {retried(scene)}


def retried(scene: Scene) -> str:
    tasks: Rows = scene.ask("/task_runs/filter", flow_runs={"name": {"any_": ["limited"]}})
    return str(next(one["id"] for one in tasks if one["task_key"].startswith("transform_data")))


# Set Performance Baselines


def test_objectives_are_declared_once_and_broken_ones_are_told(scene: Scene) -> None:
    def states() -> dict[str, str]:
        return {one["spec"]["name"]: one["status"]["state"] for one in scene.told("slo", "ls")}

    broken = {"dbt takes no longer": "breached", "dbt rows": "breached", "dbt succeeds": "breached"}
    until(lambda: states() == broken)
    messages = [scene.inbox.next().body for _ in broken]
    assert {message["text"] for message in messages} == {f"SLO violation: {name}" for name in broken}
    for message in messages:
        header, section, button = message["blocks"]
        assert header["text"]["text"] == "❌ SLO violation" and button == ON_BREACH["actions"][0]["blocks"][2]
        assert section["text"]["text"].startswith(f"*Objective:* {message['text'].removeprefix('SLO violation: ')}\n*Time:* 2")
    assert scene.told("slo", "show", "dbt succeeds")["status"]["state"] == "breached"
    assert "dbt takes no longer" in scene.weir("slo", "ls", "--breached")


# Review Logs Regularly


def test_the_weekly_review_has_failures_retries_and_slow_tasks(scene: Scene) -> None:
    report = scene.weir("report", "--week")
    for part in (
        f"- {PIPELINE}: `ValueError: the warehouse sleeps`",
        f"- extract_data of {PIPELINE}: ",
        f"- transform_data of {PIPELINE}: 2 retries of 1 run, 100.0% succeeded",
    ):
        assert part in report, report
    assert "<html" in scene.weir("report", "--week", "--format", "html")
    sent = scene.weir("report", "--week", "--slack-webhook", f"{scene.inbox.url}/services/T0/B1")
    message = scene.inbox.next()
    assert message.path == "/services/T0/B1" and PIPELINE in json.dumps(message.body), sent


# Track Duration Trends


def test_a_flow_that_gets_slower_is_told_and_one_that_does_not_is_not() -> None:
    folder = fresh_folder("trends")
    database = f"sqlite:///{folder}/weir.db"
    subprocess.run([str(weir_binary()), "demo", "--database", database], check=True, capture_output=True)
    with weir_server(quiet=True, name="trends", environment={"WEIR_DATABASE_URL": database}) as server:
        answer = httpx.post(f"{server.api}/insights/trends", json={"start": days_ago(30)}, timeout=60).raise_for_status()
        groups = {one["group"]["flow"]["name"]: one for one in answer.json()["groups"]}
        # The demo makes it take 2.1 times as long at the end of its month as at its beginning.
        slower = groups["train-churn-model"]["trend"]
        assert slower["direction"] == "slower" and 0.5 < slower["growth_per_month"] < 2, slower
        assert slower["low"] <= slower["growth_per_month"] <= slower["high"] and "slower" in slower["words"]
        steady = groups["stream-ingest"]
        assert steady["trend"]["direction"] == "steady"
        # Each day of the week is held against the others; ends of months can be when there are two.
        assert len(steady["weekdays"]["days"]) == 7 and not steady["weekdays"]["seasonal"]
        assert steady["month_end"] is None
        environment = os.environ | {"PREFECT_API_URL": server.api}
        shown = subprocess.run(
            [str(weir_binary()), "insights", "trends", "--since", "30d"], env=environment, check=True, capture_output=True, text=True
        ).stdout
        assert "train-churn-model" in shown
    for place in (folder, server.folder):
        shutil.rmtree(place, ignore_errors=True)


def days_ago(days: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * 86_400))


if __name__ == "__main__":
    {"pipeline": pipeline}[sys.argv[1]]()
