"""State changes of task runs through the API."""

from tests.compat.lockstep import Captured, Lockstep
from tests.compat.objects import UNKNOWN, fixed_id, flow, flow_run, set_state, task_run

TYPES = ("SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED", "PAUSED", "CANCELLING")


def _look(api: Lockstep, task: Captured) -> None:
    api.get(f"/task_runs/{task}")
    api.get(f"/task_run_states/?task_run_id={task}")


def _set(api: Lockstep, task: str, state: str, **more: object) -> Captured:
    return set_state(api, task, state, kind="task_runs", **more)  # type: ignore[arg-type]


def every_pair(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-run-states-pairs"), "RUNNING")
    for before in TYPES:
        for after in TYPES:
            task = task_run(api, run, f"{before}-{after}", name=f"{before}-{after}")
            _set(api, task, before, force=True)
            _set(api, task, after)
            _look(api, task)


def under_each_state_of_the_flow_run(api: Lockstep) -> None:
    parent = flow(api, "task-run-states-parents")
    for state in TYPES:
        run = flow_run(api, parent, "RUNNING")
        task = task_run(api, run, "under", name=f"under-{state}")
        set_state(api, run, state, force=True)
        _set(api, task, "PENDING")
        _set(api, task, "RUNNING")
        _set(api, task, "COMPLETED")
        _look(api, task)


def read(api: Lockstep) -> None:
    task = task_run(api, flow_run(api, flow(api, "task-run-states-read"), "RUNNING"), "read", state={"type": "PENDING"})
    answer = _set(api, task, "RUNNING")
    api.get(f"/task_run_states/{answer['state']['id']}")
    api.get(f"/task_run_states/{UNKNOWN}")
    api.get("/task_run_states/not-an-id")
    api.get(f"/task_run_states/?task_run_id={UNKNOWN}")
    api.get("/task_run_states/?task_run_id=rubbish")
    api.get("/task_run_states/")


def retries(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-run-states-retries"), "RUNNING")
    policies = (
        {"retries": 2, "retry_delay": 0},
        {"retries": 2, "retry_delay": [3600, 0]},
        {"retries": 2, "retry_delay": [0]},
        {"retries": 1},
        {"retries": 0},
        {"max_retries": 1, "retry_delay_seconds": 30},
    )
    for number, policy in enumerate(policies):
        task = task_run(api, run, f"retries-{number}", name=f"retries-{number}", empirical_policy=policy, state={"type": "PENDING"})
        for _ in range(3):
            _set(api, task, "RUNNING")
            _set(api, task, "FAILED", message="broken", state_details={"retriable": None})
            _look(api, task)
    never = task_run(api, run, "not-retriable", name="not-retriable", empirical_policy={"retries": 1}, state={"type": "PENDING"})
    _set(api, never, "RUNNING")
    _set(api, never, "FAILED", state_details={"retriable": False})
    _look(api, never)


def reruns(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-run-states-reruns"), "RUNNING")
    for final in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
        for number, data in enumerate((None, {"type": "result"}, {"type": "unpersisted"})):
            task = task_run(api, run, f"{final}-{number}", name=f"rerun-{final}-{number}", state={"type": "PENDING"})
            _set(api, task, "RUNNING")
            _set(api, task, final, data=data)
            _set(api, task, "PENDING")
            _set(api, task, "RUNNING")
            _look(api, task)


def caching(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-run-states-caching"), "RUNNING")
    first = task_run(api, run, "cache-1", state={"type": "PENDING"}, cache_key="compat-cache")
    _set(api, first, "RUNNING", state_details={"cache_key": "compat-cache"})
    _set(api, first, "COMPLETED", data={"type": "result", "n": 1}, state_details={"cache_key": "compat-cache"})
    for number, details in enumerate(({"cache_key": "compat-cache"}, {"cache_key": "compat-cache", "refresh_cache": True}, {"cache_key": "other"}), 2):
        task = task_run(api, run, f"cache-{number}", name=f"cache-{number}", state={"type": "PENDING"})
        _set(api, task, "RUNNING", state_details=details)
        _look(api, task)
    expired = task_run(api, run, "cache-5", state={"type": "PENDING"})
    _set(api, expired, "RUNNING", state_details={"cache_key": "expired-cache"})
    _set(api, expired, "COMPLETED", state_details={"cache_key": "expired-cache", "cache_expiration": "2020-01-01T00:00:00Z"})
    again = task_run(api, run, "cache-6", name="cache-6", state={"type": "PENDING"})
    _set(api, again, "RUNNING", state_details={"cache_key": "expired-cache"})
    _look(api, again)


def waiting_and_cancelling(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-run-states-waiting"), "RUNNING")
    planned = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2033-01-01T00:00:00Z"}}
    task = task_run(api, run, "waits", name="waits", state=planned)
    _set(api, task, "PENDING")
    _set(api, task, "RUNNING")
    _look(api, task)
    _set(api, task, "CANCELLING")
    _set(api, task, "RUNNING")
    _set(api, task, "CANCELLED")
    _look(api, task)


def the_same_transition_twice(api: Lockstep) -> None:
    task = task_run(api, flow_run(api, flow(api, "task-run-states-twice"), "RUNNING"), "twice", name="twice", state={"type": "PENDING"})
    once = {"transition_id": fixed_id("task-once")}
    _set(api, task, "RUNNING", state_details=once)
    _set(api, task, "RUNNING", state_details=once)
    _set(api, task, "COMPLETED", state_details=once)
    _look(api, task)


def bad_proposals(api: Lockstep) -> None:
    task = task_run(api, flow_run(api, flow(api, "task-run-states-bad"), "RUNNING"), "bad", name="bad", state={"type": "PENDING"})
    for body in ({}, {"state": {}}, {"state": {"type": "X"}}, {"state": {"type": "RUNNING", "x": 1}}, {"state": {"type": "RUNNING"}, "force": "x"}):
        api.post(f"/task_runs/{task}/set_state", body)
    _set(api, UNKNOWN, "RUNNING")
    _set(api, "not-an-id", "RUNNING")
    _look(api, task)


def background_task(api: Lockstep) -> None:
    """A deferred task run belongs to no flow run and is scheduled for a task worker."""
    task = task_run(api, None, "compat-background", name="compat-background", state={"type": "SCHEDULED", "state_details": {"deferred": True}})
    _set(api, task, "PENDING", name="Pending", state_details={"deferred": True})
    _set(api, task, "RUNNING")
    _set(api, task, "COMPLETED")
    _look(api, task)
