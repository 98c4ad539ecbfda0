"""Reads everything back that the flows of one topic left on a server, through its API."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.harness.servers import Server

Row = dict[str, Any]
PAGE = 200
PATIENCE = 60.0


@dataclass
class Readback:
    """What a server says about the flows, blocks and variables whose names begin with a topic."""

    flows: list[Row]
    flow_runs: list[Row]
    flow_run_states: list[Row]
    task_runs: list[Row]
    task_run_states: list[Row]
    logs: list[Row]
    artifacts: list[Row]
    artifact_collections: list[Row]
    variables: list[Row]
    block_documents: list[Row]
    events: list[Row]
    inputs: list[Row]
    graphs: dict[str, Row] = field(default_factory=dict)

    def settled(self) -> bool:
        """True when each task run's latest event is in its state: Prefect's server applies them a little later."""
        latest: dict[str, Row] = {}
        for event in sorted(self.events, key=lambda event: event["occurred"]):
            if event["event"].startswith("prefect.task-run."):
                latest[event["resource"]["prefect.resource.id"].removeprefix("prefect.task-run.")] = event
        runs = {run["id"]: run for run in self.task_runs}
        return all(
            run in runs and event["event"] == f"prefect.task-run.{runs[run]['state_name']}"
            for run, event in latest.items()
        )


def read_back(server: Server, topic: str) -> Readback:
    """Reads a topic once all events that were sent before are stored and applied."""
    with httpx.Client(base_url=server.api, timeout=60) as client:
        _await_earlier_events(client)
        deadline = time.monotonic() + PATIENCE
        while True:
            seen = _read(client, topic)
            if seen.settled():
                return seen
            if time.monotonic() > deadline:
                raise TimeoutError(f"{server.name} did not apply all task-run events of {topic}")
            time.sleep(0.2)


def _await_earlier_events(client: httpx.Client) -> None:
    """Events are stored in the order in which they came, so all are there when a last one is."""
    marker = str(uuid4())
    event = {
        "occurred": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "event": "e2e.marker",
        "resource": {"prefect.resource.id": f"e2e.{marker}"},
        "id": marker,
    }
    _checked(client.post("/events", json=[event]))
    deadline = time.monotonic() + PATIENCE
    while not _checked(client.post("/events/filter", json={"filter": {"id": {"id": [marker]}}})).json()["events"]:
        if time.monotonic() > deadline:
            raise TimeoutError("an event never became readable")
        time.sleep(0.1)


def _read(client: httpx.Client, topic: str) -> Readback:
    of_flows = {"flows": {"name": {"like_": f"{topic}-"}}}
    flow_runs = _pages(client, "/flow_runs/filter", of_flows)
    of_runs = {"any_": [run["id"] for run in flow_runs]}
    task_runs = {run["id"]: run for run in _pages(client, "/task_runs/filter", of_flows)}
    task_runs |= {run["id"]: run for run in _pages(client, "/task_runs/filter", {"task_runs": {"name": {"like_": f"{topic}-"}}})}
    return Readback(
        flows=_pages(client, "/flows/filter", of_flows),
        flow_runs=flow_runs,
        flow_run_states=_states(client, "flow_run", [run["id"] for run in flow_runs]),
        task_runs=list(task_runs.values()),
        task_run_states=_states(client, "task_run", list(task_runs)),
        logs=_pages(client, "/logs/filter", {"logs": {"flow_run_id": of_runs}, "sort": "TIMESTAMP_ASC"}),
        artifacts=_pages(client, "/artifacts/filter", {"artifacts": {"flow_run_id": of_runs}}),
        artifact_collections=_pages(client, "/artifacts/latest/filter", {"artifacts": {"flow_run_id": of_runs}}),
        variables=_pages(client, "/variables/filter", {"variables": {"name": {"like_": f"{topic}_%"}}}),
        block_documents=_pages(client, "/block_documents/filter", {"block_documents": {"name": {"like_": f"{topic}-"}}}),
        events=_events(client, [run["id"] for run in flow_runs], list(task_runs), topic),
        inputs=[row for run in flow_runs for row in _inputs(client, run["id"])],
        graphs={run["id"]: _checked(client.get(f"/flow_runs/{run['id']}/graph-v2")).json() for run in flow_runs},
    )


def _pages(client: httpx.Client, path: str, body: Row) -> list[Row]:
    rows: list[Row] = []
    while True:
        page = _checked(client.post(path, json=body | {"limit": PAGE, "offset": len(rows)})).json()
        rows += page
        if len(page) < PAGE:
            return rows


def _states(client: httpx.Client, kind: str, runs: list[str]) -> list[Row]:
    """The history of each run; each state is told whose it is."""
    found = []
    for run in runs:
        history = _checked(client.get(f"/{kind}_states/", params={f"{kind}_id": run})).json()
        found += [state | {f"{kind}_id": run} for state in history]
    return found


def _inputs(client: httpx.Client, run: str) -> list[Row]:
    rows = _checked(client.post(f"/flow_runs/{run}/input/filter", json={"prefix": "", "limit": PAGE})).json()
    return [row | {"flow_run_id": run} for row in rows]


def _events(client: httpx.Client, flow_runs: list[str], task_runs: list[str], topic: str) -> list[Row]:
    resources = [f"prefect.flow-run.{run}" for run in flow_runs] + [f"prefect.task-run.{run}" for run in task_runs]
    found: dict[str, Row] = {}
    wanted: list[Row] = [{"id_prefix": [f"{topic}."]}]
    wanted += [{"id": resources[start : start + 100]} for start in range(0, len(resources), 100)]
    for any_resource in wanted:
        body = {"filter": {"any_resource": any_resource, "order": "ASC"}, "limit": 50}
        page = _checked(client.post("/events/filter", json=body)).json()
        while True:
            found |= {event["id"]: event for event in page["events"]}
            if not page["next_page"]:
                break
            page = _checked(client.get(page["next_page"])).json()
    return list(found.values())


def _checked(response: httpx.Response) -> httpx.Response:
    if response.status_code >= 300:
        request = response.request
        sent = request.content.decode(errors="replace")[:500]
        raise AssertionError(f"{request.method} {request.url} {sent} answered {response.status_code}: {response.text[:500]}")
    return response


def as_text(value: Any) -> str:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=sorted)
