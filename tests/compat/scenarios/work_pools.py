"""Work pools with their queues and workers, and what a worker's poll is given."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, flow

TEMPLATE = {"job_configuration": {"command": "{{ command }}"}, "variables": {"type": "object", "properties": {"command": {"type": "string"}}}}


def create(api: Lockstep) -> None:
    for body in (
        {"name": "wp-create", "type": "process"},
        {"name": "wp-create", "type": "process"},
        {"name": "wp-agent"},
        {"name": "wp-agent-paused", "is_paused": True},
        {"name": "wp-full", "type": "process", "description": "d", "is_paused": True, "concurrency_limit": 3, "base_job_template": TEMPLATE},
        {"name": "wp-storage", "type": "process", "storage_configuration": {"bundle_upload_step": {"step": {"x": 1}}}},
        {"name": "wp ünï", "type": ""},
        {"name": "Prefect-mine"},
        {"name": ""},
        {"name": " "},
        {"name": "a/b"},
        {},
        {"name": "wp-bad", "concurrency_limit": -1},
        {"name": "wp-bad", "base_job_template": {"variables": {}}},
        {"name": "wp-bad", "base_job_template": TEMPLATE | {"variables": {"properties": {}}}},
        {"name": "wp-bad", "storage_configuration": {"colour": 1}},
        {"name": "wp-bad", "colour": 1},
    ):
        api.post("/work_pools/", body)
    for name in ("wp-create", "wp-agent", "wp-full", "wp-storage", "wp ünï", "no-such-pool"):
        api.get(f"/work_pools/{name}")
    api.get("/work_pools/wp-create/queues/default")


def update_delete(api: Lockstep) -> None:
    api.post("/work_pools/", {"name": "wp-crud", "type": "process"})
    for change in ({"description": "d"}, {"concurrency_limit": 4}, {"concurrency_limit": None}, {"is_paused": True}, {"is_paused": True}, {"is_paused": False}, {"base_job_template": TEMPLATE}, {}, {"storage_configuration": {}}):
        api.patch("/work_pools/wp-crud", change)
        api.get("/work_pools/wp-crud")
    for bad in ({"is_paused": None}, {"storage_configuration": None}, {"name": "x"}, {"status": "READY"}, {"concurrency_limit": -1}):
        api.patch("/work_pools/wp-crud", bad)
    api.patch("/work_pools/prefect-x", {"description": "d"})
    api.patch("/work_pools/prefect-x", {"is_paused": True})
    api.patch("/work_pools/no-such-pool", {})
    for name in ("wp-crud", "wp-crud", "prefect-x"):
        api.delete(f"/work_pools/{name}")
    api.get("/work_pools/wp-crud")


def queues(api: Lockstep) -> None:
    api.post("/work_pools/", {"name": "wp-queues", "type": "process"})
    path = "/work_pools/wp-queues/queues"
    for body in ({"name": "b"}, {"name": "b"}, {"name": "first", "priority": 1, "concurrency_limit": 2, "description": "d"}, {"name": "far", "priority": 9}, {"name": "free"}, {"name": "p", "is_paused": True}, {"name": "a/b"}, {"name": "x", "priority": 0}, {}):
        api.post(path, body)
    api.post("/work_pools/no-such-pool/queues", {"name": "q"})
    api.post(f"{path}/filter", {})
    api.post(f"{path}/filter", {"work_queues": {"name": {"any_": ["b", "first"]}}, "limit": 1, "offset": 1})
    api.post(f"{path}/filter", {"work_queues": {"name": {"startswith_": ["F"]}}})
    api.post("/work_pools/no-such-pool/queues/filter", {})
    for change in ({"priority": 1}, {"description": "new"}, {"concurrency_limit": 5}, {"concurrency_limit": None}, {"is_paused": True}, {"is_paused": False}, {"name": "c"}):
        api.patch(f"{path}/b", change)
        api.get(f"{path}/b")
    api.get(f"{path}/c")
    for bad in ({"name": None}, {"name": "first"}, {"description": None}, {"priority": None}, {"priority": 0}, {"colour": 1}):
        api.patch(f"{path}/c", bad)
    api.patch(f"{path}/no-such-queue", {})
    api.patch("/work_pools/no-such-pool/queues/q", {})
    for name in ("c", "c"):
        api.delete(f"{path}/{name}")
    api.delete("/work_pools/no-such-pool/queues/q")
    api.post(f"{path}/filter", {})


def workers(api: Lockstep) -> None:
    api.post("/work_pools/", {"name": "wp-workers", "type": "process"})
    path = "/work_pools/wp-workers/workers"
    api.post(f"{path}/filter", {})
    for body in ({"name": "one"}, {"name": "two", "heartbeat_interval_seconds": 10}, {"name": "one", "heartbeat_interval_seconds": 5}, {}, {"name": None}, {"name": "x", "heartbeat_interval_seconds": "y"}):
        api.post(f"{path}/heartbeat", body)
    api.get("/work_pools/wp-workers")
    api.post(f"{path}/filter", {})
    for workers in ({"status": {"any_": ["ONLINE"]}}, {"status": {"not_any_": ["ONLINE"]}}, {"last_heartbeat_time": {"before_": "2020-01-01T00:00:00Z"}}, {"status": {"any_": ["X"]}}):
        api.post(f"{path}/filter", {"workers": workers})
    api.post("/work_pools/no-such-pool/workers/heartbeat", {"name": "one"})
    api.post("/work_pools/no-such-pool/workers/filter", {})
    for name in ("one", "one"):
        api.delete(f"{path}/{name}")
    api.delete("/work_pools/no-such-pool/workers/one")


def lists(api: Lockstep) -> None:
    for name, kind in (("wpl-a", "process"), ("wpl-b", "docker"), ("wpl-c", "process")):
        api.post("/work_pools/", {"name": name, "type": kind, "concurrency_limit": 2})
    named = {"name": {"any_": ["wpl-a", "wpl-b", "wpl-c"]}}
    for work_pools in (named, named | {"type": {"any_": ["process"]}}, {"id": {"any_": [UNKNOWN]}}, {"operator": "or_", "name": {"any_": ["wpl-b"]}, "type": {"any_": []}}):
        api.post("/work_pools/filter", {"work_pools": work_pools})
        api.post("/work_pools/count", {"work_pools": work_pools})
    for page in ({"limit": 1, "offset": 1}, {"limit": 0}, {"limit": 201}, {"limit": -1}, {"offset": -1}):
        api.post("/work_pools/filter", {"work_pools": named} | page)
    api.post("/work_pools/count", {"work_pools": []})


def polls(api: Lockstep) -> None:
    pool = "wp-polls"
    api.post("/work_pools/", {"name": pool, "type": "process", "concurrency_limit": 3})
    api.post(f"/work_pools/{pool}/queues", {"name": "urgent", "priority": 1, "concurrency_limit": 1})
    parent = flow(api, "work-pools-polls")
    deployment = api.post("/deployments/", {"name": "d", "flow_id": parent, "work_pool_name": pool})["id"]
    for number in range(3):
        for queue in ("urgent", "default"):
            state = {"type": "SCHEDULED", "state_details": {"scheduled_time": f"2026-01-0{number + 1}T00:00:00Z"}}
            api.post(f"/deployments/{deployment}/create_flow_run", {"name": f"{queue}-{number}", "work_queue_name": queue, "state": state})
    path = f"/work_pools/{pool}/get_scheduled_flow_runs"
    for body in ({}, {"limit": 1}, {"work_queue_names": ["default"]}, {"scheduled_before": "2026-01-01T00:00:00Z"}, {"scheduled_after": "2026-01-02T00:00:00Z"}, {"scheduled_after": "2026-01-02T00:00:00Z", "scheduled_before": "2026-01-02T00:00:00Z"}, {"limit": 0}, {"limit": 201}, {"work_queue_names": ["no-such-queue"]}, {"work_queue_names": []}):
        api.post(path, body)
    api.post("/work_pools/no-such-pool/get_scheduled_flow_runs", {})
    api.post(f"/deployments/{deployment}/create_flow_run", {"work_queue_name": "urgent", "state": {"type": "RUNNING"}})
    api.post(path, {})
    api.get(f"/work_pools/{pool}")
    api.get(f"/work_pools/{pool}/queues/urgent")
    api.patch(f"/work_pools/{pool}", {"is_paused": True})
    api.post(path, {})
    api.post("/deployments/get_scheduled_flow_runs", {"deployment_ids": [deployment]})
    api.post("/deployments/get_scheduled_flow_runs", {"deployment_ids": [deployment], "scheduled_before": "2026-01-01T00:00:00Z", "limit": 1})
    api.post("/deployments/get_scheduled_flow_runs", {"deployment_ids": []})
