"""Log lines of flows and tasks: levels, order, print, large and odd texts, own loggers; sync and async."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from prefect import flow, get_run_logger, task
from prefect.logging import get_logger
from prefect.logging.handlers import APILogHandler

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

LEVELS = (logging.INFO, 25, logging.WARNING, logging.ERROR, logging.CRITICAL)


@task(log_prints=True)
def speaks(name: str) -> None:
    logger = get_run_logger()
    for level in LEVELS:
        logger.log(level, "%s at %d", name, level)
    print("printed by", name)


@flow(name="logging-levels", log_prints=True)
def levels() -> None:
    logger = get_run_logger()
    logger.debug("below the level that is sent")
    logger.info("first")
    print("printed", 1, 2, 3)
    speaks("task")
    for number in range(600):
        logger.info("line %04d", number)
    logger.info("odd: \U0001f980 ü \u2028 \t tab 'quotes' \"double\" \\ backslash\nsecond line")
    logger.info("large: %s", "x" * 60_000)
    try:
        raise ValueError("shown with its trace")
    except ValueError:
        logger.exception("an exception")
    logger.info("last")


@flow(name="logging-own-logger")
def own_logger() -> None:
    logger = logging.getLogger("e2e.own")
    logger.setLevel(logging.INFO)
    logger.addHandler(APILogHandler())
    logger.info("through a handler of its own")
    get_logger("e2e").info("not sent to the API")


@flow(name="logging-async", log_prints=True)
async def asynchronous() -> None:
    get_run_logger().warning("from a coroutine")
    print("printed in a coroutine")
    await asyncio.to_thread(print, "printed in a thread")


def main() -> None:
    levels()
    own_logger()
    asyncio.run(asynchronous())
    tell(done=True)


def test_logging(both: Both) -> None:
    seen = both(__file__)
    messages = [log["message"] for log in seen["logs"]["<flow run of logging-levels> -"]]
    numbered = [message for message in messages if message.startswith("line ")]
    assert numbered == [f"line {number:04}" for number in range(600)]
    task_lines = seen["logs"]["<flow run of logging-levels> <task run speaks-<key>>"]
    assert [line["level"] for line in task_lines if line["message"].startswith("task at ")] == list(LEVELS)


if __name__ == "__main__":
    main()
