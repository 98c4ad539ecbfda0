"""Flows that fail in every way, what does not run because of it, and the hooks that are called; sync and async."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from prefect import allow_failure, flow, task
from prefect.client.schemas.objects import State
from prefect.states import Cancelled, Completed, Failed

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


def heard(what: Any, run: Any, state: State) -> None:
    tell(hook=f"{what.name} {state.name} {state.type.value}")


@task(on_failure=[heard], on_running=[heard])
def breaks() -> None:
    raise RuntimeError("the task breaks")


@task(on_completion=[heard])
def follows(value: Any) -> str:
    return f"got {type(value).__name__}"


@flow(name="failures-raises", on_failure=[heard], on_running=[heard])
def raises() -> None:
    raise KeyError("missing key")


@flow(name="failures-by-task")
def by_task() -> None:
    breaks()


@flow(name="failures-not-ready")
def not_ready() -> str:
    broken = breaks.submit()
    late = follows.submit(broken)
    late.wait()
    tell(late=late.state.name)
    return follows.submit(allow_failure(broken)).result()


@flow(name="failures-caught")
def caught() -> str:
    try:
        breaks()
    except RuntimeError as error:
        return f"caught {error}"
    return "nothing to catch"


@flow(name="failures-returned-states")
def returned_states() -> list[State]:
    return [Completed(), Failed(message="one of two")]


@flow(name="failures-named", on_completion=[heard])
def named() -> State:
    return Completed(name="Skipped", message="nothing to do")


@flow(name="failures-says-cancelled", on_cancellation=[heard])
def says_cancelled() -> State:
    return Cancelled(message="by itself")


@flow(name="failures-wrong-parameter", validate_parameters=True)
def wrong_parameter(number: int) -> int:
    return number


@flow(name="failures-child")
def child() -> None:
    raise ValueError("the child breaks: ü\u2028\U0001f4a5")


@flow(name="failures-parent")
def parent() -> None:
    child()


@task(task_run_name="breaks async")
async def breaks_async() -> None:
    raise RuntimeError("the asynchronous task breaks")


@flow(name="failures-async")
async def asynchronous() -> None:
    await breaks_async()


def main() -> None:
    for each in (raises, by_task, not_ready, caught, returned_states, named, says_cancelled, parent):
        state = each(return_state=True)
        tell(flow=each.name, state=state.name, message=state.message)
    state = wrong_parameter("seven", return_state=True)
    tell(flow=wrong_parameter.name, state=state.name)
    state = asyncio.run(asynchronous(return_state=True))
    tell(flow=asynchronous.name, state=state.name, message=state.message)


def test_failures(both: Both) -> None:
    seen = both(__file__)
    names = {label: run["state_name"] for label, run in seen["flow runs"].items()}
    assert names["<flow run of failures-raises>"] == "Failed"
    assert names["<flow run of failures-caught>"] == "Completed"
    assert names["<flow run of failures-named>"] == "Skipped"
    assert names["<flow run of failures-wrong-parameter>"] == "Failed"
    assert {"late": "NotReady"} in seen["script"]["facts"]


if __name__ == "__main__":
    main()
