"""Flow runs seen together: filter, count, paginate, history, lateness, graph-v2."""

from tests.compat.lockstep import Captured, Lockstep
from tests.compat.objects import UNKNOWN, flow, flow_run, set_state, task_run

TAG = "flow-run-lists"


def _runs(api: Lockstep) -> list[Captured]:
    """Five runs with one tag, one for each of the usual fates."""
    a = flow(api, "flow-run-lists-a", tags=["a"])
    b = flow(api, "flow-run-lists-b")
    planned = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2030-01-01T00:00:00Z"}}
    late = {"type": "SCHEDULED", "name": "Late", "state_details": {"scheduled_time": "2024-01-01T00:00:00Z"}}
    runs = [
        flow_run(api, a, planned, name="lists-1-planned", tags=[TAG, "x"], flow_version="1"),
        flow_run(api, a, late, name="lists-2-late", tags=[TAG, "y"], flow_version="2"),
        flow_run(api, a, "PENDING", name="lists-3-running", tags=[TAG, "x", "y"]),
        flow_run(api, b, "PENDING", name="lists-4-completed", tags=[TAG]),
        flow_run(api, b, "PENDING", name="lists-5-failed", tags=[TAG], idempotency_key="lists-five"),
    ]
    for run in runs[2:]:
        set_state(api, run, "RUNNING")
    set_state(api, runs[3], "COMPLETED")
    set_state(api, runs[4], "FAILED", message="broken")
    task_run(api, runs[2], "lists-task", name="lists-task", tags=["task-tag"])
    return runs


def filter_runs(api: Lockstep) -> None:
    runs = _runs(api)
    tagged = {"tags": {"all_": [TAG]}}
    named = {"name": {"like_": "lists-"}}
    for filters in (
        {"flow_runs": tagged},
        {"flow_runs": {"tags": {"all_": [TAG, "x"]}}},
        {"flow_runs": {"tags": {"any_": ["x", "y"]}} | named},
        {"flow_runs": {"tags": {"all_": [TAG], "any_": ["x"], "operator": "or_"}}},
        {"flow_runs": {"tags": {"is_null_": True}} | named},
        {"flow_runs": {"id": {"any_": [runs[0], runs[4], UNKNOWN]}}},
        {"flow_runs": {"id": {"not_any_": [runs[0], runs[4]]}} | tagged},
        {"flow_runs": {"name": {"any_": ["lists-1-planned"]}} | tagged},
        {"flow_runs": {"name": {"like_": "LISTS-3"}}},
        {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED", "FAILED"]}}} | tagged},
        {"flow_runs": {"state": {"type": {"not_any_": ["SCHEDULED"]}}} | tagged},
        {"flow_runs": {"state": {"name": {"any_": ["Late", "Running"]}}} | tagged},
        {"flow_runs": {"state": {"name": {"not_any_": ["Late"]}}} | tagged},
        {"flow_runs": {"state": {"operator": "or_", "name": {"any_": ["Late"]}, "type": {"any_": ["FAILED"]}}} | tagged},
        {"flow_runs": {"flow_version": {"any_": ["1", "2"]}} | tagged},
        {"flow_runs": {"start_time": {"is_null_": True}} | tagged},
        {"flow_runs": {"start_time": {"is_null_": False}} | tagged},
        {"flow_runs": {"start_time": {"after_": "2025-01-01T00:00:00Z"}} | tagged},
        {"flow_runs": {"end_time": {"is_null_": False}} | tagged},
        {"flow_runs": {"end_time": {"before_": "2025-01-01T00:00:00Z"}} | tagged},
        {"flow_runs": {"expected_start_time": {"before_": "2024-06-01T00:00:00Z"}} | tagged},
        {"flow_runs": {"expected_start_time": {"after_": "2024-01-01T00:00:00Z", "before_": "2024-01-01T00:00:00Z"}} | tagged},
        {"flow_runs": {"next_scheduled_start_time": {"after_": "2024-01-01T00:00:00Z"}} | tagged},
        {"flow_runs": {"next_scheduled_start_time": {"before_": "2024-01-01T00:00:00Z"}} | tagged},
        {"flow_runs": {"idempotency_key": {"any_": ["lists-five"]}}},
        {"flow_runs": {"deployment_id": {"is_null_": True}} | tagged},
        {"flow_runs": {"deployment_id": {"any_": [UNKNOWN]}} | tagged},
        {"flow_runs": {"work_queue_name": {"is_null_": True}} | tagged},
        {"flow_runs": {"work_queue_name": {"any_": ["none"]}} | tagged},
        {"flow_runs": {"parent_task_run_id": {"is_null_": True}} | tagged},
        {"flow_runs": {"created_by": {"is_null_": True}} | tagged},
        {"flow_runs": {"created_by": {"type_": ["DEPLOYMENT"]}} | tagged},
        {"flow_runs": {"operator": "or_", "name": {"any_": ["lists-1-planned"]}, "flow_version": {"any_": ["2"]}}},
        {"flow_runs": tagged, "flows": {"name": {"any_": ["flow-run-lists-a"]}}},
        {"flow_runs": tagged, "flows": {"tags": {"all_": ["a"]}}},
        {"flow_runs": tagged, "task_runs": {"name": {"any_": ["lists-task"]}}},
        {"flow_runs": tagged, "task_runs": {"tags": {"all_": ["task-tag"]}}},
        {"flow_runs": tagged, "deployments": {"name": {"any_": ["none"]}}},
        {"flow_runs": tagged, "work_pools": {"name": {"any_": ["none"]}}},
        {"flow_runs": tagged, "work_pool_queues": {"name": {"any_": ["none"]}}},
        {"flow_runs": {"id": {"any_": []}}},
        {"flow_runs": {"name": {"any_": []}}},
        {"flow_runs": {}, "flows": {"name": {"any_": ["flow-run-lists-b"]}}},
    ):
        api.post("/flow_runs/filter", filters | {"sort": "NAME_ASC"})
        api.post("/flow_runs/count", filters)
        api.post("/flow_runs/paginate", filters | {"sort": "NAME_DESC", "limit": 2})
    for sort in ("START_TIME_ASC", "START_TIME_DESC", "EXPECTED_START_TIME_ASC", "EXPECTED_START_TIME_DESC", "NEXT_SCHEDULED_START_TIME_ASC", "END_TIME_DESC", "NAME_DESC"):
        api.post("/flow_runs/filter", {"flow_runs": tagged | {"expected_start_time": {"after_": "2024-01-02T00:00:00Z"}}, "sort": sort}, unordered="name" if "NEXT" in sort or "END" in sort else None)
    api.post("/flow_runs/filter", {"flow_runs": tagged, "sort": "ID_DESC"}, unordered="name")
    for page in ({"limit": 2, "offset": 1}, {"limit": 0}, {"limit": 200}, {"offset": 50}):
        api.post("/flow_runs/filter", {"flow_runs": tagged, "sort": "NAME_ASC"} | page)
    for page in ({"limit": 2, "page": 2}, {"limit": 2, "page": 3}, {"limit": 0}, {"page": 99}, {"page": 0}, {"page": -1}, {"limit": -1}, {"limit": 201}):
        api.post("/flow_runs/paginate", {"flow_runs": tagged, "sort": "NAME_ASC"} | page)
    for bad in (
        {"sort": "RANDOM"},
        {"limit": 201},
        {"limit": -1},
        {"limit": "x"},
        {"offset": -1},
        {"flow_runs": {"id": {"any_": ["rubbish"]}}},
        {"flow_runs": {"state": {"type": {"any_": ["RUBBISH"]}}}},
        {"flow_runs": {"start_time": {"after_": "rubbish"}}},
        {"flow_runs": {"operator": "xor_"}},
        {"flow_runs": {"colour": {}}},
        {"flow_runs": []},
    ):
        api.post("/flow_runs/filter", bad)
        api.post("/flow_runs/count", bad)


def lateness(api: Lockstep) -> None:
    parent = flow(api, "flow-run-lateness")
    only = {"flows": {"name": {"any_": ["flow-run-lateness"]}}}
    api.post("/flow_runs/lateness", only)
    flow_run(api, parent, {"type": "SCHEDULED", "state_details": {"scheduled_time": "2030-01-01T00:00:00Z"}}, tags=["future"])
    api.post("/flow_runs/lateness", only)
    done = flow_run(api, parent, "PENDING", tags=["done"])
    set_state(api, done, "RUNNING")
    set_state(api, done, "COMPLETED")
    api.post("/flow_runs/lateness", only | {"flow_runs": {"tags": {"all_": ["done"]}}})
    api.post("/flow_runs/lateness", {"flow_runs": {"name": {"any_": ["no such run"]}}})


def history(api: Lockstep) -> None:
    parent = flow(api, "flow-run-history")
    for day in ("01", "01", "03"):
        flow_run(api, parent, {"type": "SCHEDULED", "state_details": {"scheduled_time": f"2024-07-{day}T06:00:00Z"}}, tags=["history"])
    flow_run(api, parent, {"type": "SCHEDULED", "name": "Late", "state_details": {"scheduled_time": "2024-07-03T06:00:00Z"}}, tags=["history"])
    only = {"flows": {"name": {"any_": ["flow-run-history"]}}}

    def tidy(row: dict[str, object]) -> str:
        states = row["states"]
        if isinstance(states, list):
            for state in states:
                # How late a run is that should have begun in 2024 depends on when one asks.
                state["sum_estimated_lateness"] = round(state["sum_estimated_lateness"] / 1000)
            states.sort(key=lambda state: (state["state_type"], state["state_name"]))
        return str(row["interval_start"])

    whole = {"history_start": "2024-07-01T00:00:00Z", "history_end": "2024-07-05T00:00:00Z"}
    for interval in (86400, 43200.5, 3600 * 24 * 30):
        api.post("/flow_runs/history", whole | {"history_interval_seconds": interval} | only, unordered=tidy)
    api.post("/flow_runs/history", whole | {"history_interval_seconds": 86400, "flow_runs": {"state": {"name": {"any_": ["Late"]}}}} | only, unordered=tidy)
    api.post("/flow_runs/history", {"history_start": "2024-07-05T00:00:00Z", "history_end": "2024-07-01T00:00:00Z", "history_interval_seconds": 60} | only)
    for bad in (
        {},
        whole,
        whole | {"history_interval_seconds": 0.5},
        whole | {"history_interval_seconds": -1},
        whole | {"history_interval_seconds": "x"},
        {"history_start": "x", "history_end": "2024-07-05T00:00:00Z", "history_interval_seconds": 60},
    ):
        api.post("/flow_runs/history", bad)


def graph(api: Lockstep) -> None:
    parent = flow_run(api, flow(api, "flow-run-graph"), "RUNNING", name="graph-parent")
    api.get(f"/flow_runs/{parent}/graph-v2")
    first = task_run(api, parent, "graph-a", "a-0", name="first", state={"type": "PENDING"})
    second = task_run(api, parent, "graph-b", "b-0", name="second", task_inputs={"x": [{"input_type": "task_run", "id": first}]})
    link = task_run(api, parent, "graph-sub", "s-0", name="link", task_inputs={"y": [{"input_type": "task_run", "id": second}]})
    child = flow_run(api, flow(api, "flow-run-graph-child"), "PENDING", name="graph-child", parent_task_run_id=link)
    for run in (first, second, link):
        set_state(api, run, "RUNNING", kind="task_runs")
        set_state(api, run, "COMPLETED", kind="task_runs")
    set_state(api, child, "RUNNING")
    api.post("/artifacts/", {"key": "graph-artifact", "type": "markdown", "data": "x", "flow_run_id": parent, "task_run_id": first})
    api.post("/artifacts/", {"key": "graph-of-run", "type": "table", "data": "[]", "flow_run_id": parent})
    api.get(f"/flow_runs/{parent}/graph-v2")
    api.get(f"/flow_runs/{parent}/graph", unordered="name")
    set_state(api, child, "COMPLETED")
    set_state(api, parent, "COMPLETED")
    api.get(f"/flow_runs/{parent}/graph-v2")
    api.get(f"/flow_runs/{parent}/graph-v2?since=2999-01-01T00:00:00Z")
    api.get(f"/flow_runs/{parent}/graph-v2?since=2000-01-01T00:00:00Z")
    api.get(f"/flow_runs/{parent}/graph-v2?since=rubbish")
    api.get(f"/flow_runs/{UNKNOWN}/graph-v2")
    api.get("/flow_runs/not-an-id/graph-v2")


def user_interface(api: Lockstep) -> None:
    """What Prefect's user interface asks beside the rest."""
    parent = flow(api, "flow-run-ui")
    idle = flow(api, "flow-run-ui-idle")
    only = {"flows": {"name": {"any_": ["flow-run-ui"]}}}
    for hour in ("08", "06", "07"):
        flow_run(api, parent, {"type": "SCHEDULED", "state_details": {"scheduled_time": f"2031-07-01T{hour}:00:00Z"}}, name=f"ui-{hour}")
    done = flow_run(api, parent, {"type": "CANCELLED"}, name="ui-done")
    task_run(api, done, "ui-task", name="ui-task")
    for body in ({}, {"sort": "NAME_ASC"}, {"limit": 2}, {"limit": 0}, {"offset": 3}, {"flow_runs": {"name": {"like_": "done"}}}):
        api.post("/ui/flow_runs/history", only | body)
    for bad in ({"limit": 1001}, {"offset": -1}, {"sort": "RANDOM"}, {"flows": []}):
        api.post("/ui/flow_runs/history", bad)
    for runs in ([done, UNKNOWN], [], [done, done], ["rubbish"], None):
        api.post("/ui/flow_runs/count-task-runs", {"flow_run_ids": runs})
    for flows in ([parent, idle, UNKNOWN], [], ["rubbish"], None):
        api.post("/ui/flows/next-runs", {"flow_ids": flows})
        api.post("/ui/flows/count-deployments", {"flow_ids": flows})
    for path in ("/ui/flow_runs/count-task-runs", "/ui/flows/next-runs", "/ui/flows/count-deployments"):
        api.post(path, {})
