"""Bad input to every operation: derived from the OpenAPI document, so that none is forgotten.

Each operation gets broken bodies, bodies of the wrong type, unknown fields, bad and unknown ids, and each field of
its body in turn gets values of other types. These scenarios have servers of their own, with few objects in them.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, event, flow, flow_run, task_run
from tests.compat.openapi import Operation

WRONG_VALUES = (None, True, 5, -1, 2.5, "", "text", "\u0000", [], ["text"], [None], {}, {"colour": "red"}, 10**20, "9999999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z")
LISTED = r"^body(\.results|\.events)?\[\d+\]|^body\.(total|next_page)$"
# So many of them are tried where a field of the same name and rule was tried with all of them before.
TRIED_AGAIN = 2
BROKEN = (b"{", b"", b"null", b"[]", b'"text"', b"5", b"{}", b'{"a": NaN}', b"\xff\xfe", b'{"a": "\\ud800"}', b"[" * 2000, b'{"name": "x", "name": "y"}', b"{} trailing")
# An automation that waits for everything fires for the event that it has fired, and for the next one, for ever.
UNFIRED = {"enabled": False, "trigger": {"posture": "Reactive", "expect": ["nothing.of.this.name"]}}
# Deep filters are shared by many operations; their insides are tried where they are at home.
DEEP = {"/flows/filter", "/flow_runs/filter", "/task_runs/filter", "/artifacts/filter", "/artifacts/latest/filter", "/variables/filter", "/logs/filter", "/block_documents/filter", "/block_types/filter", "/events/filter", "/automations/filter"}  # fmt: skip


def _operations(api: Lockstep, *, body: bool | None = None) -> Iterator[Operation]:
    for operation in api.contract.operations:
        if operation.method == "WS":
            continue
        if body is None or ("requestBody" in api.contract.details(operation)) == body:
            yield operation


def _address(operation: Operation, value: str = UNKNOWN) -> str:
    """The operation's path with `value` in place of every parameter."""
    parts = [value if part.startswith("{") else part for part in operation.path.split("/")]
    return "/".join(parts)


def some_objects(api: Lockstep) -> None:
    """What the lists and the deletions of the other scenarios find."""
    for name in ("bad-input-a", "bad-input-b"):
        run = flow_run(api, flow(api, name), name=f"{name}-run", tags=["bad"])
        inside = task_run(api, run, f"{name}-task", name=f"{name}-task")
        api.post("/logs/", [{"name": name, "level": 20, "message": name, "timestamp": "2024-01-01T00:00:00Z"}])
        api.post("/artifacts/", {"key": name, "type": "markdown", "data": name, "flow_run_id": run, "task_run_id": inside})
        api.post("/variables/", {"name": name.replace("-", "_"), "value": name})
        api.post("/events", [event(f"bad.{name}", name, "2024-01-01T00:00:00Z")])


def broken_bodies(api: Lockstep) -> None:
    # Deletions in bulk come last: they take what the others list.
    for operation in sorted(_operations(api, body=True), key=lambda operation: "bulk" in operation.path):
        for raw in BROKEN:
            _request(api, operation, raw=raw, headers={"content-type": "application/json"})
        _request(api, operation, raw=b"{}", headers={"content-type": "text/plain"})
        _request(api, operation, raw=b"a=b", headers={"content-type": "application/x-www-form-urlencoded"})
        _request(api, operation, {"colour": "red"})


def _request(api: Lockstep, operation: Operation, body: Any = ..., **more: Any) -> None:
    """What a list holds is compared where it is known (here random ids decide what is on a page); how many there are, by the counts."""
    api.request(operation.method, _address(operation), body, ids="deleted", ignore=LISTED, **more)


def bad_path_parameters(api: Lockstep) -> None:
    for operation in _operations(api):
        if "{" not in operation.path:
            continue
        for value in (UNKNOWN, "rubbish", "%00", "00000000-0000-0000-0000-00000000000g", "%F0%9F%98%80", "a" * 300, UNKNOWN.upper(), UNKNOWN.replace("-", "")):
            body = {} if "requestBody" in api.contract.details(operation) else ...
            api.request(operation.method, _address(operation, value), body)


def unknown_query_parameters(api: Lockstep) -> None:
    for operation in _operations(api, body=False):
        if operation.method == "GET":
            api.get(f"{_address(operation)}?colour=red&limit=-1", ignore=LISTED)


def wrong_methods(api: Lockstep) -> None:
    for operation in _operations(api):
        for method in ("PUT", "PATCH", "DELETE", "GET", "POST", "OPTIONS", "HEAD"):
            if api.contract.operation(method, _address(operation)) not in api.contract.operations:
                api.request(method, _address(operation))


def _schema(api: Lockstep, operation: Operation) -> dict[str, Any]:
    content = api.contract.details(operation)["requestBody"]["content"]["application/json"]["schema"]
    return api.contract.resolve(content)


def _object(api: Lockstep, schema: dict[str, Any]) -> dict[str, Any] | None:
    """The object that a schema allows, if it does."""
    schema = api.contract.resolve(schema)
    for option in schema.get("anyOf", schema.get("allOf", [schema])):
        option = api.contract.resolve(option)
        if "properties" in option:
            return option
    return None


def _fields(api: Lockstep, schema: dict[str, Any], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """The path of each field, with its name and rule."""
    for name, inner in schema.get("properties", {}).items():
        yield (name,), f"{name} {json.dumps(inner, sort_keys=True)}"
        nested = _object(api, inner)
        if depth > 1 and nested is not None:
            for path, rule in _fields(api, nested, depth - 1):
                yield (name, *path), rule


def _valid(api: Lockstep, operation: Operation) -> dict[str, Any]:
    """A body that the operation accepts but for the ids, which name nothing."""
    schema = _schema(api, operation)
    valid = {name: _sample(api, schema["properties"][name], name) for name in schema.get("required", [])}
    return valid | UNFIRED if "trigger" in valid else valid


def _sample(api: Lockstep, schema: dict[str, Any], name: str) -> Any:
    schema = api.contract.resolve(schema)
    for option in schema.get("anyOf", schema.get("oneOf", [schema])):
        option = api.contract.resolve(option)
        if "enum" in option:
            return option["enum"][0]
        if "const" in option:
            return option["const"]
        kind, shape = option.get("type"), option.get("format")
        if kind == "string":
            return {"uuid": UNKNOWN, "date-time": "2030-01-01T00:00:00Z"}.get(shape, f"bad-input-{name}".replace("_", "-"))
        if kind in ("integer", "number"):
            return 1 if name != "history_interval_seconds" else 3600
        if kind == "array":
            return []
        if "properties" in option:
            return {inner: _sample(api, option["properties"][inner], inner) for inner in option.get("required", [])}
        if kind in ("object", "boolean"):
            return {} if kind == "object" else True
    return 1


def _with(body: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    name, *rest = path
    if not rest:
        return body | {name: value}
    inner = body.get(name)
    return body | {name: _with(inner if isinstance(inner, dict) else {}, tuple(rest), value)}


def wrong_types(api: Lockstep) -> None:
    """Each field of each body with values of every type, the rest of the body valid."""
    tried: dict[str, int] = {}
    for operation in _operations(api, body=True):
        schema = _schema(api, operation)
        if "properties" not in schema:
            continue
        valid = _valid(api, operation)
        for path, rule in _fields(api, schema, 3 if operation.path in DEEP else 2):
            for value in _values(tried, rule):
                _request(api, operation, _with(valid, path, value))


def _values(tried: dict[str, int], rule: str) -> Iterator[Any]:
    """All values where a rule is met for the first time, the next few of them each time that it is met again."""
    again = tried.get(rule)
    tried[rule] = 0 if again is None else again + TRIED_AGAIN
    if again is None:
        yield from WRONG_VALUES
    else:
        yield from (WRONG_VALUES[(again + step) % len(WRONG_VALUES)] for step in range(TRIED_AGAIN))


def large_bodies(api: Lockstep) -> None:
    for size in (1 << 20, 10 << 20):
        text = "x" * size
        api.post("/flows/", {"name": f"large-{size}", "tags": [text]})
        api.post("/logs/", [{"name": "l", "level": 20, "message": text, "timestamp": "2024-01-01T00:00:00Z"}])
        api.post("/variables/", {"name": "large", "value": text})
        api.post("/artifacts/", {"key": f"large-{size}", "data": text})
        api.post("/flow_runs/filter", {"flow_runs": {"name": {"any_": [text]}}})
        api.post("/flows/", raw=b'{"name": "' + text.encode())


def nul_bytes(api: Lockstep) -> None:
    for path, body in (
        ("/flows/", {"name": "nul\u0000name"}),
        ("/flows/", {"name": "nul-tag", "tags": ["a\u0000b"]}),
        ("/flows/", {"name": "nul-label", "labels": {"a\u0000": "b\u0000"}}),
        ("/variables/", {"name": "nul_value", "value": "a\u0000b"}),
        ("/artifacts/", {"key": "nul-data", "data": "a\u0000b", "description": "\u0000"}),
        ("/logs/", [{"name": "\u0000", "level": 20, "message": "a\u0000b", "timestamp": "2024-01-01T00:00:00Z"}]),
        ("/flows/filter", {"flows": {"name": {"like_": "\u0000"}}}),
        ("/flow_runs/filter", {"flow_runs": {"tags": {"all_": ["\u0000"]}}}),
    ):
        api.post(path, body)


def lone_surrogates_and_depth(api: Lockstep) -> None:
    for path, body in (
        ("/flows/", b'{"name": "\\ud83d lone"}'),
        ("/flows/", b'{"name": "lone", "tags": ["\\udc00"]}'),
        ("/flows/filter", b'{"unknown": {"\\ud800": "\\udc00"}}'),
        ("/flows/", b'{"name": "lone", "unknown": "\\ud800"}'),
        ("/variables/", b'{"name": "lone", "value": {"a": ["\\ud800"]}}'),
        ("/flows/filter", b'{"flows": {"name": {"any_": ["\\ud800"]}}}'),
        ("/logs/", b'[{"name": "n", "level": 20, "message": "\\ud800", "timestamp": "2024-01-01T00:00:00Z"}]'),
    ):
        api.post(path, raw=body, headers={"content-type": "application/json"})
    deep = b'{"name": "deep", "value": ' + b"[" * 500 + b"]" * 500 + b"}"
    api.post("/variables/", raw=deep, headers={"content-type": "application/json"})
    api.post("/flows/filter", {"flows": {"name": {"like_": "'; DROP TABLE flow; --"}}})
    api.post("/flows/filter", {"flows": {"name": {"any_": ["x"] * 2000}}})


def far_off_dates(api: Lockstep) -> None:
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "10000-01-01T00:00:00Z", "2024-02-30T00:00:00Z", "2024-13-01", "2024-01-01", "2024-01-01 00:00", "2024-01-01T00:00:00.1234567Z", "1e12", 1e20, -1, 253402300800):
        api.post("/logs/", [{"name": "far", "level": 20, "message": "far", "timestamp": moment}])
        api.post("/logs/filter", {"logs": {"timestamp": {"after_": moment}, "flow_run_id": {"any_": [UNKNOWN]}}})
        api.post("/flow_runs/count", {"flow_runs": {"start_time": {"before_": moment}, "name": {"any_": ["none"]}}})
        api.post("/flow_runs/history", {"history_start": moment, "history_end": moment, "history_interval_seconds": 60})
        api.post("/events/filter", {"filter": {"occurred": {"since": moment}, "event": {"name": ["none"]}}})
