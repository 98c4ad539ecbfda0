"""The four automations of the monitoring guide, each as a file, in Python and by REST, with a pipeline of the real SDK.

One run has need of all four: it is slow at first, fails three times, and then does well. Times are shortened.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect import flow, get_client, serve
from prefect.blocks.notifications import PagerDutyWebHook, SlackWebhook
from prefect.runtime import flow_run
from weir_automations import (
    Automation,
    EventTrigger,
    PauseDeployment,
    RetryFlowRun,
    ScaleWorkPool,
    SendPagerDutyAlert,
    SendSlackNotification,
)

from tests.harness import waiting
from tests.harness.receiver import Message, receiver
from tests.harness.scene import Scene, served
from tests.harness.sdk import run_script
from tests.harness.sdk_needs import needs
from tests.harness.servers import fresh_folder, weir_server

until = partial(waiting.until, patience=240)

PIPELINE = "dbt-daily-pipeline"
POOL = "data-pipelines"
DOWNSTREAM = "lightdash-refresh"

# In the place of five minutes and of half an hour.
DELAY = 1
SLOW = 3


@flow(name=PIPELINE, flow_run_name=PIPELINE)
def dbt() -> None:
    """Is slow until there is more room, fails three times, and then does well."""
    if flow_run.run_count == 1:
        with get_client(sync_client=True) as client:
            until(lambda: client.read_work_pool(POOL).concurrency_limit == 10)
    if flow_run.run_count <= 3:
        raise ValueError("the warehouse sleeps")


@flow(name="lightdash")
def lightdash() -> None:
    """Shows what dbt has made."""


def serving() -> None:
    SlackWebhook(url=f"{os.environ['RECEIVER']}/services/T0/B0").save("slack-data-alerts")
    PagerDutyWebHook(integration_key="R0UT1NGK3Y", api_key="unused").save("on-call")
    serve(dbt.to_deployment("daily"), lightdash.to_deployment(DOWNSTREAM))


async def in_python() -> None:
    """As the guide writes them, but for the line with the imports."""
    async with get_client() as client:
        automation = Automation(
            name="Retry failed dbt pipeline",
            trigger=EventTrigger(match={"prefect.resource.name": PIPELINE}, expect=["prefect.flow-run.Failed"]),
            actions=[RetryFlowRun(max_retries=3, retry_delay_seconds=DELAY)],
        )
        await client.create_automation(automation)

    automation = Automation(
        name="Alert on repeated dbt failures",
        trigger=EventTrigger(
            match={"prefect.resource.name": PIPELINE},
            expect=["prefect.flow-run.Failed"],
            threshold=3,
            within=3600,
        ),
        actions=[
            SendSlackNotification(webhook="slack-data-alerts", message="🚨 dbt has failed 3 times in the last hour."),
            SendPagerDutyAlert(severity="high"),
        ],
    )
    await automation.create()

    automation = Automation(
        name="Scale up for slow pipelines",
        trigger=EventTrigger(
            match={"prefect.resource.name": PIPELINE},
            expect=["prefect.flow-run.Running"],
            posture="Proactive",
            threshold_duration=SLOW,
        ),
        actions=[ScaleWorkPool(work_pool=POOL, target_concurrency=10)],
    )
    await automation.acreate()

    automation = Automation(
        name="Pause downstream on dbt failure",
        trigger=EventTrigger(match={"prefect.resource.name": PIPELINE}, expect=["prefect.flow-run.Failed"]),
        actions=[
            PauseDeployment(deployment_name=DOWNSTREAM),
            SendSlackNotification(message="⏸ Lightdash refresh is paused. Fix dbt, then resume it."),
        ],
    )
    await automation.acreate()


def and_back() -> None:
    """What the stock client reads it writes again, and it stays what it was."""
    for name in ("Retry failed dbt pipeline", "Scale up for slow pipelines"):
        read = Automation.read(name=name)
        assert isinstance(read.trigger, EventTrigger)
        read.description = "read and written"
        read.update()
        again = Automation.read(id=read.id)
        assert again == read, (again, read)
        again.disable()
        assert not Automation.read(id=read.id).enabled
        again.enable()
    short = Automation(name="short", trigger=EventTrigger(expect=["never"]), actions=[RetryFlowRun()]).create()
    assert short.id is not None and short.delete() and not short.delete()


def python(scene: Pipelines) -> None:
    outcome = run_script(Path(__file__), scene.server, ("in_python",))
    assert outcome.returncode == 0, outcome.output[-6000:]


def rest(scene: Pipelines) -> None:
    failed = {
        "type": "event",
        "posture": "Reactive",
        "match": {"prefect.resource.name": PIPELINE},
        "expect": ["prefect.flow-run.Failed"],
    }
    running = failed | {"posture": "Proactive", "expect": ["prefect.flow-run.Running"], "threshold_duration": SLOW}
    retry = {"type": "retry-flow-run", "max_retries": 3, "retry_delay": DELAY}
    told = {"type": "send-slack-message", "webhook": "slack-data-alerts", "message": "dbt has failed 3 times in the last hour"}
    paused = {"type": "send-slack-message", "message": "the Lightdash refresh is paused"}
    scale = {"type": "scale-work-pool", "work_pool": POOL, "target_concurrency": 10}
    for name, trigger, actions in (
        ("retry", failed, [retry]),
        ("alert", failed | {"threshold": 3, "within": 3600}, [told, {"type": "send-pagerduty-alert", "severity": "high"}]),
        ("scale", running, [scale]),
        ("pause", failed, [{"type": "pause-deployment", "deployment_name": DOWNSTREAM}, paused]),
    ):
        answer = httpx.post(f"{scene.server.api}/automations/", json={"name": name, "trigger": trigger, "actions": actions})
        assert answer.status_code == 201, answer.text


# A recipe, and what has to be another in it so that the test does not take hours.
RECIPES = {
    "retry-failed-runs": ("retry_delay: 300", f"retry_delay: {DELAY}"),
    "alert-on-repeated-failures": ("threshold: 3", "threshold: 3"),
    "scale-up-slow-runs": ("within: 1800", "within: 10"),
    "pause-downstream": (DOWNSTREAM, DOWNSTREAM),
}


def files(scene: Pipelines) -> None:
    folder = fresh_folder("recipes")
    for name, (written, shorter) in RECIPES.items():
        recipe = scene.weir("automation", "recipes", name)
        assert written in recipe
        (folder / f"{name}.yaml").write_text(recipe.replace(written, shorter))
    assert "4 created" in scene.weir("automation", "apply", "-f", str(folder))
    shutil.rmtree(folder)


class Pipelines(Scene):
    """A server with the pipeline's deployments, whose messages go to the inbox."""

    def limit(self) -> int:
        return int(self.ask("GET", f"/work_pools/{POOL}")["concurrency_limit"])

    def deployment(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/deployments/name/{name}")
        return found

    def run(self) -> dict[str, Any]:
        """Runs the pipeline to its happy end."""
        id = self.ask("POST", f"/deployments/{self.deployment(f'{PIPELINE}/daily')['id']}/create_flow_run", state={"type": "SCHEDULED"})["id"]
        until(lambda: self.ask("GET", f"/flow_runs/{id}")["state"]["type"] == "COMPLETED")
        run: dict[str, Any] = self.ask("GET", f"/flow_runs/{id}")
        return run

    def forget(self) -> None:
        """Deletes all automations, and undoes what they did."""
        for automation in self.ask("POST", "/automations/filter"):
            self.ask("DELETE", f"/automations/{automation['id']}")
        self.ask("POST", f"/deployments/{self.deployment(f'lightdash/{DOWNSTREAM}')['id']}/resume_deployment")


@pytest.fixture(scope="module")
def scene() -> Iterator[Pipelines]:
    with receiver() as inbox:
        environment = {"WEIR_NOTIFICATIONS_ALLOW_PRIVATE": "true", "WEIR_NOTIFICATIONS_RELAY": inbox.url}
        with weir_server(quiet=False, name="guide", environment=environment) as server, served(Path(__file__), server, inbox):
            scene = Pipelines(server, inbox)
            scene.ask("POST", "/work_pools/", name=POOL, type="process", concurrency_limit=2)
            until(lambda: len(scene.ask("POST", "/deployments/filter")) == 2)
            yield scene
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.mark.parametrize("authoring", [files, python, rest])
def test_a_slow_failing_pipeline_is_helped(scene: Pipelines, authoring: Callable[[Pipelines], None]) -> None:
    authoring(scene)
    run = scene.run()
    # It was retried three times; and its first attempt ended only when there was more room.
    assert run["run_count"] == 4
    assert scene.deployment(f"lightdash/{DOWNSTREAM}")["paused"]
    until(lambda: scene.limit() == 2)
    messages = [scene.inbox.next() for _ in range(6)]
    # Each failure pauses what is downstream; the third one is told and paged, and the recovery resolves that.
    told = [message.body["text"] for message in messages if message.path.startswith("/services/")]
    assert ["paused" in text for text in told].count(True) == 3
    assert ["failed 3 times in the last hour" in text for text in told].count(True) == 1
    paged = [message for message in messages if message.path.endswith("/v2/enqueue")]
    assert [page.body["event_action"] for page in paged] == ["trigger", "resolve"]
    assert paged[0].body["payload"]["severity"] == "critical"
    assert len({page.body["dedup_key"] for page in paged}) == 1
    assert keys(messages) == 6
    until(lambda: not scene.ask("GET", "/weir/automation_actions?status=pending")["actions"])
    assert not scene.ask("GET", "/weir/automation_actions?status=failed")["actions"]
    assert scene.inbox.is_quiet()
    scene.forget()


def keys(messages: list[Message]) -> int:
    return len({message.headers["idempotency-key"] for message in messages})


@needs("prefect.automations:Automation.aread")
def test_the_package_reads_and_changes_what_it_has_made(scene: Pipelines) -> None:
    python(scene)
    made = scene.ask("POST", "/automations/filter")
    outcome = run_script(Path(__file__), scene.server, ("and_back",))
    assert outcome.returncode == 0, outcome.output[-6000:]
    for before, after in zip(made, scene.ask("POST", "/automations/filter"), strict=True):
        assert (after["actions"], without_id(after["trigger"])) == (before["actions"], without_id(before["trigger"]))
    scene.forget()


def without_id(trigger: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in trigger.items() if name != "id"}


if __name__ == "__main__":
    steps: dict[str, Callable[[], None]] = {
        "serving": serving,
        "in_python": lambda: asyncio.run(in_python()),
        "and_back": and_back,
    }
    steps[sys.argv[1]]()
