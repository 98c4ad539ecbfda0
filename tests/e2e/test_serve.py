"""A flow and a task that are served: `flow.serve` with a cron schedule, and `task.serve` with what is put off."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from prefect import flow, get_client, task
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments import run_deployment

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

PATIENCE = 120
ZONE = "Europe/Rome"


@flow(name="serve-flow", log_prints=True)
def served(who: str = "nobody") -> str:
    print(f"served {who}")
    return who


# Not of the topic: how many minutes pass is not compared.
@flow(name="minutely", log_prints=True)
def minutely() -> str:
    return "now"


@task(name="serve-task", task_run_name="serve-task {left} {right}", persist_result=True)
def add(left: int, right: int) -> int:
    return left + right


def serve(what: str) -> None:
    """What the processes beside the script do, until they are interrupted."""
    if what == "minutely":
        minutely.serve(name="each", cron="* * * * *")
    elif what == "flow":
        daily = CronSchedule(cron="0 6 * * *", timezone=ZONE)
        served.serve(name="daily", schedules=[daily], parameters={"who": "cron"}, tags=["served"], limit=2)
    else:
        add.serve()


@contextmanager
def serving(what: str) -> Iterator[None]:
    """Serves as long as it is entered, and ends as it does for who presses Ctrl-C."""
    process = subprocess.Popen([sys.executable, __file__, what])
    try:
        yield
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()


def flows() -> None:
    with serving("flow"):
        planned = until(lambda: planned_times() or None)
        tell(planned=len(planned), right=planned == days_at_six(len(planned)))
        run = run_deployment("serve-flow/daily", parameters={"who": "Ada"}, flow_run_name="by hand", timeout=PATIENCE, poll_interval=0.5)
        tell(state=run.state.name)
        tell(schedules=deployment()["schedules"], paused=deployment()["paused"])
    tell(paused=deployment()["paused"], planned=len(planned_times()))


def minutes() -> None:
    """The first minute that passes is run."""
    wanted = {"flows": {"name": {"any_": ["minutely"]}}, "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
    with serving("minutely"), get_client(sync_client=True) as client:
        run = until(lambda: next(iter(client.request("POST", "/flow_runs/filter", json=wanted).json()), None))
    due = datetime.fromisoformat(run["expected_start_time"])
    tell(by_cron=run["auto_scheduled"], on_the_minute=(due.second, due.microsecond) == (0, 0), creator=run["created_by"]["type"])


def tasks() -> None:
    early = add.delay(1, 2)
    with serving("task"):
        late = add.delay(3, 4)
        for future in (early, late):
            future.wait(timeout=PATIENCE)
            tell(state=future.state.name, result=future.result())


def deployment() -> dict[str, Any]:
    with get_client(sync_client=True) as client:
        return client.request("GET", "/deployments/name/serve-flow/daily").json()


def planned_times() -> list[datetime]:
    wanted = {"deployments": {"name": {"any_": ["daily"]}}, "flow_runs": {"state": {"name": {"any_": ["Scheduled"]}}}}
    with get_client(sync_client=True) as client:
        runs = client.request("POST", "/flow_runs/filter", json=wanted | {"sort": "EXPECTED_START_TIME_ASC"}).json()
    return [datetime.fromisoformat(run["expected_start_time"]) for run in runs if run["auto_scheduled"]]


def days_at_six(number: int) -> list[datetime]:
    """As many next times at which it is six o'clock where the schedule is."""
    now = datetime.now(ZoneInfo(ZONE))
    first = now.replace(hour=6, minute=0, second=0, microsecond=0)
    start = first if first > now else first + timedelta(days=1)
    return [start + timedelta(days=day) for day in range(number)]


def until(found: Any) -> Any:
    deadline = time.monotonic() + PATIENCE
    while (value := found()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return value


def test_serve(both: Both) -> None:
    seen = both(__file__)
    facts = seen["script"]["facts"]
    assert {"right": True} in facts
    assert {"by_cron": True} in facts and {"on_the_minute": True} in facts


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(sys.argv[1])
    else:
        flows()
        minutes()
        tasks()
