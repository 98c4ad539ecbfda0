"""The server is killed under a worker and started again: runs in flight end right, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness import waiting
from tests.harness.cli import Cli
from tests.harness.sdk_needs import needs
from tests.harness.servers import Server, fresh_folder, weir_server

# SDKs without it send with a schedule what Prefect's own server refuses by now.
pytestmark = needs("prefect.schedules:Cron")

until = partial(waiting.until, patience=120)
EVERY = timedelta(seconds=5)


@dataclass
class Place:
    """A server of its own, and a home with the project, deployed to a process work pool."""

    server: Server
    cli: Cli
    client: httpx.Client

    def read(self, path: str, **body: Any) -> list[dict[str, Any]]:
        return self.client.post(f"/{path}/filter", json=body).raise_for_status().json()

    def runs(self, deployment: str) -> list[dict[str, Any]]:
        """In the order in which they were to start."""
        wanted = {"name": {"any_": [deployment]}}
        return self.read("flow_runs", deployments=wanted, sort="EXPECTED_START_TIME_ASC")

    def start(self, deployment: str, name: str, **more: Any) -> str:
        flow = {"gated": "worker-gated", "quick": "worker-greet"}[deployment]
        found = self.client.get(f"/deployments/name/{flow}/{deployment}").raise_for_status().json()
        body = {"name": name, "state": {"type": "SCHEDULED"}} | more
        return self.client.post(f"/deployments/{found['id']}/create_flow_run", json=body).raise_for_status().json()["id"]

    def states(self, run: str) -> list[str]:
        history = self.client.get("/flow_run_states/", params={"flow_run_id": run}).raise_for_status().json()
        names = [state["name"] for state in sorted(history, key=lambda state: state["timestamp"])]
        # What newer workers say in between.
        return [name for name in names if name != "Submitting"]

    def steps(self, run: str) -> list[str]:
        return [step["state"]["type"] for step in self.read("task_runs", flow_runs={"id": {"any_": [run]}})]

    def lines(self, run: str) -> list[str]:
        logs = self.read("logs", logs={"flow_run_id": {"any_": [run]}}, sort="TIMESTAMP_ASC")
        return [line["message"] for line in logs if line["name"] == "prefect.flow_runs"]


@dataclass
class Gate:
    """A folder by which a run tells how far it is, and is let through."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir()

    def open(self) -> None:
        (self.folder / "open").touch()

    def await_run(self, mark: str) -> None:
        until((self.folder / mark).exists)


@pytest.fixture
def place() -> Iterator[Place]:
    home = fresh_folder("home")
    with weir_server(quiet=False, name="restarted") as server, httpx.Client(base_url=server.api, timeout=30) as client:
        cli = Cli.of(server, home)
        project = home / "project"
        shutil.copytree(Path(__file__).with_name("project"), project)
        cli.run("work-pool", "create", "worker-pool", "--type", "process")
        cli.at(project).run("--no-prompt", "deploy", "--all")
        yield Place(server, cli, client)
    for folder in (home, server.folder):
        shutil.rmtree(folder, ignore_errors=True)


def test_a_worker_outlives_its_server(place: Place) -> None:
    worker = ("worker", "start", "--pool", "worker-pool", "--type", "process")
    with place.cli.running(*worker, PREFECT_WORKER_QUERY_SECONDS="1") as process:
        schedule(place, active=True)
        gates = {name: Gate(place.cli.folder / name) for name in ("stays", "ends", "goes")}
        runs = {name: place.start("gated", name, parameters={"folder": str(gate.folder)}) for name, gate in gates.items()}
        for gate in gates.values():
            gate.await_run("waiting")
        until(lambda: place.steps(runs["goes"]) == ["COMPLETED"])
        until(lambda: completed(place.runs("often")) >= 1)

        soon = datetime.now(UTC) + timedelta(seconds=2)
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": soon.isoformat()}}
        runs["comes"] = place.start("quick", "comes", parameters={"who": "later"}, state=state)
        cancelling = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
        place.client.post(f"/flow_runs/{runs['goes']}/set_state", json=cancelling).raise_for_status()
        place.server.kill()
        gates["ends"].open()
        gates["ends"].await_run("through")
        place.server.start()
        gates["stays"].open()

        for name, last in (("stays", "Completed"), ("ends", "Completed"), ("comes", "Completed"), ("goes", "Cancelled")):
            until(lambda name=name, last=last: place.states(runs[name])[-1] == last)
        until(lambda: completed(place.runs("often")) >= 3)
        schedule(place, active=False)
        until(lambda: place.read("work_pools/worker-pool/workers")[0]["status"] == "ONLINE")
        assert process.poll() is None
    assert process.returncode == 0

    for name in ("stays", "ends", "comes"):
        assert place.states(runs[name]) == ["Scheduled", "Pending", "Running", "Completed"]
    assert place.states(runs["goes"]) == ["Scheduled", "Pending", "Running", "Cancelling", "Cancelled"]
    for name in ("stays", "ends"):
        until(lambda name=name: place.steps(runs[name]) == ["COMPLETED", "COMPLETED"])
        until(lambda name=name: {"waiting", "through"} <= set(place.lines(runs[name])))
    assert not (gates["goes"].folder / "through").exists()
    assert_without_gaps(place.runs("often"))


def schedule(place: Place, *, active: bool) -> None:
    deployment = place.client.get("/deployments/name/worker-greet/often").raise_for_status().json()
    place.cli.run("deployment", "schedule", "resume" if active else "pause", "worker-greet/often", deployment["schedules"][0]["id"])


def completed(runs: list[dict[str, Any]]) -> int:
    return len([run for run in runs if run["state_type"] == "COMPLETED"])


def assert_without_gaps(runs: list[dict[str, Any]]) -> None:
    """Each time of the schedule has its run, and one only."""
    times = [datetime.fromisoformat(run["expected_start_time"]) for run in runs]
    assert [later - earlier for earlier, later in zip(times, times[1:], strict=False)] == [EVERY] * (len(times) - 1)
