"""Flows and tasks that take too long, of which some are tried again; sync and async."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from prefect import flow, task

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


@task(timeout_seconds=1.5)
def slow() -> None:
    for _ in range(200):
        time.sleep(0.02)


@task(timeout_seconds=1.5, retries=1)
async def slow_async() -> None:
    await asyncio.sleep(5)


@task(timeout_seconds=30)
def quick() -> str:
    return "in time"


@flow(name="timeouts-tasks")
def tasks() -> list[str]:
    return [slow(return_state=True).name, quick(return_state=True).name]


@flow(name="timeouts-tasks-async")
async def tasks_async() -> str:
    return (await slow_async(return_state=True)).name


@flow(name="timeouts-flow", timeout_seconds=2)
def flow_sync() -> None:
    for _ in range(200):
        time.sleep(0.02)


@flow(name="timeouts-flow-async", timeout_seconds=2)
async def flow_async() -> None:
    await asyncio.sleep(5)


@flow(name="timeouts-parent")
def parent() -> str:
    return flow_sync(return_state=True).name


async def asynchronous() -> list[str]:
    return [await tasks_async(), (await flow_async(return_state=True)).name]


def main() -> None:
    tell(tasks=tasks(), parent=parent(), asynchronous=asyncio.run(asynchronous()))


def test_timeouts(both: Both) -> None:
    seen = both(__file__)
    assert seen["script"]["facts"] == [
        {"tasks": ["TimedOut", "Completed"]}, {"parent": "TimedOut"}, {"asynchronous": ["TimedOut", "TimedOut"]},
    ]
    assert seen["flow runs"]["<flow run of timeouts-flow-async>"]["state_name"] == "TimedOut"


if __name__ == "__main__":
    main()
