"""/ui/schemas. What else is below /ui is with the runs and flows that it tells of."""

from __future__ import annotations

from tests.compat.lockstep import Lockstep

MEMBERS = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "age": {"type": "integer", "minimum": 0, "default": 3},
        "tags": {"type": "array", "items": {"type": "string"}},
        "when": {"type": "string", "format": "date-time"},
        "home": {"$ref": "#/definitions/Home"},
    },
    "required": ["name"],
    "definitions": {"Home": {"title": "Home", "type": "object", "properties": {"street": {"type": "string"}}, "required": ["street"]}},
}


def schemas(api: Lockstep) -> None:
    api.post("/variables/", {"name": "ui-number", "value": 7})
    number = {"__prefect_kind": "workspace_variable", "variable_name": "ui-number"}
    missing = {"__prefect_kind": "workspace_variable", "variable_name": "ui-missing"}
    for values in (
        {"name": "ab"},
        {},
        {"name": "a", "age": -1, "tags": ["x", 1, None], "when": "never", "home": {}},
        {"name": None, "age": None, "tags": None},
        {"name": number, "age": number},
        {"name": missing, "tags": [missing]},
        {"name": {"__prefect_kind": "jinja", "template": "{{ x }}"}},
        {"name": {"__prefect_kind": "json", "value": '"ab"'}, "age": {"__prefect_kind": "json", "value": "x"}},
        {"__prefect_kind": "json", "value": '{"name": "ab"}'},
        {"__prefect_kind": "json"},
        {"name": "ab", "home": {"street": 5}, "more": True},
    ):
        api.post("/ui/schemas/validate", {"schema": MEMBERS, "values": values})
    for schema in (
        {},
        {"type": "nothing"},
        {"properties": 5},
        {"$ref": "#"},
        {"$ref": "#/nowhere"},
        {"$ref": "https://example.org/schema.json"},
        {"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}},
        {"properties": {"a": {"type": "array", "items": [{"type": "string"}, {"type": "integer"}]}}},
        {"additionalProperties": False},
        {"minProperties": 3},
    ):
        api.post("/ui/schemas/validate", {"schema": schema, "values": {"a": [1, 2]}})
    for bad in ({}, {"schema": {}}, {"values": {}}, {"schema": [], "values": {}}, {"schema": {}, "values": None}):
        api.post("/ui/schemas/validate", bad)
