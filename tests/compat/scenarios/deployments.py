"""Deployments: made by name, changed, listed; their schedules, and the runs that are made of them."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, flow

CRON = {"cron": "0 0 * * *"}


def create(api: Lockstep) -> None:
    parent = flow(api, "deployments-create", labels={"team": "data"})
    api.post("/work_pools/", {"name": "dp-create", "type": "process"})
    api.post("/deployments/", {"name": "plain", "flow_id": parent})
    one = api.post(
        "/deployments/",
        {
            "name": "everything",
            "flow_id": parent,
            "work_pool_name": "dp-create",
            "work_queue_name": "made",
            "version": "1",
            "description": "d",
            "paused": True,
            "parameters": {"x": 1, "deep": {"list": [1, 2.5, None, "ü"]}},
            "tags": ["b", "a"],
            "labels": {"env": "dev", "n": 3},
            "job_variables": {"cpu": 2},
            "path": "/tmp",
            "entrypoint": "f.py:f",
            "pull_steps": [{"step": {"x": 1}}],
            "parameter_openapi_schema": {"type": "object", "properties": {"x": {"type": "integer"}}},
            "enforce_parameter_schema": False,
            "concurrency_limit": 3,
            "concurrency_options": {"collision_strategy": "CANCEL_NEW"},
            "schedules": [{"schedule": CRON, "slug": "s", "active": False, "parameters": {"x": 2}, "max_scheduled_runs": 3}],
        },
    )
    api.get(f"/deployments/{one['id']}")
    api.get("/deployments/name/deployments-create/everything")
    for change in ({}, {"version": "2"}, {"tags": []}, {"concurrency_limit": None}, {"concurrency_limit": 5}, {"description": None, "paused": False}, {"work_pool_name": "dp-create"}, {"labels": None}, {"pull_steps": None, "parameter_openapi_schema": None}):
        api.post("/deployments/", {"name": "everything", "flow_id": parent} | change)
    for bad in (
        {"flow_id": UNKNOWN},
        {"work_pool_name": "no-such-pool"},
        {"global_concurrency_limit_id": UNKNOWN},
        {"global_concurrency_limit_id": UNKNOWN, "concurrency_limit": 1},
        {"storage_document_id": UNKNOWN},
        {"infrastructure_document_id": UNKNOWN},
        {"name": None},
        {"name": "a/b"},
        {"paused": None},
        {"concurrency_limit": 0},
        {"schedules": [{}]},
        {"schedules": [{"schedule": {"cron": "rubbish"}}]},
        {"schedules": [{"schedule": {"interval": 0}}]},
        {"schedules": [{"schedule": CRON, "slug": "x"}, {"schedule": CRON, "slug": "x"}]},
        {"colour": 1},
    ):
        api.post("/deployments/", {"name": "bad", "flow_id": parent} | bad)
    for path in (UNKNOWN, "not-an-id", "name/no-such-flow/plain", "name/deployments-create/no-such-deployment"):
        api.get(f"/deployments/{path}")


def update_delete(api: Lockstep) -> None:
    parent = flow(api, "deployments-update")
    api.post("/work_pools/", {"name": "dp-update", "type": "process"})
    one = api.post("/deployments/", {"name": "d", "flow_id": parent})["id"]
    for change in (
        {},
        {"version": "2", "tags": ["n"], "description": "d", "paused": True},
        {"work_pool_name": "dp-update"},
        {"work_pool_name": "dp-update", "work_queue_name": "made"},
        {"work_pool_name": None},
        {"parameters": {"x": 1}},
        {"job_variables": {"cpu": 1}},
        {"job_variables": None},
        {"concurrency_limit": 3},
        {"concurrency_limit": None},
        {"parameter_openapi_schema": {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}},
        {"parameters": {}},
        {"parameters": {"x": "text"}},
        {"enforce_parameter_schema": False, "parameters": {"x": "text"}},
        {"parameter_openapi_schema": None},
        {"enforce_parameter_schema": True},
        {"pull_steps": [{"a": {}}], "path": "/x", "entrypoint": "e"},
    ):
        api.patch(f"/deployments/{one}", change)
        api.get(f"/deployments/{one}")
    for bad in ({"parameters": None}, {"enforce_parameter_schema": None}, {"paused": None}, {"tags": None}, {"name": "x"}, {"global_concurrency_limit_id": UNKNOWN}):
        api.patch(f"/deployments/{one}", bad)
    for action in ("pause_deployment", "resume_deployment"):
        api.post(f"/deployments/{one}/{action}")
        api.get(f"/deployments/{one}")
        api.post(f"/deployments/{UNKNOWN}/{action}")
    api.patch(f"/deployments/{UNKNOWN}", {})
    api.delete(f"/deployments/{one}")
    api.delete(f"/deployments/{one}")


def enforced(api: Lockstep) -> None:
    """Parameters that a new deployment brings must fit the schema that it brings, when it says so itself."""
    parent = flow(api, "deployments-enforced")
    whole = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "object", "properties": {"z": {"type": "string"}}, "required": ["z"]}}, "required": ["x"]}
    either = {"anyOf": [{"required": ["x"]}, {"required": ["y"]}]}
    for schema in (None, {}, whole, whole | {"definitions": {}}, either, {"type": "array"}, {"type": "rubbish"}, {"required": 5}, {"properties": {"x": {"$ref": "#/none"}}}, "text"):
        for parameters in (..., None, {}, {"x": 1}, {"x": "1"}, {"x": None}, {"y": {}}, {"y": {"z": 5}}, {"more": 1}, [1]):
            body = {"name": "enforced", "flow_id": parent, "parameter_openapi_schema": schema, "enforce_parameter_schema": True}
            api.post("/deployments/", body if parameters is ... else body | {"parameters": parameters})
    for enforce in (False, None, "no", 0, ...):
        body = {"name": "lax", "flow_id": parent, "parameter_openapi_schema": whole, "parameters": {"x": "text"}, "enforce_parameter_schema": enforce}
        api.post("/deployments/", body if enforce is not ... else {key: value for key, value in body.items() if key != "enforce_parameter_schema"})
    one = api.post("/deployments/", {"name": "either", "flow_id": parent, "parameter_openapi_schema": either})["id"]
    for change in ({"parameters": {}}, {"parameters": {"y": 1}}, {"parameters": {"x": 1}}, {"parameter_openapi_schema": whole, "parameters": {}}):
        api.patch(f"/deployments/{one}", change)
        api.get(f"/deployments/{one}")


def schedules(api: Lockstep) -> None:
    parent = flow(api, "deployments-schedules")
    one = api.post("/deployments/", {"name": "d", "flow_id": parent})["id"]
    path = f"/deployments/{one}/schedules"
    api.get(path)
    for schedule in (CRON, CRON | {"timezone": "Europe/Rome", "day_or": False}, {"interval": 60, "anchor_date": "2026-01-01T00:00:00Z"}, {"interval": 60, "anchor_date": "2026-01-01T00:00:00Z", "timezone": "Asia/Tokyo"}, {"rrule": "DTSTART:20260101T000000\nFREQ=DAILY", "timezone": "UTC"}, {}, CRON | {"timezone": "Mars/Olympus"}):
        api.post(path, [{"schedule": schedule}])
    named = api.post(path, [{"schedule": CRON, "slug": "named", "parameters": {"x": 1}}])[0]["id"]
    api.post(path, [{"schedule": CRON, "slug": "named"}])
    api.get(path)
    for change in ({"active": False}, {"schedule": {"cron": "1 * * * *"}}, {"parameters": {"y": 1}}, {"slug": "renamed"}, {"slug": None, "schedule": None, "active": None}, {"max_scheduled_runs": 5}, {}, {"max_scheduled_runs": 0}, {"colour": 1}):
        api.patch(f"{path}/{named}", change)
        api.get(path)
    api.patch(f"{path}/{UNKNOWN}", {})
    api.delete(f"{path}/{named}")
    api.delete(f"{path}/{named}")
    for unknown in (f"/deployments/{UNKNOWN}/schedules",):
        api.get(unknown)
        api.post(unknown, [])
        api.patch(f"{unknown}/{named}", {})
        api.delete(f"{unknown}/{named}")
    two = api.post("/deployments/", {"name": "e", "flow_id": parent, "schedules": [{"schedule": CRON, "slug": "a"}, {"schedule": CRON, "slug": "b"}]})["id"]
    for wanted in (
        [{"schedule": CRON}],
        [{"slug": "a", "active": False}],
        [{"slug": "c"}],
        [{"slug": "c", "schedule": CRON}],
        [{"slug": "b", "replaces": "a"}],
        [{"slug": "d", "replaces": "a"}, {"slug": "e", "replaces": "a"}],
        [],
    ):
        api.patch(f"/deployments/{two}", {"schedules": wanted})
    api.patch(f"/deployments/{two}", {"schedules": [{"slug": "d", "replaces": "a", "active": True}]})


def runs(api: Lockstep) -> None:
    parent = flow(api, "deployments-runs", labels={"team": "data"})
    api.post("/work_pools/", {"name": "dp-runs", "type": "process"})
    one = api.post("/deployments/", {"name": "d", "flow_id": parent, "work_pool_name": "dp-runs", "version": "3", "parameters": {"x": 1, "y": 2}, "tags": ["a"], "labels": {"env": "dev"}, "job_variables": {"cpu": 1}})["id"]
    path = f"/deployments/{one}/create_flow_run"
    for body in (
        {},
        {"name": "named", "parameters": {"y": 3}, "tags": ["a"], "job_variables": {"cpu": 2}, "context": {"c": 1}},
        {"labels": {"env": "prod", "n": 1}},
        {"state": {"type": "PENDING"}},
        {"state": {"type": "SCHEDULED", "name": "Later", "state_details": {"scheduled_time": "2031-01-01T00:00:00Z"}}},
        {"idempotency_key": "dp-runs"},
        {"idempotency_key": "dp-runs", "name": "again"},
        {"work_queue_name": "made"},
        {"parameters": {"x": {"__prefect_kind": "json", "value": "[1]"}}},
        {"empirical_policy": {"retries": 2}},
        {"job_variables": None},
    ):
        made = api.post(path, body)
        api.get(f"/flow_runs/{made['id']}")
    for bad in (
        {"parameters": {"x": {"__prefect_kind": "workspace_variable", "variable_name": "no_such_variable"}}},
        {"parent_task_run_id": UNKNOWN},
        {"parameters": []},
        {"colour": 1},
    ):
        api.post(path, bad)
    api.post(f"/deployments/{UNKNOWN}/create_flow_run", {})
    for body in ([], [{"name": "a"}, {"work_queue_name": "made"}, {"idempotency_key": "dp-runs"}], [{}] * 101, [{"colour": 1}], {}):
        api.post(f"{path}/bulk", body)
    api.post(f"/deployments/{UNKNOWN}/create_flow_run/bulk", [])
    alone = api.post("/deployments/", {"name": "alone", "flow_id": parent})["id"]
    api.post(f"/deployments/{alone}/create_flow_run", {"work_queue_name": "q"})
    api.post(f"/deployments/{alone}/create_flow_run/bulk", [{"work_queue_name": "q"}, {}])
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}, "s": {"type": "string"}, "k": {"enum": ["a", "b"]}}, "required": ["n"]}
    strict = api.post("/deployments/", {"name": "strict", "flow_id": parent, "parameter_openapi_schema": schema})["id"]
    for parameters in ({}, {"n": 1}, {"n": 0}, {"n": "1"}, {"n": 1, "s": None}, {"n": 1, "s": 5}, {"n": 1, "k": "c"}, {"n": 1, "more": True}):
        api.post(f"/deployments/{strict}/create_flow_run", {"parameters": parameters})
        api.post(f"/deployments/{strict}/create_flow_run/bulk", [{"parameters": parameters}])
        api.post(f"/deployments/{strict}/create_flow_run", {"parameters": parameters, "enforce_parameter_schema": False})
    none = api.post("/deployments/", {"name": "none", "flow_id": parent, "parameter_openapi_schema": None})["id"]
    api.post(f"/deployments/{none}/create_flow_run", {})


def schedule(api: Lockstep) -> None:
    parent = flow(api, "deployments-schedule", labels={"team": "data"})
    api.post("/work_pools/", {"name": "dp-schedule", "type": "process"})
    one = api.post(
        "/deployments/",
        {
            "name": "d",
            "flow_id": parent,
            "work_pool_name": "dp-schedule",
            "version": "3",
            "parameters": {"x": 1, "y": 1},
            "tags": ["b", "a"],
            "labels": {"n": 1},
            "enforce_parameter_schema": False,
            "schedules": [{"schedule": {"cron": "15 9 * * 1-5", "timezone": "America/New_York"}, "slug": "weekdays", "parameters": {"y": 2}}],
        },
    )["id"]
    path = f"/deployments/{one}/schedule"
    runs = {"deployments": {"id": {"any_": [one]}}, "sort": "EXPECTED_START_TIME_ASC"}
    for body in (
        {"start_time": "2026-03-05T00:00:00Z", "end_time": "2026-03-12T00:00:00Z", "min_runs": 9},
        {"start_time": "2026-03-05T00:00:00Z", "end_time": "2026-03-12T00:00:00Z", "min_runs": 9},
        {"start_time": "2026-06-01T13:15:00Z", "min_runs": 2, "min_time": 0},
        {"start_time": "2026-07-01T00:00:00Z", "min_runs": 1, "min_time": 172800},
        {"start_time": "2026-08-03T00:00:00Z", "min_runs": 9, "max_runs": 4},
        {"start_time": "2026-09-01T00:00:00Z", "end_time": "2026-08-01T00:00:00Z"},
        {"start_time": "2026-10-01T00:00:00Z", "end_time": "2026-10-01T23:00:00Z", "max_runs": 0},
    ):
        api.post(path, body)
        api.post("/flow_runs/filter", runs)
    for bad in ({"min_runs": "x"}, {"min_time": "soon"}, {"start_time": "soon"}, {"max_runs": 1.5}, [], {"colour": 1}):
        api.post(path, bad)
    api.post(f"/deployments/{UNKNOWN}/schedule", {})
    api.post("/deployments/not-an-id/schedule", {})
    two = api.post("/deployments/", {"name": "e", "flow_id": parent, "paused": True})["id"]
    bounds = {"start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-01T12:00:00Z", "min_runs": 20}
    for more in (
        {"cron": "*/30 0-3 * * *", "timezone": "America/New_York"},
        {"interval": 10800, "anchor_date": "2026-01-01T00:00:00Z"},
        {"rrule": "FREQ=HOURLY;INTERVAL=5", "timezone": "Europe/Berlin"},
        {"cron": "@hourly", "day_or": False},
    ):
        api.post(f"/deployments/{two}/schedules", [{"schedule": more}])
        api.post(f"/deployments/{two}/schedule", bounds)
        api.post("/flow_runs/filter", {"deployments": {"id": {"any_": [two]}}, "sort": "NEXT_SCHEDULED_START_TIME_ASC"})
        made = api.get(f"/deployments/{two}/schedules")
        api.patch(f"/deployments/{two}/schedules/{made[0]['id']}", {"active": False})
        api.post(f"/deployments/{two}/schedule", bounds)
        api.post("/flow_runs/count", {"deployments": {"id": {"any_": [two]}}})
        api.delete(f"/deployments/{two}/schedules/{made[0]['id']}")
        api.post("/flow_runs/count", {"deployments": {"id": {"any_": [two]}}})
    api.post(f"/deployments/{one}/pause_deployment", {})
    api.post("/flow_runs/filter", runs)
    api.post(path, {"start_time": "2026-03-05T00:00:00Z", "end_time": "2026-03-12T00:00:00Z", "min_runs": 9})
    api.post("/flow_runs/count", {"deployments": {"id": {"any_": [one]}}})
    for bad in (
        {"cron": "rubbish"},
        {"cron": "* * * * * * * *"},
        {"cron": "r * * * *"},
        {"cron": "0 0 * * *", "timezone": "Mars/Olympus"},
        {"rrule": "FREQ=FOO"},
        {"rrule": "FREQ=DAILY;UNTIL=never"},
        {"rrule": ""},
        {"interval": -1},
        {"rrule": "FREQ=DAILY", "timezone": "Mars/Olympus"},
        {"rrule": "FREQ=DAILY", "timezone": None},
        {"rrule": "FREQ=WEEKLY;BYDAY=MO"},
        {"cron": "@daily"},
    ):
        api.post(f"/deployments/{two}/schedules", [{"schedule": bad, "active": False}])
        api.post("/deployments/", {"name": "scheduled", "flow_id": parent, "schedules": [{"schedule": bad}]})


def work_queue_check(api: Lockstep) -> None:
    parent = flow(api, "deployments-check")
    bare = api.post("/deployments/", {"name": "bare", "flow_id": parent})["id"]
    tagged = api.post("/deployments/", {"name": "tagged", "flow_id": parent, "tags": ["dpc-x", "dpc-y"]})["id"]
    for name, taken in (
        ("all", {}),
        ("x", {"tags": ["dpc-x"]}),
        ("xz", {"tags": ["dpc-x", "dpc-z"]}),
        ("none", {"tags": [], "deployment_ids": []}),
        ("bare", {"deployment_ids": [bare]}),
        ("both", {"tags": ["dpc-y"], "deployment_ids": [bare, tagged]}),
    ):
        api.post("/work_queues/", {"name": f"dpc-{name}", "filter": taken})
    for deployment in (bare, tagged, UNKNOWN, "not-an-id"):
        api.get(f"/deployments/{deployment}/work_queue_check")


def lists(api: Lockstep) -> None:
    parent = flow(api, "deployments-lists", tags=["dpl"])
    api.post("/work_pools/", {"name": "dp-lists", "type": "process"})
    for name, more in (("dpl-one", {"tags": ["x"], "work_pool_name": "dp-lists"}), ("dpl-two", {"paused": True}), ("dpl-three", {"tags": ["x", "y"], "schedules": [{"schedule": CRON}]})):
        api.post("/deployments/", {"name": name, "flow_id": parent} | more)
    ours = {"flows": {"name": {"any_": ["deployments-lists"]}}}
    for more in (
        {},
        {"deployments": {"name": {"like_": "dpl-t"}}},
        {"deployments": {"tags": {"all_": ["x"]}}},
        {"deployments": {"paused": {"eq_": True}}},
        {"deployments": {"flow_or_deployment_name": {"like_": "lists"}}},
        {"work_pools": {"name": {"any_": ["dp-lists"]}}},
        {"work_pool_queues": {"name": {"any_": ["default"]}}},
        {"flow_runs": {"name": {"any_": ["no-such-run"]}}},
    ):
        for sort in ("NAME_ASC", "NAME_DESC"):
            api.post("/deployments/filter", ours | more | {"sort": sort})
        api.post("/deployments/count", ours | more)
        api.post("/deployments/paginate", ours | more | {"limit": 2})
    for page in ({"page": 2, "limit": 2}, {"page": 9}, {"page": 0}, {"limit": 201}, {"limit": 0}):
        api.post("/deployments/paginate", ours | page)
    api.post("/deployments/bulk_delete", {"deployments": {"name": {"any_": ["dpl-one", "dpl-two"]}}}, ids="deleted")
    api.post("/deployments/count", ours)
    api.post("/deployments/bulk_delete", {"limit": 51})
