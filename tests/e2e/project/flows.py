"""The flows of the project that the tests deploy to a process work pool."""

import os
import time
from pathlib import Path

from prefect import flow, get_run_logger, task


@task(name="worker-step")
def step(number: int) -> int:
    return number


@flow(name="worker-greet")
def greet(who: str) -> str:
    get_run_logger().info("%s, %s", os.environ["WORKER_GREETING"], who)
    step(1)
    return who


@flow(name="worker-gated")
def gated(folder: str) -> None:
    """Does one step, says so by a file, and does the next when another file is there."""
    step(1)
    get_run_logger().info("waiting")
    Path(folder, "waiting").touch()
    while not Path(folder, "open").exists():
        time.sleep(0.05)
    step(2)
    get_run_logger().info("through")
    Path(folder, "through").touch()


@flow(name="worker-broken")
def broken() -> None:
    raise ValueError("broken on purpose")
