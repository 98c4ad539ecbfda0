"""Runs that are cancelled: before they start, while they run, by a runner that ends their process; sync and async."""

from __future__ import annotations

import asyncio
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from prefect import flow, get_client, runtime, task
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import StateType
from prefect.exceptions import Abort
from prefect.runner import Runner
from prefect.states import Cancelled, Cancelling

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


@task
def step() -> str:
    return "done"


@flow(name="cancellation-long")
def long() -> None:
    step()
    time.sleep(120)


@flow(name="cancellation-by-itself")
def by_itself() -> None:
    """Is cancelled by somebody else while it runs, and goes on to its end."""
    with get_client(sync_client=True) as client:
        answer = client.set_flow_run_state(UUID(runtime.flow_run.get_id()), Cancelled(message="by hand"))
        tell(cancelled=answer.status.value)
    step()


@flow(name="cancellation-async")
async def by_itself_async() -> None:
    async with get_client() as client:
        answer = await client.set_flow_run_state(UUID(runtime.flow_run.get_id()), Cancelling())
        tell(cancelling=answer.status.value)
    await asyncio.sleep(0)


async def with_runner() -> None:
    """A runner starts a process for the run, hears of its cancelling, and ends it."""
    async with get_client() as client:
        run = await client.create_flow_run(long)
        executing = asyncio.create_task(_execute(run.id))
        await _until(client, run.id, lambda state: state.is_running())
        own = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
        # Its process is ended while it sleeps, not while it still tells of the task.
        while not any(run.state and run.state.is_completed() for run in await client.read_task_runs(flow_run_filter=own)):
            await asyncio.sleep(0.1)
        answer = await client.set_flow_run_state(run.id, Cancelling(message="no longer wanted"))
        tell(answer=answer.status.value)
        await _until(client, run.id, lambda state: state.type == StateType.CANCELLED)
        await executing


async def before_start() -> None:
    """What is scheduled and nobody works on is cancelled at once."""
    async with get_client() as client:
        run = await client.create_flow_run(long, name="never started run")
        answer = await client.set_flow_run_state(run.id, Cancelling())
        tell(answer=answer.status.value, state=answer.state.name if answer.state else None)
        answer = await client.set_flow_run_state(run.id, Cancelled())
        tell(answer=answer.status.value)
        answer = await client.set_flow_run_state(run.id, Cancelled(message="again"))
        tell(answer=answer.status.value, details=answer.details.model_dump(mode="json"))


async def _execute(run: UUID) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        await Runner(heartbeat_seconds=30).execute_flow_run(run, entrypoint=f"{Path(__file__).resolve()}:long")


async def _until(client: PrefectClient, run: UUID, reached: Any) -> None:
    while not ((state := (await client.read_flow_run(run)).state) and reached(state)):
        await asyncio.sleep(0.1)


def main() -> None:
    for each in (by_itself, by_itself_async):
        try:
            result = each(return_state=True)
            state = asyncio.run(result) if asyncio.iscoroutine(result) else result
            tell(flow=each.name, state=state.name)
        except Abort as error:
            tell(flow=each.name, aborted=str(error))
    asyncio.run(before_start())
    asyncio.run(with_runner())


def test_cancellation(both: Both) -> None:
    seen = both(__file__)
    runs = seen["flow runs"]
    assert runs["<flow run of cancellation-long>"]["state_name"] == "Cancelled"
    assert runs["<flow run never started run>"]["state_name"] == "Cancelled"
    assert runs["<flow run of cancellation-async>"]["state_name"] == "Cancelling"


if __name__ == "__main__":
    main()
