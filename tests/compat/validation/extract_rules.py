"""Writes the request rules of Prefect's API as data: `crates/weir-contract/rules/prefect-3.8.8.json`.

Run: python extract_rules.py OUTPUT, in an environment with prefect==3.8.8 and fastapi<0.151.

The OpenAPI document leaves out much of what the server checks (strictness, custom rules, the order of union members,
what an unknown field does), so the rules come from the validators that the server has built: types, limits and names
only. The result is a table of nodes that refer to each other by index, equal nodes stored once, and one entry an
operation. Rules that are code in Prefect appear by name and are written anew in `src/rule.rs`.
"""

import functools
import json
import sys
from datetime import timedelta
from enum import Enum
from typing import Any

from prefect_app import dependants, operations
from pydantic_core import SchemaValidator, core_schema

nodes: list[Any] = []
by_text: dict[str, int] = {}
by_ref: dict[tuple[str, bool], int] = {}
definitions: dict[str, Any] = {}
inside: list[str] = []


def intern(node: Any) -> int:
    text = json.dumps(node, sort_keys=True)
    if text not in by_text:
        by_text[text] = len(nodes)
        nodes.append(node)
    return by_text[text]


def label(schema: dict[str, Any]) -> str:
    """How pydantic-core names the validator: a union puts it into the location of an error."""
    while schema["type"] == "definition-ref" and schema["schema_ref"] in definitions:
        schema = definitions[schema["schema_ref"]]
    if schema["type"] in ("model",):
        return schema["cls"].__name__
    wrapped = core_schema.definitions_schema(schema, list(definitions.values()))
    try:
        return SchemaValidator(wrapped).title
    except Exception:
        return SchemaValidator(schema).title


def in_compound() -> bool:
    return any("CompoundTrigger:" in ref for ref in inside)


def shown_label(schema: dict[str, Any]) -> str:
    """Anywhere below a compound trigger that trigger is named with its wrapper once, elsewhere twice."""
    name = label(schema)
    wrapper = name.split("[")[0] + "[" + name.split("[")[1].split(" ")[0] + " " if name.startswith("function-") else ""
    if in_compound() and wrapper and name.startswith(wrapper * 2):
        return name.removeprefix(wrapper).removesuffix("]")
    return name


def plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, timedelta):
        return value.total_seconds()
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, set):
        return sorted(value)
    return value


def rule(function: Any) -> list[str]:
    if isinstance(function, functools.partial):
        return [function.func.__name__, str(next(iter(function.keywords.values())))]
    return [function.__name__]


LIMITS = ("strict", "gt", "ge", "lt", "le", "min_length", "max_length", "pattern")


def compile_schema(schema: dict[str, Any]) -> int:
    kind = schema["type"]
    ref = schema.get("ref")
    if kind == "definitions":
        for definition in schema["definitions"]:
            definitions[definition["ref"]] = definition
        return compile_schema(schema["schema"])
    if kind == "definition-ref":
        name = schema["schema_ref"]
        key = (name, in_compound() or "CompoundTrigger:" in name)
        if key not in by_ref:
            by_ref[key] = len(nodes)
            nodes.append(None)
            at = by_ref[key]
            definition = {key: value for key, value in definitions[name].items() if key != "ref"}
            inside.append(name)
            inner = compile_schema(definition)
            inside.pop()
            nodes[at] = ["same", inner]
        return by_ref[key]
    if ref is not None and (ref, in_compound()) in by_ref:
        return by_ref[ref, in_compound()]
    limits = {key: plain(schema[key]) for key in LIMITS if schema.get(key) is not None}
    match kind:
        case "any" | "str" | "int" | "float" | "bool" | "uuid" | "datetime" | "timedelta" | "bytes":
            return intern([kind, limits] if limits else [kind])
        case "enum":
            return intern(["enum", [plain(member) for member in schema["members"]]])
        case "literal":
            expected = schema["expected"]
            shown = [[repr(value) for value in expected]] if any(isinstance(value, Enum) for value in expected) else []
            return intern(["literal", [plain(value) for value in expected], *shown])
        case "nullable":
            return intern(["nullable", compile_schema(schema["schema"])])
        case "default":
            return compile_schema(schema["schema"])
        case "list" | "set":
            items = schema.get("items_schema")
            return intern([kind, compile_schema(items) if items else intern(["any"]), limits])
        case "tuple":
            return intern(["tuple", [compile_schema(item) for item in schema["items_schema"]]])
        case "dict":
            keys, values = schema.get("keys_schema"), schema.get("values_schema")
            return intern(
                [
                    "dict",
                    compile_schema(keys) if keys else intern(["any"]),
                    compile_schema(values) if values else intern(["any"]),
                ]
            )
        case "union":
            assert schema.get("mode", "smart") == "smart"
            choices = []
            for choice in schema["choices"]:
                inner, name = choice if isinstance(choice, tuple) else (choice, None)
                choices.append([name or shown_label(inner), compile_schema(inner)])
            return intern(["union", choices])
        case "model":
            extra = schema.get("config", {}).get("extra_fields_behavior", "ignore")
            inner = schema["schema"]
            if schema.get("root_model"):
                return intern(["root", compile_schema(inner)])
            return model(schema["cls"].__name__, inner, extra)
        case "function-before" | "function-after":
            side = kind.removeprefix("function-")
            return intern([side, rule(schema["function"]["function"]), compile_schema(schema["schema"])])
        case "function-wrap":
            name = schema["function"]["function"].__qualname__
            if name == "DateTime._validate":
                return intern(["timestamp"])
            if name == "sequence_validator":
                return compile_schema(schema["schema"])
        case "json-or-python":
            return compile_schema(schema["python_schema"])
        case "chain":
            assert schema["steps"][0]["type"] == "is-instance"
            return intern(["sequence", compile_schema(schema["steps"][1])])
    raise SystemExit(f"no rule for {kind}: {schema}")


def model(name: str, schema: dict[str, Any], extra: str) -> int:
    # A model's own validators wrap its fields; they are kept in order around the fields node.
    if schema["type"] in ("function-before", "function-after"):
        side = schema["type"].removeprefix("function-")
        return intern([side, rule(schema["function"]["function"]), model(name, schema["schema"], extra)])
    assert schema["type"] == "model-fields", schema["type"]
    extra = schema.get("extra_behavior", extra)
    fields = []
    for field, spec in schema["fields"].items():
        inner = spec["schema"]
        alias = spec.get("validation_alias", field)
        has_default = inner["type"] == "default"
        checked = has_default and inner.get("validate_default", False)
        assert not checked or inner.get("default") is None, (name, field)
        fields.append([alias, int(not has_default), compile_schema(inner)])
    return intern(["model", name, extra, fields])


def parameter(field: Any, depth: int) -> dict[str, Any]:
    info = field.field_info
    entry: dict[str, Any] = {
        "name": field.field_info.alias or field.name,
        "node": compile_schema(field._type_adapter.core_schema),
    }
    if info.is_required():
        entry["required"] = True
    else:
        default = plain(field.get_default())
        if default is not None:
            entry["default"] = default
    if depth:
        entry["dependency"] = True
    if info.__class__.__name__ == "Query":
        core = field._type_adapter.core_schema
        text = str(core)
        if "'type': 'list'" in text[:400] or "'type': 'set'" in text[:400]:
            entry["many"] = True
    return entry


def operation(method: str, path: str, route: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"method": method, "path": path}
    for place in ("path", "query", "body"):
        listed, seen = [], set()
        for dependant in dependants(route.dependant):
            depth = 0 if dependant is route.dependant else 1
            for field in getattr(dependant, f"{place}_params"):
                listed.append(parameter(field, depth))
                seen.add(field.name)
        if listed:
            entry[f"{place}_params" if place != "body" else "body"] = listed
    if route.body_field is not None and route._embed_body_fields:
        entry["embed"] = True
    return entry


def main() -> None:
    listed = [operation(*found) for found in operations()]
    with open(sys.argv[1], "w") as out:
        out.write('{"nodes":[\n')
        out.write(",\n".join(json.dumps(node, separators=(",", ":")) for node in nodes))
        out.write('\n],"operations":[\n')
        out.write(",\n".join(json.dumps(entry, separators=(",", ":")) for entry in listed))
        out.write("\n]}\n")
    print(f"{len(nodes)} nodes, {len(listed)} operations", file=sys.stderr)


main()
