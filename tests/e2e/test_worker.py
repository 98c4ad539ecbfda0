"""A project that `prefect deploy` deploys to a process work pool, and a worker that runs and cancels its runs."""

from __future__ import annotations

import contextlib
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import get_client

from tests.harness import waiting
from tests.harness.cli import Cli, loaded
from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

until = partial(waiting.until, patience=120)


def main() -> None:
    shutil.copytree(Path(__file__).with_name("project"), "project")
    prefect("work-pool", "create", "worker-pool", "--type", "process")
    with contextlib.chdir("project"):
        prefect("--no-prompt", "deploy", "--all")
    worker = ("worker", "start", "--pool", "worker-pool", "--name", "worker-one", "--type", "process")
    with Cli.here().running(*worker, PREFECT_WORKER_QUERY_SECONDS="1") as process:
        now = ("--param", 'who="Ada"', "--job-variable", 'env={"WORKER_GREETING": "Ave"}', "--flow-run-name", "greets now")
        prefect("deployment", "run", "worker-greet/quick", *now, "--watch")
        prefect("deployment", "run", "worker-broken/broken", "--flow-run-name", "breaks now", "--watch", returncode=1)
        cancelled()
        tell(
            deployments=[plain(deployment) for deployment in read("deployments", sort="NAME_ASC", work_pools=named("worker-pool"))],
            pools=[plain(pool) for pool in read("work_pools") if pool["name"] == "worker-pool"],
            workers=read("work_pools/worker-pool/workers"),
            queues=[plain(queue) for queue in read("work_pools/worker-pool/queues")],
        )
    tell(ended=process.returncode)


def prefect(*arguments: str, returncode: int = 0) -> None:
    status, text = loaded(*arguments)
    assert status == returncode, text


def cancelled() -> None:
    """A run that waits is cancelled: its process is ended."""
    folder = Path("gate").resolve()
    folder.mkdir()
    parameter = ("--param", f'folder="{folder}"')
    prefect("deployment", "run", "worker-gated/gated", *parameter, "--flow-run-name", "is cancelled")
    until((folder / "waiting").exists)
    # Its process is ended while it waits, not while it still tells of the step.
    until(lambda: [step["state"]["type"] for step in read("task_runs", flow_runs=named("is cancelled"))] == ["COMPLETED"])
    prefect("flow-run", "cancel", run("is cancelled")["id"])
    until(lambda: run("is cancelled")["state"]["name"] == "Cancelled")


def run(name: str) -> dict[str, Any]:
    return read("flow_runs", flow_runs=named(name))[0]


def named(name: str) -> dict[str, Any]:
    return {"name": {"any_": [name]}}


def read(path: str, **body: Any) -> list[dict[str, Any]]:
    with get_client(sync_client=True) as client:
        return client.request("POST", f"/{path}/filter", json=body).json()


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Without what depends on how often the worker has polled."""
    return {name: value for name, value in row.items() if name not in {"last_polled", "updated"}}


def test_worker(both: Both) -> None:
    seen = both(__file__)
    states = {label.split("run ")[1].strip(">"): run["state_name"] for label, run in seen["flow runs"].items()}
    assert states["greets now"] == "Completed"
    assert states["breaks now"] == "Failed"
    assert states["is cancelled"] == "Cancelled"
    assert {"ended": 0} in seen["script"]["facts"]


if __name__ == "__main__":
    main()
