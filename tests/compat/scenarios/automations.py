"""Automations: create, read, update, delete, filter, count, and what they refuse."""

from typing import Any

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, fixed_id

FAILED = {
    "type": "event",
    "id": fixed_id("trigger"),
    "match": {"prefect.resource.id": "prefect.flow-run.*"},
    "match_related": {"prefect.resource.role": "flow", "prefect.resource.name": ["etl", "elt"]},
    "after": ["prefect.flow-run.Running"],
    "expect": ["prefect.flow-run.Failed"],
    "for_each": ["prefect.resource.id"],
    "posture": "Reactive",
    "threshold": 1,
    "within": 0,
}
NOTHING = {"type": "do-nothing"}


def _automation(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "trigger": FAILED, "actions": [NOTHING]} | more


def triggers(api: Lockstep) -> None:
    absent = FAILED | {"posture": "Proactive", "within": 60}
    inner = {key: value for key, value in FAILED.items() if key != "id"} | {"id": fixed_id("inner")}
    given: tuple[dict[str, Any], ...] = (
        FAILED,
        {key: FAILED[key] for key in ("posture", "expect", "id")},
        FAILED | {"match": {}, "match_related": [{"prefect.resource.role": "flow"}, {"a": ["b", "c"]}]},
        FAILED | {"threshold": 5, "within": 30.5},
        FAILED | {"within": "PT1M"},
        FAILED | {"within": 90061.5},
        absent,
        {"type": "compound", "id": fixed_id("compound"), "triggers": [inner, inner | {"id": fixed_id("i2")}], "require": "all", "within": 60},
        {"type": "compound", "id": fixed_id("compound"), "triggers": [inner, inner | {"id": fixed_id("i2")}], "require": 1, "within": None},
        {"type": "compound", "id": fixed_id("compound"), "triggers": [inner], "require": "any", "within": 60},
        {"type": "sequence", "id": fixed_id("sequence"), "triggers": [inner, {"type": "sequence", "id": fixed_id("s2"), "triggers": [inner | {"id": fixed_id("i2")}], "within": 1}], "within": 60},
    )
    for number, trigger in enumerate(given):
        one = api.post("/automations/", _automation(f"trigger {number}", trigger=trigger))["id"]
        api.get(f"/automations/{one}")
    # Without a type; what requires too much to be compound is a sequence.
    for require in ({}, {"require": "all"}, {"require": 1}, {"require": 2}, {"require": 0}, {"require": "most"}):
        api.post("/automations/", _automation("no type", trigger={"id": fixed_id("untyped"), "triggers": [inner], "within": 60} | require))
    for trigger in (
        None,
        {},
        {"type": "rubbish"},
        {"type": "event"},
        FAILED | {"posture": "Sometimes"},
        FAILED | {"threshold": -1},
        FAILED | {"threshold": 0},
        FAILED | {"within": -5},
        FAILED | {"within": "rubbish"},
        FAILED | {"posture": "Proactive", "within": 5},
        FAILED | {"posture": "Proactive"},
        FAILED | {"match": "text"},
        FAILED | {"match": {"a": 5}},
        FAILED | {"expect": "text"},
        FAILED | {"expect": [5]},
        FAILED | {"for_each": 5},
        FAILED | {"id": "rubbish"},
        FAILED | {"colour": "red"},
        {"type": "compound", "triggers": [], "require": 2, "within": 5},
        {"type": "compound", "triggers": [FAILED], "require": 2, "within": 5},
        {"type": "compound", "triggers": [FAILED], "require": 0, "within": 5},
        {"type": "compound", "triggers": [FAILED], "require": "most", "within": 5},
        {"type": "compound", "triggers": [FAILED], "require": "all", "within": -5},
        {"type": "sequence", "triggers": "text", "within": 5},
    ):
        api.post("/automations/", _automation("bad trigger", trigger=trigger))


def actions(api: Lockstep) -> None:
    document = UNKNOWN
    given = (
        NOTHING,
        {"type": "run-deployment", "source": "selected", "deployment_id": UNKNOWN, "parameters": {"a": 1}, "job_variables": {"b": 2}},
        {"type": "run-deployment", "source": "inferred"},
        {"type": "pause-deployment", "source": "inferred"},
        {"type": "resume-deployment", "source": "selected", "deployment_id": UNKNOWN},
        {"type": "cancel-flow-run"},
        {"type": "delete-flow-run"},
        {"type": "suspend-flow-run"},
        {"type": "resume-flow-run"},
        {"type": "change-flow-run-state", "state": "FAILED", "name": "Given up", "message": "m"},
        {"type": "pause-work-queue", "source": "inferred"},
        {"type": "resume-work-queue", "source": "selected", "work_queue_id": UNKNOWN},
        {"type": "pause-work-pool", "source": "inferred"},
        {"type": "resume-work-pool", "source": "selected", "work_pool_id": UNKNOWN},
        {"type": "pause-automation", "source": "inferred"},
        {"type": "resume-automation", "source": "selected", "automation_id": UNKNOWN},
        {"type": "send-notification", "block_document_id": document, "subject": "{{ flow_run.name }}", "body": "x"},
        {"type": "call-webhook", "block_document_id": document, "payload": "{{ event.id }}"},
    )
    for number, action in enumerate(given):
        one = api.post("/automations/", _automation(f"action {number}", actions=[action]))
        api.get(f"/automations/{one['id']}") if action == NOTHING else api.post("/automations/count", {"automations": {"name": {"any_": [f"action {number}"]}}})
    api.post("/automations/", _automation("several", actions=[NOTHING, NOTHING], actions_on_trigger=[NOTHING], actions_on_resolve=[NOTHING]))
    for action in (
        None,
        {},
        {"type": "rubbish"},
        {"type": "run-deployment", "source": "selected"},
        {"type": "run-deployment", "source": "inferred", "deployment_id": UNKNOWN},
        {"type": "run-deployment", "source": "rubbish"},
        {"type": "pause-automation", "source": "selected"},
        {"type": "pause-work-pool", "source": "inferred", "work_pool_id": UNKNOWN},
        {"type": "change-flow-run-state"},
        {"type": "change-flow-run-state", "state": "RUBBISH"},
        {"type": "send-notification"},
        {"type": "send-notification", "block_document_id": "rubbish", "body": "x"},
        {"type": "call-webhook", "block_document_id": UNKNOWN, "payload": {"a": "{{ event.id }}"}},
        NOTHING | {"colour": 1},
    ):
        api.post("/automations/", _automation("bad action", actions=[action]))
    run = {"type": "run-deployment", "source": "inferred"}
    for parameters in ({"a": "{{ event.id }}", "b": ["{{ broken"]}, {"a": {"__prefect_kind": "workspace_variable", "variable_name": "none"}}, {"a": {"__prefect_kind": "jinja", "template": "{{ event.id }}"}}):
        api.post("/automations/", _automation("good template", actions=[run | {"parameters": parameters}]))
    for action in (
        run | {"parameters": {"a": {"b": "{{ broken"}}},
        run | {"parameters": {"a": {"__prefect_kind": "jinja", "template": "{% for"}}},
        run | {"parameters": {"a": {"__prefect_kind": "none"}}},
        run | {"parameters": {"__prefect_kind": "json", "value": "{"}},
        {"type": "send-notification", "block_document_id": UNKNOWN, "body": "{{ broken"},
        {"type": "send-notification", "block_document_id": UNKNOWN, "body": "{% for x in y %}"},
        {"type": "call-webhook", "block_document_id": UNKNOWN, "payload": "{{ broken"},
    ):
        api.post("/automations/", _automation("bad template", actions=[action]))


def read_update_delete(api: Lockstep) -> None:
    one = api.post("/automations/", _automation("crud", description="d", enabled=False, tags=["a"]))["id"]
    api.get(f"/automations/{one}")
    api.put(f"/automations/{one}", _automation("renamed", enabled=True, tags=["b"]))
    api.get(f"/automations/{one}")
    api.put(f"/automations/{one}", _automation("renamed", trigger=FAILED | {"expect": ["other"]}, description="changed"))
    api.get(f"/automations/{one}")
    for change in ({"enabled": False}, {}, {"enabled": True}):
        api.patch(f"/automations/{one}", change)
        api.get(f"/automations/{one}")
    for bad in ({"name": "x"}, {"enabled": "maybe"}, {"enabled": None}, []):
        api.patch(f"/automations/{one}", bad)
    for bad in ({}, {"name": "x"}, _automation("x", owner_resource="r"), _automation("x", colour=1)):
        api.put(f"/automations/{one}", bad)
    for bad in ({}, {"name": None}, _automation("x") | {"name": 5}, _automation("x", enabled="maybe"), _automation("x", tags="t"), _automation("x", description=None), _automation("x", actions={}), _automation("x", colour=1)):
        api.post("/automations/", bad)
    # Enabled, this one would run a deployment for each of its own runs.
    endless = {"trigger": {"type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Running"]}, "actions": [{"type": "run-deployment", "source": "inferred"}]}
    two = api.post("/automations/", _automation("endless", enabled=False, **endless))["id"]
    api.post("/automations/", _automation("endless", **endless))
    for change in ({"enabled": True}, {}, {"enabled": False}):
        api.patch(f"/automations/{two}", change)
        api.get(f"/automations/{two}")
    api.put(f"/automations/{two}", _automation("endless", enabled=False, **endless))
    api.put(f"/automations/{two}", _automation("endless", **endless))
    api.put(f"/automations/{UNKNOWN}", _automation("nobody"))
    api.patch(f"/automations/{UNKNOWN}", {"enabled": True})
    api.get(f"/automations/{UNKNOWN}")
    api.get("/automations/not-an-id")
    api.delete(f"/automations/{one}")
    api.delete(f"/automations/{one}")
    api.get(f"/automations/{one}")
    api.delete("/automations/not-an-id")


def filter_automations(api: Lockstep) -> None:
    ids = [api.post("/automations/", _automation(f"filter {name}", tags=tags, enabled=name != "c"))["id"] for name, tags in (("a", ["af"]), ("b", ["af", "x"]), ("c", []))]
    names = {"name": {"any_": ["filter a", "filter b", "filter c"]}}
    for automations in (
        names,
        {"name": {"any_": []}},
        {"tags": {"all_": ["af"]}},
        {"tags": {"any_": ["x", "y"]}},
        {"tags": {"is_null_": True}} | names,
        {"tags": {"is_null_": False}} | names,
        {"id": {"any_": [ids[0], UNKNOWN]}},
        {"created": {"before_": "2020-01-01T00:00:00Z"}},
        {"created": {"before_": "2099-01-01T00:00:00Z"}} | names,
        {"operator": "or_", "name": {"any_": ["filter c"]}, "tags": {"all_": ["x"]}},
    ):
        for sort in ("NAME_ASC", "NAME_DESC"):
            api.post("/automations/filter", {"automations": automations, "sort": sort})
        api.post("/automations/count", {"automations": automations})
    for sort in ("CREATED_DESC", "UPDATED_DESC"):
        api.post("/automations/filter", {"automations": names, "sort": sort})
    for page in ({"limit": 1, "offset": 1}, {"limit": 0}, {"limit": 201}, {"limit": -1}, {"offset": -1}, {"sort": "X"}, {"automations": {"colour": 1}}, {"automations": []}):
        api.post("/automations/filter", {"automations": names, "sort": "NAME_ASC"} | page)


def owned(api: Lockstep) -> None:
    owner = f"prefect.deployment.{fixed_id('owner')}"
    for name in ("owned a", "owned b"):
        api.post("/automations/", _automation(name, owner_resource=owner))
    api.get(f"/automations/related-to/{owner}", unordered="name")
    api.get("/automations/related-to/prefect.deployment.none")
    api.get("/automations/related-to/rubbish")
    api.delete(f"/automations/owned-by/{owner}")
    api.post("/automations/count", {"automations": {"name": {"any_": ["owned a", "owned b"]}}})
    api.delete("/automations/owned-by/nobody")


def templates(api: Lockstep) -> None:
    for path in ("/templates/validate", "/automations/templates/validate"):
        for template in ("plain", "{{ event.id }}", "{{ broken", "{% for x in y %}", "{% endfor %}", "{{ x | no_such_filter }}", "", "{{ flow_run|ui_url }}", "{% for a in b %}{% for c in d %}{% for e in f %}{% endfor %}{% endfor %}{% endfor %}"):
            api.post(path, template)
        for bad in (5, None, {}, []):
            api.post(path, bad)
