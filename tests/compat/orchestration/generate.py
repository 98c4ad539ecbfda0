"""Asks Prefect's own orchestration for its answers and writes them down as the golden file of `weir-engine`.

    python -m venv prefect-spec && prefect-spec/bin/pip install 'prefect==3.8.8' 'fastapi<0.151'
    prefect-spec/bin/python tests/compat/orchestration/generate.py [flow_runs] [task_runs]

Every state that a run may be in meets every proposed state in every circumstance of `tables.py`. Time stands still and
the random numbers are fixed, so that the answers are exact. Where Prefect itself fails with an exception there is no
answer to write down; such cases are counted and left out (SHOW_RAISED=1 names them). It takes about ten minutes.
"""

import asyncio
import datetime
import itertools
import json
import logging
import os
import sys
import tempfile
import uuid
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

HOME = tempfile.TemporaryDirectory(prefix="orchestration-")
os.environ.update(
    PREFECT_HOME=HOME.name,
    PREFECT_API_DATABASE_CONNECTION_URL=f"sqlite+aiosqlite:///{HOME.name}/spec.db",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_LOGGING_LEVEL="CRITICAL",
)

import prefect.utilities.math as prefect_math  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from notation import (  # noqa: E402
    IDS,
    NOW,
    at,
    build_details,
    build_run,
    build_state,
    name_of,
    number,
    seconds,
    show_answer,
    show_run,
    show_state,
)
from packaging.version import Version  # noqa: E402
from prefect.server import models  # noqa: E402
from prefect.server.concurrency.lease_storage import (  # noqa: E402
    ConcurrencyLimitLeaseMetadata,
)
from prefect.server.concurrency.lease_storage.memory import (  # noqa: E402
    ConcurrencyLeaseStorage,
)
from prefect.server.database import provide_database_interface  # noqa: E402
from prefect.server.orchestration import core_policy  # noqa: E402
from prefect.server.orchestration.instrumentation_policies import (  # noqa: E402
    InstrumentFlowRunStateTransitions,
)
from prefect.server.schemas import core, states  # noqa: E402
from prefect.server.utilities.leasing import ResourceLease  # noqa: E402
from tables import (  # noqa: E402
    FLOW_CONTEXTS,
    FLOW_INITIAL,
    FLOW_MARK_LATE_CONTEXTS,
    FLOW_MINIMAL_CONTEXTS,
    FLOW_PROPOSED,
    TASK_CLIENT_SIDE_CONTEXTS,
    TASK_CONTEXTS,
    TASK_INITIAL,
    TASK_MINIMAL_CONTEXTS,
    TASK_PROPOSED,
    TASK_TAG_INITIAL,
    Spec,
)

GOLDEN = Path(__file__).parents[3] / "crates/weir-engine/tests/golden"
RANDOM = 0.25

db = provide_database_interface()
leases = ConcurrencyLeaseStorage()
side_effects: dict[str, Any] = {}


def stand_still() -> None:
    """Fixes time and chance, and records what would leave the database."""
    core_policy.now = states.now = lambda *_: NOW
    prefect_math.random.uniform = lambda low, high: low + (high - low) * RANDOM

    async def record_event(self: Any, context: Any) -> None:
        if context.proposed_state and context.validated_state:
            side_effects["event"] = True

    InstrumentFlowRunStateTransitions.after_transition = record_event

    class Queue:
        async def enqueue(self, task_run: Any) -> None:
            side_effects["enqueued"] = "new"

        async def retry(self, task_run: Any) -> None:
            side_effects["enqueued"] = "retry"

    class Queues:
        @staticmethod
        def for_key(key: str) -> Queue:
            return Queue()

    core_policy.TaskQueue = Queues

    create, renew = leases.create_lease, leases.renew_lease

    async def create_lease(resource_ids: Any, ttl: Any, metadata: Any = None) -> Any:
        side_effects["ttl"] = number(ttl.total_seconds())
        return await create(resource_ids, ttl, metadata)

    async def renew_lease(lease_id: Any, ttl: Any) -> Any:
        if renewed := await renew(lease_id, ttl):
            side_effects["ttl"] = number(ttl.total_seconds())
        return renewed

    leases.create_lease, leases.renew_lease = create_lease, renew_lease


async def add_state(session: Any, model: Any, owner: Spec, spec: Spec, id_: Any) -> Any:
    """Adds a state row (with its result as an artifact) and answers its id."""
    artifact_id = None
    if "data" in spec:
        artifact = db.Artifact(data=spec["data"])
        session.add(artifact)
        await session.flush()
        artifact_id = artifact.id
    row = model(
        id=id_,
        type=spec["type"],
        name=spec["name"],
        message=spec.get("message"),
        timestamp=at(spec.get("timestamp", -40)),
        state_details=build_details(spec),
        result_artifact_id=artifact_id,
        **owner,
    )
    session.add(row)
    await session.flush()
    return row


def denormalised(row: Any) -> Spec:
    if row is None:
        return {}
    return {
        "state_id": row.id,
        "state_type": row.type,
        "state_name": row.name,
        "state_timestamp": row.timestamp,
    }


async def set_up_deployment(session: Any, context: Spec) -> None:
    deployment = context.get("deployment")
    if deployment in (None, "missing"):
        return
    limit_id = None
    if deployment != "unlimited":
        limit_id = IDS["limit"]
        session.add(
            db.ConcurrencyLimitV2(
                id=limit_id,
                name="deployment:spec",
                limit=deployment["limit"],
                active_slots=deployment["active_slots"],
                active=deployment.get("active", True),
            )
        )
        await session.flush()
    options = None
    if limit_id:
        options = core.ConcurrencyOptions(
            collision_strategy=deployment["strategy"],
            grace_period_seconds=deployment.get("grace_period"),
        )
    session.add(
        db.Deployment(
            id=IDS["deployment"],
            name="spec",
            flow_id=IDS["flow"],
            concurrency_limit_id=limit_id,
            concurrency_options=options,
        )
    )
    await session.flush()


def hold_lease(context: Spec) -> None:
    leases.leases.clear()
    leases.expirations.clear()
    if context.get("lease") == "live":
        lease = ResourceLease(
            id=IDS["lease"],
            resource_ids=[IDS["limit"]],
            metadata=ConcurrencyLimitLeaseMetadata(slots=1),
            expiration=datetime.datetime.now(datetime.UTC)
            + datetime.timedelta(hours=1),
        )
        leases.leases[lease.id] = lease
        leases.expirations[lease.id] = lease.expiration


async def flow_case(
    session: Any, policy: Any, context: Spec, initial: tuple, proposed: Spec
) -> Spec:
    state_spec, run_fields = initial
    session.add(db.Flow(id=IDS["flow"], name="spec"))
    await session.flush()
    await set_up_deployment(session, context)
    hold_lease(context)
    if context.get("parent"):
        session.add(
            db.TaskRun(id=IDS["parent"], task_key="parent", dynamic_key="0", name="p")
        )
        await session.flush()
    run = db.FlowRun(
        id=IDS["run"],
        name="spec",
        flow_id=IDS["flow"],
        deployment_id=IDS["deployment"] if "deployment" in context else None,
        parent_task_run_id=IDS["parent"] if context.get("parent") else None,
        infrastructure_pid="1" if context.get("infrastructure") else None,
        empirical_policy=core.FlowRunPolicy(**context.get("policy", {})),
        **build_run(run_fields),
    )
    session.add(run)
    await session.flush()
    if state_spec:
        row = await add_state(
            session, db.FlowRunState, {"flow_run_id": run.id}, state_spec, IDS["current"]
        )
        if "lease" in context:
            row.state_details = row.state_details.model_copy(
                update={"deployment_concurrency_lease_id": IDS["lease"]}
            )
        for key, value in denormalised(row).items():
            setattr(run, key, value)
        await session.flush()
    session.expunge_all()

    api_version = context.get("api_version")
    wanted = build_state(proposed)
    wanted_id = wanted.id
    result = await models.flow_runs.set_flow_run_state(
        session,
        IDS["run"],
        wanted,
        flow_policy=policy,
        orchestration_parameters={
            "api-version": Version(api_version) if api_version else None
        },
        client_version=context.get("client_version"),
    )
    await session.flush()
    session.expire_all()
    run = await session.get(db.FlowRun, IDS["run"])
    outcome = {**show_answer(result), "run": show_run(run), **side_effects}
    if run.state_id and run.state_id != IDS["current"]:
        outcome["state"] = show_state(result.state, wanted_id)
        outcome["recorded"] = [
            run.state_type.value,
            run.state_name,
            seconds(run.state_timestamp),
        ]
    else:
        # A slot that is taken and given back within one request is no part of the contract.
        outcome.pop("ttl", None)
    outcome["policy"] = {
        key: sorted(v if v in ("p1", "p2") else "new" for v in value)
        if key == "pause_keys"
        else value
        for key, value in run.empirical_policy.model_dump().items()
        if value is not None and key not in ("max_retries", "retry_delay_seconds")
    }
    limit = await session.get(db.ConcurrencyLimitV2, IDS["limit"])
    if limit:
        outcome["slots"] = limit.active_slots
        outcome["leases"] = sorted(name_of(id_) for id_ in leases.leases)
    parent = await session.get(db.TaskRun, IDS["parent"])
    if parent and parent.state:
        outcome["parent"] = [
            parent.state_type.value,
            parent.state_name,
            {
                key: name_of(value)
                for key, value in parent.state.state_details.model_dump().items()
                if key.endswith("_run_id") and value is not None
            },
        ]
    return outcome


async def set_up_tags(session: Any, context: Spec) -> None:
    for tag, limit in context.get("tags", {}).items():
        session.add(
            db.ConcurrencyLimitV2(
                name=f"tag:{tag}",
                limit=limit["limit"],
                active_slots=limit["active_slots"],
                active=limit.get("active", True),
                avg_slot_occupancy_seconds=limit.get("occupancy", 2.0),
            )
        )
    await session.flush()


async def set_up_parent_flow(session: Any, context: Spec) -> None:
    flow_run = context.get("flow_run")
    if not flow_run:
        return
    session.add(db.Flow(id=IDS["flow"], name="spec"))
    await session.flush()
    row = db.FlowRun(
        id=IDS["flow-run"],
        name="spec",
        flow_id=IDS["flow"],
        run_count=flow_run["run_count"],
    )
    session.add(row)
    await session.flush()
    if flow_run["state"]:
        state_row = await add_state(
            session,
            db.FlowRunState,
            {"flow_run_id": row.id},
            flow_run["state"],
            uuid.uuid4(),
        )
        for key, value in denormalised(state_row).items():
            setattr(row, key, value)
        await session.flush()


async def set_up_cache(session: Any, context: Spec) -> None:
    if "cached" not in context:
        return
    session.add(
        db.TaskRun(id=IDS["cached"], task_key="cached", dynamic_key="0", name="c")
    )
    await session.flush()
    spec = {
        "type": "COMPLETED",
        "name": "Completed",
        "data": {"type": "reference", "storage_key": "cached"},
        "cache_key": "hit",
    }
    row = await add_state(
        session, db.TaskRunState, {"task_run_id": IDS["cached"]}, spec, uuid.uuid4()
    )
    session.add(
        db.TaskRunStateCache(
            cache_key="hit",
            cache_expiration=at(60 if context["cached"] == "live" else -60),
            task_run_state_id=row.id,
        )
    )
    await session.flush()


async def task_case(
    session: Any, policy: Any, context: Spec, initial: tuple, proposed: Spec
) -> Spec:
    state_spec, run_fields = initial
    hold_lease({})
    await set_up_parent_flow(session, context)
    await set_up_cache(session, context)
    await set_up_tags(session, context)
    run = db.TaskRun(
        id=IDS["run"],
        name="spec",
        task_key="spec",
        dynamic_key="0",
        flow_run_id=IDS["flow-run"] if "flow_run" in context else None,
        flow_run_run_count=context.get("flow_run_run_count", 0),
        empirical_policy=core.TaskRunPolicy(**context.get("policy", {})),
        tags=sorted(context.get("tags", {})),
        **build_run(run_fields),
    )
    session.add(run)
    await session.flush()
    if state_spec:
        row = await add_state(
            session, db.TaskRunState, {"task_run_id": run.id}, state_spec, IDS["current"]
        )
        for key, value in denormalised(row).items():
            setattr(run, key, value)
        await session.flush()
    session.expunge_all()

    # Prefect takes tag slots in a session of its own, which SQLite would keep waiting for this one.
    class SameSession:
        @staticmethod
        @asynccontextmanager
        async def session_context(**_: Any) -> Any:
            async with session.begin_nested() as savepoint:

                class View:
                    execute = session.execute
                    bind = session.bind
                    get_bind = session.get_bind
                    connection = session.connection

                    async def rollback(self) -> None:
                        await savepoint.rollback()

                yield View()

    core_policy.provide_database_interface = SameSession
    wanted = build_state(proposed)
    wanted_id = wanted.id
    result = await models.task_runs.set_task_run_state(
        session, IDS["run"], wanted, task_policy=policy
    )
    await session.flush()
    session.expire_all()
    run = await session.get(db.TaskRun, IDS["run"])
    outcome = {**show_answer(result), "run": show_run(run), **side_effects}
    outcome["run"]["flow_run_run_count"] = run.flow_run_run_count
    if not run.state_id or run.state_id == IDS["current"]:
        # What Prefect leaves behind in the slots of a run that it held back is no part of the contract.
        outcome.pop("ttl", None)
        return outcome
    outcome["state"] = show_state(result.state, wanted_id)
    outcome["recorded"] = [
        run.state_type.value,
        run.state_name,
        seconds(run.state_timestamp),
    ]
    remembered = await session.execute(
        sa.select(db.TaskRunStateCache).where(
            db.TaskRunStateCache.task_run_state_id == run.state_id
        )
    )
    if entry := remembered.scalar():
        outcome["remembered"] = {"expiration": seconds(entry.cache_expiration)}
    if "tags" in context:
        rows = (await session.execute(sa.select(db.ConcurrencyLimitV2))).scalars()
        outcome["tags"] = {row.name.removeprefix("tag:"): row.active_slots for row in rows}
    return outcome


FLOW_POLICIES = {
    "core": core_policy.CoreFlowPolicy,
    "minimal": core_policy.MinimalFlowPolicy,
    "mark-late": core_policy.MarkLateRunsPolicy,
}
TASK_POLICIES = {
    "core": core_policy.CoreTaskPolicy,
    "minimal": core_policy.MinimalTaskPolicy,
    "client-side": core_policy.ClientSideTaskOrchestrationPolicy,
}


def flow_cases() -> Any:
    yield from itertools.product(
        ["core"], FLOW_CONTEXTS, FLOW_INITIAL, FLOW_PROPOSED
    )
    yield from itertools.product(
        ["minimal"], FLOW_MINIMAL_CONTEXTS, FLOW_INITIAL, FLOW_PROPOSED
    )
    yield from itertools.product(
        ["mark-late"], FLOW_MARK_LATE_CONTEXTS, FLOW_INITIAL, FLOW_PROPOSED
    )


def task_cases() -> Any:
    for context, spec in TASK_CONTEXTS.items():
        initial = TASK_TAG_INITIAL if "tags" in spec else TASK_INITIAL
        yield from itertools.product(["core"], [context], initial, TASK_PROPOSED)
    yield from itertools.product(
        ["minimal"], TASK_MINIMAL_CONTEXTS, TASK_INITIAL, TASK_PROPOSED
    )
    yield from itertools.product(
        ["client-side"], TASK_CLIENT_SIDE_CONTEXTS, TASK_INITIAL, TASK_PROPOSED
    )


async def collect(cases: Any, ask: Any, policies: Spec, tables: tuple) -> Spec:
    contexts, initials, proposals = tables
    outcomes: dict[str, int] = {}
    answers: dict[str, dict[str, dict[str, list[int | None]]]] = {}
    raised = 0
    for policy, context, initial, proposed in cases:
        side_effects.clear()
        async with db.session_context() as session:
            transaction = await session.begin()
            try:
                outcome = await ask(
                    session,
                    policies[policy],
                    contexts[context],
                    initials[initial],
                    proposals[proposed],
                )
                text = json.dumps(outcome, sort_keys=True)
                index = outcomes.setdefault(text, len(outcomes))
            except Exception as error:
                raised += 1
                index = None
                if os.environ.get("SHOW_RAISED"):
                    print(policy, context, initial, proposed, repr(error)[:200])
            finally:
                await transaction.rollback()
        row = answers.setdefault(policy, {}).setdefault(context, {})
        row.setdefault(initial, []).append(index)
    print(f"{sum(1 for _ in outcomes)} different outcomes, {raised} cases left out")
    return {
        "contexts": contexts,
        "initial": initials,
        "proposed": proposals,
        "outcomes": [json.loads(text) for text in outcomes],
        "answers": answers,
    }


def write(path: Path, golden: Spec) -> None:
    """One entry a line, so that a change shows as one."""

    def compact(value: Any) -> str:
        return json.dumps(value, separators=(",", ":"))

    parts = []
    for key in ("contexts", "initial", "proposed"):
        lines = ",\n".join(
            f"{compact(name)}:{compact(value)}" for name, value in golden[key].items()
        )
        parts.append(f"{compact(key)}:{{\n{lines}\n}}")
    parts.append('"outcomes":[\n' + ",\n".join(map(compact, golden["outcomes"])) + "\n]")
    policies = []
    for policy, contexts in golden["answers"].items():
        rows = ",\n".join(f"{compact(name)}:{compact(row)}" for name, row in contexts.items())
        policies.append(f"{compact(policy)}:{{\n{rows}\n}}")
    parts.append('"answers":{' + ",".join(policies) + "}")
    path.write_text("{" + ",\n".join(parts) + "}\n")


async def main() -> None:
    logging.disable(logging.CRITICAL)
    await db.create_db()
    stand_still()
    GOLDEN.mkdir(parents=True, exist_ok=True)
    kinds = sys.argv[1:] or ["flow_runs", "task_runs"]
    if "flow_runs" in kinds:
        tables = (FLOW_CONTEXTS, FLOW_INITIAL, FLOW_PROPOSED)
        golden = await collect(flow_cases(), flow_case, FLOW_POLICIES, tables)
        write(GOLDEN / "flow_runs.json", golden)
    if "task_runs" in kinds:
        tables = (TASK_CONTEXTS, TASK_INITIAL, TASK_PROPOSED)
        golden = await collect(task_cases(), task_case, TASK_POLICIES, tables)
        write(GOLDEN / "task_runs.json", golden)


asyncio.run(main())
