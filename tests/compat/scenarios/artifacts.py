"""Artifacts and their collections (the latest of each key)."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, fixed_id, flow, flow_run, task_run


def create(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "artifacts-create"), "RUNNING")
    task = task_run(api, run, "artifacts")
    api.post("/artifacts/", {"key": "artifacts-create", "type": "markdown", "data": "# one", "description": "d", "flow_run_id": run, "task_run_id": task})
    api.post("/artifacts/", {})
    for data in ("text", 5, 2.5, True, None, [1], {"deep": {"n": [1, None]}}, '[{"a": 1}]'):
        api.post("/artifacts/", {"key": "artifacts-data", "type": "json", "data": data})
    api.post("/artifacts/", {"type": "result", "data": {"prefect_version": "3"}, "metadata_": {"a": "b", "n": "1"}})
    api.post("/artifacts/", {"type": "progress", "data": 0.5, "metadata_": None})
    for bad in (
        {"key": "UPPER"},
        {"key": "with space"},
        {"key": "under_score"},
        {"key": "a/b"},
        {"key": ""},
        {"key": 5},
        {"flow_run_id": "rubbish"},
        {"flow_run_id": UNKNOWN, "key": "no-such-run"},
        {"task_run_id": UNKNOWN, "key": "no-such-task"},
        {"metadata_": {"n": 1}},
        {"metadata_": {"n": None}},
        {"metadata_": []},
        {"metadata_": {"long": "x" * 5001}},
        {"type": 5},
        {"description": 5},
        {"colour": "red"},
    ):
        api.post("/artifacts/", bad)


def read_update_delete(api: Lockstep) -> None:
    one = api.post("/artifacts/", {"key": "artifacts-crud", "type": "text", "data": "1"})["id"]
    two = api.post("/artifacts/", {"key": "artifacts-crud", "type": "text", "data": "2"})["id"]
    api.get(f"/artifacts/{one}")
    api.get("/artifacts/artifacts-crud/latest")
    for change in ({"data": "3"}, {"description": "changed"}, {"metadata_": {"k": "v"}}, {"data": {"n": 1}}, {"data": None}, {}):
        api.patch(f"/artifacts/{two}", change)
        api.get(f"/artifacts/{two}")
        api.get("/artifacts/artifacts-crud/latest")
    for bad in ({"key": "other"}, {"metadata_": {"n": 1}}, {"description": 5}, [], {"type": "x"}):
        api.patch(f"/artifacts/{one}", bad)
    api.patch(f"/artifacts/{UNKNOWN}", {"data": 1})
    api.get(f"/artifacts/{UNKNOWN}")
    api.get("/artifacts/no-such-key/latest")
    api.get("/artifacts/not-an-id")
    api.delete(f"/artifacts/{two}")
    api.get("/artifacts/artifacts-crud/latest")
    api.delete(f"/artifacts/{one}")
    api.get("/artifacts/artifacts-crud/latest")
    api.delete(f"/artifacts/{one}")
    api.delete(f"/artifacts/{UNKNOWN}")


def filter_artifacts(api: Lockstep) -> None:
    parent = flow(api, "artifacts-filter")
    run = flow_run(api, parent, "RUNNING", name="artifacts-filter-run")
    task = task_run(api, run, "artifacts-filter", name="artifacts-filter-task")
    ids = []
    for number, (key, kind) in enumerate((("af-one", "markdown"), ("af-one", "table"), ("af-two", "link"), ("af-three", "markdown"), (None, "result"))):
        ids.append(api.post("/artifacts/", {"key": key, "type": kind, "data": str(number), "flow_run_id": run, "task_run_id": task if number % 2 else None})["id"])
    keyed = {"key": {"like_": "af-"}}
    for artifacts in (
        keyed,
        {"key": {"any_": ["af-one", "none"]}},
        {"key": {"like_": "AF-T"}},
        {"key": {"exists_": True}, "flow_run_id": {"any_": [run]}},
        {"key": {"exists_": False}, "flow_run_id": {"any_": [run]}},
        {"flow_run_id": {"any_": [run]}},
        {"task_run_id": {"any_": [task]}},
        {"type": {"any_": ["markdown", "link"]}} | keyed,
        {"type": {"not_any_": ["markdown", "result"]}} | keyed,
        {"operator": "or_", "key": {"any_": ["af-two"]}, "task_run_id": {"any_": [task]}},
    ):
        for path, field in (("/artifacts", "id"), ("/artifacts/latest", "latest_id")):
            for given in (artifacts, artifacts | {field: {"any_": [ids[1], ids[2], UNKNOWN]}}):
                api.post(f"{path}/filter", {"artifacts": given, "sort": "KEY_ASC"}, unordered="data")
                api.post(f"{path}/count", {"artifacts": given})
    for other in (
        {"flow_runs": {"name": {"any_": ["artifacts-filter-run"]}}},
        {"flows": {"name": {"any_": ["artifacts-filter"]}}},
        {"task_runs": {"name": {"any_": ["artifacts-filter-task"]}}},
        {"deployments": {"name": {"any_": ["none"]}}},
    ):
        for path in ("/artifacts", "/artifacts/latest"):
            api.post(f"{path}/filter", {"artifacts": keyed} | other, unordered="data")
            api.post(f"{path}/count", {"artifacts": keyed} | other)
    for path in ("/artifacts", "/artifacts/latest"):
        for sort in ("CREATED_DESC", "UPDATED_DESC", "ID_DESC", "KEY_DESC", "KEY_ASC"):
            api.post(f"{path}/filter", {"artifacts": keyed, "sort": sort}, unordered="data" if sort != "CREATED_DESC" else None)
        for page in ({"limit": 1, "offset": 1}, {"limit": 0}, {"limit": 201}, {"limit": -1}, {"offset": -1}, {"sort": "X"}):
            api.post(f"{path}/filter", {"artifacts": keyed, "sort": "CREATED_DESC"} | page)
        for bad in ({"artifacts": []}, {"artifacts": {"colour": 1}}, {"artifacts": {"id": {"any_": ["x"]}}}, {"artifacts": {"latest_id": {"any_": [fixed_id("x")]}}}):
            api.post(f"{path}/filter", bad)
            api.post(f"{path}/count", bad)


def deleted_with_its_run(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "artifacts-deleted"), "RUNNING")
    one = api.post("/artifacts/", {"key": "artifacts-orphan", "data": "x", "flow_run_id": run})["id"]
    api.delete(f"/flow_runs/{run}")
    api.get(f"/artifacts/{one}")
    api.get("/artifacts/artifacts-orphan/latest")
