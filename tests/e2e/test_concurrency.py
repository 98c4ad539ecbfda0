"""Limits that a flow asks for itself: `concurrency` and `rate_limit`, sync and async, strict, late and in vain."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import flow, get_client, task
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.asyncio import concurrency as aconcurrency
from prefect.concurrency.asyncio import rate_limit as arate_limit
from prefect.concurrency.sync import concurrency, rate_limit

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


def taken(name: str) -> int:
    with get_client(sync_client=True) as client:
        return client.request("GET", "/v2/concurrency_limits/{id_or_name}", path_params={"id_or_name": name}).json()["active_slots"]


@task(name="concurrency-held")
def hold() -> int:
    with concurrency(["concurrency-two", "concurrency-four"], occupy=2):
        return taken("concurrency-two")


@flow(name="concurrency-holds")
def holds() -> list[int]:
    during = hold()
    with concurrency("concurrency-two"), concurrency("concurrency-two"):
        both = taken("concurrency-two")
    return [during, both, taken("concurrency-two"), taken("concurrency-four")]


@flow(name="concurrency-async")
async def holds_async() -> int:
    async with aconcurrency("concurrency-two", occupy=2):
        return await asyncio.to_thread(taken, "concurrency-two")


@flow(name="concurrency-rates")
def rates() -> int:
    for _ in range(3):
        rate_limit("concurrency-rate")
    asyncio.run(arate_limit("concurrency-rate", occupy=2))
    return 5


@flow(name="concurrency-refused")
def refused() -> list[str]:
    said = []
    for names, more in (
        ("concurrency-no-such-limit", {"strict": True}),
        ("concurrency-two", {"occupy": 3}),
        ("concurrency-zero", {"timeout_seconds": 0.2}),
    ):
        try:
            with concurrency(names, **more):
                said.append("granted")
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}")
    try:
        rate_limit("concurrency-two")
    except Exception as error:
        said.append(f"{type(error).__name__}: {error}")
    with concurrency("concurrency-full"):
        try:
            with concurrency("concurrency-full", timeout_seconds=0.3):
                said.append("granted")
        except TimeoutError as error:
            said.append(f"{type(error).__name__}: {error}")
    with concurrency("concurrency-no-such-limit"):
        said.append("granted")
    return said


async def make() -> None:
    async with get_client() as client:
        for name, limit, decay in (("two", 2, 0.0), ("four", 4, 0.0), ("rate", 5, 50.0), ("zero", 0, 0.0), ("full", 1, 0.0)):
            await client.create_global_concurrency_limit(
                GlobalConcurrencyLimitCreate(name=f"concurrency-{name}", limit=limit, slot_decay_per_second=decay)
            )


def main() -> None:
    asyncio.run(make())
    tell(holds=holds(), holds_async=asyncio.run(holds_async()), rates=rates(), refused=refused())


def test_concurrency(both: Both) -> None:
    seen = both(__file__)
    assert seen["script"]["facts"][:3] == [{"holds": [2, 2, 0, 0]}, {"holds_async": 2}, {"rates": 5}]
    assert len(seen["script"]["facts"][3]["refused"]) == 6


if __name__ == "__main__":
    main()
