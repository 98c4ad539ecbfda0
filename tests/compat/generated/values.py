"""Draws values for the schemas of the OpenAPI document that mean something to a server.

An id is mostly one of an object that is there, a name one of a few that come again, a time one around now, a cron text
one that can be read. Now and then a value is of another type.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from tests.compat.generated import vocabulary as words
from tests.compat.generated.known import KINDS
from tests.compat.generated.planned import from_now, one_of
from tests.compat.objects import UNKNOWN
from tests.compat.openapi import Contract, Operation

# Filters and bodies nest; below this depth optional fields stay out.
DEEPEST = 6
FILTER_OF = re.compile(r"^(?P<entity>[A-Z][A-Za-z]*?)Filter(?P<rest>[A-Z]\w*)$")
# Fields whose name does not tell the kind of the object.
SAME_KIND = {
    "parent_flow_run": "flow_run",
    "child_flow_run": "flow_run",
    "parent_task_run": "task_run",
    "storage_document": "block_document",
    "infrastructure_document": "block_document",
    "default_result_storage_block": "block_document",
    "latest": "artifact",
    "global_concurrency_limit": "limit",
    "deployment_concurrency_lease": "lease",
    "artifact_collection": "artifact",
}
# The field that a path parameter asks for.
CALLED = {"name": "name", "id_or_name": "name", "work_pool_name": "name", "deployment_name": "name", "slug": "slug", "tag": "tag", "key": "key"}
# An automation that fires acts by its own clock.
SILENT = {"enabled": False}


class Values:
    """`wrong` is the share of the leaves that get a value of another kind."""

    def __init__(self, contract: Contract, random: Random, *, wrong: float = 0.01) -> None:
        self.contract = contract
        self.random = random
        self.wrong = wrong
        # By path parameter: what the object that was made last is called.
        self.called: dict[str, str] = {}

    # ---- requests ----------------------------------------------------------------------------------------------

    def body(self, operation: Operation) -> Any:
        """A body for an operation, or `...` where it takes none."""
        details = self.contract.details(operation)
        if "requestBody" not in details:
            return ...
        schema = details["requestBody"]["content"]["application/json"]["schema"]
        body = self.of(schema, "", "body", 0)
        return tame(operation, body, self.random)

    def remember(self, operation: Operation, body: Any) -> None:
        """Notes what the object that a request makes is called, for the requests after it."""
        for parameter, field in CALLED.items():
            if isinstance(body, dict) and isinstance(body.get(field), str) and body[field]:
                if parameter != "work_pool_name" or operation.path == "/work_pools/":
                    self.called[parameter] = body[field]

    def path(self, operation: Operation, *, last: bool = False) -> str:
        """The path with its parameters and its query; with `last` the `id` is the one of the object made last."""
        parts = operation.path.split("/")
        for position, part in enumerate(parts):
            if part.startswith("{"):
                parts[position] = self._parameter(part.strip("{}"), "/".join(parts[:position]), last)
        return "/".join(parts) + self._query(operation)

    def _parameter(self, name: str, before: str, last: bool) -> str:
        if self.random.random() < 0.03:
            return self.random.choice((UNKNOWN, "rubbish", UNKNOWN.upper(), "%F0%9F%98%80"))
        if name == "id_or_name" and self.random.random() < 0.5:
            name = "id"
        if name in ("id", "schedule_id", "lease_id"):
            kind = KINDS[before] if name == "id" else name.removesuffix("_id")
            return one_of(kind, -1 if last else self._index())
        if name == "checksum" and self.random.random() < 0.7:
            return one_of("checksum", self._index())
        if name in self.called and self.random.random() < 0.6:
            return words.quoted(self.called[name])
        return words.quoted(self.random.choice(words.PATH.get(name, words.NAMES)))

    def _query(self, operation: Operation) -> str:
        pairs = []
        for parameter in self.contract.details(operation).get("parameters", []):
            if parameter["in"] == "query" and (parameter.get("required") or self.random.random() < 0.3):
                value = self.of(parameter["schema"], "", parameter["name"], 0)
                text = value if isinstance(value, str) else str(value).lower()
                pairs.append(f"{parameter['name']}={words.quoted(text)}")
        return "?" + "&".join(pairs) if pairs else ""

    # ---- values ------------------------------------------------------------------------------------------------

    def of(self, schema: dict[str, Any], owner: str, field: str, depth: int) -> Any:
        """A value for `schema`, which the object `owner` has in `field`."""
        if "$ref" in schema:
            owner_or_enum = schema["$ref"].rsplit("/", 1)[-1]
            resolved = self.contract.resolve(schema)
            return self.of(resolved, owner if "enum" in resolved else owner_or_enum, field, depth)
        if field != "body" and "properties" not in schema and self.random.random() < self.wrong:
            return self.random.choice(words.WRONG)
        known = words.OBJECTS.get(f"{owner}.{field}", words.OBJECTS.get(field))
        if known is not None and self._wants(schema, "object", "array"):
            return self.random.choice(known)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return self.of(self._option(schema[key]), owner, field, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        return self._typed(schema, owner, field, depth)

    def _wants(self, schema: dict[str, Any], *types: str) -> bool:
        """Whether a schema takes one of the types and is not described any further."""
        options = schema.get("anyOf", [schema])
        return any(option.get("type") in types and not {"items", "properties"} & option.keys() for option in options)

    def _option(self, options: list[dict[str, Any]]) -> dict[str, Any]:
        some = [option for option in options if option.get("type") != "null"]
        if len(some) < len(options) and self.random.random() < 0.08:
            return {"type": "null"}
        return self.random.choice(some) if some else {"type": "null"}

    def _typed(self, schema: dict[str, Any], owner: str, field: str, depth: int) -> Any:
        match schema.get("type"):
            case "null":
                return None
            case "boolean":
                return self.random.random() < 0.5
            case "integer":
                return self._whole(schema, field)
            case "number":
                return self._number(schema, field)
            case "string":
                return self._text(schema, owner, field)
            case "array":
                return self._array(schema, owner, field, depth)
            case "object":
                return self._object(schema, owner, depth)
        return self.random.choice(words.JSON)

    def _whole(self, schema: dict[str, Any], field: str) -> int:
        low, high = self._bounds(schema)
        if self.random.random() < 0.04:
            return self.random.choice((low - 1, high + 1, -1, 0, 2**31, 2**53))
        if field in ("limit", "offset", "page", "max_runs", "min_runs", "level"):
            return max(low, self.random.choice(words.WHOLE.get(field, (1, 2, 5, 20))))
        return self.random.randint(low, min(high, low + 6))

    def _number(self, schema: dict[str, Any], field: str) -> float:
        if field in words.SECONDS:
            return self.random.choice(words.SECONDS[field])
        low, high = self._bounds(schema)
        return self.random.choice((low, low + 0.5, float(low + 1), min(high, low + 60)))

    @staticmethod
    def _bounds(schema: dict[str, Any]) -> tuple[int, int]:
        low = int(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1))
        return low, int(schema.get("maximum", low + 1000))

    def _text(self, schema: dict[str, Any], owner: str, field: str) -> str:
        shape = schema.get("format")
        if shape == "uuid":
            return self._id(owner, field)
        if shape == "date-time":
            return self.instant()
        if shape == "duration":
            return self.random.choice(words.DURATIONS)
        return self.random.choice(self._words(owner, field))

    def _words(self, owner: str, field: str) -> tuple[str, ...]:
        by_owner = words.TEXTS.get(f"{owner}.{field}")
        if by_owner:
            return by_owner
        found = FILTER_OF.match(owner)
        if found and field in ("any_", "not_any_", "all_", "like_", "startswith_"):
            if field in ("like_", "startswith_"):
                return words.FRAGMENTS
            field = re.sub(r"(?<!^)(?=[A-Z])", "_", found["rest"]).lower()
        return words.TEXTS.get(field, words.NAMES)

    def _id(self, owner: str, field: str) -> str:
        if self.random.random() < 0.04:
            return self.random.choice((UNKNOWN, UNKNOWN.replace("-", "")))
        return one_of(kind_of(owner, field), self._index())

    def _index(self) -> int:
        """Mostly one of the objects made lately."""
        return -self.random.randint(1, 4) if self.random.random() < 0.5 else self.random.randint(0, 400)

    def instant(self) -> str:
        if self.random.random() < 0.1:
            return self.random.choice(words.INSTANTS)
        return from_now(self.random.choice(words.OFFSETS))

    def _array(self, schema: dict[str, Any], owner: str, field: str, depth: int) -> list[Any]:
        if "prefixItems" in schema:
            return [self.of(item, owner, field, depth + 1) for item in schema["prefixItems"]]
        count = self.random.choice((0, 1, 1, 1, 2, 2, 3)) if depth < DEEPEST else 0
        return [self.of(schema.get("items", {}), owner, field, depth + 1) for _ in range(count)]

    def _object(self, schema: dict[str, Any], owner: str, depth: int) -> dict[str, Any]:
        if "properties" not in schema:
            extra = schema.get("additionalProperties", True)
            rule = extra if isinstance(extra, dict) else {}
            return {self.random.choice(words.KEYS): self.of(rule, owner, "value", depth + 1) for _ in range(self.random.choice((0, 1, 2)))}
        properties, required = schema["properties"], schema.get("required", [])
        optional = [name for name in properties if name not in required]
        wanted = min(len(optional), self.random.choice((0, 1, 1, 2, 2, 3, 5))) if depth < DEEPEST else 0
        chosen = {*required, *self.random.sample(optional, wanted)}
        if chosen and self.random.random() < self.wrong:
            chosen.discard(self.random.choice(sorted(chosen)))
        made = {name: self.of(properties[name], owner, name, depth + 1) for name in properties if name in chosen}
        if self.random.random() < self.wrong:
            made["colour"] = "red"
        return made


def kind_of(owner: str, field: str) -> str:
    """What a field with ids holds the ids of: `FlowRunFilterParentTaskRunId.any_` those of task runs."""
    found = FILTER_OF.match(owner)
    if found and field in ("any_", "not_any_", "id_", "id"):
        rest = found["rest"].removesuffix("Id")
        field = re.sub(r"(?<!^)(?=[A-Z])", "_", rest or found["entity"]).lower()
    name = field.removesuffix("s").removesuffix("_id")
    return SAME_KIND.get(name, name if name in KINDS.values() or name in ("lease", "schedule") else "flow_run")


def tame(operation: Operation, body: Any, random: Random) -> Any:
    """Keeps out of a body what two servers may take differently by chance.

    Which objects an operation on many takes first is the server's choice, so it is given ids. Automations stay
    disabled.
    """
    if not isinstance(body, dict):
        return body
    if operation.path.startswith("/automations") and operation.method in ("POST", "PUT", "PATCH") and "bulk" not in operation.path:
        return body | SILENT if ("trigger" in body or "enabled" in body) else body
    if "/bulk_" in operation.path:
        field = operation.path.split("/")[1]
        inner = body.get(field)
        if inner is None or isinstance(inner, dict):
            many = 1 if body.get("limit") == 1 else 2
            ids = [one_of(KINDS[f"/{field}"], random.randint(0, 400)) for _ in range(random.randint(1, many))]
            return body | {field: {**(inner or {}), "id": {"any_": ids}, "operator": "and_"}}
    return body
