"""Tasks: submitted, mapped, waiting for one another, nested, named, and outside of flows; sync and async."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import flow, get_client, tags, task, unmapped
from prefect.futures import wait

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


@task(task_run_name="extract {page}", tags=["io"])
def extract(page: int) -> list[int]:
    return list(range(page))


@task(task_run_name="double {value} by {factor}")
def double(value: int, factor: int) -> int:
    return value * factor


@task
def total(values: list[int]) -> int:
    return sum(values)


@task(description="Runs another task.")
def outer(value: int) -> int:
    return inner(value) + 1


@task
def inner(value: int) -> int:
    return value * 10


@flow(name="tasks-chain", description="Each task takes what the one before it made.")
def chain() -> int:
    first = extract.submit(4)
    mapped = double.map(first, factor=unmapped(3))
    added = total.submit(mapped)
    again = total.submit([added, 1], wait_for=[mapped[0]])
    return again.result()


@flow(name="tasks-calls", log_prints=True)
def calls() -> list[int]:
    with tags("called"):
        numbers = [total([1, 2]), total([3, 4]), outer(5)]
    print("numbers", numbers)
    return numbers


@flow(name="tasks-states")
def states() -> str:
    future = double.submit(21, factor=2)
    wait([future])
    state = total([1], return_state=True)
    assert state.is_completed()
    return f"{future.state.name} {state.name} {state.result()}"


@task(task_run_name="fetch {number}")
async def fetch(number: int) -> int:
    await asyncio.sleep(0)
    return number


@flow(name="tasks-async")
async def gathered() -> int:
    called = await asyncio.gather(fetch(1), fetch(2))
    mapped = fetch.map([3, 4])
    return sum(called) + sum(mapped.result())


@task(name="tasks-alone", task_run_name="tasks-alone")
def alone() -> str:
    return "no flow"


def main() -> None:
    tell(chain=chain(), calls=calls(), states=states(), gathered=asyncio.run(gathered()), alone=alone())
    with get_client(sync_client=True) as client:
        tell(healthy=client.api_healthcheck() is None)


def test_tasks(both: Both) -> None:
    seen = both(__file__)
    assert seen["script"]["facts"][:4] == [
        {"chain": 19}, {"calls": [3, 7, 51]}, {"states": "Completed Completed 1"}, {"gathered": 10},
    ]
    assert len(seen["task runs"]) == 18
    assert {run["state_name"] for run in seen["task runs"].values()} == {"Completed"}
    nodes = dict(seen["graphs"]["<flow run of tasks-chain>"]["nodes"])
    assert [edge["id"] for edge in nodes["<task run extract 4>"]["children"]] == [
        f"<task run double {value} by 3>" for value in range(4)
    ]


if __name__ == "__main__":
    main()
