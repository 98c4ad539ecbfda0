"""Clients that write to a server from several threads and remember what it answered, or confirmed by a pong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import httpx
from websockets.exceptions import WebSocketException
from websockets.protocol import State
from websockets.sync.client import connect

from tests.harness.servers import Server

# The first tells that the server is gone, the second that it is going.
Broken = (httpx.TransportError, WebSocketException, OSError)


@dataclass
class Answered:
    """What the server has promised to keep."""

    flow_runs: dict[str, str] = field(default_factory=dict)
    logs: dict[str, int] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    task_runs: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    writes: int = 0


class Load:
    """Runs until the server breaks off or `stop` is called. Each thread writes what a run of the SDK writes."""

    def __init__(self, server: Server, threads: int = 6) -> None:
        self.answered = Answered()
        self._server = server
        self._halted = threading.Event()
        self._counted = threading.Condition()
        bodies: list[Callable[[], None]] = [self._runs] * (threads - 1) + [self._events]
        self._threads = [threading.Thread(target=body, daemon=True) for body in bodies]
        for thread in self._threads:
            thread.start()

    def await_writes(self, number: int, patience: float = 120) -> None:
        """Returns when so many writes were answered."""
        with self._counted:
            if not self._counted.wait_for(lambda: self.answered.writes >= number, patience):
                raise TimeoutError(f"only {self.answered.writes} of {number} writes were answered")

    def stop(self) -> Answered:
        self._halted.set()
        return self.join()

    def join(self) -> Answered:
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a client still waits for an answer"
        return self.answered

    def _count(self) -> None:
        with self._counted:
            self.answered.writes += 1
            self._counted.notify_all()

    def _runs(self) -> None:
        """A flow run with its states and log lines, again and again."""
        with httpx.Client(base_url=self._server.api, timeout=60) as client:
            try:
                flow = self._post(client, "/flows/", {"name": "load"})["id"]
                while not self._halted.is_set():
                    self._run(client, flow)
            except Broken:
                return

    def _run(self, client: httpx.Client, flow: str) -> None:
        run = self._post(client, "/flow_runs/", {"flow_id": flow, "state": {"type": "SCHEDULED"}})["id"]
        self.answered.flow_runs[run] = "SCHEDULED"
        for state in ("PENDING", "RUNNING", "COMPLETED"):
            answer = self._post(client, f"/flow_runs/{run}/set_state", {"state": {"type": state}})
            if answer["status"] != "ACCEPT":
                self.answered.refusals.append(json.dumps(answer))
            self.answered.flow_runs[run] = state
        line = {"name": "load", "level": 20, "timestamp": _now(), "flow_run_id": run}
        self._post(client, "/logs/", [line | {"message": f"line {number}"} for number in range(5)])
        self.answered.logs[run] = 5

    def _post(self, client: httpx.Client, path: str, body: object) -> dict[str, str]:
        response = client.post(path, json=body)
        if response.status_code >= 300:
            self.answered.refusals.append(f"{path}: {response.status_code} {response.text[:200]}")
            raise httpx.TransportError("refused")
        self._count()
        return response.json() if response.content else {}

    def _events(self) -> None:
        """Task runs told by events over the websocket; a pong confirms all before it."""
        address = f"ws://127.0.0.1:{self._server.port}/api/events/in"
        try:
            with connect(address, subprotocols=["prefect"], close_timeout=5) as socket:
                socket.send(json.dumps({"type": "auth", "token": None}))
                socket.recv(timeout=30)
                while not self._halted.is_set():
                    sent = [_task_run_event() for _ in range(10)]
                    for event in sent:
                        socket.send(json.dumps(event))
                    pong = socket.ping(ack_on_close=True)
                    if not pong.wait(60) or socket.state is not State.OPEN:
                        return
                    self.answered.events += [event["id"] for event in sent]
                    self.answered.task_runs += [event["resource"]["prefect.resource.id"].rpartition(".")[2] for event in sent]
                    self._count()
        except Broken:
            return


def missing(server: Server, answered: Answered) -> list[str]:
    """What of the answered writes the server does not have."""
    lost = []
    order = ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED"]
    with httpx.Client(base_url=server.api, timeout=60) as client:
        for run, state in answered.flow_runs.items():
            found = client.get(f"/flow_runs/{run}")
            # A later state may have been stored and not answered.
            if found.status_code != 200 or order.index(found.json()["state_type"]) < order.index(state):
                lost.append(f"flow run {run} in {state}: {found.text}")
        for run, lines in answered.logs.items():
            found = client.post("/logs/filter", json={"logs": {"flow_run_id": {"any_": [run]}}})
            if len(found.json()) != lines:
                lost.append(f"log lines of {run}: {found.text}")
        for start in range(0, len(answered.events), 50):
            part = answered.events[start : start + 50]
            found = client.post("/events/filter", json={"filter": {"id": {"id": part}}, "limit": 50}).raise_for_status().json()
            lost += [f"event {event}" for event in set(part) - {event["id"] for event in found["events"]}]
        lost += [f"task run {run}" for run in answered.task_runs if client.get(f"/task_runs/{run}").status_code != 200]
    return lost


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _task_run_event() -> dict[str, object]:
    run, now = str(uuid4()), _now()
    return {
        "id": str(uuid4()),
        "occurred": now,
        "event": "prefect.task-run.Running",
        "resource": {
            "prefect.resource.id": f"prefect.task-run.{run}",
            "prefect.resource.name": "load",
            "prefect.state-message": "",
            "prefect.state-name": "Running",
            "prefect.state-type": "RUNNING",
            "prefect.state-timestamp": now,
            "prefect.orchestration": "client",
        },
        "related": [],
        "payload": {
            "intended": {"from": "PENDING", "to": "RUNNING"},
            "initial_state": {"type": "PENDING", "name": "Pending", "message": "", "state_details": {}},
            "validated_state": {"type": "RUNNING", "name": "Running", "message": "", "state_details": {}, "data": None},
            "task_run": {
                "task_key": "load-0", "dynamic_key": run, "name": "load", "tags": [], "task_inputs": {},
                "empirical_policy": {}, "labels": {}, "run_count": 1, "flow_run_run_count": 0,
                "expected_start_time": now, "start_time": now,
            },
        },
    }
