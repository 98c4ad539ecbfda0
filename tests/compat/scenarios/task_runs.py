"""Task runs: create, read, update, delete, filter, count, paginate, history."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, fixed_id, flow, flow_run, set_state, task_run


def create(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-runs-create"), "RUNNING", labels={"env": "dev"})
    api.post("/task_runs/", {"flow_run_id": run, "task_key": "t", "dynamic_key": "0"})
    api.post("/task_runs/", {"flow_run_id": run, "task_key": "t", "dynamic_key": "0", "name": "the same again"})
    api.post("/task_runs/", {"flow_run_id": run, "task_key": "t", "dynamic_key": "1", "name": ""})
    api.post("/task_runs/", {"flow_run_id": None, "task_key": "t", "dynamic_key": "0"})
    api.post("/task_runs/", {"flow_run_id": None, "task_key": "t", "dynamic_key": "0"})
    api.post(
        "/task_runs/",
        {
            "id": fixed_id("task-run"),
            "flow_run_id": run,
            "name": "everything",
            "task_key": "module.task-abc",
            "dynamic_key": "7",
            "cache_key": "a-cache-key",
            "cache_expiration": "2031-01-01T00:00:00Z",
            "task_version": "3",
            "empirical_policy": {"retries": 3, "retry_delay": [1, 2.5], "retry_jitter_factor": 0.5},
            "tags": ["b", "a"],
            "labels": {"env": "prod", "n": 1},
            "task_inputs": {
                "x": [{"input_type": "task_run", "id": UNKNOWN}],
                "p": [{"input_type": "parameter", "name": "day"}, {"input_type": "constant", "type": "int"}],
                "f": [{"input_type": "flow_run", "id": UNKNOWN}],
            },
            "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "2031-01-01T00:00:00Z"}},
        },
    )
    api.post("/task_runs/", {"id": fixed_id("task-run"), "flow_run_id": run, "task_key": "u", "dynamic_key": "0"})
    for delay in (5, 1.5, [], [1] * 50, None):
        key = f"delay-{delay}"[:20]
        api.post("/task_runs/", {"flow_run_id": run, "task_key": key, "dynamic_key": "0", "empirical_policy": {"retries": 1, "retry_delay": delay}})
    for state in ("SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "PAUSED", "CANCELLING"):
        api.post("/task_runs/", {"flow_run_id": run, "task_key": f"in-{state}", "dynamic_key": "0", "state": {"type": state}})
    for bad in (
        {},
        {"flow_run_id": run},
        {"flow_run_id": run, "task_key": "t"},
        {"flow_run_id": run, "task_key": None, "dynamic_key": "0"},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": 5},
        {"flow_run_id": "rubbish", "task_key": "t", "dynamic_key": "5"},
        {"flow_run_id": UNKNOWN, "task_key": "t", "dynamic_key": "5"},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "cache_key": "k" * 2001},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "empirical_policy": {"retry_delay": [1] * 51}},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "empirical_policy": {"retry_jitter_factor": -1}},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "task_inputs": {"x": [{"input_type": "rubbish"}]}},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "task_inputs": []},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "state": {"type": "RUBBISH"}},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "labels": {"a": {}}},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "colour": "red"},
        {"flow_run_id": run, "task_key": "t", "dynamic_key": "5", "name": None},
    ):
        api.post("/task_runs/", bad)


def read_update_delete(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-runs-read"), "RUNNING", name="its-flow-run")
    task = task_run(api, run, "read", name="before")
    api.get(f"/task_runs/{task}")
    api.patch(f"/task_runs/{task}", {"name": "after"})
    api.get(f"/task_runs/{task}")
    for change in ({}, {"name": None}, {"name": 5}, {"tags": []}, []):
        api.patch(f"/task_runs/{task}", change)
    api.get(f"/task_runs/{UNKNOWN}")
    api.get("/task_runs/not-an-id")
    api.patch(f"/task_runs/{UNKNOWN}", {"name": "nobody"})
    api.delete(f"/task_runs/{task}")
    api.delete(f"/task_runs/{task}")
    api.get(f"/task_runs/{task}")
    api.get(f"/task_run_states/?task_run_id={task}")
    api.delete("/task_runs/not-an-id")


def filter_task_runs(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-runs-filter", tags=["task-runs-flow"]), "RUNNING", name="task-runs-filter-run")
    ids = []
    for number, state in enumerate(("PENDING", "RUNNING", "COMPLETED", "FAILED")):
        tags = ["task-runs-filter", "even" if number % 2 == 0 else "odd"]
        task = task_run(api, run, f"filter-{number}", name=f"filter-{number}", tags=tags)
        set_state(api, task, "RUNNING", kind="task_runs")
        if state != "RUNNING":
            set_state(api, task, state, kind="task_runs")
        ids.append(task)
    api.post("/task_runs/", {"flow_run_id": None, "task_key": "filter-free", "dynamic_key": "0", "name": "filter-free"})
    tagged = {"tags": {"all_": ["task-runs-filter"]}}
    for filters in (
        {"task_runs": tagged},
        {"task_runs": {"tags": {"all_": ["task-runs-filter", "odd"]}}},
        {"task_runs": {"tags": {"is_null_": True}, "name": {"like_": "filter-"}}},
        {"task_runs": {"id": {"any_": [ids[0], ids[1], UNKNOWN]}}},
        {"task_runs": {"id": {"any_": []}}},
        {"task_runs": {"name": {"any_": ["filter-1", "filter-free"]}}},
        {"task_runs": {"name": {"like_": "FILTER-2"}}},
        {"task_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}} | tagged},
        {"task_runs": {"state": {"name": {"any_": ["Running"]}}} | tagged},
        {"task_runs": {"start_time": {"is_null_": False}} | tagged},
        {"task_runs": {"start_time": {"before_": "2020-01-01T00:00:00Z"}} | tagged},
        {"task_runs": {"end_time": {"is_null_": True}} | tagged},
        {"task_runs": {"end_time": {"after_": "2020-01-01T00:00:00Z"}} | tagged},
        {"task_runs": {"expected_start_time": {"after_": "2020-01-01T00:00:00Z"}} | tagged},
        {"task_runs": {"flow_run_id": {"any_": [run]}}},
        {"task_runs": {"flow_run_id": {"is_null_": True}, "name": {"like_": "filter-"}}},
        {"task_runs": {"flow_run_id": {"is_null_": False}} | tagged},
        {"task_runs": tagged | {"operator": "or_", "name": {"any_": ["filter-free"]}}},
        {"task_runs": {"subflow_runs": {"exists_": False}} | tagged},
        {"task_runs": tagged, "flow_runs": {"name": {"any_": ["task-runs-filter-run"]}}},
        {"task_runs": tagged, "flow_runs": {"name": {"any_": ["none"]}}},
        {"task_runs": tagged, "flows": {"tags": {"all_": ["task-runs-flow"]}}},
        {"task_runs": tagged, "deployments": {"name": {"any_": ["none"]}}},
    ):
        api.post("/task_runs/filter", filters | {"sort": "NAME_ASC"})
        api.post("/task_runs/count", filters)
        api.post("/task_runs/paginate", filters | {"sort": "NAME_DESC", "limit": 2})
    for sort in ("EXPECTED_START_TIME_ASC", "EXPECTED_START_TIME_DESC", "START_TIME_ASC", "START_TIME_DESC", "NAME_DESC"):
        api.post("/task_runs/filter", {"task_runs": tagged, "sort": sort})
    for sort in ("ID_DESC", "NEXT_SCHEDULED_START_TIME_ASC", "END_TIME_DESC"):
        api.post("/task_runs/filter", {"task_runs": tagged, "sort": sort}, unordered="name")
    for page in ({"limit": 1, "offset": 2}, {"limit": 0}, {"offset": 9}, {"limit": 201}, {"limit": -1}, {"offset": -1}, {"sort": "RUBBISH"}):
        api.post("/task_runs/filter", {"task_runs": tagged, "sort": "NAME_ASC"} | page)
    for page in ({"limit": 3, "page": 2}, {"page": 0}, {"limit": 201}, {"limit": 0}):
        api.post("/task_runs/paginate", {"task_runs": tagged, "sort": "NAME_ASC"} | page)
    for bad in ({"task_runs": {"colour": 1}}, {"task_runs": {"id": {"any_": ["x"]}}}, {"task_runs": []}, {"task_runs": {"state": {"type": {"any_": ["X"]}}}}):
        api.post("/task_runs/filter", bad)
        api.post("/task_runs/count", bad)


def history(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-runs-history"), "RUNNING")
    for number, day in enumerate(("01", "01", "02")):
        planned = {"type": "SCHEDULED", "state_details": {"scheduled_time": f"2024-08-{day}T06:00:00Z"}}
        task_run(api, run, f"history-{number}", state=planned, tags=["task-history"])
    only = {"task_runs": {"tags": {"all_": ["task-history"]}}}
    whole = {"history_start": "2024-08-01T00:00:00Z", "history_end": "2024-08-04T00:00:00Z"}

    def tidy(row: dict[str, object]) -> str:
        for state in row["states"] if isinstance(row["states"], list) else []:
            # How late a run is that should have begun in 2024 depends on when one asks.
            state["sum_estimated_lateness"] = round(state["sum_estimated_lateness"] / 1000)
        return str(row["interval_start"])

    api.post("/task_runs/history", whole | {"history_interval_seconds": 86400} | only, unordered=tidy)
    for bad in ({}, whole, whole | {"history_interval_seconds": 0}):
        api.post("/task_runs/history", bad)


def for_the_ui(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "task-runs-ui"), "RUNNING", name="task-runs-ui-run")
    for number, states in enumerate((("RUNNING", "COMPLETED"), ("RUNNING", "FAILED"), ("RUNNING", "CRASHED"), ("RUNNING",), ("COMPLETED",), ())):
        one = task_run(api, run, f"ui-{number}", name=f"ui-{number}", tags=["task-ui"])
        for state in states:
            set_state(api, one, state, kind="task_runs")
        api.get(f"/ui/task_runs/{one}")
    loose = task_run(api, None, "ui-loose", name="ui-loose", tags=["task-ui"])
    api.get(f"/ui/task_runs/{loose}")
    api.get(f"/ui/task_runs/{UNKNOWN}")
    mine = {"tags": {"all_": ["task-ui"]}}
    # Wide windows, so that all start times fall into one bucket of time.
    after = {"after_": "2020-01-01T00:00:00Z"}
    for start_time in (after, after | {"before_": "2040-01-01T00:00:00Z"}, {"after_": "2020-01-01T00:00:30.5Z", "before_": "2040-01-01T00:00:30Z"}, after | {"before_": "2021-01-01T00:00:00Z"}, {"before_": "2040-01-01T00:00:00Z"}, {"is_null_": False}, {}, None):
        api.post("/ui/task_runs/dashboard/counts", {"task_runs": mine | {"start_time": start_time}})
    api.post("/ui/task_runs/dashboard/counts", {"task_runs": {"start_time": after}, "flow_runs": {"name": {"any_": ["task-runs-ui-run"]}}})
    api.post("/ui/task_runs/dashboard/counts", {"task_runs": mine | {"start_time": after}, "flows": {"name": {"any_": ["none"]}}})
    for more in ({"task_runs": mine}, {"task_runs": mine, "flows": {"name": {"any_": ["none"]}}}, {"flow_runs": {"name": {"any_": ["task-runs-ui-run"]}}}):
        api.post("/ui/task_runs/count", more)
