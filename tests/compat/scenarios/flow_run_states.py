"""State changes of flow runs: every pair of states, and each rule that reaches beyond the pair."""

from typing import Any

from tests.compat.lockstep import Captured, Lockstep
from tests.compat.objects import UNKNOWN, fixed_id, flow, flow_run, set_state

TYPES = ("SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED", "PAUSED", "CANCELLING")
FUTURE = {"scheduled_time": "2033-01-01T00:00:00Z"}
PAST = {"scheduled_time": "2023-01-01T00:00:00Z"}


def _look(api: Lockstep, run: Captured) -> None:
    api.get(f"/flow_runs/{run}")
    api.get(f"/flow_run_states/?flow_run_id={run}")


def every_pair(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-pairs")
    for before in TYPES:
        for after in TYPES:
            run = flow_run(api, parent, None, name=f"{before}-{after}")
            set_state(api, run, before, force=True)
            set_state(api, run, after)
            _look(api, run)


def every_pair_by_force(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-forced")
    for before in TYPES:
        run = flow_run(api, parent, before, name=f"forced-from-{before}")
        for after in TYPES:
            set_state(api, run, after, force=True)
        _look(api, run)


def from_no_state(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-first")
    for after in TYPES:
        run = flow_run(api, parent, {"type": "SCHEDULED", "state_details": PAST})
        set_state(api, run, after, name="Named by the client", message="a message", data={"k": [1, None]})
        _look(api, run)


def read(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-run-states-read"), "PENDING")
    set_state(api, run, "RUNNING")
    answer = set_state(api, run, "COMPLETED", message="done", data={"type": "unpersisted"})
    states = api.get(f"/flow_run_states/?flow_run_id={run}")
    api.get(f"/flow_run_states/{states[0]['id']}")
    api.get(f"/flow_run_states/{answer['state']['id']}")
    api.get(f"/flow_run_states/{UNKNOWN}")
    api.get("/flow_run_states/not-an-id")
    api.get(f"/flow_run_states/?flow_run_id={UNKNOWN}")
    api.get("/flow_run_states/?flow_run_id=rubbish")
    api.get("/flow_run_states/")


def bad_proposals(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-run-states-bad"), "PENDING")
    path = f"/flow_runs/{run}/set_state"
    for body in (
        {},
        {"state": None},
        {"state": {}},
        {"state": "RUNNING"},
        {"state": {"type": "NO_SUCH"}},
        {"state": {"type": None}},
        {"state": {"type": "RUNNING", "name": 5}},
        {"state": {"type": "RUNNING", "message": []}},
        {"state": {"type": "RUNNING", "id": UNKNOWN}},
        {"state": {"type": "RUNNING", "colour": "red"}},
        {"state": {"type": "RUNNING", "state_details": None}},
        {"state": {"type": "RUNNING", "state_details": {"flow_run_id": "rubbish"}}},
        {"state": {"type": "RUNNING", "state_details": {"pause_timeout": "rubbish"}}},
        {"state": {"type": "RUNNING", "state_details": {"transition_id": 5}}},
        {"state": {"type": "RUNNING"}, "force": "maybe"},
        {"state": {"type": "RUNNING"}, "force": None},
    ):
        api.post(path, body)
    api.post(path, {"state": {"type": "RUNNING", "state_details": {"unknown_detail": 1, "flow_run_id": UNKNOWN, "task_run_id": UNKNOWN}}, "unknown": 1})
    _look(api, run)
    set_state(api, UNKNOWN, "RUNNING")
    set_state(api, "not-an-id", "RUNNING")


def waits_for_its_time(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-wait")
    later = flow_run(api, parent, {"type": "SCHEDULED", "state_details": FUTURE})
    set_state(api, later, "PENDING")
    set_state(api, later, "RUNNING")
    _look(api, later)
    due = flow_run(api, parent, {"type": "SCHEDULED", "state_details": PAST})
    set_state(api, due, "PENDING")
    _look(api, due)
    set_state(api, due, "PENDING")
    set_state(api, due, "RUNNING")
    set_state(api, due, "SCHEDULED", name="Late")
    set_state(api, due, "SCHEDULED", name="AwaitingRetry", state_details=FUTURE)
    set_state(api, due, "RUNNING")
    _look(api, due)


def late(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-late")
    planned = flow_run(api, parent, {"type": "SCHEDULED", "state_details": PAST})
    set_state(api, planned, "SCHEDULED", name="Late", state_details=PAST)
    set_state(api, planned, "SCHEDULED", name="Late", state_details=PAST)
    _look(api, planned)
    for state in ("PENDING", "RUNNING", "COMPLETED"):
        run = flow_run(api, parent, state)
        set_state(api, run, "SCHEDULED", name="Late", state_details=PAST)
        _look(api, run)


def retries(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-retries")
    for policy in ({"retries": 2, "retry_delay": 0}, {"retries": 1, "retry_delay": 3600}, {"retries": 1}, {"retries": 0}, {"max_retries": 1, "retry_delay_seconds": 5}):
        run = flow_run(api, parent, "PENDING", empirical_policy=policy)
        set_state(api, run, "RUNNING")
        set_state(api, run, "FAILED", message="first", data={"type": "result"})
        _look(api, run)
        set_state(api, run, "RUNNING")
        set_state(api, run, "FAILED", message="second")
        _look(api, run)
        set_state(api, run, "RUNNING")
        set_state(api, run, "CRASHED", message="third")
        _look(api, run)


def reruns(api: Lockstep) -> None:
    """A finished run is started again."""
    parent = flow(api, "flow-run-states-reruns")
    for final in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
        for data in (None, {"type": "result"}, {"type": "unpersisted"}):
            run = flow_run(api, parent, "PENDING")
            set_state(api, run, "RUNNING")
            set_state(api, run, final, data=data)
            for after in ("PENDING", "RUNNING", "SCHEDULED"):
                set_state(api, run, after, name="AwaitingRetry" if after == "SCHEDULED" else None)
            _look(api, run)


def pauses(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-pauses")
    timeout = {"pause_timeout": "2033-01-01T00:00:00Z"}
    expired = {"pause_timeout": "2023-01-01T00:00:00Z"}
    cases: tuple[dict[str, Any], ...] = (
        timeout,
        timeout | {"pause_key": "one"},
        timeout | {"pause_reschedule": True, "pause_key": "two"},
        expired,
        expired | {"pause_reschedule": True},
        {},
    )
    for details in cases:
        run = flow_run(api, parent, "PENDING")
        set_state(api, run, "PAUSED", state_details=details)
        set_state(api, run, "RUNNING")
        set_state(api, run, "PAUSED", name="Suspended" if details.get("pause_reschedule") else "Paused", state_details=details)
        _look(api, run)
        set_state(api, run, "PAUSED", state_details=details)
        api.post(f"/flow_runs/{run}/resume", {})
        _look(api, run)
        set_state(api, run, "RUNNING")
        set_state(api, run, "PAUSED", state_details=details)
        set_state(api, run, "PAUSED", state_details=details | {"pause_key": "another"})
        set_state(api, run, "PENDING")
        set_state(api, run, "COMPLETED")
        _look(api, run)


def resume(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-resume")
    api.post(f"/flow_runs/{UNKNOWN}/resume", {})
    api.post("/flow_runs/not-an-id/resume", {})
    for state in ("PENDING", "RUNNING", "COMPLETED", "SCHEDULED"):
        api.post(f"/flow_runs/{flow_run(api, parent, state)}/resume", {})
    run = flow_run(api, parent, "RUNNING")
    set_state(api, run, "PAUSED", state_details={"pause_timeout": "2033-01-01T00:00:00Z"})
    api.post(f"/flow_runs/{run}/resume")
    _look(api, run)


def resume_with_input(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-input")
    schema = '{"type": "object", "title": "Age", "properties": {"age": {"type": "integer", "minimum": 0}, "name": {"type": "string", "default": "x"}}, "required": ["age"]}'
    keyset = {"schema": "paused-1-schema", "response": "paused-1-response", "description": "paused-1-description"}
    details = {"pause_timeout": "2033-01-01T00:00:00Z", "pause_key": "paused-1", "run_input_keyset": keyset}
    run = flow_run(api, parent, "RUNNING")
    set_state(api, run, "PAUSED", state_details=details)
    api.post(f"/flow_runs/{run}/resume", {"run_input": {"age": 1}})
    api.post(f"/flow_runs/{run}/input", {"key": "paused-1-schema", "value": schema})
    for given in ({}, {"age": "old"}, {"age": -1}, {"age": {"__prefect_kind": "json", "value": "rubbish"}}, {"age": {"__prefect_kind": "no_such_kind"}}):
        api.post(f"/flow_runs/{run}/resume", {"run_input": given})
    for bad in ({"run_input": []}, {"run_input": "text"}, []):
        api.post(f"/flow_runs/{run}/resume", bad)
    api.get(f"/flow_runs/{run}")
    api.post(f"/flow_runs/{run}/resume", {"run_input": {"age": {"__prefect_kind": "json", "value": "41"}}})
    _look(api, run)
    api.get(f"/flow_runs/{run}/input/paused-1-response")
    broken = flow_run(api, parent, "RUNNING")
    set_state(api, broken, "PAUSED", state_details=details)
    api.post(f"/flow_runs/{broken}/input", {"key": "paused-1-schema", "value": "not json"})
    api.post(f"/flow_runs/{broken}/resume", {"run_input": {"age": 1}})


def cancelling(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-cancelling")
    for before in ("SCHEDULED", "PENDING", "RUNNING", "PAUSED"):
        for pid in (None, "host:1"):
            run = flow_run(api, parent, "PENDING")
            set_state(api, run, before, force=True)
            if pid:
                api.patch(f"/flow_runs/{run}", {"infrastructure_pid": pid})
            set_state(api, run, "CANCELLING")
            set_state(api, run, "CANCELLING", name="Cancelling", state_details={"deferred": True})
            set_state(api, run, "RUNNING")
            set_state(api, run, "COMPLETED")
            set_state(api, run, "CANCELLED")
            _look(api, run)


def the_same_transition_twice(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-run-states-transition"), "PENDING")
    once = {"transition_id": fixed_id("once")}
    set_state(api, run, "RUNNING", state_details=once)
    set_state(api, run, "RUNNING", state_details=once)
    set_state(api, run, "COMPLETED", state_details=once)
    set_state(api, run, "COMPLETED", state_details={"transition_id": fixed_id("twice")})
    _look(api, run)


def names_of_states(api: Lockstep) -> None:
    parent = flow(api, "flow-run-states-names")
    for name, state_type in (
        ("Late", "SCHEDULED"),
        ("AwaitingRetry", "SCHEDULED"),
        ("AwaitingConcurrencySlot", "SCHEDULED"),
        ("Resuming", "SCHEDULED"),
        ("Retrying", "RUNNING"),
        ("Suspended", "PAUSED"),
        ("TimedOut", "FAILED"),
        ("Cached", "COMPLETED"),
        ("RolledBack", "COMPLETED"),
        ("Submitting", "PENDING"),
        ("InfrastructurePending", "PENDING"),
        ("", "RUNNING"),
        ("anything at all ✓", "RUNNING"),
    ):
        run = flow_run(api, parent, None)
        set_state(api, run, state_type, name=name)
        _look(api, run)


def times_and_counts(api: Lockstep) -> None:
    """run_count, start_time, end_time and total_run_time over a life with several Running states."""
    run = flow_run(api, flow(api, "flow-run-states-times"), {"type": "SCHEDULED", "state_details": PAST})
    for state in ("PENDING", "RUNNING", "PENDING", "RUNNING", "PAUSED", "RUNNING", "FAILED", "SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "RUNNING"):
        set_state(api, run, state, force=True)
        api.get(f"/flow_runs/{run}")
    api.get(f"/flow_run_states/?flow_run_id={run}")
