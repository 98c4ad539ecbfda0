"""Flows that call flows: nested, side by side, named, with parameters of many types; sync and async."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prefect import flow, runtime, tags, task
from pydantic import BaseModel

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


class Order(BaseModel):
    number: int
    lines: list[str] = []


@task
def price(order: Order) -> int:
    return 100 + order.number


@flow(name="subflows-leaf", flow_run_name="leaf {level}", version="7")
def leaf(level: int, order: Order, when: datetime | None = None) -> int:
    return price(order) * level


@flow(name="subflows-middle", flow_run_name="middle")
def middle(order: Order) -> int:
    return leaf(1, order) + leaf(2, order, when=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


@task(task_run_name="flow in a task")
def task_with_flow(order: Order) -> int:
    return leaf(3, order)


@flow(name="subflows-root", description="Calls the others.")
def root(order: Order, options: dict[str, Any] | None = None) -> int:
    with tags("inside"):
        made = middle(order)
    return made + task_with_flow(order)


@flow(name="subflows-root-async", flow_run_name="root async")
async def root_async() -> list[int]:
    return list(await asyncio.gather(leaf_async(1), leaf_async(2), leaf_async(3)))


@flow(name="subflows-leaf-async", flow_run_name="leaf async {number}")
async def leaf_async(number: int) -> int:
    tell(name=runtime.flow_run.get_name(), parent=runtime.flow_run.get_parent_flow_run_id() is not None) if number == 1 else None
    return number * number


def main() -> None:
    with tags("outside", "subflows"):
        tell(root=root(Order(number=5, lines=["é", "日本"]), options={"depth": {"a": [1, None, 2.5, True]}}))
    tell(again=leaf(9, Order(number=1)))
    tell(root_async=asyncio.run(root_async()))


def test_subflows(both: Both) -> None:
    seen = both(__file__)
    assert {"root": 105 + 210 + 315} in seen["script"]["facts"]
    runs = seen["flow runs"]
    assert runs["<flow run leaf 1>"]["parent_task_run_id"] == "<task run around leaf 1>"
    assert sorted(runs["<flow run leaf 1>"]["tags"]) == ["inside", "outside", "subflows"]
    assert len(runs) == 10
    assert all(run["state_type"] == "COMPLETED" for run in runs.values())


if __name__ == "__main__":
    main()
