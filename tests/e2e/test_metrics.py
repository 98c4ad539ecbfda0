"""Custom metrics: told by real flows in their logs, as the monitoring guide has it; read, exported, and watched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import httpx
from prefect import flow, get_run_logger, task
from prefect.automations import Automation

from tests.harness.sdk import run_script, tell
from tests.harness.servers import Server
from tests.harness.waiting import until

TOO_FEW: dict[str, Any] = {
    "name": "too few rows",
    "trigger": {"type": "metric", "metric": {"name": "rows_extracted", "operator": "<", "threshold": 1000, "range": 3600}},
    "actions": [{"type": "do-nothing"}],
}


@task
def extract_data(rows: int) -> int:
    logger = get_run_logger()
    logger.info(f"Extracted {rows} rows from API")
    logger.info(f"METRIC: rows_extracted={rows}")
    return rows


@flow(name="dbt-daily-pipeline", log_prints=True)
def pipeline() -> None:
    rows = extract_data(750)
    print(f"METRIC: rows_loaded={rows - 1} unit=rows table=orders METRIC: seconds=0.25 unit=s")
    get_run_logger().warning("METRIC: rows_lost=%s", "none at all")


def stock() -> None:
    """What the stock SDK makes of an automation on a custom metric: it loses nothing of it."""
    automation = Automation.read(name="too few rows")
    automation.description = "changed by the stock SDK"
    automation.update()
    tell(description=Automation.read(name="too few rows").description)


def ask(server: Server, path: str, query: dict[str, Any]) -> Any:
    return httpx.post(f"{server.api}{path}", json=query).raise_for_status().json()


def test_a_flow_tells_of_metrics_in_its_log(alerting: Server) -> None:
    made = httpx.post(f"{alerting.api}/automations/", json=TOO_FEW).raise_for_status().json()
    outcome = run_script(Path(__file__), alerting, ["pipeline"])
    assert outcome.returncode == 0, outcome.output

    series = ask(alerting, "/metrics/filter", {"flow_name": "dbt-daily-pipeline"})
    told = {one["name"]: (one["last_value"], one["unit"], one["labels"], one["count"]) for one in series}
    assert told == {
        "rows_extracted": (750.0, None, {}, 1),
        "rows_loaded": (749.0, "rows", {"table": "orders"}, 1),
        "seconds": (0.25, "s", {}, 1),
    }
    points = ask(alerting, "/metrics/points/filter", {"name": "rows_extracted"})
    run = ask(alerting, "/flow_runs/filter", {})[0]
    tasks = ask(alerting, "/task_runs/filter", {})
    assert [(one["flow_run_id"], one["task_run_id"]) for one in points] == [(run["id"], tasks[0]["id"])]
    refused = ask(alerting, "/metrics/refused/filter", {})
    assert [(one["name"], one["count"], one["flow_name"]) for one in refused] == [("rows_lost", 1, "dbt-daily-pipeline")]
    assert refused[0]["reason"] == 'the value of rows_lost, "none", is not a number'

    scraped = httpx.get(f"{alerting.root}/metrics").raise_for_status().text
    assert 'weir_custom_rows_loaded{flow="dbt-daily-pipeline",deployment="",unit="rows",table="orders"} 749.0' in scraped

    triggered = {"filter": {"event": {"name": ["prefect.automation.triggered"]}}}
    events = until(lambda: ask(alerting, "/events/filter", triggered)["events"])
    assert [event["payload"]["triggering_value"] for event in events] == [750.0]

    outcome = run_script(Path(__file__), alerting, ["stock"])
    assert outcome.returncode == 0, outcome.output
    assert outcome.facts == [{"description": "changed by the stock SDK"}]
    kept = httpx.get(f"{alerting.api}/automations/{made['id']}").raise_for_status().json()
    # Each update gives triggers new ids, as on Prefect's server.
    assert {**kept["trigger"], "id": None} == {**made["trigger"], "id": None}


if __name__ == "__main__":
    {"pipeline": pipeline, "stock": stock}[sys.argv[1]]()
