"""What the browser tests look at: flows of every kind, run by the stock SDK as a script."""

from datetime import date
from typing import Literal

from prefect import flow, get_run_logger, task
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
)
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.runtime import task_run
from prefect.variables import Variable


@task
def extract(part: int) -> int:
    get_run_logger().info("METRIC: rows_extracted=%d unit=rows", 1000 + part)
    return part


@task(retries=2, retry_delay_seconds=0)
def transform(parts: list[int]) -> int:
    if task_run.run_count < 2:
        raise ConnectionError("the warehouse was busy")
    return sum(parts)


@task
def load(total: int) -> None:
    logger = get_run_logger()
    logger.warning("the table orders was locked for a while")
    logger.info("loaded %d", total)
    create_markdown_artifact("# Orders\n\nAll **orders** of the day.<script>document.title = 'broken in'</script>", key="orders-report")
    create_table_artifact([{"table": "orders", "rows": 3003}, {"table": "invoices", "rows": 12}], key="orders-table")
    create_link_artifact("https://example.com/orders", key="orders-link")
    create_progress_artifact(40.0, key="orders-progress")


@flow(log_prints=True)
def etl_orders(day: str = "2026-01-01", full: bool = False) -> None:
    print(f"orders of {day}")
    load(transform(extract.map([1, 2, 3])))


@task
def charge(customer: int) -> None:
    raise ValueError(f"customer {customer} has no address")


@flow
def billing(customer: int = 17) -> None:
    charge(customer)


@flow
def nightly() -> None:
    etl_orders(day="2026-01-02")


@flow
def report(day: date, tables: list[str], mode: Literal["full", "delta"] = "full", limit: int | None = 10) -> None:
    """Tells what was loaded on a day."""


def deploy() -> None:
    """A deployment that nobody serves: its runs wait."""
    nightly = report.to_deployment(
        "nightly",
        cron="0 4 * * *",
        parameters={"tables": ["orders"]},
        tags=["finance"],
        work_pool_name="processes",
    )
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="processes", type="process"))
    nightly.apply()


def watch() -> None:
    """An automation that declares an incident when a flow fails."""
    automation = {
        "name": "declare failures",
        "trigger": {
            "type": "event",
            "posture": "Reactive",
            "expect": ["prefect.flow-run.Failed"],
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "threshold": 1,
        },
        "actions": [{"type": "declare-incident", "title": "{{ flow.name }} failed", "severity": "error"}],
    }
    with get_client(sync_client=True) as client:
        client._client.post("/automations/", json=automation).raise_for_status()


def promise() -> None:
    """Objectives: one that is broken, and one that is kept."""
    broken = {"name": "billing succeeds", "kind": "success-rate", "target": 0.99, "select": {"flows": ["billing"]}}
    kept = {"name": "orders take ten minutes", "kind": "max-duration", "limit_seconds": 600, "target": 0.95}
    with get_client(sync_client=True) as client:
        for objective in (broken, kept):
            client._client.post("/slos/", json=objective).raise_for_status()


def configure() -> None:
    """What flows are given from outside."""
    Variable.set("churn_threshold", 0.62, tags=["ml"])
    Secret(value="hush").save("warehouse-password")
    with get_client(sync_client=True) as client:
        client._client.post("/v2/concurrency_limits/", json={"name": "warehouse", "limit": 2}).raise_for_status()


def main() -> None:
    deploy()
    configure()
    watch()
    promise()
    etl_orders()
    nightly()
    for customer in (17, 18):
        try:
            billing(customer)
        except ValueError:
            pass


if __name__ == "__main__":
    main()
