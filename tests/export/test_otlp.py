"""OpenTelemetry: metrics, runs as traces, and logs, to a collector that reads them with the official messages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from tests.export.collector import Collector, attributes, collector
from tests.harness.runs import flow_run, post
from tests.harness.servers import Server, weir_server
from tests.harness.waiting import until


@pytest.fixture
def told() -> Iterator[Collector]:
    with collector() as told:
        yield told
        assert told.complaints == []


@pytest.fixture
def weir(told: Collector) -> Iterator[Server]:
    environment = {
        "WEIR_OTLP_ENDPOINT": told.url,
        "WEIR_OTLP_HEADERS": "x-scope-orgid=team%20a",
        "WEIR_EXPORT_INTERVAL_SECONDS": "1",
    }
    with weir_server(quiet=True, name="otlp", environment=environment) as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


def log(server: Server, message: str, level: int = 20, **run: str) -> None:
    line = {"name": "prefect.flow_runs", "level": level, "message": message, "timestamp": datetime.now(UTC).isoformat()}
    httpx.post(f"{server.api}/logs/", json=[line | run]).raise_for_status()


def messages(told: Collector) -> list[str]:
    return [record.body.string_value for record in told.lines()]


def test_metrics_are_cumulative_sums_gauges_and_histograms(weir: Server, told: Collector) -> None:
    flow_run(weir, "etl", "RUNNING", "COMPLETED")
    flow_run(weir, "etl", "RUNNING", "COMPLETED")
    flow_run(weir, "etl", "RUNNING")

    def completed() -> dict[str, int]:
        points = [point for metric in told.points("weir_flow_run_transitions") for point in metric.sum.data_points]
        return {attributes(point.attributes)["state"]: point.as_int for point in points}

    until(lambda: completed().get("Completed") == 2)
    [metric] = told.points("weir_flow_run_transitions")
    assert metric.sum.is_monotonic and metric.sum.aggregation_temporality == 2
    assert all(0 < point.start_time_unix_nano < point.time_unix_nano for point in metric.sum.data_points)
    until(lambda: told.points("weir_flow_run_duration_seconds")[0].histogram.data_points)
    [metric] = told.points("weir_flow_run_duration_seconds")
    [point] = metric.histogram.data_points
    assert (metric.unit, point.count, sum(point.bucket_counts)) == ("s", 2, 2)
    assert len(point.bucket_counts) == len(point.explicit_bounds) + 1

    def unfinished() -> dict[str, int]:
        points = [point for metric in told.points("weir_flow_runs_unfinished") for point in metric.gauge.data_points]
        return {attributes(point.attributes)["state"]: point.as_int for point in points}

    until(lambda: unfinished() == {"Running": 1})
    post(weir, "/slos/", {"name": "etl succeeds", "kind": "success-rate", "target": 0.9})

    def kept() -> dict[tuple[str, str], float]:
        points = [point for metric in told.points("weir_slo_state") for point in metric.gauge.data_points]
        return {(labels["slo"], labels["state"]): point.as_int for point in points for labels in [attributes(point.attributes)]}

    until(lambda: kept().get(("etl succeeds", "met")) == 1)
    path, headers, request = told.requests[-1]
    assert headers["x-scope-orgid"] == "team a"
    assert attributes(request.ListFields()[0][1][0].resource.attributes)["service.name"] == "weir"


def test_runs_are_spans_and_their_logs_lie_in_them(weir: Server, told: Collector) -> None:
    outer = flow_run(weir, "nightly", "RUNNING")
    task = post(weir, "/task_runs/", {"flow_run_id": outer, "task_key": "extract", "dynamic_key": "0", "name": "extract-0"})
    flow_id = post(weir, "/flows/", {"name": "inner"})["id"]
    inner = post(weir, "/flow_runs/", {"flow_id": flow_id, "parent_task_run_id": task["id"], "tags": ["a", "b"]})["id"]
    log(weir, "within", level=40, flow_run_id=inner)
    log(weir, "of the task", flow_run_id=outer, task_run_id=task["id"])
    log(weir, "of nobody")
    for state in ("RUNNING", "FAILED"):
        change = {"state": {"type": state, "message": "it broke"}, "force": True}
        post(weir, f"/flow_runs/{inner}/set_state", change)
    post(weir, f"/flow_runs/{outer}/set_state", {"state": {"type": "COMPLETED"}, "force": True})

    until(lambda: len(told.spans()) == 2 and len(told.lines()) == 3)
    spans = {span.name: span for span in told.spans()}
    trace = bytes.fromhex(outer.replace("-", ""))
    assert {span.trace_id for span in spans.values()} == {trace}
    assert spans["nightly"].parent_span_id == b"" and spans["nightly"].status.code == 1
    # The task run stands in for the inner flow run: it has no span, so nothing may point to it.
    assert spans["inner"].parent_span_id == spans["nightly"].span_id
    assert {span.parent_span_id for span in spans.values()} - {b""} <= {span.span_id for span in spans.values()}
    assert (spans["inner"].status.code, spans["inner"].status.message) == (2, "it broke")
    told_of = attributes(spans["inner"].attributes)
    assert (told_of["prefect.state.name"], told_of["prefect.tags"]) == ("Failed", ["a", "b"])
    assert spans["inner"].start_time_unix_nano <= spans["inner"].end_time_unix_nano
    lines = {record.body.string_value: record for record in told.lines()}
    assert (lines["within"].trace_id, lines["within"].span_id) == (trace, spans["inner"].span_id)
    assert (lines["within"].severity_number, lines["within"].severity_text) == (17, "ERROR")
    assert lines["of the task"].span_id == bytes.fromhex(task["id"].replace("-", ""))[8:]
    assert lines["of nobody"].trace_id == b""


def test_a_collector_that_is_away_misses_nothing(weir: Server, told: Collector) -> None:
    log(weir, "first")
    until(lambda: messages(told) == ["first"])
    # It asks for a wait, then it is gone with the server; both come back.
    told.failures += [(503, {"retry-after": "1"}), (429, {})]
    log(weir, "second")
    until(lambda: not told.failures)
    told.failures += [(503, {})] * 1000
    log(weir, "third")
    until(lambda: len(told.failures) < 1000)
    weir.kill()
    told.failures.clear()
    weir.start()
    log(weir, "fourth")
    until(lambda: "fourth" in messages(told))
    # What was taken is not sent again, though metrics go on.
    assert messages(told) == ["first", "second", "third", "fourth"]


def test_a_new_export_begins_with_the_first_line_though_the_log_was_empty(weir: Server, told: Collector) -> None:
    # The server dies before it has sent anything.
    told.failures += [(503, {})] * 1000
    until(lambda: len(told.failures) < 1000)
    log(weir, "first")
    weir.kill()
    told.failures.clear()
    weir.start()
    until(lambda: messages(told) == ["first"])


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_an_operator_can_mend_loses_nothing(weir: Server, told: Collector, status: int) -> None:
    told.failures += [(status, {})] * 1000
    log(weir, "first")
    until(lambda: "weir_export_retries_total" in httpx.get(f"{weir.root}/metrics").text and len(told.failures) < 999)
    weir.kill()
    told.failures.clear()
    weir.start()
    until(lambda: messages(told) == ["first"])


def test_requests_that_are_too_large_become_smaller(weir: Server, told: Collector) -> None:
    told.largest = 20_000
    lines = [
        {"name": "prefect.flow_runs", "level": 20, "message": f"{nth:04}" * 250, "timestamp": datetime.now(UTC).isoformat()}
        for nth in range(100)
    ]
    lines[50]["message"] = "x" * 30_000
    httpx.post(f"{weir.api}/logs/", json=lines).raise_for_status()
    until(lambda: len(messages(told)) >= 99)
    # The one line that is too large by itself is given up, and no other.
    assert messages(told) == [line["message"] for nth, line in enumerate(lines) if nth != 50]
    dropped = 'weir_export_dropped_total{destination="otlp",signal="logs",reason="refused"} 1'
    until(lambda: dropped in httpx.get(f"{weir.root}/metrics").text.splitlines())


def test_what_is_refused_is_counted_and_gone(weir: Server, told: Collector) -> None:
    log(weir, "first")
    until(lambda: messages(told) == ["first"])
    told.failures += [(400, {})] * 3
    log(weir, "bad")
    until(lambda: not told.failures)
    log(weir, "good")
    until(lambda: "good" in messages(told))
    scraped = until(
        lambda: [line for line in httpx.get(f"{weir.root}/metrics").text.splitlines() if "weir_export_dropped_total{" in line]
    )
    assert all('destination="otlp"' in line and 'reason="refused"' in line for line in scraped)
