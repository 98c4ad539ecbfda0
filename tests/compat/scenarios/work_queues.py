"""Work queues by id and by name, without a pool: make, read, change, delete, list, fetch runs, tell the status."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, flow, flow_run

SOON = "2020-01-01T00:00:00Z"


def create(api: Lockstep) -> None:
    for body in (
        {"name": "wq-create"},
        {"name": "wq-create"},
        {"name": "wq-full", "description": "d", "is_paused": True, "concurrency_limit": 3, "priority": 5},
        {"name": "wq-filter", "filter": {"tags": ["wq"], "deployment_ids": [UNKNOWN]}},
        {"name": "wq ünï"},
        {"name": ""},
        {"name": "a/b"},
        {},
        {"name": "wq-bad", "concurrency_limit": -1},
        {"name": "wq-bad", "priority": 0},
        {"name": "wq-bad", "filter": {"tags": 5}},
        {"name": "wq-bad", "colour": 1},
    ):
        api.post("/work_queues/", body)
    for name in ("wq-create", "wq-full", "wq-filter", "wq ünï", "no-such-queue"):
        api.get(f"/work_queues/name/{name}")


def read_update_delete(api: Lockstep) -> None:
    one = api.post("/work_queues/", {"name": "wq-crud"})["id"]
    api.post("/work_queues/", {"name": "wq-taken"})
    for change in ({"description": "d"}, {"concurrency_limit": 2}, {"is_paused": True}, {"is_paused": False}, {"concurrency_limit": None}, {"priority": 3}, {"name": "wq-renamed"}, {}, {"filter": {"tags": ["x"]}}):
        api.patch(f"/work_queues/{one}", change)
        api.get(f"/work_queues/{one}")
    for bad in ({"name": "wq-taken"}, {"name": None}, {"priority": None}, {"is_paused": None}, {"priority": 0}, {"concurrency_limit": -1}, {"colour": 1}, []):
        api.patch(f"/work_queues/{one}", bad)
    for path in (UNKNOWN, "not-an-id", "name/no-such-queue"):
        api.get(f"/work_queues/{path}")
    api.patch(f"/work_queues/{UNKNOWN}", {"description": "d"})
    api.get(f"/work_queues/{one}/status")
    api.get(f"/work_queues/{UNKNOWN}/status")
    api.post(f"/work_queues/{one}/concurrency_status", {})
    api.post(f"/work_queues/{UNKNOWN}/concurrency_status", {})
    for bad in ({"page": 0}, {"limit": 201}, {"limit": -1}, {"page": "x"}):
        api.post(f"/work_queues/{one}/concurrency_status", bad)
    for queue in (one, one, UNKNOWN, "not-an-id"):
        api.delete(f"/work_queues/{queue}")


def filter_queues(api: Lockstep) -> None:
    for name in ("wq-f-one", "wq-f-two", "wq-g"):
        api.post("/work_queues/", {"name": name})
    named = {"work_queues": {"name": {"startswith_": ["wq-f"]}}}
    for query in (named, named | {"limit": 1}, named | {"offset": 1}, named | {"limit": 0}, {"work_queues": {"name": {"any_": ["wq-g", "none"]}}}, {"work_queues": {"id": {"any_": [UNKNOWN]}}}):
        api.post("/work_queues/filter", query, unordered="name")
    for bad in ({"limit": 201}, {"limit": -1}, {"offset": -1}, {"work_queues": {"colour": 1}}, {"work_queues": []}):
        api.post("/work_queues/filter", bad)


def fetch_runs(api: Lockstep) -> None:
    flow_id = flow(api, "wq-flow")
    queue = api.post("/work_queues/", {"name": "wq-runs"})["id"]
    deployment = api.post("/deployments/", {"name": "wq-deployment", "flow_id": flow_id, "work_queue_name": "wq-runs", "work_pool_name": "default-agent-pool"})["id"]
    for number in range(3):
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": f"2020-01-01T00:0{number}:00Z"}}
        api.post(f"/deployments/{deployment}/create_flow_run", {"name": f"wq-run-{number}", "state": state})
    flow_run(api, flow_id, name="wq-elsewhere")
    for poll in ({}, {"limit": 2}, {"scheduled_before": "2020-01-01T00:01:30Z"}, {"scheduled_before": SOON}, {"limit": 0}, {"agent_id": UNKNOWN}):
        api.post(f"/work_queues/{queue}/get_runs", poll)
    api.post(f"/work_queues/{queue}/get_runs", {}, headers={"x-prefect-ui": "true"})
    api.post(f"/work_queues/{UNKNOWN}/get_runs", {})
    for bad in ({"limit": 201}, {"limit": -1}, {"scheduled_before": "x"}):
        api.post(f"/work_queues/{queue}/get_runs", bad)
    api.get(f"/work_queues/{queue}/status", ignore=r"last_polled")
    api.patch(f"/work_queues/{queue}", {"concurrency_limit": 1})
    api.post(f"/work_queues/{queue}/get_runs", {})
    api.patch(f"/work_queues/{queue}", {"is_paused": True})
    api.post(f"/work_queues/{queue}/get_runs", {})
    api.post(f"/work_queues/{queue}/concurrency_status", {})
    api.post("/work_pools/default-agent-pool/concurrency_status", {"flow_run_limit": 0})
    api.post("/work_pools/no-such-pool/concurrency_status", {})
    for bad in ({"page": 0}, {"limit": 201}, {"flow_run_limit": 201}):
        api.post("/work_pools/default-agent-pool/concurrency_status", bad)
