"""Grafana's JSON datasource (`simpod-json-datasource`): each request as its documentation has it, and what is shown then."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import yaml

from tests.harness.runs import flow_run, post
from tests.harness.servers import REPOSITORY, Server, weir_binary, weir_server
from tests.harness.waiting import until


@pytest.fixture(scope="module")
def weir() -> Iterator[Server]:
    with weir_server(quiet=True, name="grafana") as server:
        for state in ("COMPLETED", "COMPLETED", "FAILED"):
            flow_run(server, "etl", "RUNNING", state)
        flow_run(server, "report", "RUNNING", "COMPLETED")
        for value in (1, 3):
            body = [{"name": "rows", "value": value, "labels": {"table": "orders"}}]
            httpx.post(f"{server.api}/metrics/", json=body).raise_for_status()
        post(server, "/slos/", {"name": "etl v1.0 succeeds", "kind": "success-rate", "target": 0.9, "select": {"flows": ["etl"]}})
        until(lambda: post(server, "/slos/filter", {"state": ["breached"]}))
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


def ask(server: Server, path: str, body: dict[str, Any]) -> Any:
    return httpx.post(f"{server.root}/grafana{path}", json=body).raise_for_status().json()


def dashboard(hours: int = 6) -> dict[str, Any]:
    """What every request of a panel has."""
    now = datetime.now(UTC)
    start, end = ((now + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z") for minutes in (-60 * hours, 1))
    return {
        "panelId": 1,
        "range": {"from": start, "to": end, "raw": {"from": f"now-{hours}h", "to": "now"}},
        "rangeRaw": {"from": f"now-{hours}h", "to": "now"},
        "interval": "30m",
        "intervalMs": 1800000,
        "maxDataPoints": 550,
        "scopedVars": {"__interval": {"text": "30m", "value": "30m"}},
        "adhocFilters": [],
    }


def query(server: Server, *targets: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    listed = [{"refId": "ABC"[place], "type": "timeserie", "payload": {}} | target for place, target in enumerate(targets)]
    return ask(server, "/query", dashboard() | {"targets": listed} | more)


def values(frame: dict[str, Any]) -> list[float]:
    return [value for value, _ in frame["datapoints"] if value]


def test_the_connection_is_tested(weir: Server) -> None:
    assert httpx.get(f"{weir.root}/grafana/").status_code == 200


def test_metrics_are_listed(weir: Server) -> None:
    found = {one["value"]: one for one in ask(weir, "/metrics", {"metric": "", "payload": {}})}
    assert {"flow_runs.count", "task_runs.duration_p95", "metric.rows", "slos", "slo_budget_left.etl v1.0 succeeds"} <= set(found)
    assert "task_runs.lateness_p95" not in found
    [by] = found["flow_runs.success_rate"]["payloads"]
    assert (by["name"], by["type"]) == ("group_by", "select")
    assert {"label": "flow", "value": "flow"} in by["options"]
    task = {"label": "task", "value": "task"}
    assert task not in by["options"] and task in found["task_runs.count"]["payloads"][0]["options"]
    [chosen] = ask(weir, "/metrics", {"metric": "metric.rows"})
    assert [payload["name"] for payload in chosen["payloads"]] == ["aggregation", "group_by"]
    assert ask(weir, "/search", {"target": "metric."}) == ["metric.rows"]


def test_runs_as_series(weir: Server) -> None:
    by_flow = {"target": "flow_runs.count", "payload": {"group_by": "flow"}}
    rate = {"target": "flow_runs.success_rate", "payload": {"flow": "etl"}}
    frames = query(weir, by_flow, rate, {"target": "flow_runs.duration_p95"})
    assert [(frame["refId"], frame["target"]) for frame in frames] == [
        ("A", "etl"), ("A", "report"), ("B", "flow_runs.success_rate"), ("C", "flow_runs.duration_p95"),
    ]
    assert [sum(values(frame)) for frame in frames[:2]] == [3, 1]
    assert values(frames[2]) == [pytest.approx(2 / 3)]
    # Half hours, as the panel asks.
    times = [time for _, time in frames[0]["datapoints"]]
    assert all(time % 1800000 == 0 for time in times)
    assert {late - early for early, late in zip(times, times[1:], strict=False)} == {1800000}
    told = post(weir, "/insights/flow_runs", {"flows": {"name": {"any_": ["etl"]}}})["groups"][0]["figures"]
    assert told["success_rate"] == values(frames[2])[0]


def test_filters_of_the_dashboard(weir: Server) -> None:
    only = [{"key": "flow", "operator": "=", "value": "report"}]
    [frame] = query(weir, {"target": "flow_runs.count"}, adhocFilters=only)
    assert sum(values(frame)) == 1
    wrong = dashboard() | {"targets": [], "adhocFilters": [{"key": "flow", "operator": "!=", "value": "report"}]}
    answer = httpx.post(f"{weir.root}/grafana/query", json=wrong)
    assert (answer.status_code, "!=" in answer.text) == (422, True)


def test_custom_metrics_as_series(weir: Server) -> None:
    sums = {"target": "metric.rows", "payload": {"aggregation": "sum", "group_by": "label.table"}}
    frames = query(weir, {"target": "metric.rows"}, sums)
    assert [(frame["target"], values(frame)) for frame in frames] == [("metric.rows", [2]), ("orders", [4])]


def test_objectives_as_series_and_as_a_table(weir: Server) -> None:
    share, left, table = query(
        weir, {"target": "slo_good_share.etl v1.0 succeeds"}, {"target": "slo_budget_left.etl v1.0 succeeds"}, {"target": "slos", "type": "table"}
    )
    assert values(share) == [pytest.approx(2 / 3)]
    assert values(left)[-1] == pytest.approx(1 - 1 / 0.3)
    assert table["type"] == "table"
    [row] = [dict(zip((column["text"] for column in table["columns"]), row, strict=True)) for row in table["rows"]]
    assert (row["Objective"], row["State"], row["Target"]) == ("etl v1.0 succeeds", "breached", 0.9)
    assert row["Budget left"] == pytest.approx(1 - 1 / 0.3)


def test_annotations_are_events(weir: Server) -> None:
    asked = dashboard() | {"annotation": {"name": "slo", "datasource": "Weir", "enable": True, "query": ""}}
    found = ask(weir, "/annotations", asked)
    assert ("weir.slo.breached", "etl v1.0 succeeds") in {(one["title"], one["text"]) for one in found}
    asked["annotation"]["query"] = "prefect.flow-run.Failed"
    [failed] = ask(weir, "/annotations", asked)
    assert "etl" in failed["tags"] and abs(failed["time"] / 1000 - datetime.now(UTC).timestamp()) < 3600


def test_keys_and_values_to_filter_by(weir: Server) -> None:
    assert {"type": "string", "text": "flow"} in ask(weir, "/tag-keys", {})
    assert ask(weir, "/tag-values", {"key": "flow"}) == [{"text": "etl"}, {"text": "report"}]
    assert ask(weir, "/tag-values", {"key": "none"}) == []


def test_what_makes_no_sense_is_said(weir: Server) -> None:
    def refused(body: dict[str, Any]) -> str:
        answer = httpx.post(f"{weir.root}/grafana/query", json=body)
        assert answer.status_code == 422, answer.text
        return answer.text

    assert "unknown metric" in refused(dashboard() | {"targets": [{"target": "flow_runs.beauty"}]})
    assert "group_by" in refused(dashboard() | {"targets": [{"target": "flow_runs.count", "payload": {"group_by": "colour"}}]})
    assert "range" in refused({"targets": []})
    # A query that nobody has written yet, and one that is switched off.
    assert query(weir, {"target": ""}, {"target": "flow_runs.count", "hide": True}) == []


def test_a_key_of_the_role_metrics_is_enough() -> None:
    with weir_server(quiet=True, name="keyed") as server:
        create = [str(weir_binary()), "auth", "create", "grafana", "--role", "metrics"]
        made = subprocess.run(create, env=server.environment, check=True, capture_output=True, text=True)
        until(lambda: httpx.get(f"{server.root}/grafana/").status_code == 401)
        shown = {"authorization": f"Bearer {made.stdout.strip()}"}
        assert httpx.post(f"{server.root}/grafana/query", json=dashboard() | {"targets": []}, headers=shown).json() == []
        assert httpx.post(f"{server.api}/flow_runs/filter", json={}, headers=shown).status_code == 403
    shutil.rmtree(server.folder, ignore_errors=True)


def test_the_provisioning_file_names_the_plugin_and_the_path() -> None:
    written = yaml.safe_load((REPOSITORY / "deploy/grafana/provisioning/datasources/weir.yml").read_text())
    [source] = written["datasources"]
    assert source["type"] == "simpod-json-datasource" and source["url"].endswith(":4200/grafana")
