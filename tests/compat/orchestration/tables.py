"""The states and circumstances that are crossed with each other, as plain data.

Both sides read them: the generator builds Prefect's rows from them, and the Rust test reads them back out of the
golden file. Times are seconds relative to the instant of the request; ids are names.
"""

from typing import Any

Spec = dict[str, Any]

REFERENCE = {"type": "reference", "storage_key": "k"}
UNPERSISTED = {"type": "unpersisted"}
LONG_KEY = "k" * 2001


def state(type_: str, name: str | None = None, **rest: Any) -> Spec:
    return {"type": type_, "name": name or type_.capitalize(), **rest}


def run(run_count: int = 0, **rest: Any) -> Spec:
    return {"run_count": run_count, **rest}


RAN = run(1, start_time=-100, expected_start_time=-120, total_run_time=3)
ENDED = {**RAN, "end_time": -50, "total_run_time": 53}

# name -> (state that the run is in, fields of the run)
FLOW_INITIAL: dict[str, tuple[Spec | None, Spec]] = {
    "none": (None, run()),
    "scheduled": (
        state("SCHEDULED", scheduled_time=-60),
        run(expected_start_time=-60, next_scheduled_start_time=-60),
    ),
    "scheduled-ahead": (
        state("SCHEDULED", scheduled_time=90.6),
        run(expected_start_time=90.6, next_scheduled_start_time=90.6),
    ),
    "late": (
        state("SCHEDULED", "Late", scheduled_time=-60),
        run(expected_start_time=-60, next_scheduled_start_time=-60),
    ),
    "awaiting-retry": (
        state("SCHEDULED", "AwaitingRetry", scheduled_time=10.5),
        {**RAN, "next_scheduled_start_time": 10.5},
    ),
    "resuming": (
        state("SCHEDULED", "Resuming", scheduled_time=-1),
        {**RAN, "next_scheduled_start_time": -1},
    ),
    "pending": (state("PENDING"), run(expected_start_time=-120)),
    "pending-ahead": (
        state("PENDING", scheduled_time=30.4),
        run(expected_start_time=30.4),
    ),
    "submitting": (
        state("PENDING", "Submitting", scheduled_time=-5),
        run(expected_start_time=-120),
    ),
    "running": (state("RUNNING", transition_id="first"), RAN),
    "retrying": (
        state("RUNNING", "Retrying"),
        {**RAN, "run_count": 2, "total_run_time": 30},
    ),
    "retries-used-up": (state("RUNNING", "Retrying"), {**RAN, "run_count": 3}),
    "just-running": (state("RUNNING", timestamp=0), {**RAN, "start_time": 0}),
    "paused": (state("PAUSED", pause_timeout=300, pause_key="p1"), RAN),
    "paused-too-long": (state("PAUSED", pause_timeout=-300), RAN),
    "suspended": (
        state("PAUSED", "Suspended", pause_reschedule=True, pause_timeout=300),
        RAN,
    ),
    "suspended-too-long": (
        state("PAUSED", "Suspended", pause_reschedule=True, pause_timeout=-300),
        RAN,
    ),
    "completed": (state("COMPLETED", transition_id="first"), ENDED),
    "completed-with-result": (state("COMPLETED", data=REFERENCE), ENDED),
    "failed": (state("FAILED", message="boom"), ENDED),
    "cancelled": (state("CANCELLED"), ENDED),
    "crashed": (state("CRASHED"), ENDED),
    "cancelling": (state("CANCELLING"), RAN),
}

FLOW_PROPOSED: dict[str, Spec] = {
    "scheduled": state("SCHEDULED", scheduled_time=15),
    "late": state("SCHEDULED", "Late", scheduled_time=-60),
    "awaiting-retry": state("SCHEDULED", "AwaitingRetry", scheduled_time=20),
    "resuming": state("SCHEDULED", "Resuming", scheduled_time=0),
    "pending": state("PENDING"),
    "submitting": state("PENDING", "Submitting"),
    "running": state("RUNNING"),
    "running-again": state("RUNNING", transition_id="first"),
    "paused": state("PAUSED", pause_timeout=300),
    "paused-p1": state("PAUSED", pause_timeout=300, pause_key="p1"),
    "suspended": state(
        "PAUSED", "Suspended", pause_reschedule=True, pause_key="p2"
    ),
    "completed": state("COMPLETED"),
    "completed-with-result": state("COMPLETED", data=REFERENCE),
    "completed-unpersisted": state("COMPLETED", data=UNPERSISTED),
    "failed": state("FAILED", message="boom", data=REFERENCE),
    "timed-out": state("FAILED", "TimedOut"),
    "cancelled": state("CANCELLED"),
    "crashed": state("CRASHED"),
    "cancelling": state("CANCELLING"),
}

# Keys: deployment ("unlimited", "missing" or a limit), lease ("live" or "lost"), parent, infrastructure, policy,
# client_version, api_version.
FREE = {"limit": 2, "active_slots": 1, "strategy": "ENQUEUE"}
FULL = {"limit": 1, "active_slots": 1, "strategy": "ENQUEUE"}
CANCEL_NEW = {"limit": 1, "active_slots": 1, "strategy": "CANCEL_NEW"}
CURRENT = "3.8.8"

FLOW_CONTEXTS: dict[str, Spec] = {
    "plain": {},
    "current-client": {"client_version": CURRENT, "api_version": "0.8.4"},
    "deployed": {"deployment": "unlimited", "client_version": CURRENT},
    "deployment-missing": {"deployment": "missing", "client_version": CURRENT},
    "infrastructure": {"deployment": "unlimited", "infrastructure": True},
    "subflow": {"parent": True, "deployment": "unlimited"},
    "retries": {"policy": {"retries": 2, "retry_delay": 5}},
    "retries-without-delay": {"policy": {"retries": 2}},
    "retries-of-old-client": {
        "policy": {"retries": 2, "pause_keys": ["p1"], "resuming": True},
        "api_version": "0.8.2",
    },
    "retries-of-client-without-pauses": {
        "policy": {"retries": 2, "pause_keys": ["p1"], "resuming": True},
        "api_version": "0.8.3",
    },
    "no-retries": {"policy": {"retries": 0, "retry_type": "in_process"}},
    "paused-before": {
        "policy": {"pause_keys": ["p1"], "retry_type": "reschedule"},
        "deployment": "unlimited",
    },
    "is-resuming": {"policy": {"resuming": True}, "deployment": "unlimited"},
    "slot-free": {"deployment": FREE, "client_version": CURRENT},
    "slot-free-for-long": {
        "deployment": {**FREE, "grace_period": 600},
        "lease": "live",
        "client_version": CURRENT,
    },
    "slot-held": {"deployment": FREE, "lease": "live", "client_version": CURRENT},
    "slot-held-retries": {
        "deployment": FREE,
        "lease": "live",
        "client_version": CURRENT,
        "policy": {"retries": 2},
    },
    "slot-held-by-old-client": {
        "deployment": FREE,
        "lease": "live",
        "client_version": "3.4.10",
    },
    "slot-held-by-unknown-client": {"deployment": FREE, "lease": "live"},
    "slots-full": {"deployment": FULL, "client_version": CURRENT},
    "slots-full-held": {
        "deployment": FULL,
        "lease": "live",
        "client_version": CURRENT,
    },
    "slots-full-cancel": {"deployment": CANCEL_NEW, "client_version": CURRENT},
    "slots-full-own-worker": {"deployment": FULL, "client_version": "3.0.3"},
    "slots-off": {
        "deployment": {**FREE, "active": False},
        "client_version": CURRENT,
    },
    "slots-none": {
        "deployment": {"limit": 0, "active_slots": 0, "strategy": "ENQUEUE"},
        "client_version": CURRENT,
    },
    "lease-lost-slot-free": {
        "deployment": FREE,
        "lease": "lost",
        "client_version": CURRENT,
    },
    "lease-lost-slots-full": {
        "deployment": FULL,
        "lease": "lost",
        "client_version": CURRENT,
    },
}

FLOW_MINIMAL_CONTEXTS = [
    "plain",
    "infrastructure",
    "subflow",
    "is-resuming",
    "slot-held",
    "lease-lost-slots-full",
]

FLOW_MARK_LATE_CONTEXTS = [
    "plain",
    "slot-free",
    "slots-full",
    "slots-full-cancel",
    "subflow",
]

TASK_INITIAL: dict[str, tuple[Spec | None, Spec]] = {
    **{
        name: FLOW_INITIAL[name]
        for name in [
            "none",
            "scheduled",
            "scheduled-ahead",
            "awaiting-retry",
            "pending",
            "pending-ahead",
            "submitting",
            "running",
            "retrying",
            "retries-used-up",
            "paused",
            "completed",
            "completed-with-result",
            "failed",
            "cancelled",
            "crashed",
            "cancelling",
        ]
    },
    "scheduled-deferred": (
        state(
            "SCHEDULED",
            scheduled_time=-60,
            deferred=True,
            task_parameters_id="parameters",
        ),
        run(expected_start_time=-60, next_scheduled_start_time=-60),
    ),
    "pending-deferred": (
        state("PENDING", deferred=True, task_parameters_id="parameters"),
        run(expected_start_time=-60),
    ),
}

TASK_PROPOSED: dict[str, Spec] = {
    "scheduled": state("SCHEDULED", scheduled_time=15),
    "scheduled-deferred": state("SCHEDULED", scheduled_time=0, deferred=True),
    "awaiting-retry-deferred": state(
        "SCHEDULED", "AwaitingRetry", scheduled_time=5, deferred=True
    ),
    "pending": state("PENDING"),
    "pending-deferred": state("PENDING", deferred=True),
    "running": state("RUNNING"),
    "running-again": state("RUNNING", transition_id="first"),
    "running-with-key": state("RUNNING", cache_key="hit"),
    "running-with-unknown-key": state("RUNNING", cache_key="miss"),
    "running-refresh": state("RUNNING", cache_key="hit", refresh_cache=True),
    "running-deferred": state("RUNNING", deferred=True),
    "running-deferred-own-parameters": state(
        "RUNNING", deferred=True, task_parameters_id="others"
    ),
    "paused": state("PAUSED", pause_timeout=300),
    "completed": state("COMPLETED"),
    "completed-with-result": state("COMPLETED", data=REFERENCE),
    "completed-with-key": state("COMPLETED", cache_key="new", cache_expiration=60),
    "completed-with-long-key": state("COMPLETED", cache_key=LONG_KEY),
    "failed": state("FAILED", message="boom", data=REFERENCE),
    "failed-for-good": state("FAILED", message="boom", retriable=False),
    "cancelled": state("CANCELLED"),
    "crashed": state("CRASHED"),
    "cancelling": state("CANCELLING"),
}

RUNNING_FLOW = {"run_count": 1, "state": state("RUNNING")}

# Keys: flow_run, flow_run_run_count, policy, cached ("live" or "expired"), tags (their limits).
TASK_CONTEXTS: dict[str, Spec] = {
    "plain": {},
    "flow-running": {"flow_run": RUNNING_FLOW, "flow_run_run_count": 1},
    "flow-retrying": {
        "flow_run": {**RUNNING_FLOW, "run_count": 2},
        "flow_run_run_count": 1,
    },
    "flow-without-state": {"flow_run": {"run_count": 0, "state": None}},
    "flow-pending": {"flow_run": {"run_count": 0, "state": state("PENDING")}},
    "flow-completed": {"flow_run": {"run_count": 1, "state": state("COMPLETED")}},
    "flow-paused": {
        "flow_run": {"run_count": 1, "state": state("PAUSED", pause_timeout=300)}
    },
    "flow-suspended": {
        "flow_run": {
            "run_count": 1,
            "state": state("PAUSED", "Suspended", pause_reschedule=True),
        }
    },
    "retries": {"flow_run": RUNNING_FLOW, "policy": {"retries": 2, "retry_delay": 5}},
    "retries-without-delay": {"policy": {"retries": 2}},
    "retries-with-delays": {"policy": {"retries": 2, "retry_delay": [1, 2.5]}},
    "retries-with-jitter": {
        "policy": {"retries": 2, "retry_delay": 20, "retry_jitter_factor": 0.5}
    },
    "no-retries": {"policy": {"retries": 0}},
    "cached": {"cached": "live"},
    "cached-while-flow-retries": {
        "cached": "live",
        "flow_run": {**RUNNING_FLOW, "run_count": 2},
    },
    "cache-expired": {"cached": "expired"},
    "tag-free": {"tags": {"a": {"limit": 2, "active_slots": 1}}},
    "tag-full": {"tags": {"a": {"limit": 1, "active_slots": 1}}},
    "tag-full-for-long": {
        "tags": {"a": {"limit": 1, "active_slots": 1, "occupancy": 90.0}}
    },
    "tag-full-and-free": {
        "tags": {
            "a": {"limit": 1, "active_slots": 1, "occupancy": 7.0},
            "b": {"limit": 2, "active_slots": 1, "occupancy": 1.0},
        }
    },
    "tag-none": {"tags": {"a": {"limit": 0, "active_slots": 0}}},
    "tag-none-and-full": {
        "tags": {
            "a": {"limit": 0, "active_slots": 0},
            "b": {"limit": 1, "active_slots": 1},
        }
    },
    "tag-off": {"tags": {"a": {"limit": 1, "active_slots": 1, "active": False}}},
}

# Slots of tags concern few states: these initial states are enough for them.
TASK_TAG_INITIAL = ["scheduled", "pending", "running", "retrying", "failed", "cancelling"]

TASK_MINIMAL_CONTEXTS = ["plain", "flow-retrying", "retries", "cached", "tag-full"]
TASK_CLIENT_SIDE_CONTEXTS = ["plain", "flow-paused", "retries", "cached", "tag-full"]
