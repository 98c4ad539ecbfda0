"""The monitoring guide's first best practice: alert at once on critical pipelines, and on others only if they fail again.

The two policies are Weir's recipes, applied as they are printed but for the five minutes between retries.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prefect import flow, serve
from prefect.blocks.notifications import PagerDutyWebHook, SlackWebhook

from tests.harness import waiting
from tests.harness.receiver import receiver
from tests.harness.scene import Scene, served
from tests.harness.servers import weir_server

until = partial(waiting.until, patience=240)


@flow(name="dbt-daily-pipeline")
def dbt() -> None:
    raise ValueError("the warehouse sleeps")


@flow(name="weekly-analytics")
def analytics() -> None:
    raise ValueError("no figures")


def serving() -> None:
    SlackWebhook(url=f"{os.environ['RECEIVER']}/services/T0/B0").save("slack-data-alerts")
    PagerDutyWebHook(integration_key="R0UT1NGK3Y", api_key="unused").save("on-call")
    serve(dbt.to_deployment("daily", tags=["critical"]), analytics.to_deployment("weekly", tags=["non-critical"]))


class Pipelines(Scene):
    """A server with the pipelines' deployments and the policies, whose messages go to the inbox."""

    def start(self, deployment: str) -> str:
        found = self.ask("GET", f"/deployments/name/{deployment}")
        return str(self.ask("POST", f"/deployments/{found['id']}/create_flow_run", state={"type": "SCHEDULED"})["id"])

    def run(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/flow_runs/{id}")
        return found

    def recorded(self, event: str) -> int:
        """How many events of this name there are."""
        return int(self.ask("POST", "/events/filter", filter={"event": {"name": [event]}})["total"])


@pytest.fixture(scope="module")
def scene() -> Iterator[Pipelines]:
    with receiver() as inbox:
        environment = {"WEIR_NOTIFICATIONS_ALLOW_PRIVATE": "true", "WEIR_NOTIFICATIONS_RELAY": inbox.url}
        with weir_server(quiet=False, name="alerts", environment=environment) as server, served(Path(__file__), server, inbox):
            scene = Pipelines(server, inbox)
            until(lambda: len(scene.ask("POST", "/deployments/filter")) == 2)
            for policy in ("critical-policy", "non-critical-policy"):
                recipe = server.folder / f"{policy}.yaml"
                recipe.write_text(scene.weir("automation", "recipes", policy).replace("retry_delay: 300", "retry_delay: 1"))
                assert "2 created" in scene.weir("automation", "apply", "-f", str(recipe))
            yield scene
    shutil.rmtree(server.folder, ignore_errors=True)


def test_a_critical_failure_is_told_at_once_retried_and_escalated(scene: Pipelines) -> None:
    run = scene.start("dbt-daily-pipeline/daily")
    messages = [scene.inbox.next() for _ in range(5)]
    # Slack hears of each of the four failures, the first of them at once; the page comes after the last.
    told = [message for message in messages if message.path.startswith("/services/")]
    assert len(told) == 4 and all("the warehouse sleeps" in message.body["text"] for message in told)
    assert messages[0] in told
    (page,) = (message for message in messages if message not in told)
    assert page.body["event_action"] == "trigger" and page.body["payload"]["severity"] == "critical"
    assert "failed after all retries" in page.body["payload"]["summary"]
    until(lambda: scene.run(run)["run_count"] == 4 and scene.run(run)["state"]["type"] == "FAILED")
    assert scene.inbox.is_quiet()


def test_other_failures_are_recorded_and_told_only_if_they_repeat(scene: Pipelines) -> None:
    for count in (1, 2):
        run = scene.start("weekly-analytics/weekly")
        until(lambda run=run: scene.run(run)["state"]["type"] == "FAILED")  # type: ignore[misc]
        until(lambda count=count: scene.recorded("review.failure") == count)  # type: ignore[misc]
        assert scene.inbox.is_quiet()
    scene.start("weekly-analytics/weekly")
    message = scene.inbox.next()
    assert "failed within a day" in message.body["text"], message.body
    # They are found in the weekly review.
    until(lambda: scene.recorded("review.failure") == 3)
    assert "weekly-analytics" in scene.weir("report", "--week")


if __name__ == "__main__":
    {"serving": serving}[sys.argv[1]]()
