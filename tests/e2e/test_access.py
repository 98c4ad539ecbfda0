"""The stock SDK meets a weir that asks for API keys: it shows them as its auth string, its API key, or a header."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from prefect import flow, get_run_logger, task

from tests.harness.sdk import run_script
from tests.harness.sdk_needs import needs
from tests.harness.servers import Server, weir_binary, weir_server

# Seconds within which the server has to have stored what it was sent: a websocket's messages are not acknowledged.
PATIENCE = 20.0


@task
def double(number: int) -> int:
    return 2 * number


@flow(name="access-flow")
def doubled() -> list[int]:
    get_run_logger().info("doubling")
    return [double(number) for number in range(3)]


@dataclass(frozen=True)
class Guarded:
    """A server with a key for each role."""

    server: Server
    keys: dict[str, str]

    def count(self, what: str, flow_run_state: str = "COMPLETED") -> int:
        query = {"flow_runs": {"state": {"type": {"any_": [flow_run_state]}}}}
        headers = {"Authorization": f"Bearer {self.keys['viewer']}"}
        return httpx.post(f"{self.server.api}/{what}/count", json=query, headers=headers).raise_for_status().json()


def auth(server: Server, *arguments: str) -> str:
    command = [str(weir_binary()), "auth", *arguments]
    return subprocess.run(command, env=server.environment, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def guarded() -> Iterator[Guarded]:
    with weir_server(quiet=False, name="guarded") as server:
        keys = {role: auth(server, "create", role, "--role", role) for role in ("metrics", "viewer", "operator", "admin")}
        wait_until(lambda: httpx.get(f"{server.api}/hello").status_code == 401)
        yield Guarded(server, keys)
    shutil.rmtree(server.folder, ignore_errors=True)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@needs("prefect.settings:PREFECT_API_AUTH_STRING")
@needs("prefect.settings:PREFECT_CLIENT_CUSTOM_HEADERS")
def test_a_run_with_a_key_is_seen_whole(guarded: Guarded) -> None:
    key = guarded.keys["operator"]
    header = json.dumps({"Authorization": f"Bearer {key}"})
    for number, environment in enumerate(
        [{"PREFECT_API_AUTH_STRING": key}, {"PREFECT_API_KEY": key, "PREFECT_CLIENT_CUSTOM_HEADERS": header}], start=1
    ):
        outcome = run_script(Path(__file__), guarded.server, environment=environment)
        assert outcome.returncode == 0, outcome.output[-4000:]
        assert guarded.count("flow_runs") == number
        wait_until(lambda expected=3 * number: guarded.count("task_runs") == expected)


def test_with_the_api_key_alone_the_sdk_reports_flow_runs(guarded: Guarded) -> None:
    outcome = run_script(Path(__file__), guarded.server, environment={"PREFECT_API_KEY": guarded.keys["operator"]})
    assert outcome.returncode == 0, outcome.output[-4000:]
    assert guarded.count("flow_runs") == 1


@pytest.mark.parametrize("role", ["viewer", "metrics"])
def test_a_weak_role_runs_nothing(guarded: Guarded, role: str) -> None:
    outcome = run_script(Path(__file__), guarded.server, environment={"PREFECT_API_KEY": guarded.keys[role]})
    assert outcome.returncode != 0
    assert "403" in outcome.output
    assert guarded.count("flow_runs") == 0


@needs("prefect.settings:PREFECT_API_AUTH_STRING")
def test_a_revoked_key_runs_nothing(guarded: Guarded) -> None:
    key = guarded.keys["operator"]
    auth(guarded.server, "revoke", "operator")
    headers = {"Authorization": f"Bearer {key}"}
    wait_until(lambda: httpx.get(f"{guarded.server.api}/hello", headers=headers).status_code == 401)
    outcome = run_script(Path(__file__), guarded.server, environment={"PREFECT_API_AUTH_STRING": key})
    assert outcome.returncode != 0
    assert "401" in outcome.output


if __name__ == "__main__":
    doubled()
