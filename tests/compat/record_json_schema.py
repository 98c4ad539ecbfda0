"""Writes down what Prefect's check of values against JSON Schemas says.

Run with Prefect 3.8.8: python -m tests.compat.record_json_schema OUTPUT, where OUTPUT is
`crates/weir-engine/tests/golden/json_schema.json`. The cases are drawn from a fixed seed.

A case is a list: the schema, the values (with placeholders), the tree of mismatches that forms are shown or the text
that says what is wrong with the schema, and what is said of the worst mismatch. Where Prefect fails, or placeholders
cannot be filled in, stands null.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

from jsonschema import _keywords
from prefect.utilities.schema_tools import hydration, validation

VARIABLES = {"limit": 7, "names": ["a", "b"]}
NAMES = ["a", "b", "name", "it's", "x-y"]
TYPES = ["string", "integer", "number", "boolean", "array", "object", "null"]
SCALARS = [None, True, False, 0, 1, -3, 7, 1.0, 2.5, 1e20, 0.00001, "", "a", "it's", "a\nb", "abcdef", "2026-01-01", "x@y"]
PLACEHOLDERS = [
    {"__prefect_kind": "json", "value": "[1, 2]"},
    {"__prefect_kind": "json", "value": "rubbish"},
    {"__prefect_kind": "json", "value": 5},
    {"__prefect_kind": "json"},
    {"__prefect_kind": "none"},
    {"__prefect_kind": "none", "value": {"a": 1}},
    {"__prefect_kind": "jinja", "template": "{{ x }}"},
    {"__prefect_kind": "jinja"},
    {"__prefect_kind": "workspace_variable", "variable_name": "limit"},
    {"__prefect_kind": "workspace_variable", "variable_name": "none such"},
    {"__prefect_kind": "workspace_variable"},
    {"__prefect_kind": "json", "value": {"__prefect_kind": "workspace_variable", "variable_name": "no"}},
]
FORMATS = ["date", "date-time", "time", "uuid", "email", "ipv4", "ipv6", "regex", "json-pointer", "unheard-of"]
TEXTS = [
    "2026-01-01", "2026-02-30", "0000-01-01", "20260101", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00",
    "2026-01-01t10:00:00.5+01:00", "2026-01-01 10:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T10:00:60Z", "10:00:00Z",
    "10:00:00", "2b54a6d4-6d9e-4d9c-9f5d-6d8c4a9f7d10", "2b54a6d46d9e4d9c9f5d6d8c4a9f7d10", "x@y", "nobody", "127.0.0.1",
    "127.0.0.01", "256.1.1.1", "::1", "::1%eth0", "1::2::3", "[a-z]+", "[", "(?P<a>x)", "/a/b", "/a~1b", "/a~2", "a/b", "",
]
WHOLE = [
    {},
    {"type": "object"},
    {"type": "nothing"},
    {"properties": 5},
    {"required": "a"},
    {"required": ["a", "a"]},
    {"minLength": -1},
    {"$ref": "#"},
    {"allOf": [{"$ref": "#"}]},
    {"properties": {"a": {"$ref": "#/definitions/Missing"}}},
    {"properties": {"a": {"$ref": "https://example.org/schema"}}},
    {"properties": {"a": {"$ref": "#anchor"}}, "definitions": {"T": {"$anchor": "anchor", "type": "string"}}},
    {"properties": {"a": {"$ref": "#nowhere"}}},
    {"properties": {"a": {"pattern": "["}}},
    {"properties": {"a": {"type": ["string", "none"]}}},
    {"properties": {"a": {"enum": 1}}},
    {"additionalProperties": 7},
    {"anyOf": []},
    {"$defs": {"a": 1}},
    {"items": [1]},
    {"properties": {"a": {"multipleOf": 0}}},
]


def main(output: Path) -> None:
    # The additional members of an object are checked in the order of a set: any will do, so record the given one.
    _keywords.set = dict.fromkeys
    chance = random.Random(388)
    cases = [(schema, values) for schema in WHOLE for values in ({}, {"a": 1}, {"a": "x"})]
    cases += [({"properties": {"a": {"format": name}}}, {"a": text}) for name in FORMATS for text in TEXTS]
    cases += [(_schema_of_members(chance), _values(chance)) for _ in range(900)]
    lines = []
    for schema, values in cases:
        row = [schema, values, _tree(schema, values), _worst(schema, values)]
        line = json.dumps(row, separators=(",", ":"))
        # Python shows where in its memory such a thing is.
        if "object at 0x" not in line and line not in lines:
            lines.append(line)
    output.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def _context(**more: Any) -> hydration.HydrationContext:
    return hydration.HydrationContext(workspace_variables=VARIABLES, render_workspace_variables=True, **more)


def _tree(schema: Any, values: Any) -> Any:
    try:
        prepared = validation.preprocess_schema(schema)
        validation.is_valid_schema(prepared, preprocess=False)
        errors = validation.validate(hydration.hydrate(values, _context()), prepared, preprocess=False)
        return validation.build_error_obj(errors)
    except ValueError as error:
        return str(error)
    except validation.CircularSchemaRefError:
        return "Invalid schema: Unable to validate schema with circular references."
    except validation.ValidationError as error:
        return f"Invalid schema: {error}"
    except Exception:
        # Prefect's server fails.
        return None


def _worst(schema: Any, values: Any) -> Any:
    try:
        filled = hydration.hydrate(values, _context(raise_on_error=True, render_jinja=True))
        validation.validate(filled, schema, raise_on_error=True)
    except validation.CircularSchemaRefError:
        return "circular"
    except validation.ValidationError as error:
        return str(error)
    except Exception:
        # Prefect's server fails.
        return None
    return "fits"


def _values(chance: random.Random) -> dict[str, Any]:
    return {name: _value(chance, 3) for name in chance.sample(NAMES, chance.randrange(4))}


def _value(chance: random.Random, depth: int) -> Any:
    kind = chance.random()
    if depth > 0 and kind < 0.2:
        return [_value(chance, depth - 1) for _ in range(chance.randrange(4))]
    if depth > 0 and kind < 0.4:
        return {name: _value(chance, depth - 1) for name in chance.sample(NAMES, chance.randrange(3))}
    return chance.choice(PLACEHOLDERS) if kind < 0.5 else chance.choice(SCALARS)


def _schema_of_members(chance: random.Random) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"} if chance.random() < 0.5 else {}
    schema["properties"] = {name: _schema(chance, 3) for name in chance.sample(NAMES, chance.randrange(1, 4))}
    if chance.random() < 0.4:
        schema["required"] = chance.sample(NAMES, chance.randrange(1, 3))
    if chance.random() < 0.2:
        schema["additionalProperties"] = chance.choice([False, True, {"type": "string"}])
    if chance.random() < 0.1:
        schema[chance.choice(["unevaluatedProperties", "propertyNames"])] = chance.choice([False, {"maxLength": 3, "type": "string"}])
    if chance.random() < 0.3:
        schema["definitions"] = {"Thing": _schema_of_members(chance) | {"title": "Thing"}}
        if chance.random() < 0.3:
            schema["definitions"]["Thing"]["block_type_slug"] = "thing"
        schema["properties"]["a"] = {"$ref": "#/definitions/Thing"}
    return _shuffled(chance, schema)


def _schema(chance: random.Random, depth: int) -> Any:
    if chance.random() < 0.03:
        return {"not": {}} if depth == 3 else chance.choice([True, False])
    schema: dict[str, Any] = {}
    for keyword in chance.sample(list(KEYWORDS), chance.randrange(1, 4)):
        schema |= KEYWORDS[keyword](chance, depth - 1)
    return _shuffled(chance, schema)


def _shuffled(chance: random.Random, schema: dict[str, Any]) -> dict[str, Any]:
    return dict(chance.sample(list(schema.items()), len(schema)))


def _some(chance: random.Random, depth: int) -> list[Any]:
    return [_schema(chance, depth) for _ in range(chance.randrange(1, 4))] if depth > 0 else [{"type": chance.choice(TYPES)}]


KEYWORDS = {
    "type": lambda chance, _: {"type": chance.choice(TYPES)},
    "types": lambda chance, _: {"type": chance.sample(TYPES, 2)},
    "typed default": lambda chance, _: {"type": chance.choice(TYPES), "default": None},
    "enum": lambda chance, _: {"enum": chance.sample(SCALARS, 3)},
    "const": lambda chance, _: {"const": chance.choice(SCALARS)},
    "minimum": lambda chance, _: {"minimum": chance.choice([0, 1.5, 1])},
    "maximum": lambda chance, _: {"maximum": chance.choice([0, 2.5])},
    "exclusive": lambda chance, _: {"exclusiveMinimum": 1, "exclusiveMaximum": 7.0},
    "multipleOf": lambda chance, _: {"multipleOf": chance.choice([2, 0.5, 3])},
    "length": lambda chance, _: {"minLength": chance.choice([1, 2]), "maxLength": chance.choice([0, 3])},
    "pattern": lambda chance, _: {"pattern": chance.choice(["^a", "\\d+", "'"])},
    "size": lambda chance, _: {"minItems": chance.choice([1, 2]), "maxItems": chance.choice([0, 2])},
    "unique": lambda chance, _: {"uniqueItems": True},
    "items": lambda chance, depth: {"items": _some(chance, depth)[0]},
    "tuple": lambda chance, depth: {"items": _some(chance, depth)},
    "prefix": lambda chance, depth: {"prefixItems": _some(chance, depth), "items": chance.choice([False, {"type": "string"}])},
    "contains": lambda chance, depth: {"contains": _some(chance, depth)[0]} | chance.choice([{}, {"minContains": 2}, {"maxContains": 1}]),
    "properties": lambda chance, depth: {"properties": {name: _some(chance, depth)[0] for name in chance.sample(NAMES, 2)}},
    "patterns": lambda chance, depth: {"patternProperties": {"^a": _some(chance, depth)[0]}},
    "closed": lambda chance, _: {"additionalProperties": False},
    "required": lambda chance, _: {"required": chance.sample(NAMES, 2)},
    "dependent": lambda chance, _: {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"b": {"required": ["name"]}}},
    "count": lambda chance, _: {"minProperties": chance.choice([1, 2]), "maxProperties": chance.choice([0, 1])},
    "anyOf": lambda chance, depth: {"anyOf": _some(chance, depth)},
    "oneOf": lambda chance, depth: {"oneOf": _some(chance, depth)},
    "allOf": lambda chance, depth: {"allOf": _some(chance, depth)},
    "not": lambda chance, depth: {"not": _some(chance, depth)[0]},
    "if": lambda chance, depth: {"if": _some(chance, depth)[0], "then": _some(chance, depth)[0], "else": _some(chance, depth)[0]},
    "unevaluated": lambda chance, depth: {"unevaluatedItems": False, "unevaluatedProperties": False},
}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
