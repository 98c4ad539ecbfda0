"""However many ask at once, no more run than the limit says: by name, by tag, by deployment."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from prefect import flow, get_client, task
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.sync import concurrency
from prefect.deployments import run_deployment
from prefect.runner import Runner
from prefect.task_runners import ThreadPoolTaskRunner

from tests.harness.sdk import run_script, tell
from tests.harness.sdk_needs import needs

if TYPE_CHECKING:
    from tests.harness.servers import Server

TASKS = 50
LIMIT = 3
PATIENCE = 120


@task(name="limits-named")
def named() -> tuple[float, float]:
    with concurrency("limits-three"):
        return _work()


@task(name="limits-tagged", tags=["limits-tag"])
def tagged() -> tuple[float, float]:
    return _work()


def _work() -> tuple[float, float]:
    begun = time.monotonic()
    time.sleep(0.05)
    return begun, time.monotonic()


@flow(name="limits-many", task_runner=ThreadPoolTaskRunner(max_workers=TASKS))
def many(by_tag: bool, count: int) -> int:
    chosen = tagged if by_tag else named
    return most_at_once([future.result() for future in [chosen.submit() for _ in range(count)]])


def most_at_once(spans: list[tuple[float, float]]) -> int:
    """How many of these spans of time overlap at most."""
    changes = sorted([(begun, 1) for begun, _ in spans] + [(ended, -1) for _, ended in spans])
    running = most = 0
    for _, change in changes:
        running += change
        most = max(most, running)
    return most


@flow(name="limits-deployed")
def deployed() -> None:
    time.sleep(10)


async def deploy() -> None:
    """Two runs of a deployment that may run once at a time and cancels what comes on top."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy

    runner = Runner(name="limits-runner", pause_on_shutdown=False, query_seconds=1)
    deployment = await deployed.ato_deployment(
        name="limits", concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    )
    await runner.aadd_deployment(deployment)
    serving = asyncio.create_task(runner.start())
    runs = [await run_deployment("limits-deployed/limits", timeout=0, as_subflow=False) for _ in range(2)]
    ended = [await final_state(run.id) for run in runs]
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    async with get_client() as client:
        read = await client.read_deployment_by_name("limits-deployed/limits")
        tell(deployed=sorted(ended), left=read.global_concurrency_limit.active_slots)


async def final_state(run: UUID) -> str:
    deadline = time.monotonic() + PATIENCE
    async with get_client() as client:
        while time.monotonic() < deadline:
            state = (await client.read_flow_run(run)).state
            if state and state.is_final():
                return state.name
            await asyncio.sleep(0.2)
    raise TimeoutError(f"the run {run} did not end")


@contextmanager
def recorded(name: str) -> Iterator[list[int]]:
    """How many slots of a limit are taken, asked of the server again and again meanwhile."""
    seen: list[int] = []
    ended = threading.Event()

    def watch() -> None:
        with get_client(sync_client=True) as client:
            while not ended.is_set():
                seen.append(client.read_global_concurrency_limit_by_name(name).active_slots)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


async def make() -> None:
    async with get_client() as client:
        await client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name="limits-three", limit=LIMIT))
        await client.create_concurrency_limit(tag="limits-tag", concurrency_limit=LIMIT)


def main() -> None:
    if sys.argv[1] == "deployment":
        asyncio.run(deploy())
        return
    asyncio.run(make())
    with recorded("limits-three") as slots:
        named_at_once = many(by_tag=False, count=TASKS)
    tell(named=named_at_once, tagged=many(by_tag=True, count=12), slots=[min(slots), max(slots)])
    with get_client(sync_client=True) as client:
        limits = client.request("POST", "/v2/concurrency_limits/filter", json={}).json()
        tell(left={limit["name"]: limit["active_slots"] for limit in limits if "limits-" in limit["name"]})


@needs("prefect.client.orchestration:SyncPrefectClient.read_global_concurrency_limit_by_name")
def test_tasks_never_exceed_a_limit(weir: Server) -> None:
    outcome = run_script(Path(__file__), weir, ["tasks"])
    assert outcome.returncode == 0, outcome.output[-6000:]
    told = {name: value for fact in outcome.facts for name, value in fact.items()}
    assert 1 <= told["named"] <= LIMIT
    # The limit is reached, so that it was what held the tasks back.
    assert told["slots"][1] == LIMIT
    assert 1 <= told["tagged"] <= LIMIT
    assert told["left"] == {"limits-three": 0, "tag:limits-tag": 0}


@needs("prefect.client.schemas.objects:ConcurrencyLimitConfig")
def test_a_deployment_never_exceeds_its_limit(weir: Server) -> None:
    outcome = run_script(Path(__file__), weir, ["deployment"])
    assert outcome.returncode == 0, outcome.output[-6000:]
    assert outcome.facts == [{"deployed": ["Cancelled", "Completed"]}, {"left": 0}]


if __name__ == "__main__":
    main()
