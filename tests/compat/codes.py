"""Which response codes an operation can answer: those of the OpenAPI document, and those that Prefect's handlers add.

The document knows of no more than success and a request that is not valid. The comparison wants to see each code at
least once, and tells of every one that it sees and that is not written here, so the table is whole.
"""

from __future__ import annotations

from tests.compat.openapi import Contract, Operation

# What the handlers add, and what rules of the database do (409 for what is there already, or for a reference to what
# is not). Of the websockets: 101 when they open, 403 when they do not, and the codes with which they are closed; 1006
# stands for the end of a connection without a word, which is how Prefect's server takes many a wrong message.
BEYOND = {
    "POST /flows/": "201",
    "PATCH /flows/{id}": "404",
    "GET /flows/{id}": "404",
    "DELETE /flows/{id}": "404",
    "GET /flows/name/{name}": "404",
    "POST /flow_runs/": "201 404 409",
    "PATCH /flow_runs/{id}": "400 404",
    "GET /flow_runs/{id}": "404",
    "DELETE /flow_runs/{id}": "404",
    "GET /flow_runs/{id}/graph": "404",
    "GET /flow_runs/{id}/graph-v2": "400 404",
    "POST /flow_runs/{id}/resume": "201 404",
    "POST /flow_runs/{id}/set_state": "201 404",
    "POST /flow_runs/{id}/input": "404 409",
    "POST /flow_runs/{id}/input/filter": "404",
    "GET /flow_runs/{id}/input/{key}": "404",
    "DELETE /flow_runs/{id}/input/{key}": "404",
    "GET /flow_runs/{id}/logs/download": "404",
    "PATCH /flow_runs/{id}/labels": "404",
    "POST /task_runs/": "201 409",
    "PATCH /task_runs/{id}": "404",
    "GET /task_runs/{id}": "404",
    "DELETE /task_runs/{id}": "404",
    "POST /task_runs/{id}/set_state": "201 404",
    "GET /flow_run_states/{id}": "404",
    "GET /task_run_states/{id}": "404",
    "POST /deployments/": "201 404 409",
    "PATCH /deployments/{id}": "400 404 409",
    "GET /deployments/{id}": "404",
    "DELETE /deployments/{id}": "404",
    "GET /deployments/name/{flow_name}/{deployment_name}": "404",
    "POST /deployments/{id}/schedule": "404",
    "POST /deployments/{id}/resume_deployment": "404",
    "POST /deployments/{id}/pause_deployment": "404",
    "POST /deployments/{id}/create_flow_run": "201 400 404 409",
    "POST /deployments/{id}/create_flow_run/bulk": "400 404",
    "GET /deployments/{id}/work_queue_check": "404",
    "GET /deployments/{id}/schedules": "404",
    "POST /deployments/{id}/schedules": "404 409",
    "PATCH /deployments/{id}/schedules/{schedule_id}": "404",
    "DELETE /deployments/{id}/schedules/{schedule_id}": "404",
    "PUT /saved_searches/": "201",
    "GET /saved_searches/{id}": "404",
    "DELETE /saved_searches/{id}": "404",
    "POST /concurrency_limits/": "201",
    "GET /concurrency_limits/{id}": "404",
    "DELETE /concurrency_limits/{id}": "404",
    "GET /concurrency_limits/tag/{tag}": "404",
    "DELETE /concurrency_limits/tag/{tag}": "404",
    "POST /concurrency_limits/tag/{tag}/reset": "404",
    "POST /concurrency_limits/increment": "423",
    "POST /v2/concurrency_limits/": "409",
    "GET /v2/concurrency_limits/{id_or_name}": "404",
    "PATCH /v2/concurrency_limits/{id_or_name}": "404 409",
    "DELETE /v2/concurrency_limits/{id_or_name}": "404",
    "POST /v2/concurrency_limits/increment": "423",
    "POST /v2/concurrency_limits/increment-with-lease": "423",
    "POST /v2/concurrency_limits/leases/{lease_id}/renew": "410",
    "POST /block_types/": "403 409",
    "GET /block_types/{id}": "404",
    "PATCH /block_types/{id}": "404",
    "DELETE /block_types/{id}": "403 404",
    "GET /block_types/slug/{slug}": "404",
    "GET /block_types/slug/{slug}/block_documents": "404",
    "GET /block_types/slug/{slug}/block_documents/name/{block_document_name}": "404",
    "POST /block_documents/": "400 409",
    "GET /block_documents/{id}": "404",
    "DELETE /block_documents/{id}": "404",
    "PATCH /block_documents/{id}": "400 404",
    "POST /work_pools/": "403 404 409",
    "GET /work_pools/{name}": "404",
    "PATCH /work_pools/{name}": "403 404 409",
    "DELETE /work_pools/{name}": "403 404",
    "POST /work_pools/{name}/concurrency_status": "404",
    "POST /work_pools/{name}/get_scheduled_flow_runs": "404",
    "POST /work_pools/{work_pool_name}/queues": "404 409",
    "GET /work_pools/{work_pool_name}/queues/{name}": "404",
    "PATCH /work_pools/{work_pool_name}/queues/{name}": "404 409",
    "DELETE /work_pools/{work_pool_name}/queues/{name}": "404",
    "POST /work_pools/{work_pool_name}/queues/filter": "404",
    "POST /work_pools/{work_pool_name}/workers/heartbeat": "404",
    "POST /work_pools/{work_pool_name}/workers/filter": "404",
    "DELETE /work_pools/{work_pool_name}/workers/{name}": "404",
    "POST /work_queues/": "409",
    "PATCH /work_queues/{id}": "404 409",
    "GET /work_queues/{id}": "404",
    "DELETE /work_queues/{id}": "404",
    "GET /work_queues/name/{name}": "404",
    "POST /work_queues/{id}/get_runs": "404",
    "POST /work_queues/{id}/concurrency_status": "404",
    "GET /work_queues/{id}/status": "404",
    "POST /artifacts/": "201",
    "GET /artifacts/{id}": "404",
    "PATCH /artifacts/{id}": "404",
    "DELETE /artifacts/{id}": "404",
    "GET /artifacts/{key}/latest": "404",
    "POST /block_schemas/": "200 404 409",
    "DELETE /block_schemas/{id}": "403 404",
    "GET /block_schemas/{id}": "404",
    "GET /block_schemas/checksum/{checksum}": "404",
    "GET /collections/views/{view}": "404",
    "POST /variables/": "409",
    "GET /variables/{id}": "404",
    "PATCH /variables/{id}": "404 409",
    "DELETE /variables/{id}": "404",
    "GET /variables/name/{name}": "404",
    "PATCH /variables/name/{name}": "404 409",
    "DELETE /variables/name/{name}": "404",
    "GET /events/filter/next": "403",
    "POST /automations/": "404",
    "PUT /automations/{id}": "404",
    "PATCH /automations/{id}": "404",
    "DELETE /automations/{id}": "404",
    "GET /automations/{id}": "404",
    "POST /templates/validate": "204",
    "POST /automations/templates/validate": "204",
    "GET /ui/task_runs/{id}": "404",
    "PUT /admin/storage": "404",
    "GET /ready": "503",
    "WS /events/in": "101 1006 1008",
    "WS /events/out": "101 1002 1006 1008",
    "WS /logs/out": "101 1002 1006 1008",
    "WS /task_runs/subscriptions/scheduled": "101 1000 1006 1008 4001",
    "WS /work_pools/{work_pool_name}/workers/connect": "101 403 1002 1008 1011",
}

# What no request can bring about, and why.
NEVER = {
    ("GET /ready", 503): "it would need a database that fails",
    ("POST /artifacts/", 200): "an artifact is always a new one",
    ("POST /templates/validate", 200): "the answer has no content: 204",
    ("POST /automations/templates/validate", 200): "as above",
}


def expected(contract: Contract, operation: Operation) -> set[int]:
    """The codes that the comparison has to see."""
    codes = {int(code) for code in BEYOND.get(operation.name, "").split()}
    if operation.method != "WS":
        details = contract.details(operation)
        codes |= {int(code) for code in details["responses"]}
        if not _can_be_invalid(contract, details):
            codes.discard(422)
        if "requestBody" in details:
            # A body that is no text.
            codes.add(400)
    return {code for code in codes if (operation.name, code) not in NEVER}


def _can_be_invalid(contract: Contract, details: dict) -> bool:
    """Whether a request can fail to be valid. A path whose id is no UUID is another path: it is answered 404."""
    if "requestBody" in details:
        return True
    for parameter in details.get("parameters", []):
        schema = contract.resolve(parameter["schema"])
        kinds = [contract.resolve(option) for option in schema.get("anyOf", [schema])]
        plain = any(kind.get("type") in ("string", "null") and "format" not in kind and "enum" not in kind for kind in kinds)
        if parameter["in"] == "query" and (parameter.get("required") or not plain):
            return True
    return False
