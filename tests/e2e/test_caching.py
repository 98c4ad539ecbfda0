"""Task results that are used again: by key function, by inputs, expired, refreshed; sync and async."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.cache_policies import INPUTS, NO_CACHE
from prefect.context import TaskRunContext

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

executed: list[str] = []


def by_city(context: TaskRunContext, parameters: dict[str, Any]) -> str:
    return f"caching-{parameters['city']}"


@task(cache_key_fn=by_city, persist_result=True, task_run_name="weather {city} {attempt}")
def weather(city: str, attempt: int) -> str:
    executed.append(f"weather {city} {attempt}")
    return f"rain in {city}"


@task(cache_policy=INPUTS, persist_result=True)
def square(number: int) -> int:
    executed.append(f"square {number}")
    return number * number


@task(cache_key_fn=lambda *_: "caching-expires", persist_result=True, cache_expiration=timedelta(seconds=-1))
def expires() -> str:
    executed.append("expires")
    return "stale"


@task(cache_key_fn=lambda *_: "caching-refreshed", persist_result=True, refresh_cache=True)
def refreshed() -> str:
    executed.append("refreshed")
    return "fresh"


@task(cache_policy=NO_CACHE)
def never() -> str:
    executed.append("never")
    return "new"


@task(cache_policy=INPUTS, persist_result=True, task_run_name="async {number}")
async def cube(number: int) -> int:
    executed.append(f"cube {number}")
    return number**3


@flow(name="caching-sync")
def sync_flow() -> list[str]:
    states = [weather("Bern", attempt, return_state=True) for attempt in (1, 2)]
    states += [weather("Oslo", 3, return_state=True)]
    states += [square(3, return_state=True), square(4, return_state=True), square(3, return_state=True)]
    states += [each(return_state=True) for each in (expires, expires, refreshed, refreshed, never, never)]
    return [state.name for state in states]


@flow(name="caching-async", persist_result=True)
async def async_flow() -> list[int]:
    return [await cube(2), await cube(2)]


def main() -> None:
    tell(first=sync_flow(), second=sync_flow())
    tell(cubes=asyncio.run(async_flow()), executed=executed)


def test_caching(both: Both) -> None:
    seen = both(__file__)
    assert seen["script"]["facts"][0]["first"] == [
        "Completed", "Cached", "Completed", "Completed", "Completed", "Cached",
        "Completed", "Completed", "Completed", "Completed", "Completed", "Completed",
    ]
    cached = [run for run in seen["task runs"].values() if run["state_name"] == "Cached"]
    assert len(cached) == 9


if __name__ == "__main__":
    main()
