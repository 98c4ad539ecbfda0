"""Job variables against the base job template of the work pool, wherever they are given."""

from typing import Any

from tests.compat.lockstep import Captured, Lockstep
from tests.compat.objects import UNKNOWN, flow

EVENT = {"type": "event", "posture": "Reactive", "expect": ["nothing"]}
LIST = {"type": "array", "items": {"type": "string"}}
PROPERTIES: dict[str, Any] = {
    "image": {"type": "string"},
    "cpus": {"type": "integer", "minimum": 1, "default": 1},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "command": {"anyOf": [{"type": "string"}, LIST], "default": "run"},
    "quota": {"allOf": [{"$ref": "#/definitions/Quota"}]},
}
DEFINITIONS = {"Quota": {"title": "Quota", "type": "object", "properties": {"memory": {"type": "string"}}, "required": ["memory"]}}
WRONG: tuple[dict[str, Any], ...] = (
    {"cpus": "two"},
    {"cpus": 0},
    {"image": None},
    {"image": 5, "cpus": None},
    {"labels": {"a": 1}},
    {"labels": {"a b": 1, "c": 2}},
    {"command": 5},
    {"command": ["a", 5]},
    {"quota": {}},
    {"quota": {"memory": 5}},
    {"quota": None},
    {"quota": "text"},
)


def _template(*, required: list[str] | None = None, properties: dict[str, Any] | None = None) -> dict[str, Any]:
    schema = {"type": "object", "properties": PROPERTIES | (properties or {}), "definitions": DEFINITIONS, "required": required or []}
    return {"job_configuration": {"image": "{{ image }}", "cpus": "{{ cpus }}"}, "variables": schema}


def _pool(api: Lockstep, name: str, template: Any) -> Captured:
    return api.post("/work_pools/", {"name": name, "type": "docker", "base_job_template": template})


def _block(api: Lockstep, name: str) -> Captured:
    kind = api.post("/block_types/", {"name": f"Block {name}", "slug": f"block-{name}"})["id"]
    fields = {"title": "B", "type": "object", "properties": {"name": {"type": "string"}, "key": {"type": "string", "format": "password", "writeOnly": True}}, "secret_fields": ["key"], "block_type_slug": f"block-{name}"}
    schema = api.post("/block_schemas/", {"block_type_id": kind, "fields": fields})["id"]
    return api.post("/block_documents/", {"name": name, "data": {"name": "x", "key": "secret"}, "block_type_id": kind, "block_schema_id": schema})["id"]


def pools(api: Lockstep) -> None:
    """The defaults of a template must fit it, whatever is required."""
    defaults = (
        {"cpus": {"type": "integer", "default": 2}},
        {"cpus": {"type": "integer", "default": "two"}},
        {"cpus": {"type": "integer", "default": None}},
        {"image": {"type": "string", "default": 5}, "cpus": {"type": "integer", "default": "two"}},
        {"image": {"type": "string", "format": "uuid", "default": "no uuid"}},
        {"cpus": {"type": "number of cores"}},
        {"cpus": {"type": "integer", "minimum": "one"}},
        {"pair": {"type": "array", "items": [{"type": "integer"}]}},
        {"other": {"$ref": "#/definitions/None", "default": 1}},
        {"other": {"$ref": "https://example.org/schema", "default": 1}},
        {"image": {"default": {"$ref": {"block_document_id": UNKNOWN}}}},
        {"image": {"default": {"$ref": {"block_document_id": "no id"}}}},
        {"image": {"default": {"$ref": {}}}},
        {"image": {"type": "string", "default": {"$ref": {"block_document_id": None}}}},
    )
    for number, properties in enumerate(defaults):
        _pool(api, f"jv-pool-{number}", _template(required=["image"], properties=properties))
    for variables in ({}, {"properties": {"image": {}, "cpus": {}}}, {"properties": {"image": {}, "cpus": {}}, "required": "image"}, [1], "text", True):
        _pool(api, "jv-pool-odd", {"job_configuration": {"image": "x"}, "variables": variables})
    api.delete("/work_pools/jv-pool-odd")
    # What a pool has later is not checked.
    _pool(api, "jv-pool-change", _template())
    api.patch("/work_pools/jv-pool-change", {"base_job_template": _template(properties={"cpus": {"type": "integer", "default": "two"}})})
    api.get("/work_pools/jv-pool-change")
    document = _block(api, "jv-pool")
    for kind in ("object", "string"):
        _pool(api, f"jv-pool-{kind}", _template(properties={"image": {"type": kind, "default": {"$ref": {"block_document_id": document}}}}))


def deployments(api: Lockstep) -> None:
    parent = flow(api, "jv-deployments")
    _pool(api, "jv-deployments", _template(required=["image"]))
    _pool(api, "jv-deployments-empty", {})
    for number, given in enumerate(({}, {"cpus": 2}, {"more": [1]}, {"command": ["a"]}, {"quota": {"memory": "1G"}}, None, *WRONG)):
        body = {"name": f"d{number}", "flow_id": parent, "work_pool_name": "jv-deployments", "job_variables": given}
        api.post("/deployments/", body)
        api.post("/deployments/", body | {"work_pool_name": "jv-deployments-empty"})
    one = api.post("/deployments/", {"name": "changed", "flow_id": parent, "work_pool_name": "jv-deployments"})["id"]
    for given in ({}, {"cpus": 2}, None, *WRONG):
        api.patch(f"/deployments/{one}", {"work_pool_name": "jv-deployments", "job_variables": given})
    api.patch(f"/deployments/{one}", {"job_variables": {"cpus": "two"}})
    api.patch(f"/deployments/{one}", {"work_pool_name": "jv-deployments"})
    api.get(f"/deployments/{one}")
    # A template that became wrong after the pool was made.
    for name, properties in (("default", {"cpus": {"type": "integer", "default": "two"}}), ("schema", {"cpus": {"type": "number of cores"}}), ("reference", {"cpus": {"$ref": "#/definitions/None", "default": 1}})):
        _pool(api, f"jv-later-{name}", _template())
        two = api.post("/deployments/", {"name": name, "flow_id": parent, "work_pool_name": f"jv-later-{name}"})["id"]
        api.patch(f"/work_pools/jv-later-{name}", {"base_job_template": _template(required=["image"], properties=properties)})
        for given in ({"cpus": 3}, {"image": "x"}, {"cpus": "two"}):
            api.post("/deployments/", {"name": f"{name} again", "flow_id": parent, "work_pool_name": f"jv-later-{name}", "job_variables": given})
            api.patch(f"/deployments/{two}", {"work_pool_name": f"jv-later-{name}", "job_variables": given})
            api.post(f"/deployments/{two}/create_flow_run", {"job_variables": given})
        api.post(f"/deployments/{two}/create_flow_run", {})


def runs(api: Lockstep) -> None:
    parent = flow(api, "jv-runs")
    _pool(api, "jv-runs", _template(required=["image"]))
    bare = api.post("/deployments/", {"name": "bare", "flow_id": parent, "work_pool_name": "jv-runs"})["id"]
    full = api.post("/deployments/", {"name": "full", "flow_id": parent, "work_pool_name": "jv-runs", "job_variables": {"image": "x", "cpus": 2}})["id"]
    served = api.post("/deployments/", {"name": "served", "flow_id": parent, "job_variables": {"image": 5}})["id"]
    for deployment in (bare, full, served):
        path = f"/deployments/{deployment}/create_flow_run"
        for given in ({}, {"image": "y"}, {"image": "y", "more": 1}, None, *WRONG):
            api.post(path, {"job_variables": given})
        api.post(path, {"job_variables": {"cpus": "two"}, "parameters": {"x": {"__prefect_kind": "json", "value": "{"}}})
        api.post(path, {"job_variables": {"cpus": "two"}, "work_queue_name": "made"})
        api.post(f"{path}/bulk", [{"job_variables": given} for given in ({"image": "y"}, {}, {"cpus": "two"}, {"image": None})])
    run = api.post(f"/deployments/{full}/create_flow_run", {})["id"]
    for given in ({}, {"cpus": 3}, None, *WRONG):
        api.patch(f"/flow_runs/{run}", {"job_variables": given})
    api.get(f"/flow_runs/{run}")
    loose = api.post("/flow_runs/", {"flow_id": parent, "state": {"type": "SCHEDULED"}})["id"]
    api.patch(f"/flow_runs/{loose}", {"job_variables": {"image": 5}})
    # A run that is made by itself is not held against its deployment's pool.
    direct = api.post("/flow_runs/", {"flow_id": parent, "deployment_id": bare, "job_variables": {"image": 5}})["id"]
    api.get(f"/flow_runs/{direct}")


def blocks(api: Lockstep) -> None:
    """The default of a variable is a block."""
    parent = flow(api, "jv-blocks")
    document = _block(api, "jv-blocks")
    default = {"$ref": {"block_document_id": document}}
    shape = {"type": "object", "properties": {"name": {"type": "string"}, "key": {"type": "string"}}, "required": ["name"], "default": default}
    _pool(api, "jv-blocks", _template(required=["image"], properties={"image": shape}))
    _pool(api, "jv-blocks-none", _template(required=["image"], properties={"image": {"type": "object", "default": {"$ref": {"block_document_id": None}}}}))
    for pool in ("jv-blocks", "jv-blocks-none"):
        one = api.post("/deployments/", {"name": pool, "flow_id": parent, "work_pool_name": pool, "job_variables": {"cpus": 1}})["id"]
        for given in ({}, {"image": {"name": "y"}}, {"image": {}}, {"image": default}, {"image": "y"}):
            api.post(f"/deployments/{one}/create_flow_run", {"job_variables": given})
        if pool == "jv-blocks":
            api.delete(f"/block_documents/{document}")
            api.post(f"/deployments/{one}/create_flow_run", {})
            api.post(f"/deployments/{one}/create_flow_run/bulk", [{}])
            api.post("/deployments/", {"name": pool, "flow_id": parent, "work_pool_name": pool, "job_variables": {"cpus": 1}})
            api.post("/deployments/", {"name": pool, "flow_id": parent, "work_pool_name": pool})
            api.patch(f"/deployments/{one}", {"work_pool_name": pool, "job_variables": {"cpus": 1}})


def actions(api: Lockstep) -> None:
    parent = flow(api, "jv-actions")
    _pool(api, "jv-actions", _template(required=["image"]))
    own = api.post("/deployments/", {"name": "own", "flow_id": parent, "work_pool_name": "jv-actions", "job_variables": {"image": "x"}})["id"]
    bare = api.post("/deployments/", {"name": "bare", "flow_id": parent, "work_pool_name": "jv-actions"})["id"]
    served = api.post("/deployments/", {"name": "served", "flow_id": parent, "job_variables": {"image": "x"}})["id"]
    one = api.post("/automations/", {"name": "jv changed", "trigger": EVENT, "actions": [{"type": "do-nothing"}]})["id"]
    for deployment in (own, bare, served, UNKNOWN):
        for given in ({"image": "x"}, {"cpus": 2}, {"cpus": "two"}, {}, None):
            run = {"type": "run-deployment", "source": "selected", "deployment_id": deployment, "job_variables": given}
            for where in ({"actions": [run]}, {"actions": [run, run]}, {"actions": [], "actions_on_trigger": [run]}):
                body = {"name": "jv", "trigger": EVENT} | where
                api.post("/automations/", body)
                api.put(f"/automations/{one}", body)
