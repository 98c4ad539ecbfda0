"""Transactions: commit, rollback with hooks, nested, and results that a later run finds again; sync and async."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import flow, task
from prefect.transactions import IsolationLevel, Transaction, atransaction, transaction

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


@task(task_run_name="write {name}")
def write(name: str) -> str:
    tell(wrote=name)
    return name


@write.on_rollback
def undo(held: Transaction) -> None:
    tell(undid=held.get("name"))


@write.on_commit
def confirm(held: Transaction) -> None:
    tell(committed=held.get("name"))


@task
def check(fails: bool) -> None:
    if fails:
        raise ValueError("the check fails")


@flow(name="transactions-commit")
def commits() -> None:
    with transaction() as held:
        held.set("name", "commit")
        write("commit")
        check(fails=False)


@flow(name="transactions-rollback")
def rolls_back() -> None:
    with transaction() as held:
        held.set("name", "rollback")
        write("rollback")
        check(fails=True)


@flow(name="transactions-nested")
def nested() -> None:
    with transaction(key="transactions-outer") as outer:
        outer.set("name", "outer")
        write("outer")
        with transaction(key="transactions-inner", isolation_level=IsolationLevel.READ_COMMITTED) as inner:
            inner.set("name", "inner")
            write("inner")
        check(fails=True)


@flow(name="transactions-async")
async def asynchronous() -> None:
    async with atransaction() as held:
        held.set("name", "async")
        write("async")
        check(fails=True)


def main() -> None:
    for each in (commits, rolls_back, nested):
        tell(flow=each.name, state=each(return_state=True).name)
    tell(flow=asynchronous.name, state=asyncio.run(asynchronous(return_state=True)).name)


def test_transactions(both: Both) -> None:
    seen = both(__file__)
    assert {"committed": "commit"} in seen["script"]["facts"]
    assert {"undid": "rollback"} in seen["script"]["facts"]
    assert seen["task runs"]["<task run write rollback>"]["state_name"] == "RolledBack"


if __name__ == "__main__":
    main()
