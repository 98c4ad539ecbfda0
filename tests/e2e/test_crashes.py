"""A run whose process is interrupted or asked to end is Crashed."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.client.schemas.objects import State

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


def heard(what: Any, run: Any, state: State) -> None:
    tell(hook=f"{what.name} {state.name} {state.type.value}")


@task
def interrupted() -> None:
    raise KeyboardInterrupt


@flow(name="crashes-task", on_crashed=[heard])
def in_task() -> None:
    interrupted()


@flow(name="crashes-exits", on_crashed=[heard])
def exits() -> None:
    raise SystemExit("leaving")


@flow(name="crashes-async")
async def asynchronous() -> None:
    await asyncio.sleep(0)
    raise KeyboardInterrupt


@flow(name="crashes-child")
def child() -> None:
    raise KeyboardInterrupt


@flow(name="crashes-parent")
def parent() -> None:
    child()


@flow(name="crashes-terminated", on_crashed=[heard])
def terminated() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(30)


def main() -> None:
    for each in (in_task, exits, parent):
        try:
            each()
        except BaseException as error:
            tell(flow=each.name, raised=type(error).__name__)
    try:
        asyncio.run(asynchronous())
    except BaseException as error:
        tell(flow=asynchronous.name, raised=type(error).__name__)
    # The SDK hands the signal on when the flow has ended; the script is to outlive it.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        terminated()
    except BaseException as error:
        tell(flow=terminated.name, raised=type(error).__name__)


def test_crashes(both: Both) -> None:
    seen = both(__file__)
    assert {run["state_type"] for run in seen["flow runs"].values()} == {"CRASHED"}
    assert len(seen["flow runs"]) == 6


if __name__ == "__main__":
    main()
