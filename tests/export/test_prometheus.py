"""A real Prometheus scrapes Weir, with the rules, dashboards and settings of `deploy/`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness.runs import counted, flow_run, post, scrape
from tests.harness.servers import REPOSITORY, Server, free_port, fresh_folder, weir_server
from tests.harness.waiting import until

DEPLOY = REPOSITORY / "deploy"
DASHBOARDS = sorted((DEPLOY / "grafana/dashboards").glob("*.json"))

JOBS = """
global: {{ scrape_interval: 1s, evaluation_interval: 1s }}
rule_files: ["{rules}/recording.yml", "{rules}/alerting.yml"]
scrape_configs:
  - job_name: weir
    static_configs: [{{ targets: ["{target}"] }}]
  - job_name: prometheus-prefect-exporter
    params: {{ profile: [prometheus-prefect-exporter] }}
    static_configs: [{{ targets: ["{target}"] }}]
  - job_name: history
    params: {{ profile: [history] }}
    static_configs: [{{ targets: ["{target}"] }}]
"""

# What the panels ask that the package's own dashboards have, and what they show for the runs below.
OF_EXISTING_DASHBOARDS = {
    "sum(prefect_flows_total)": 2,
    "sum(prefect_deployments_total)": 1,
    "sum(prefect_work_pools_total)": 1,
    "sum(prefect_work_queues_total)": 1,
    "count(prefect_info_flow_runs)": 4,
    "count(prefect_info_flow_runs == 1)": 1,
    'count by (state_name) (prefect_info_flow_runs{state_name="Completed"})': 2,
    'sum(prefect_info_deployment{is_schedule_active="False"} == 1)': 1,
    'count(prefect_info_flow_runs{flow_name=~"etl"})': 3,
    'count(prefect_info_flows{flow_name=~"etl"} == 1)': 1,
    'count(avg by (flow_name) (prefect_flow_runs_total_run_time{flow_name=~"etl"}))': 1,
    'count(prefect_info_work_queues{healthy="False", is_paused="False"} == 1)': 1,
}


@pytest.fixture(scope="module")
def weir() -> Iterator[Server]:
    with weir_server(quiet=True, name="scraped") as server:
        flow_run(server, "etl", "RUNNING", "COMPLETED")
        flow_run(server, "etl", "RUNNING", "COMPLETED")
        flow_run(server, "etl", "RUNNING", "FAILED")
        flow_run(server, "report", "RUNNING")
        flow = post(server, "/flows/", {"name": "etl"})
        post(server, "/work_pools/", {"name": "spark", "type": "process"})
        nightly = {"name": "nightly", "flow_id": flow["id"], "work_pool_name": "spark", "paused": True}
        post(server, "/deployments/", nightly)
        httpx.post(f"{server.api}/metrics/", json=[{"name": "rows", "value": 7}]).raise_for_status()
        post(server, "/slos/", {"name": "etl succeeds", "kind": "success-rate", "target": 0.9, "select": {"flows": ["etl"]}})
        post(server, "/slos/", {"name": "fresh", "kind": "freshness", "limit_seconds": 3600, "severity": "high"})
        counted(server, 'weir_flow_run_transitions_total{flow="report",deployment="",state="Running",state_type="RUNNING"} 1')
        counted(server, 'weir_slo_bad{slo="etl succeeds",source="api",flow="",deployment=""} 1.0')
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


class Prometheus:
    """A server that is asked in PromQL."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **params: str) -> Any:
        answer = httpx.get(f"{self.url}/api/v1/{path}", params=params, timeout=30)
        assert answer.status_code == 200, f"{params}: {answer.text}"
        return answer.json()["data"]

    def value(self, query: str) -> float | None:
        """The value of a query that has one series at most."""
        found = self.get("query", query=query)["result"]
        assert len(found) <= 1, f"{query}: {found}"
        return float(found[0]["value"][1]) if found else None


@pytest.fixture(scope="module")
def prometheus(weir: Server) -> Iterator[Prometheus]:
    folder = fresh_folder("prometheus")
    port = free_port()
    settings = folder / "prometheus.yml"
    settings.write_text(JOBS.format(rules=DEPLOY / "prometheus", target=f"127.0.0.1:{weir.port}"))
    with (folder / "log").open("wb") as log:
        command = ["prometheus", f"--config.file={settings}", f"--storage.tsdb.path={folder}/data"]
        listen = f"--web.listen-address=127.0.0.1:{port}"
        process = subprocess.Popen([*command, listen], stdout=log, stderr=subprocess.STDOUT)
    asked = Prometheus(port)
    try:
        until(lambda: process.poll() is None and is_ready(asked.url))
        until(lambda: asked.value("sum(up)") == 3)
        yield asked
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/-/ready", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def promtool(*arguments: str, text: str = "") -> str:
    done = subprocess.run(["promtool", *arguments], input=text, capture_output=True, text=True, cwd=DEPLOY / "prometheus")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_rules_hold() -> None:
    promtool("check", "config", "prometheus.yml")
    promtool("check", "rules", "--lint=all", "--lint-fatal", "recording.yml", "alerting.yml")
    promtool("test", "rules", "tests.yml")


def test_the_native_metrics_follow_the_rules_of_prometheus(weir: Server) -> None:
    assert promtool("check", "metrics", text=scrape(weir)) == ""


def test_prometheus_reads_what_weir_counts(prometheus: Prometheus) -> None:
    transitions = 'weir_flow_run_transitions_total{job="weir",flow="etl",state="%s"}'
    assert prometheus.value(transitions % "Completed") == 2
    assert prometheus.value(transitions % "Failed") == 1
    assert prometheus.value('weir_flow_runs_unfinished{job="weir",flow="report",state="Running"}') == 1
    durations = 'weir_flow_run_duration_seconds_count{job="weir",flow="etl",state="Completed"}'
    assert prometheus.value(durations) == 2
    below = 'weir_flow_run_duration_seconds_bucket{job="weir",flow="etl",state="Completed",le="86400.0"}'
    assert prometheus.value(below) == 2
    assert prometheus.value('weir_custom_rows{job="weir"}') == 7
    # The unit is told in OpenMetrics alone, so this was read from it.
    told = prometheus.get("metadata", metric="weir_flow_run_duration_seconds")
    assert told["weir_flow_run_duration_seconds"][0] == {
        "type": "histogram", "help": "Run time of ended flow runs", "unit": "seconds",
    }


def test_prometheus_reads_how_objectives_stand(prometheus: Prometheus) -> None:
    def of(metric: str, more: str = "") -> float | None:
        return prometheus.value(f'{metric}{{job="weir",slo="etl succeeds"{more}}}')

    until(lambda: of("weir_slo_bad") == 1)
    assert of("weir_slo_good") == 2
    assert [of("weir_slo_state", f',state="{state}"') for state in ("unknown", "met", "breached")] == [0, 0, 1]
    assert (of("weir_slo_target_ratio"), of("weir_slo_window_seconds")) == (0.9, 30 * 86400)
    # A third of the runs is bad, where a tenth may be.
    assert of("weir_slo_error_budget_left_ratio") == pytest.approx(1 - 1 / 0.3)
    for alert in ("fast", "medium", "slow"):
        for span in ("long", "short"):
            assert of("weir_slo_burn_rate", f',alert="{alert}",range="{span}"') == pytest.approx(1 / 0.3)
    [info] = prometheus.get("query", query='weir_slo_info{job="weir",slo="fresh"}')["result"]
    told = {name: info["metric"].get(name) for name in ("kind", "severity", "unit", "source")}
    assert told == {"kind": "freshness", "severity": "high", "unit": "seconds", "source": "api"}
    assert prometheus.get("query", query='weir_slo_burn_rate{job="weir",slo="fresh"}')["result"] == []
    firing = 'ALERTS{alertstate="firing",slo="etl succeeds"}'

    def alerts() -> dict[str, str]:
        found = prometheus.get("query", query=firing)["result"]
        return {one["metric"]["alertname"]: one["metric"]["severity"] for one in found}

    until(lambda: alerts() == {"WeirSloBreached": "warning", "WeirSloBudgetBurns": "warning"})


@pytest.mark.parametrize(("query", "value"), OF_EXISTING_DASHBOARDS.items())
def test_dashboards_of_the_package_go_on(prometheus: Prometheus, query: str, value: float) -> None:
    assert prometheus.value(query) == value


def test_the_names_of_the_run_history(prometheus: Prometheus) -> None:
    assert prometheus.value('prefect_flow_runs_total{job="history",state="Completed"}') == 2
    assert prometheus.value('prefect_flow_runs_total{job="history",state="Failed"}') == 1
    assert prometheus.value('prefect_flow_run_duration_seconds_avg{job="history"}') is not None


def names(expression: str) -> set[str]:
    """The metrics in an expression, by the beginnings of our names."""
    return set(re.findall(r"\b(?:flow:|job:)?(?:weir|process)_[a-z_]+(?::[a-z0-9_]+)?", expression))


def expressions(panels: list[dict[str, Any]]) -> list[str]:
    inner = [expression for panel in panels for expression in expressions(panel.get("panels", []))]
    return inner + [target["expr"] for panel in panels for target in panel.get("targets", [])]


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_dashboards_ask_for_what_there_is(prometheus: Prometheus, path: Path) -> None:
    dashboard = json.loads(path.read_text())
    asked = expressions(dashboard["panels"])
    assert len(asked) > 5
    variables = {"$flow": ".*", "$__rate_interval": "1m", "$__range": "1h", "$__interval": "1m", "$job": "weir"}
    recorded = {rule["name"] for group in prometheus.get("rules")["groups"] for rule in group["rules"]}
    known = set(prometheus.get("label/__name__/values")) | recorded
    for expression in asked:
        for variable, value in variables.items():
            expression = expression.replace(variable, value)
        assert "$" not in expression.replace("$$", ""), expression
        prometheus.get("query", query=expression)
        # A family without series has no name in Prometheus.
        missing = {name for name in names(expression) if name not in known and not may_be_empty(name)}
        assert not missing, f"{expression}: {missing}"


def may_be_empty(name: str) -> bool:
    return name.startswith(("weir_task_run_", "weir_metrics_points_refused", "weir_export_"))


def test_alerts_and_rules_are_evaluated(prometheus: Prometheus) -> None:
    groups = prometheus.get("rules")["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len(rules) > 10
    until(lambda: all(rule["health"] == "ok" for group in prometheus.get("rules")["groups"] for rule in group["rules"]))
