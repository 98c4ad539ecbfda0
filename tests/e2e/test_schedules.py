"""A served flow runs by its schedule, and no more once it is paused."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import flow, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, FlowRunFilter, FlowRunFilterStateType
from prefect.client.schemas.filters import FlowRunFilterState as State
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.runner import Runner
from prefect.schedules import Cron, Interval

from tests.harness.sdk import run_script, tell
from tests.harness.sdk_needs import needs

if TYPE_CHECKING:
    from tests.harness.servers import Server

ENOUGH = 2


@flow(name="schedules-served")
def served(x: int = 1, y: int = 1) -> int:
    return x + y


async def runs(deployment: object, kind: StateType) -> list[object]:
    async with get_client() as client:
        return await client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
            flow_run_filter=FlowRunFilter(state=State(type=FlowRunFilterStateType(any_=[kind]))),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=50,
        )


async def main() -> None:
    runner = Runner(name="schedules", query_seconds=1)
    schedules = [
        Interval(timedelta(seconds=2), parameters={"y": 2}, slug="often"),
        Cron("0 0 1 1 *", timezone="Europe/Rome", slug="rarely"),
    ]
    deployment = await runner.aadd_flow(served, name="served", schedules=schedules, tags=["served"])
    work = asyncio.create_task(runner.start())
    while len(done := await runs(deployment, StateType.COMPLETED)) < ENOUGH:
        await asyncio.sleep(0.5)
    first = done[0]
    tell(
        parameters=first.parameters,
        tags=sorted(first.tags),
        automatic=first.auto_scheduled,
        maker=(first.created_by.type, first.created_by.display_value),
        apart=(done[1].expected_start_time - first.expected_start_time).total_seconds() % 2,
    )
    tell(planned=len(await runs(deployment, StateType.SCHEDULED)) > ENOUGH)
    async with get_client() as client:
        await client.pause_deployment(deployment)
        tell(paused=(await client.read_deployment(deployment)).paused)
    await runner.stop()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    now = datetime.now(UTC)
    tell(left=len([run for run in await runs(deployment, StateType.SCHEDULED) if run.expected_start_time > now]))


def told(server: Server) -> dict[str, object]:
    outcome = run_script(Path(__file__), server)
    assert outcome.returncode == 0, outcome.output[-6000:]
    return {name: value for fact in outcome.facts for name, value in fact.items()}


@needs("prefect.schedules:Cron")
def test_schedules(prefect: Server, weir: Server) -> None:
    facts = told(weir)
    assert facts["parameters"] == {"y": 2}
    assert facts["tags"] == ["auto-scheduled", "served"]
    assert facts["maker"] == ["SCHEDULE", "often"]
    assert (facts["automatic"], facts["apart"], facts["planned"], facts["paused"]) == (True, 0, True, True)
    assert facts["left"] == 0
    assert facts == told(prefect)


if __name__ == "__main__":
    asyncio.run(main())
