"""The views that people ask in SQL say what the API says, on both databases; and the examples of docs/sql.md run."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from prefect import flow, get_run_logger, task

from tests.harness.postgres import Postgres
from tests.harness.sdk import run_script
from tests.harness.servers import REPOSITORY, Server, weir_server

Row = dict[str, Any]
Select = Callable[[str], list[Row]]


@task
def extract() -> None:
    get_run_logger().info("METRIC: rows_extracted=1250 unit=rows table=orders")


@flow(name="dbt-daily-pipeline")
def pipeline(*, well: bool) -> None:
    extract()
    if not well:
        raise ValueError("the warehouse sleeps")


def sqlite(database: Path) -> Select:
    def select(sql: str) -> list[Row]:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql)]

    return select


def postgresql(url: str) -> Select:
    async def rows(sql: str) -> list[Row]:
        connection = await asyncpg.connect(url)
        try:
            return [{name: str(value) if name.endswith("id") else value for name, value in row.items()} for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    return lambda sql: asyncio.run(rows(sql))


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def asked(request: pytest.FixtureRequest) -> Iterator[tuple[str, Server, Select]]:
    """A server on a database of the kind, and how that is asked."""
    if request.param == "SQLite":
        server = weir_server(quiet=False, name="sql")
        select = sqlite(server.folder / "weir.db")
    else:
        url = Postgres().fresh_database()
        server = weir_server(quiet=False, name="sql", environment={"WEIR_DATABASE_URL": url})
        select = postgresql(url)
    with server:
        yield request.param, server, select
    shutil.rmtree(server.folder, ignore_errors=True)


def examples() -> dict[str, str]:
    """The statements of the document, by database."""
    text = (REPOSITORY / "docs" / "sql.md").read_text()
    return dict(re.findall(r"On (\w+):\n\n```sql\n(.*?)```", text, re.DOTALL))


def instant(value: datetime | str) -> float:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value.replace("Z", "+00:00"))
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def test_the_views_say_what_the_api_says(asked: tuple[str, Server, Select]) -> None:
    kind, server, select = asked
    outcome = run_script(Path(__file__), server, ["well", "badly"])
    assert outcome.returncode == 0, outcome.output[-4000:]

    # A run that ends without having run starts when it ends, and is not late for it.
    flow = httpx.post(f"{server.api}/flows/", json={"name": "dbt-daily-pipeline"}).raise_for_status().json()["id"]
    scheduled = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2026-01-01T00:00:00Z"}}
    never = httpx.post(f"{server.api}/flow_runs/", json={"flow_id": flow, "state": scheduled}).raise_for_status().json()["id"]
    crashed = {"state": {"type": "CRASHED"}, "force": True}
    httpx.post(f"{server.api}/flow_runs/{never}/set_state", json=crashed).raise_for_status()

    runs = httpx.post(f"{server.api}/flow_runs/filter", json={}).raise_for_status().json()
    seen = {row["id"]: row for row in select("SELECT * FROM report_flow_runs")}
    assert sorted(seen) == sorted(run["id"] for run in runs)
    for run in runs:
        row = seen[run["id"]]
        assert (row["name"], row["flow_name"], row["state"]) == (run["name"], "dbt-daily-pipeline", run["state_name"])
        assert row["run_time_seconds"] == pytest.approx(run["total_run_time"])
        assert json.loads(row["tags"]) == run["tags"] and row["deployment_name"] is None
        for time in ("created", "expected_start_time", "start_time", "end_time"):
            assert instant(row[time]) == pytest.approx(instant(run[time]), abs=0.001)
        late = instant(run["start_time"]) - instant(run["expected_start_time"]) if run["run_count"] else 0
        assert row["lateness_seconds"] == pytest.approx(late, abs=1e-6)

    tasks = select("SELECT * FROM report_task_runs")
    assert {(row["flow_run_id"], row["flow_name"], row["state"]) for row in tasks} == {(id, "dbt-daily-pipeline", "Completed") for id in seen if id != never}
    points = select("SELECT * FROM report_metric_points")
    assert {(row["task_run_id"], row["name"], row["value"], row["unit"]) for row in points} == {
        (row["id"], "rows_extracted", 1250.0, "rows") for row in tasks
    }
    assert json.loads(points[0]["labels"]) == {"table": "orders"}

    days = select(examples()[kind])
    assert (sum(day["total_runs"] for day in days), sum(day["successful_runs"] for day in days)) == (3, 1)
    for day in days:
        assert float(day["success_rate_pct"]) == pytest.approx(100 * day["successful_runs"] / day["total_runs"])


if __name__ == "__main__":
    for how in sys.argv[1:]:
        pipeline(well=how == "well", return_state=True)
