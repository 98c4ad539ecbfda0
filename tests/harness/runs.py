"""Runs on a server, told to its API as the SDK tells them."""

from __future__ import annotations

import time
from typing import Any

import httpx

from tests.harness.servers import Server
from tests.harness.waiting import until

PATIENCE = 60


def post(server: Server, path: str, body: Any) -> Any:
    """The answer. Prefect's server says 503 when its database is locked: it is then asked again."""
    end = time.monotonic() + PATIENCE
    while (answer := httpx.post(f"{server.api}{path}", json=body, timeout=PATIENCE)).status_code == 503:
        assert time.monotonic() < end, answer.text
        time.sleep(0.1)
    return answer.raise_for_status().json()


def flow_run(server: Server, flow: str, *states: str, deployment_id: str | None = None) -> str:
    """A run of a flow that goes through states of these types; answers its id."""
    flow_id = post(server, "/flows/", {"name": flow})["id"]
    run = post(server, "/flow_runs/", {"flow_id": flow_id, "deployment_id": deployment_id})
    for state in states:
        post(server, f"/flow_runs/{run['id']}/set_state", {"state": {"type": state}, "force": True})
    return run["id"]


def scrape(server: Server, profile: str | None = None) -> str:
    """The metrics in Prometheus's text format."""
    params = {"profile": profile} if profile else {}
    return httpx.get(f"{server.root}/metrics", params=params).raise_for_status().text


def counted(server: Server, line: str) -> str:
    """Waits until a scrape has a line: transitions are counted a moment after they are answered."""
    return until(lambda: text if line in (text := scrape(server)).splitlines() else "")
