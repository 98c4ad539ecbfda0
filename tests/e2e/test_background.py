"""Tasks that are put off by `delay` and done by a task worker, which hears of them over a websocket."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from prefect import task
from prefect.task_worker import TaskWorker

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from prefect.futures import PrefectDistributedFuture

    from tests.e2e.conftest import Both

WAIT = 60


@task(name="background-add", task_run_name="background-add {left} {right}", persist_result=True)
def add(left: int, right: int) -> int:
    return left + right


@task(name="background-fails", task_run_name="background-fails", retries=1, persist_result=True)
def fails() -> None:
    raise ValueError("in the background")


@task(name="background-async", task_run_name="background-async {text}", persist_result=True)
async def shout(text: str) -> str:
    return text.upper()


async def ended(future: PrefectDistributedFuture) -> None:
    """Waits until the server says so: the first SDK's waiting ends with the event, which may overtake the state."""
    async with asyncio.timeout(WAIT):
        while not future.state.is_final():
            await future.wait_async(timeout=WAIT)


async def work() -> None:
    """Puts tasks off before and while a worker is there, and waits for all of them."""
    early = add.delay(1, 2)
    worker = TaskWorker(add, fails, shout)
    serving = asyncio.create_task(worker.start())
    futures = [early, add.delay(3, 4), fails.delay(), shout.delay("late")]
    for future in futures:
        await ended(future)
        tell(state=future.state.name)
    tell(sum=await futures[1].result_async())
    serving.cancel()


def main() -> None:
    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    thread.join(2 * WAIT)


def test_background(both: Both) -> None:
    seen = both(__file__)
    assert {"sum": 7} in seen["script"]["facts"]
    assert len(seen["task runs"]) == 4


if __name__ == "__main__":
    main()
