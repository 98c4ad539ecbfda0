"""Runs that pause and are resumed, with and without input, and that may not suspend."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from prefect import flow, get_client, pause_flow_run, resume_flow_run, runtime, suspend_flow_run, task
from prefect.client.schemas.objects import StateType
from prefect.input import RunInput
from pydantic import Field

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


class Approval(RunInput):
    approved: bool
    reason: str = Field("none", max_length=20)
    count: int = 1


def resume_when_paused(run: UUID, *inputs: dict[str, Any] | None) -> threading.Thread:
    """Offers each input in turn to the run once it waits for it; tells of those that are refused."""

    def offer() -> None:
        with get_client(sync_client=True) as client:
            while client.read_flow_run(run).state_type != StateType.PAUSED:
                time.sleep(0.05)
            while any(True for given in inputs if given) and not client.filter_flow_run_input(run, "", 10, set()):
                time.sleep(0.05)
        for given in inputs:
            try:
                resume_flow_run(run, run_input=given)
            except Exception as error:
                tell(refused=type(error).__name__, said=str(error))

    thread = threading.Thread(target=offer)
    thread.start()
    return thread


@task
def before() -> str:
    return "before"


@flow(name="pause-plain")
def plain() -> str:
    before()
    helper = resume_when_paused(UUID(runtime.flow_run.get_id()), None)
    pause_flow_run(timeout=60, poll_interval=1)
    helper.join()
    return "resumed"


@flow(name="pause-input")
def with_input() -> dict[str, Any]:
    helper = resume_when_paused(UUID(runtime.flow_run.get_id()), {"approved": True, "reason": "tested", "count": 3})
    given = pause_flow_run(wait_for_input=Approval, timeout=60, poll_interval=1)
    helper.join()
    return given.model_dump()


@flow(name="pause-initial-data")
def with_initial_data() -> dict[str, Any]:
    wanted = Approval.with_initial_data(description="Shall it *go on*?", reason="prefilled", approved=False)
    helper = resume_when_paused(UUID(runtime.flow_run.get_id()), {"approved": True})
    given = pause_flow_run(wait_for_input=wanted, timeout=60, poll_interval=1)
    helper.join()
    return given.model_dump()


@flow(name="pause-type")
def with_type() -> int:
    helper = resume_when_paused(UUID(runtime.flow_run.get_id()), {"value": "no number"}, {"value": 41})
    given = pause_flow_run(wait_for_input=int, timeout=60, poll_interval=1)
    helper.join()
    return given + 1


@flow(name="pause-suspend")
def may_not_suspend() -> None:
    suspend_flow_run(timeout=60)


@flow(name="pause-async")
async def asynchronous() -> str:
    helper = resume_when_paused(UUID(runtime.flow_run.get_id()), {"approved": False})
    given = await pause_flow_run(wait_for_input=Approval, timeout=60, poll_interval=1)
    await asyncio.to_thread(helper.join)
    return given.reason


def main() -> None:
    tell(plain=plain(), with_input=with_input(), with_initial_data=with_initial_data(), with_type=with_type())
    state = may_not_suspend(return_state=True)
    tell(flow=may_not_suspend.name, state=state.name, message=state.message)
    tell(asynchronous=asyncio.run(asynchronous()))


def test_pause(both: Both) -> None:
    seen = both(__file__)
    assert {"with_input": {"approved": True, "reason": "tested", "count": 3}} in seen["script"]["facts"]
    assert {"with_type": 42} in seen["script"]["facts"]
    states = [state["name"] for state in seen["flow run states"]["<flow run of pause-input>"]]
    assert states == ["Pending", "Running", "Paused", "Running", "Completed"]
    assert seen["flow runs"]["<flow run of pause-suspend>"]["state_name"] == "Failed"


if __name__ == "__main__":
    main()
