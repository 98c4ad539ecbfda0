"""Events that flows emit, what is related to them, and a subscriber that hears them live."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import flow, task
from prefect.client.orchestration import get_client
from prefect.events import emit_event
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventAnyResourceFilter, EventFilter, EventNameFilter

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


@task(tags=["emits"])
def emits(number: int) -> None:
    emit_event(
        "events.happened",
        resource={"prefect.resource.id": f"events.{number}", "prefect.resource.name": f"number {number}", "more": "é"},
        related=[{"prefect.resource.id": "events.other", "prefect.resource.role": "friend"}],
        payload={"number": number, "nested": {"list": [1, 2.5, None, "x" * 2000]}},
    )


@flow(name="events-emits")
def in_flow() -> None:
    for number in range(3):
        emits(number)
    first = emit_event("events.first", resource={"prefect.resource.id": "events.chain"})
    emit_event("events.second", resource={"prefect.resource.id": "events.chain"}, follows=first)


async def listens() -> None:
    """Hears the events of a run of `events-heard` as they come."""
    names = EventFilter(
        event=EventNameFilter(name=["prefect.flow-run.Running", "prefect.flow-run.Completed", "events.heard"]),
        any_resource=EventAnyResourceFilter(labels={"prefect.resource.name": "heard run"}),
    )
    async with get_events_subscriber(filter=names, reconnection_attempts=0) as subscriber:
        run = asyncio.create_task(heard())
        got = {}
        async for event in subscriber:
            got[event.event] = event.resource.name
            if len(got) == 3:
                break
        await run
    tell(heard=dict(sorted(got.items())))


@flow(name="events-heard", flow_run_name="heard run")
async def heard() -> None:
    emit_event("events.heard", resource={"prefect.resource.id": "events.heard", "prefect.resource.name": "heard run"})
    await asyncio.sleep(0)


async def counts() -> None:
    async with get_client() as client:
        tell(healthy=await client.api_healthcheck() is None)


def main() -> None:
    in_flow()
    asyncio.run(listens())
    asyncio.run(counts())


def test_events(both: Both) -> None:
    seen = both(__file__)
    assert [event["event"] for event in seen["events"]["events.chain"]] == ["events.first", "events.second"]
    assert seen["events"]["events.chain"][1]["follows"] == "<event events.first of events.chain>"
    names = ("events.heard", "prefect.flow-run.Completed", "prefect.flow-run.Running")
    assert {"heard": dict.fromkeys(names, "heard run")} in seen["script"]["facts"]


if __name__ == "__main__":
    main()
