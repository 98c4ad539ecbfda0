"""A run whose process is killed without a word becomes Crashed, and one that goes on does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect import flow

from tests.harness import waiting
from tests.harness.sdk import python, sdk_environment
from tests.harness.sdk_needs import needs
from tests.harness.servers import Server, fresh_folder, weir_server

# The SDK's heart beats no faster.
HEARTBEAT = 30
PATIENCE = 8 * HEARTBEAT
until = partial(waiting.until, patience=PATIENCE)


@flow(name="zombies-waits")
def waits(folder: str) -> None:
    (Path(folder) / "waiting").touch()
    while not (Path(folder) / "open").exists():
        time.sleep(0.1)


@pytest.fixture
def server() -> Iterator[Server]:
    patience = {"WEIR_ZOMBIES_HEARTBEAT_SECONDS": str(HEARTBEAT), "WEIR_ZOMBIES_MISSED_HEARTBEATS": "2", "WEIR_ZOMBIES_LOOP_SECONDS": "1"}
    with weir_server(quiet=False, name="zombies", environment=patience) as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


@contextmanager
def process_of_a_run(server: Server, home: Path, run: str) -> Iterator[subprocess.Popen[bytes]]:
    folder = home / run
    folder.mkdir()
    environment = sdk_environment(server, home) | {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT)}
    process = subprocess.Popen([python(), __file__, run, str(folder)], cwd=folder, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@needs("prefect.flow_engine:MINIMUM_HEARTBEAT_INTERVAL")
def test_a_run_whose_process_is_killed_becomes_crashed(server: Server) -> None:
    home = fresh_folder("home")
    with httpx.Client(base_url=server.api, timeout=30) as client:
        with process_of_a_run(server, home, "dies") as dies, process_of_a_run(server, home, "lives") as lives:
            until(lambda: beats(client, "dies") >= 2 and beats(client, "lives") >= 2)
            dies.kill()
            until(lambda: state(client, "dies")["type"] != "RUNNING")
            assert state(client, "lives")["type"] == "RUNNING"
            (home / "lives" / "open").touch()
            assert lives.wait(timeout=PATIENCE) == 0
        crashed = state(client, "dies")
        assert (crashed["type"], crashed["name"]) == ("CRASHED", "Crashed")
        assert "heartbeat" in crashed["message"]
        assert state(client, "lives")["type"] == "COMPLETED"
        assert events(client, "dies", "prefect.flow-run.Crashed") == 1
        assert events(client, "lives", "prefect.flow-run.Crashed") == 0
    shutil.rmtree(home, ignore_errors=True)


def named(client: httpx.Client, run: str) -> list[dict[str, Any]]:
    body = {"flow_runs": {"name": {"any_": [run]}}}
    return client.post("/flow_runs/filter", json=body).raise_for_status().json()


def state(client: httpx.Client, run: str) -> dict[str, Any]:
    return named(client, run)[0]["state"]


def beats(client: httpx.Client, run: str) -> int:
    return events(client, run, "prefect.flow-run.heartbeat") if named(client, run) else 0


def events(client: httpx.Client, run: str, name: str) -> int:
    wanted = {"event": {"name": [name]}, "resource": {"id": [f"prefect.flow-run.{named(client, run)[0]['id']}"]}}
    return client.post("/events/filter", json={"filter": wanted}).raise_for_status().json()["total"]


if __name__ == "__main__":
    waits.with_options(flow_run_name=sys.argv[1])(sys.argv[2])
