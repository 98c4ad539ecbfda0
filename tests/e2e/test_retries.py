"""Tasks and flows that fail first: retries with and without delay, by list, by condition, exhausted; sync and async."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.client.schemas.objects import State, TaskRun

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

tried: Counter[str] = Counter()


def fail_first(name: str, times: int) -> int:
    tried[name] += 1
    if tried[name] <= times:
        raise ValueError(f"{name}: attempt {tried[name]} fails")
    return tried[name]


@task(retries=2)
def at_once() -> int:
    return fail_first("at once", 2)


@task(retries=2, retry_delay_seconds=[1, 2])
def by_list() -> int:
    return fail_first("by list", 2)


@task(retries=1)
def exhausted() -> int:
    return fail_first("exhausted", 5)


def only_once(task: Any, run: TaskRun, state: State) -> bool:
    return run.run_count < 2


@task(retries=5, retry_condition_fn=only_once)
def by_condition() -> int:
    return fail_first("by condition", 9)


@task(retries=1, retry_delay_seconds=1)
async def waits() -> int:
    return fail_first("async", 1)


@flow(name="retries-tasks")
def tasks() -> list[Any]:
    states = [exhausted(return_state=True), by_condition(return_state=True)]
    return [at_once(), by_list(), *(state.name for state in states)]


@flow(name="retries-flow", retries=2, retry_delay_seconds=1)
def flow_again() -> int:
    kept()
    return fail_first("flow", 2)


@task(persist_result=True)
def kept() -> int:
    return fail_first("kept", 0)


@flow(name="retries-flow-exhausted", retries=1)
def flow_exhausted() -> int:
    return fail_first("flow exhausted", 9)


@flow(name="retries-async", retries=1)
async def flow_async() -> int:
    await waits()
    return fail_first("flow async", 1)


def main() -> None:
    tell(tasks=tasks(), flow_again=flow_again())
    tell(flow_exhausted=flow_exhausted(return_state=True).name, flow_async=asyncio.run(flow_async()))
    tell(tried=tried)


def test_retries(both: Both) -> None:
    seen = both(__file__)
    assert seen["script"]["facts"][0] == {"tasks": [3, 3, "Failed", "Failed"]}
    states = seen["flow run states"]
    assert [state["name"] for state in states["<flow run of retries-flow>"]] == [
        "Pending", "Running", "AwaitingRetry", "Running", "AwaitingRetry", "Running", "Completed",
    ]
    waits = [state["state_details"]["scheduled_time"] for state in states["<flow run of retries-flow>"]]
    assert waits[2] == "<1 s after the state>"
    assert seen["flow runs"]["<flow run of retries-flow>"]["run_count"] == 3


if __name__ == "__main__":
    main()
