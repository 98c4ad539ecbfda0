"""Datadog: series by its API, and datagrams to an agent."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.export.receivers import Arrived, Service, service
from tests.harness.runs import flow_run
from tests.harness.servers import fresh_folder, weir_server
from tests.harness.waiting import until

KEY = "0123456789abcdef0123456789abcdef"


def answer(request: Arrived) -> tuple[int, Any]:
    """As `POST /api/v2/series` answers, by its reference."""
    assert request.path == "/api/v2/series"
    if request.headers.get("dd-api-key") != KEY:
        return 403, {"errors": ["Forbidden"]}
    assert request.headers["content-type"] == "application/json"
    for series in request.json["series"]:
        assert set(series) <= {"metric", "type", "points", "tags", "interval"} and series["type"] in (1, 3)
        assert all(set(point) == {"timestamp", "value"} for point in series["points"])
        assert isinstance(series["points"][0]["timestamp"], int)
        # Counts are over an interval; gauges are not.
        assert (series["type"] == 1) == ("interval" in series)
    return 202, {"errors": []}


@pytest.fixture
def datadog() -> Iterator[Service]:
    with service(answer) as datadog:
        yield datadog


def sums(datadog: Service, metric: str) -> dict[tuple[str, ...], float]:
    """All counts of a metric added up, by their tags."""
    found: dict[tuple[str, ...], float] = {}
    for request in datadog.requests:
        for series in request.json["series"]:
            if series["metric"] == metric:
                tags = tuple(series["tags"])
                found[tags] = found.get(tags, 0) + sum(point["value"] for point in series["points"])
    return found


def names(datadog: Service) -> set[str]:
    return {series["metric"] for request in datadog.requests for series in request.json["series"]}


def test_series_by_the_api(datadog: Service) -> None:
    environment = {"WEIR_DATADOG_API_KEY": KEY, "WEIR_DATADOG_URL": datadog.url, "WEIR_EXPORT_INTERVAL_SECONDS": "1"}
    with weir_server(quiet=True, name="datadog", environment=environment) as weir:
        until(lambda: names(datadog))
        flow_run(weir, "etl", "RUNNING", "COMPLETED")
        completed = ("flow:etl", "state:Completed", "state_type:COMPLETED")
        until(lambda: sums(datadog, "weir.flow_run_transitions").get(completed) == 1)
        # While it is away, counts wait.
        datadog.failures += [429, 503, 500]
        flow_run(weir, "etl", "RUNNING", "COMPLETED")
        until(lambda: sums(datadog, "weir.flow_run_transitions").get(completed) == 2)
        assert datadog.failures == []
        assert sums(datadog, "weir.flow_run_duration_seconds.count")[completed] == 2
        assert {"weir.flow_run_duration_seconds.bucket", "weir.metrics_series"} <= names(datadog)
        assert KEY not in weir.log.read_text()
    shutil.rmtree(weir.folder, ignore_errors=True)


def test_a_restart_loses_no_count_and_tells_none_twice(datadog: Service) -> None:
    environment = {"WEIR_DATADOG_API_KEY": KEY, "WEIR_DATADOG_URL": datadog.url, "WEIR_EXPORT_INTERVAL_SECONDS": "1"}
    with weir_server(quiet=True, name="restarted", environment=environment) as weir:
        until(lambda: names(datadog))
        completed = ("flow:etl", "state:Completed", "state_type:COMPLETED")

        def count() -> float | None:
            return sums(datadog, "weir.flow_run_transitions").get(completed)

        flow_run(weir, "etl", "RUNNING", "COMPLETED")
        until(lambda: count() == 1)
        # It is away, then the server dies, and counts what happened only when it is back.
        datadog.failures += [503] * 1000
        flow_run(weir, "etl", "RUNNING", "COMPLETED")
        until(lambda: len(datadog.failures) < 1000)
        weir.kill()
        datadog.failures.clear()
        weir.start()
        until(lambda: count() == 2)
        # A server that is stopped gives the lease back, so the next one pushes at once.
        weir.stop()
        weir.start()
        flow_run(weir, "etl", "RUNNING", "COMPLETED")
        until(lambda: count() == 3)
        assert sums(datadog, "weir.flow_run_duration_seconds.count")[completed] == 3
    shutil.rmtree(weir.folder, ignore_errors=True)


def test_a_key_that_is_not_taken_gives_nothing_up(datadog: Service) -> None:
    environment = {"WEIR_DATADOG_API_KEY": KEY, "WEIR_DATADOG_URL": datadog.url, "WEIR_EXPORT_INTERVAL_SECONDS": "1"}
    with weir_server(quiet=True, name="denied", environment=environment) as weir:
        until(lambda: names(datadog))
        datadog.failures += [403] * 1000
        flow_run(weir, "etl", "RUNNING", "COMPLETED")
        until(lambda: len(datadog.failures) < 1000)
        weir.kill()
        datadog.failures.clear()
        weir.start()
        until(lambda: sums(datadog, "weir.flow_run_transitions").get(("flow:etl", "state:Completed", "state_type:COMPLETED")) == 1)
    shutil.rmtree(weir.folder, ignore_errors=True)


@pytest.fixture(params=["udp", "unix"])
def agent(request: pytest.FixtureRequest) -> Iterator[tuple[str, socket.socket]]:
    folder = fresh_folder("agent")
    if request.param == "udp":
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener.bind(("127.0.0.1", 0))
        url = f"udp://127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.bind(str(folder / "dsd.socket"))
        url = f"unix://{folder}/dsd.socket"
    listener.settimeout(30)
    yield url, listener
    listener.close()
    shutil.rmtree(folder, ignore_errors=True)


def test_datagrams_to_an_agent(agent: tuple[str, socket.socket]) -> None:
    url, listener = agent
    environment = {"WEIR_DOGSTATSD_URL": url, "WEIR_EXPORT_INTERVAL_SECONDS": "1"}
    with weir_server(quiet=True, name="dogstatsd", environment=environment) as weir:
        lines: list[str] = []

        def seen(line: str) -> bool:
            datagram = listener.recv(65536)
            assert len(datagram) <= (1432 if url.startswith("udp") else 8192)
            lines.extend(datagram.decode().split("\n"))
            return line in lines

        until(lambda: seen("weir.metrics_series:0|g"))
        flow_run(weir, "etl", "RUNNING", "FAILED")
        until(lambda: seen("weir.flow_run_transitions:1|c|#flow:etl,state:Failed,state_type:FAILED"))
    shutil.rmtree(weir.folder, ignore_errors=True)
