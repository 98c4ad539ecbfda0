"""Two replicas on one PostgreSQL that push to an OpenTelemetry collector and to Datadog: one of them is killed.

Nothing of what was answered may be missing then, counts go on from where they were, and nothing is sent twice but what the
killed one had under way.
"""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.export.collector import Collector, attributes, collector
from tests.export.receivers import Service, service
from tests.harness.postgres import Postgres
from tests.harness.runs import flow_run
from tests.harness.servers import Server, weir_server
from tests.harness.waiting import until

FLOW = "etl"
TRANSITIONS = "weir_flow_run_transitions"


@dataclass
class Scene:
    """Two replicas, where they push to, and what they have answered for."""

    first: Server
    second: Server
    otlp: Collector
    datadog: Service
    runs: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def write(self, server: Server) -> None:
        """A line of log and a run that completes."""
        line = f"line {len(self.lines)}"
        body = {"name": "prefect.flow_runs", "level": 20, "message": line, "timestamp": datetime.now(UTC).isoformat()}
        httpx.post(f"{server.api}/logs/", json=[body], timeout=60).raise_for_status()
        self.lines.append(line)
        self.runs.append(flow_run(server, FLOW, "RUNNING", "COMPLETED"))

    def is_told(self) -> bool:
        """Whether all that was answered has come to both."""
        return (
            set(self.lines) <= set(self.told_lines())
            and set(map(span_id, self.runs)) <= set(self.told_spans())
            and self.cumulative()[-1:] >= [len(self.runs)]
            and self.counted() >= len(self.runs)
        )

    def told_lines(self, replica: str = "") -> list[str]:
        return [one.body.string_value for request in self.pushed("/v1/logs", replica) for one in records(request)]

    def told_spans(self, replica: str = "") -> list[bytes]:
        return [one.span_id for request in self.pushed("/v1/traces", replica) for one in spans(request)]

    def pushed(self, path: str, replica: str = "") -> list[Any]:
        """The requests that a replica has sent, or both."""
        return [
            message
            for where, headers, message in list(self.otlp.requests)
            if where == path and headers["x-replica"].startswith(replica)
        ]

    def cumulative(self) -> list[int]:
        """How many runs had completed, as each request of OpenTelemetry's metrics says."""
        return [count for request in self.pushed("/v1/metrics") for count in completed(request)]

    def growth(self) -> list[float]:
        """By how much that number grew, as each request to Datadog says."""
        return [
            sum(point["value"] for point in series["points"])
            for request in list(self.datadog.requests)
            for series in request.json["series"]
            if series["metric"] == TRANSITIONS.replace("_", ".", 1) and "state:Completed" in series["tags"]
        ]

    def counted(self) -> float:
        return sum(self.growth())


def span_id(run: str) -> bytes:
    return bytes.fromhex(run.replace("-", ""))[8:]


def records(request: Any) -> list[Any]:
    return [record for resource in request.resource_logs for scope in resource.scope_logs for record in scope.log_records]


def spans(request: Any) -> list[Any]:
    return [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]


def completed(request: Any) -> list[int]:
    return [
        point.as_int
        for resource in request.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
        if metric.name == TRANSITIONS
        for point in metric.sum.data_points
        if attributes(point.attributes)["state"] == "Completed"
    ]


@pytest.fixture(scope="module")
def postgres() -> Postgres:
    return Postgres()


@pytest.fixture
def scene(postgres: Postgres) -> Iterator[Scene]:
    with collector() as otlp, service(lambda _: (202, {"errors": []})) as datadog:
        common = {
            "WEIR_DATABASE_URL": postgres.fresh_database(),
            "WEIR_OTLP_ENDPOINT": otlp.url,
            "WEIR_DATADOG_API_KEY": "0123456789abcdef0123456789abcdef",
            "WEIR_DATADOG_URL": datadog.url,
            "WEIR_EXPORT_INTERVAL_SECONDS": "1",
        }
        first, second = (
            weir_server(quiet=True, name=name, environment=common | {"WEIR_OTLP_HEADERS": f"x-replica={name}"}) for name in ("first", "second")
        )
        scene = Scene(first, second, otlp, datadog)
        with first:
            until(lambda: otlp.of("/v1/metrics") and datadog.requests)
            with second:
                yield scene
        assert otlp.complaints == []
    for server in (first, second):
        shutil.rmtree(server.folder, ignore_errors=True)


def test_what_a_killed_replica_could_not_send_the_other_sends_once(scene: Scene) -> None:
    for server in (scene.first, scene.second):
        scene.write(server)
    until(scene.is_told)
    # Receivers are away, so whatever is answered now waits; then the replica that pushes dies.
    scene.otlp.failures += [(503, {})] * 1000
    scene.datadog.failures += [503] * 1000
    for server in (scene.first, scene.second):
        scene.write(server)
    until(lambda: len(scene.otlp.failures) < 996 and len(scene.datadog.failures) < 1000)
    assert not scene.pushed("/v1/metrics", "second")
    scene.first.kill()
    scene.write(scene.second)
    scene.otlp.failures.clear()
    scene.datadog.failures.clear()
    until(scene.is_told)
    # The dead one comes back, and does not push beside the other.
    scene.first.start()
    for server in (scene.first, scene.second):
        scene.write(server)
    until(scene.is_told)
    told = len(scene.pushed("/v1/metrics"))
    until(lambda: len(scene.pushed("/v1/metrics")) > told + 2)
    assert sorted(scene.told_lines()) == sorted(scene.lines)
    assert sorted(scene.told_spans()) == sorted(map(span_id, scene.runs))
    assert scene.counted() == len(scene.runs) == 7
    assert scene.cumulative() == sorted(scene.cumulative()) and scene.cumulative()[-1] == 7


def test_a_replica_that_is_killed_under_load_repeats_at_most_what_was_under_way(scene: Scene) -> None:
    enough = threading.Event()

    def load() -> None:
        while not enough.is_set():
            scene.write(scene.second)

    writer = threading.Thread(target=load)
    writer.start()
    try:
        until(lambda: len(scene.told_spans("first")) >= 10 and scene.growth())
        scene.first.kill()
        killed_at = len(scene.runs)
        until(lambda: len(scene.told_spans("second")) >= 10 and len(scene.runs) > killed_at + 10)
    finally:
        enough.set()
        writer.join()
    until(scene.is_told)
    for told, wanted, last in (
        (scene.told_lines(), scene.lines, [one.body.string_value for request in scene.pushed("/v1/logs", "first")[-1:] for one in records(request)]),
        (scene.told_spans(), [span_id(run) for run in scene.runs], [one.span_id for request in scene.pushed("/v1/traces", "first")[-1:] for one in spans(request)]),
    ):
        assert set(told) == set(wanted)
        assert {one for one, times in Counter(told).items() if times > 1} <= set(last)
    # A counter that went back would be counted as a restart by those who read it.
    assert scene.cumulative() == sorted(scene.cumulative()) and scene.cumulative()[-1] == len(scene.runs)
    assert scene.counted() - len(scene.runs) in {0, *scene.growth()}
