"""Writes flow runs, their states and their events into Prefect's database through Prefect's own models.

Arguments: number of runs, number of flows, days over which the runs lie, days over which the events lie. The rows
are those that `bench/src/workloads/seed.rs` makes through the API of weir.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from prefect.server.database import provide_database_interface
from prefect.server.events.schemas.events import ReceivedEvent
from prefect.server.events.storage.database import write_events

RUNS_PER_TRANSACTION = 1000
FINAL = {0: ("FAILED", "Failed"), 1: ("CRASHED", "Crashed")}


def state(run_id, kind, name, at, details=None):
    return {
        "id": uuid4(),
        "flow_run_id": run_id,
        "type": kind,
        "name": name,
        "timestamp": at,
        "message": None,
        "state_details": {"flow_run_id": str(run_id), **(details or {})},
        "data": None,
    }


def run_event(run_id, flow, moment, before, after):
    """The event that Prefect's server emits when a flow run changes its state."""
    return ReceivedEvent(
        id=after["id"],
        occurred=moment,
        received=moment,
        event=f"prefect.flow-run.{after['name']}",
        resource={
            "prefect.resource.id": f"prefect.flow-run.{run_id}",
            "prefect.resource.name": "seeded",
            "prefect.state-message": "",
            "prefect.state-name": after["name"],
            "prefect.state-timestamp": moment.isoformat(),
            "prefect.state-type": after["type"],
        },
        related=[
            {
                "prefect.resource.id": f"prefect.flow.{flow[0]}",
                "prefect.resource.name": flow[1],
                "prefect.resource.role": "flow",
            },
            {"prefect.resource.id": "prefect.tag.bench", "prefect.resource.role": "tag"},
        ],
        payload={
            "intended": {"from": before["type"] if before else None, "to": after["type"]},
            "initial_state": before and {"type": before["type"], "name": before["name"], "message": ""},
            "validated_state": {"type": after["type"], "name": after["name"], "message": ""},
        },
    )


def rows(number, of, flows, now, days, event_days):
    """One flow run with its two states and its three events."""
    run_id = uuid4()
    flow = flows[number % len(flows)]
    scheduled_at = now - timedelta(days=days) * (1 - number / of)
    kind, name = FINAL.get((number // len(flows)) % 10, ("COMPLETED", "Completed"))
    created = now - timedelta(milliseconds=5)
    scheduled = state(run_id, "SCHEDULED", "Scheduled", created, {"scheduled_time": scheduled_at.isoformat()})
    final = state(run_id, kind, name, now)
    run = {
        "id": run_id,
        "name": f"seeded-{number}",
        "flow_id": flow[0],
        "flow_version": "1d1e113026071c2527b05a4fdb9db2c9",
        "parameters": {"x": 1},
        "tags": ["bench"],
        "empirical_policy": {"retries": 0, "retry_delay": 0},
        "state_type": kind,
        "state_name": name,
        "state_timestamp": now,
        "run_count": 0,
        "expected_start_time": scheduled_at,
        "start_time": now,
        "end_time": now,
        "total_run_time": timedelta(0),
    }
    read = ReceivedEvent(
        id=uuid4(),
        occurred=now - timedelta(days=event_days) * (1 - number / of),
        received=now,
        event="bench.table.read",
        resource={"prefect.resource.id": f"bench.table.{number % 50}"},
        payload={"rows": number},
    )
    changes = [run_event(run_id, flow, created, None, scheduled), run_event(run_id, flow, now, scheduled, final)]
    return run, [scheduled, final], [*changes, read]


async def main(runs, flow_count, days, event_days):
    db = provide_database_interface()
    now = datetime.now(UTC)
    flows = [(uuid4(), f"bench-seed-{number}") for number in range(flow_count)]
    async with db.session_context(begin_transaction=True) as session:
        await session.execute(sa.insert(db.Flow.__table__), [{"id": key, "name": name} for key, name in flows])
    runs_table = db.FlowRun.__table__
    states_table = db.FlowRunState.__table__
    of_run = sa.update(runs_table).where(runs_table.c.id == sa.bindparam("run"))
    set_state = of_run.values(state_id=sa.bindparam("state"), updated=now)
    for first in range(0, runs, RUNS_PER_TRANSACTION):
        numbers = range(first, min(first + RUNS_PER_TRANSACTION, runs))
        made = [rows(number, runs, flows, now, days, event_days) for number in numbers]
        async with db.session_context(begin_transaction=True) as session:
            await session.execute(sa.insert(runs_table), [run for run, _, _ in made])
            await session.execute(sa.insert(states_table), [row for _, states, _ in made for row in states])
            # A run's present state refers to a row that refers to the run, so it comes last.
            last = [{"run": run["id"], "state": states[-1]["id"]} for run, states, _ in made]
            await (await session.connection()).execute(set_state, last)
            await write_events(session=session, events=[event for _, _, events in made for event in events])
    await (await db.engine()).dispose()


if __name__ == "__main__":
    asyncio.run(main(*(int(argument) for argument in sys.argv[1:5])))
