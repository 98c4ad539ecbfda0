"""Flows: create, read, update, delete, filter, count, paginate."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, flow, flow_run, set_state, task_run


def create(api: Lockstep) -> None:
    api.post("/flows/", {"name": "flows-create"})
    api.post("/flows/", {"name": "flows-create"})
    api.post("/flows/", {"name": "flows-create", "tags": ["ignored", "on", "the", "second", "time"]})
    api.post("/flows/", {"name": "flows-create-tags", "tags": ["a", "b", "a"]})
    api.post("/flows/", {"name": "flows-create-labels", "labels": {"n": 1, "f": 1.5, "b": True, "s": "text"}})
    api.post("/flows/", {"name": "flows-create-null-labels", "labels": None})
    api.post("/flows/", {"name": "flöws/with spaces & unicode ✓"})
    for name in ("", "a/b", "a%b", "a&b", "a>b", "a<b", None, 5, [], {}):
        api.post("/flows/", {"name": name})
    for labels in ({"n": None}, {"n": []}, {"n": {"deep": 1}}, [], "text"):
        api.post("/flows/", {"name": "flows-bad-labels", "labels": labels})
    for tags in (None, "a", [1], [None], {"a": 1}):
        api.post("/flows/", {"name": "flows-bad-tags", "tags": tags})
    api.post("/flows/", {"name": "flows-unknown-field", "colour": "red"})


def read(api: Lockstep) -> None:
    one = flow(api, "flows-read", tags=["x"], labels={"team": "data"})
    api.get(f"/flows/{one}")
    api.get("/flows/name/flows-read")
    api.get("/flows/name/flows-read%2Fmissing")
    api.get("/flows/name/no-such-flow")
    api.get(f"/flows/{UNKNOWN}")
    api.get("/flows/not-an-id")
    api.get("/flows/00000000000040008000000000000000")


def update(api: Lockstep) -> None:
    one = flow(api, "flows-update", tags=["before"])
    api.patch(f"/flows/{one}", {"tags": ["after", "again"]})
    api.get(f"/flows/{one}")
    api.patch(f"/flows/{one}", {})
    api.get(f"/flows/{one}")
    api.patch(f"/flows/{one}", {"tags": None})
    api.patch(f"/flows/{one}", {"name": "renamed"})
    api.patch(f"/flows/{UNKNOWN}", {"tags": []})
    api.patch("/flows/not-an-id", {"tags": []})


def delete(api: Lockstep) -> None:
    one = flow(api, "flows-delete")
    run = flow_run(api, one)
    api.delete(f"/flows/{one}")
    api.get(f"/flows/{one}")
    api.get(f"/flow_runs/{run}")
    api.delete(f"/flows/{one}")
    api.delete(f"/flows/{UNKNOWN}")
    api.delete("/flows/not-an-id")


def bulk_delete(api: Lockstep) -> None:
    for number in range(4):
        flow(api, f"flows-bulk-{number}", tags=["flows-bulk"])
    only = {"tags": {"all_": ["flows-bulk"]}}
    api.post("/flows/bulk_delete", {"flows": only | {"name": {"any_": ["flows-bulk-1"]}}}, ids="deleted")
    api.post("/flows/count", {"flows": only})
    api.post("/flows/bulk_delete", {"flows": {"id": {"any_": [UNKNOWN]}}})
    api.post("/flows/bulk_delete", {"flows": only, "limit": 0})
    api.post("/flows/bulk_delete", {"flows": only, "limit": 51})
    api.post("/flows/bulk_delete", {"flows": only, "limit": -1})
    api.post("/flows/bulk_delete", {"flows": only, "limit": 50}, ids="deleted")
    api.post("/flows/count", {"flows": only})


def filter_flows(api: Lockstep) -> None:
    tag = "flows-filter"
    a = flow(api, "flows-filter-a", tags=[tag, "red"])
    b = flow(api, "flows-filter-b", tags=[tag, "blue"])
    flow(api, "flows-filter-100%_c", tags=[tag, "red", "blue"])
    flow(api, "flows-filter-untagged")
    run = flow_run(api, a, "RUNNING", name="flows-filter-run", tags=["of-a"])
    task_run(api, run, "flows-filter-task", name="flows-filter-task", tags=["of-run"])
    set_state(api, flow_run(api, b, "RUNNING"), "COMPLETED")
    tagged = {"tags": {"all_": [tag]}}
    for filters in (
        {"flows": tagged},
        {"flows": {"tags": {"all_": [tag, "red"]}}},
        {"flows": {"tags": {"all_": []}} | {"name": {"like_": "flows-filter"}}},
        {"flows": {"tags": {"is_null_": True}, "name": {"like_": "flows-filter-"}}},
        {"flows": {"tags": {"is_null_": False}, "name": {"like_": "flows-filter-"}}},
        {"flows": {"name": {"any_": ["flows-filter-a", "flows-filter-b", "no-such-flow"]}}},
        {"flows": {"name": {"like_": "FLOWS-FILTER-A"}}},
        {"flows": {"name": {"like_": "filter-100%"}}},
        {"flows": {"name": {"like_": "filter_a"}}},
        {"flows": {"id": {"any_": [a, b]}}},
        {"flows": {"id": {"not_any_": [a]}} | tagged},
        {"flows": {"id": {"any_": []}}},
        {"flows": tagged | {"operator": "or_", "name": {"any_": ["flows-filter-untagged"]}}},
        {"flows": tagged | {"deployment": {"is_null_": True}}},
        {"flows": tagged | {"deployment": {"is_null_": False}}},
        {"flow_runs": {"name": {"any_": ["flows-filter-run"]}}},
        {"flows": tagged, "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}},
        {"flows": tagged, "flow_runs": {"tags": {"all_": ["of-a"]}}},
        {"flows": tagged, "task_runs": {"name": {"any_": ["flows-filter-task"]}}},
        {"flows": tagged, "deployments": {"name": {"any_": ["none"]}}},
        {"flows": tagged, "work_pools": {"name": {"any_": ["none"]}}},
    ):
        for sort in ("NAME_ASC", "NAME_DESC"):
            api.post("/flows/filter", filters | {"sort": sort})
        api.post("/flows/count", filters)
        api.post("/flows/paginate", filters | {"sort": "NAME_ASC", "limit": 2})
    for sort in ("CREATED_DESC", "UPDATED_DESC"):
        api.post("/flows/filter", {"flows": tagged, "sort": sort})
    for page in ({"limit": 1, "offset": 1}, {"limit": 0}, {"limit": 200}, {"offset": 100}):
        api.post("/flows/filter", {"flows": tagged, "sort": "NAME_ASC"} | page)
    for page in ({"limit": 1, "page": 2}, {"limit": 0}, {"page": 0}, {"page": 9}, {"limit": 201}):
        api.post("/flows/paginate", {"flows": tagged, "sort": "NAME_ASC"} | page)
    for bad in ({"sort": "NO_SUCH_SORT"}, {"limit": 201}, {"limit": -1}, {"offset": -1}, {"flows": {"colour": 1}}):
        api.post("/flows/filter", bad)
