"""What a server says before anything was stored in it, and the routes that hold no data."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN

LISTS = (
    "/flows",
    "/flow_runs",
    "/task_runs",
    "/deployments",
    "/artifacts",
    "/artifacts/latest",
    "/variables",
    "/block_documents",
    "/work_pools",
    "/automations",
)


def nothing_stored(api: Lockstep) -> None:
    for path in LISTS:
        api.post(f"{path}/count", {})
        api.post(f"{path}/filter", {})
    for path in ("/flows", "/flow_runs", "/task_runs", "/deployments"):
        api.post(f"{path}/paginate", {})
        api.post(f"{path}/paginate", {"page": 2, "limit": 10})
    api.post("/logs/filter", {})
    api.post("/flow_runs/lateness", {})
    api.post("/saved_searches/filter", {})
    api.post("/concurrency_limits/filter", {})
    api.post("/v2/concurrency_limits/filter", {})
    api.post("/work_queues/filter", {})
    api.post("/task_workers/filter", {})
    api.post("/events/filter", {"filter": {"event": {"prefix": ["nothing.of.this.name"]}}})


def no_body_at_all(api: Lockstep) -> None:
    for path in LISTS:
        api.post(f"{path}/count")
        api.post(f"{path}/filter")
    api.post("/logs/filter")
    api.post("/flows/paginate")
    api.post("/flow_runs/paginate")


def about_the_server(api: Lockstep) -> None:
    api.get("/health")
    api.get("/ready")
    api.get("/version")
    api.get("/hello")
    api.get("/admin/version")
    api.get("/admin/settings")
    api.get("/csrf-token?client=compat")
    api.get("/csrf-token")
    api.get("/collections/views/aggregate-worker-metadata")
    api.get("/collections/views/no-such-view")


def no_such_route(api: Lockstep) -> None:
    api.get("/no/such/route")
    api.post("/health", {})
    api.delete("/flows/")
    api.get("/flows/filter")
    api.put("/flow_runs/")
    api.get("/flows")
    api.post("/flows", {"name": "redirected"})


def names_like_routes(api: Lockstep) -> None:
    """These paths are routes of POST; with another method their last part may be a name."""
    for path in (
        "/work_pools/count",
        "/work_pools/none/queues/filter",
        "/work_pools/none/workers/filter",
        "/v2/concurrency_limits/filter",
        f"/flow_runs/{UNKNOWN}/input/filter",
        "/concurrency_limits/filter",
        "/flows/count",
        "/artifacts/latest/filter",
    ):
        api.get(path)
        api.delete(path)
        api.patch(path, {})
        api.put(path, {})


def api_version_header(api: Lockstep) -> None:
    """The header that the SDK sends; a server refuses versions that it does not know."""
    for version in ("0.8.4", "0.8.0", "0.9.0", "0.7.0", "1.0.0", "rubbish", "0.8", "0.8.4.5", ""):
        api.post("/flows/count", {}, headers={"x-prefect-api-version": version})
        api.get("/health", headers={"x-prefect-api-version": version})
