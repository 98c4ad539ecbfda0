"""Flow runs: create, read, update, delete, labels, input, bulk operations."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, fixed_id, flow, flow_run, set_state, task_run


def create(api: Lockstep) -> None:
    parent = flow(api, "flow-runs-create", labels={"team": "data"})
    api.post("/flow_runs/", {"flow_id": parent})
    api.post("/flow_runs/", {"flow_id": parent, "name": "named", "state": {"type": "PENDING"}})
    api.post("/flow_runs/", {"flow_id": parent, "name": "", "tags": ["b", "a", "b"]})
    api.post(
        "/flow_runs/",
        {
            "flow_id": parent,
            "name": "everything",
            "flow_version": "1.2",
            "parameters": {"x": 1, "deep": {"list": [1, 2.5, None, "ü"]}},
            "context": {"c": 1},
            "tags": ["one", "two"],
            "labels": {"team": "other", "env": "dev", "n": 3},
            "empirical_policy": {"retries": 3, "retry_delay": 10, "pause_keys": ["k"], "resuming": False, "retry_type": "in_process"},
            "job_variables": {"cpu": 2},
            "state": {"type": "SCHEDULED", "name": "Planned", "message": "later", "state_details": {"scheduled_time": "2031-05-06T07:08:09.123456Z"}},
        },
    )
    api.post("/flow_runs/", {"flow_id": parent, "empirical_policy": {"max_retries": 2, "retry_delay_seconds": 1.5}})
    for state in ("SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"):
        one = api.post("/flow_runs/", {"flow_id": parent, "name": f"in-{state.lower()}", "state": {"type": state}})
        api.get(f"/flow_runs/{one['id']}")
    api.post("/flow_runs/", {"flow_id": parent, "state": {"type": "COMPLETED", "data": {"type": "result", "v": 1}, "message": None}})
    api.post("/flow_runs/", {"flow_id": parent, "state": None})
    api.post("/flow_runs/", {"flow_id": UNKNOWN})
    api.post("/flow_runs/", {"flow_id": parent, "deployment_id": UNKNOWN})
    api.post("/flow_runs/", {"flow_id": parent, "parent_task_run_id": UNKNOWN})
    api.post("/flow_runs/", {"flow_id": parent, "work_pool_name": "no-such-pool"})
    api.post("/flow_runs/", {"flow_id": parent, "work_queue_name": "no-such-queue"})
    for bad in (
        {},
        {"flow_id": None},
        {"flow_id": "rubbish"},
        {"flow_id": parent, "name": None},
        {"flow_id": parent, "name": 5},
        {"flow_id": parent, "state": {"type": "NO_SUCH_TYPE"}},
        {"flow_id": parent, "state": {"type": "pending"}},
        {"flow_id": parent, "state": {"type": "PENDING", "timestamp": "2020-01-01T00:00:00Z"}},
        {"flow_id": parent, "state": {"type": "PENDING", "id": UNKNOWN}},
        {"flow_id": parent, "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "not a time"}}},
        {"flow_id": parent, "tags": "text"},
        {"flow_id": parent, "parameters": []},
        {"flow_id": parent, "parameters": None},
        {"flow_id": parent, "labels": {"nested": {}}},
        {"flow_id": parent, "empirical_policy": {"retries": "many"}},
        {"flow_id": parent, "empirical_policy": {"retry_type": "sometimes"}},
        {"flow_id": parent, "id": UNKNOWN},
        {"flow_id": parent, "created": "2020-01-01T00:00:00Z"},
    ):
        api.post("/flow_runs/", bad)


def create_is_idempotent(api: Lockstep) -> None:
    parent = flow(api, "flow-runs-idempotent")
    other = flow(api, "flow-runs-idempotent-other")
    body = {"flow_id": parent, "idempotency_key": "flow-runs-key", "name": "first", "parameters": {"a": 1}}
    api.post("/flow_runs/", body)
    api.post("/flow_runs/", body | {"name": "second", "parameters": {"a": 2}})
    api.post("/flow_runs/", body | {"flow_id": other})
    api.post("/flow_runs/count", {"flow_runs": {"idempotency_key": {"any_": ["flow-runs-key"]}}})
    api.post("/flow_runs/filter", {"flow_runs": {"idempotency_key": {"not_any_": ["flow-runs-key"]}, "name": {"like_": "first"}}})


def created_by_a_run(api: Lockstep) -> None:
    """A subflow: its parent is a task run, and its labels and graph follow from that."""
    parent_flow = flow(api, "flow-runs-parent")
    child_flow = flow(api, "flow-runs-child")
    parent = flow_run(api, parent_flow, "RUNNING", name="parent")
    link = task_run(api, parent, "subflow-link", name="subflow-link")
    child = flow_run(api, child_flow, "RUNNING", name="child", parent_task_run_id=link)
    api.get(f"/flow_runs/{child}")
    api.post("/flow_runs/filter", {"flow_runs": {"parent_task_run_id": {"any_": [link]}}})
    api.post("/flow_runs/filter", {"flow_runs": {"parent_flow_run_id": {"any_": [parent]}}})
    api.post("/flow_runs/count", {"flow_runs": {"parent_task_run_id": {"is_null_": False}, "name": {"any_": ["child", "parent"]}}})
    api.post("/task_runs/filter", {"task_runs": {"subflow_runs": {"exists_": True}, "name": {"any_": ["subflow-link"]}}})
    api.post("/task_runs/filter", {"task_runs": {"subflow_runs": {"exists_": False}, "name": {"any_": ["subflow-link"]}}})
    set_state(api, child, "COMPLETED")
    api.get(f"/task_runs/{link}")
    api.post("/flow_runs/", {"flow_id": child_flow, "parent_task_run_id": link, "idempotency_key": "again"})


def read(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-runs-read"), "RUNNING", name="read-me")
    api.get(f"/flow_runs/{run}")
    api.get(f"/flow_runs/{UNKNOWN}")
    api.get("/flow_runs/not-an-id")
    api.get(f"/flow_runs/{run}/graph")
    api.get(f"/flow_runs/{UNKNOWN}/graph")


def graphs(api: Lockstep) -> None:
    """The servers are told that 20 nodes are the most."""
    run = flow_run(api, flow(api, "flow-runs-graphs"), "RUNNING")
    for number in range(21):
        task_run(api, run, f"node-{number}", state={"type": "RUNNING"})
        if number > 18:
            api.get(f"/flow_runs/{run}/graph-v2")
    api.get(f"/flow_runs/{run}/graph-v2?since=2040-01-01T00:00:00Z")
    api.get(f"/flow_runs/{UNKNOWN}/graph-v2")


def update(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-runs-update"), name="before", tags=["a"])
    for change in (
        {"name": "after"},
        {"tags": ["b", "c"]},
        {"flow_version": "9"},
        {"parameters": {"p": [1]}},
        {"empirical_policy": {"retries": 5}},
        {"infrastructure_pid": "host:1234"},
        {},
        {"name": None},
        {"flow_version": None},
        {"tags": []},
    ):
        api.patch(f"/flow_runs/{run}", change)
        api.get(f"/flow_runs/{run}")
    for bad in ({"state": {"type": "FAILED"}}, {"tags": None}, {"tags": 5}, {"parameters": []}, {"flow_id": run}, {"job_variables": {"a": 1}}):
        api.patch(f"/flow_runs/{run}", bad)
    planned = flow_run(api, flow(api, "flow-runs-update"), "SCHEDULED")
    api.patch(f"/flow_runs/{planned}", {"job_variables": {"a": 1}})
    api.patch(f"/flow_runs/{UNKNOWN}", {"name": "nobody"})
    api.patch(f"/flow_runs/{UNKNOWN}", {"job_variables": {"a": 1}})
    api.patch("/flow_runs/not-an-id", {"name": "nobody"})


def labels(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-runs-labels"), labels={"a": 1, "b": "x"})
    for change in ({"b": "y", "c": True}, {}, {"d": 1.5}):
        api.patch(f"/flow_runs/{run}/labels", change)
        api.get(f"/flow_runs/{run}")
    for bad in ([], None, "text", 5):
        api.patch(f"/flow_runs/{run}/labels", bad)
    api.patch(f"/flow_runs/{UNKNOWN}/labels", {"a": 1})
    api.patch("/flow_runs/not-an-id/labels", {"a": 1})


def delete(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-runs-delete"), "RUNNING")
    task = task_run(api, run, "deleted-with-its-run")
    api.post("/logs/", [{"name": "l", "level": 20, "message": "m", "timestamp": "2024-01-01T00:00:00Z", "flow_run_id": run}])
    api.delete(f"/flow_runs/{run}")
    api.get(f"/flow_runs/{run}")
    api.get(f"/task_runs/{task}")
    api.get(f"/flow_run_states/?flow_run_id={run}")
    api.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [run]}}})
    api.delete(f"/flow_runs/{run}")
    api.delete(f"/flow_runs/{UNKNOWN}")
    api.delete("/flow_runs/not-an-id")


def bulk_delete(api: Lockstep) -> None:
    parent = flow(api, "flow-runs-bulk-delete")
    runs = [flow_run(api, parent, name=f"bulk-delete-{number}", tags=["bulk-delete"]) for number in range(4)]
    only = {"tags": {"all_": ["bulk-delete"]}}
    api.post("/flow_runs/bulk_delete", {"flow_runs": {"id": {"any_": [runs[0], UNKNOWN]}}}, ids="deleted")
    api.post("/flow_runs/bulk_delete", {"flow_runs": {"id": {"any_": [UNKNOWN]}}}, ids="deleted")
    for limit in (0, -1, 201, "x"):
        api.post("/flow_runs/bulk_delete", {"flow_runs": only, "limit": limit}, ids="deleted")
    api.post("/flow_runs/count", {"flow_runs": only})
    api.post("/flow_runs/bulk_delete", {"flow_runs": only, "limit": 50}, ids="deleted")
    api.post("/flow_runs/count", {"flow_runs": only})


def bulk_set_state(api: Lockstep) -> None:
    parent = flow(api, "flow-runs-bulk-state")
    for number, state in enumerate(("PENDING", "RUNNING", "COMPLETED", "SCHEDULED")):
        flow_run(api, parent, state, name=f"bulk-state-{number}", tags=["bulk-state"])
    only = {"tags": {"all_": ["bulk-state"]}}
    # Prefect writes the id of the first run, in the order of random ids, into the details of every run's state.
    shared = r"state_details\.flow_run_id$"
    for state in ("RUNNING", "CANCELLED", "COMPLETED"):
        api.post("/flow_runs/bulk_set_state", {"flow_runs": only, "state": {"type": state}}, ids="results", ignore=shared)
    forced = {"flow_runs": only, "state": {"type": "FAILED"}, "force": True}
    api.post("/flow_runs/bulk_set_state", forced, ids="results", ignore=shared)
    one = flow_run(api, parent, "PENDING", tags=["bulk-one"])
    api.post("/flow_runs/bulk_set_state", {"flow_runs": {"id": {"any_": [one]}}, "state": {"type": "RUNNING"}})
    api.get(f"/flow_runs/{one}")
    api.post("/flow_runs/bulk_set_state", {"flow_runs": {"id": {"any_": [UNKNOWN]}}, "state": {"type": "FAILED"}})
    for bad in ({"flow_runs": only}, {"flow_runs": only, "state": {}}, {"flow_runs": only, "state": {"type": "PENDING"}, "limit": 51}):
        api.post("/flow_runs/bulk_set_state", bad)


def run_input(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-runs-input"), "RUNNING")
    path = f"/flow_runs/{run}/input"
    for key in ("paused-1", "paused-2", "other", "key-3"):
        api.post(path, {"key": key, "value": f'{{"value": "{key}"}}', "sender": f"prefect.flow-run.{run}"})
    api.post(path, {"key": "paused-1", "value": "again"})
    api.post(path, {"key": "no-sender", "value": ""})
    api.post(path, {"key": "unicode", "value": "ü ✓ \n"})
    for key in ("paused-1", "no-sender", "unicode", "no-such-key"):
        api.get(f"{path}/{key}")
    for body in (
        {"prefix": "paused"},
        {"prefix": "paused", "limit": 10},
        {"prefix": "paused", "limit": 10, "exclude_keys": ["paused-1"]},
        {"prefix": "", "limit": 2},
        {"prefix": "nothing"},
        {"prefix": "paused", "limit": 0},
        {"prefix": "key-", "limit": -1},
    ):
        api.post(f"{path}/filter", body)
    for bad in ({}, {"key": "k"}, {"value": "v"}, {"key": 1, "value": "v"}, {"key": "k", "value": {"a": 1}}, {"key": "bad key/", "value": ""}, {"key": "k2", "value": 7}):
        api.post(path, bad)
    for bad in ({}, {"prefix": 1}, {"prefix": "p", "limit": "x"}, {"prefix": "p", "exclude_keys": "text"}):
        api.post(f"{path}/filter", bad)
    api.delete(f"{path}/paused-1")
    api.delete(f"{path}/paused-1")
    api.get(f"{path}/paused-1")
    api.post(f"/flow_runs/{UNKNOWN}/input", {"key": "k", "value": "v"})
    api.get(f"/flow_runs/{UNKNOWN}/input/k")
    api.delete(f"/flow_runs/{UNKNOWN}/input/k")
    api.post(f"/flow_runs/{UNKNOWN}/input/filter", {"prefix": "k"})


def logs_download(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "flow-runs-logs"), "RUNNING", name='name with "quotes", ü')
    api.get(f"/flow_runs/{run}/logs/download")
    rows = [
        {"name": "prefect.flow_runs", "level": 20 + index, "message": message, "timestamp": f"2024-03-01T12:00:0{index}.{index}5Z", "flow_run_id": run, "task_run_id": None if index % 2 else fixed_id("log")}
        for index, message in enumerate(('plain', 'comma, and "quotes"', "two\nlines", "ünïcode", ""))
    ]
    api.post("/logs/", rows)
    api.get(f"/flow_runs/{run}/logs/download")
    api.get(f"/flow_runs/{UNKNOWN}/logs/download")
