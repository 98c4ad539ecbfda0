"""The systematic corpus: for every operation a body that fits, and bodies that are wrong in one place each.

Every node of the rules is probed once, at the first place where an operation uses it, so the corpus stays small
while each rule, each conversion and each way of writing a location is asked for.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

UUID = "0b1e5c9a-8f1d-4a52-9e57-1d7a2c3b4f5e"
WHEN = "2026-02-01T06:00:00Z"

WRONG = [None, True, 0, 7, 2.5, "x", [], ["x"], {}, {"a": 1}]
PROBES: dict[str, list[Any]] = {
    "str": ["", "a/b", "a%b", "a b", "A", "é", "x" * 256, "a_b", "a-b", "a\n", "' \"", "America/New_York", "y" * 2001],
    "int": [-1, 1, 50, 51, 200, 201, "5", " 5 ", "5.0", "5.5", "1_000", "+3", "-3", "", "1e3", 5.0, -0.0, 1e20, "00", "five"],
    "float": [-1, 1, "1.5", "1e3", "", "nan?", "-2.5", 1000000, 0.001, 90000],
    "bool": [1, 1.0, 2, "true", "TRUE", "yes", "off", "0", "1", "f", "maybe", "", " true"],
    "uuid": [
        UUID.upper(), UUID.replace("-", ""), "{" + UUID + "}", "urn:uuid:" + UUID, "", UUID[:-1], UUID + "0",
        "zb1e5c9a-8f1d-4a52-9e57-1d7a2c3b4f5e", "0b1e5c9a8-f1d-4a52-9e57-1d7a2c3b4f5e", "not-a-uuid", 5, UUID[:-1] + "g",
    ],
    "timestamp": [
        "2026-02-01", "2026-02-01 06:00", "2026-02-01T06:00:00+02:00", "2026-02-01T06:00:00.123456789Z", "2026-02-30",
        "2026-13-01T00:00:00Z", "tomorrow", "", 1700000000, 1700000000000, 1700000000.5, "1700000000", "2026/02/01",
        "20260201", "2026-02-01T25:00:00Z", "2026-02-01T06:00:60Z", "2026-02-01T06:00:00+25:00", -1, "2026-02-01T",
        "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "1600-01-01T00:00:00", 1e30,
    ],
    "datetime": ["2026-02-01", "20", "2026-02-30", "2026-13-01", "tomorrow morning", 1700000000],
    "timedelta": [1, 0, -5, 12.5, "PT1H", "P1D", "01:00:00", "1 day", "5", "5.5", "", "tomorrow", "-PT5S", "P", "PT", 1e30, "1:00"],
    "enum": ["", "COMPLETED", "completed", "NAME_ASC"],
    "literal": [""],
    "bytes": ["text"],
    "dict": [{"k": "v"}, {"k": None}, {"k": 1}, {"k": {"deep": [1]}}, {"k": 1.5}, {"k": True}],
    "list": [[None], [1, 2], ["a", "a"], [[]], [{}]],
    "set": [["a", "a"], [1], ["a", 1, "a"]],
}


# Rules that belong to other parts of the server: grammars of cron, RRULE and templates.
UNASKED = ("valid_cron_string", "validate_rrule_str", "is_valid_template", "validate_payload_templates")


class Corpus:
    def __init__(self, rules: dict[str, Any]):
        self.nodes = rules["nodes"]
        self.operations = rules["operations"]
        self.probed: set[int] = set()

    # ---- a value that fits -------------------------------------------------------------------------------------

    def fitting(self, node: int, depth: int = 0) -> Any:
        kind, *rest = self.nodes[node]
        match kind:
            case "same" | "root":
                return self.fitting(rest[0], depth)
            case "str":
                return "Europe/Berlin" if len(rest[0].get("pattern", "") if rest else "") > 100 else "name"
            case "int":
                return 5 if not rest or rest[0].get("ge", 0) <= 5 else int(rest[0]["ge"])
            case "float":
                return 60.5
            case "bool":
                return True
            case "uuid":
                return UUID
            case "bytes":
                return "bytes"
            case "datetime" | "timestamp":
                return WHEN
            case "timedelta":
                return 30.0
            case "enum" | "literal":
                return rest[0][0]
            case "nullable" | "sequence":
                return self.fitting(rest[0], depth)
            case "list" | "set":
                return [self.fitting(rest[0], depth + 1)] if depth < 6 and self.nodes[rest[0]][0] != "any" else []
            case "tuple":
                return [self.fitting(item, depth) for item in rest[0]]
            case "dict":
                return {"prefect.resource.id": self.fitting(rest[1], depth + 1), "prefect.resource.role": "role"}
            case "union":
                return self.fitting(rest[0][0][1], depth + 1)
            case "any":
                return "anything"
            case "before" | "after":
                if rest[0][0] == "valid_cron_string":
                    return "0 0 * * *"
                if rest[0][0] == "validate_rrule_str":
                    return "FREQ=DAILY"
                if rest[0][0] == "validate_base_job_template":
                    return {}
                return self.fitting(rest[1], depth)
            case "model":
                return {name: self.fitting(inner, depth + 1) for name, required, inner in rest[2] if required or depth < 1}
        raise SystemExit(f"no sample for {kind}")

    # ---- values that are wrong in one place ----------------------------------------------------------------------

    def variants(self, node: int) -> Iterator[Any]:
        """Values for a place with this node; nothing when the node has been probed before."""
        if node in self.probed:
            return
        self.probed.add(node)
        kind, *rest = self.nodes[node]
        if kind in ("same", "nullable", "root", "sequence"):
            if kind in ("nullable", "sequence"):
                yield from [None, 7, "x", [], {}]
            yield from self.variants(rest[0])
            return
        if kind in ("before", "after"):
            if rest[0][0] in UNASKED:
                yield from [value for value in WRONG if not isinstance(value, str)]
                return
            yield from self.rule_probes(rest[0])
            yield from WRONG
            yield from self.variants(rest[1])
            return
        yield from WRONG
        yield from PROBES.get(kind, [])
        if kind == "literal" or kind == "enum":
            yield rest[0][-1]
        elif kind in ("list", "set"):
            for inner in self.variants(rest[0]):
                yield [inner]
            fits = self.fitting(rest[0])
            yield [fits, 5, fits]
        elif kind == "tuple":
            yield from [["a"], ["a", "b", "c"], ["a", 5]]
        elif kind == "dict":
            for inner in self.variants(rest[1]):
                yield {"some key": inner}
        elif kind == "union":
            for _, choice in rest[0]:
                yield self.fitting(choice)
                yield from self.variants(choice)
        elif kind == "model":
            yield from self.model_variants(node, rest)

    def model_variants(self, node: int, rest: list[Any]) -> Iterator[Any]:
        base = self.fitting(node, 2)
        fields = rest[2]
        full = {name: self.fitting(inner, 2) for name, _, inner in fields}
        yield full
        yield base | {"unknown_field": 1, "another": {"x": 1}}
        yield {name: None for name in full}
        for name, required, inner in fields:
            if required:
                yield {key: value for key, value in base.items() if key != name}
            for value in self.variants(inner):
                yield base | {name: value}

    @staticmethod
    def rule_probes(rule: list[str]) -> list[Any]:
        match rule[0]:
            case "validate_timezone":
                every = {"interval": 60, "anchor_date": WHEN}
                return [{"cron": "0 0 * * *", "timezone": "Moon/Base"}, every | {"timezone": "europe/berlin"}, every | {"timezone": ""}]
            case "_validate_positive_interval":
                return [0, -1, "-PT1S"]
            case "check_variable_value":
                return ["v" * 4998, "v" * 4999, {"k": "é" * 2600}, [1.5, None], 2**63, -(2**63)]
            case "validate_parameter_size_field":
                return [{"k": "p" * 524_280}, {"k": "p" * 524_281}, {"é": "é" * 90_000}]
            case "validate_configured_retry_delays":
                return [[1] * 50, [1] * 51, [1.5] * 51]
            case "validate_jitter_factor":
                return [-0.1, 0]
            case "populate_deprecated_fields":
                return [{"max_retries": 3, "retry_delay_seconds": 5}, {"max_retries": "x"}, {"max_retries": 2, "retries": 0}]
            case "validate_max_metadata_length":
                return [{"k": "m" * 501}]
            case "_validate_event_name_length":
                return ["e" * 1024, "e" * 1025]
            case "requires_resource_id" | "requires_resource_role" | "enforce_maximum_labels":
                labels = {f"label-{at}": "v" for at in range(501)} | {"prefect.resource.id": "a"}
                return [{"a": "b"}, {"prefect.resource.id": ""}, {"prefect.resource.id": "a", "prefect.resource.role": ""}, labels]
            case "enforce_maximum_related_resources":
                return [[{"prefect.resource.id": "a", "prefect.resource.role": "r"}] * count for count in (100, 101)]
            case "validate_name_is_present_if_not_anonymous":
                ids = {"block_schema_id": UUID, "block_type_id": UUID}
                return [ids, ids | {"is_anonymous": True}, ids | {"name": ""}, ids | {"name": "Upper"}]
            case "_validate_concurrency_limits":
                return [{"name": "d", "flow_id": UUID, "concurrency_limit": 3, "global_concurrency_limit_id": UUID}]
            case "validate_base_job_template":
                return [{"job_configuration": {}, "variables": {}}, {"variables": {"x": 1}}]
            case "validate_max_scheduled_runs":
                return [50, 51]
            case "enforce_minimum_within_for_proactive_triggers":
                base = {"posture": "Proactive"}
                return [base, base | {"within": 9.5}, base | {"within": 10}, base | {"within": None}, base | {"within": 0}]
            case "validate_require":
                base = {"triggers": [{"posture": "Reactive"}], "within": None}
                return [base | {"require": require} for require in (0, 1, 2, "any", "some")]
            case "prevent_run_deployment_loops":
                trigger = {"posture": "Reactive", "expect": ["prefect.flow-run.Running"]}
                run = {"type": "run-deployment"}
                base = {"name": "a", "trigger": trigger}
                narrow = trigger | {"match": {"prefect.resource.id": "prefect.flow-run.1"}}
                return [
                    base | {"actions": [run | {"source": "inferred"}]},
                    base | {"actions": [run | {"deployment_id": UUID}]},
                    base | {"actions": [run | {"deployment_id": UUID}], "enabled": False},
                    base | {"actions": [run | {"deployment_id": UUID}], "trigger": narrow},
                ]
            case "coerce_match" | "coerce_match_related":
                return [{"k": 5}, [{"k": 5}, {"k": "v"}], [{"k": [1]}, 5], {"k": ["a", 1]}]
        if rule[0].startswith("selected_"):
            field = rule[0].removeprefix("selected_").removesuffix("_requires_id") + "_id"
            return [{"source": "selected"}, {"source": "inferred", field: UUID}, {field: UUID}, {field: None}]
        return []

    # ---- requests ------------------------------------------------------------------------------------------------

    def bodies(self, operation: dict[str, Any]) -> Iterator[bytes]:
        for body in self._bodies(operation):
            yield json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()

    def _bodies(self, operation: dict[str, Any]) -> Iterator[Any]:
        fields = operation["body"]
        yield from [{}, [], None, "text", 5, True, [1], {"unknown": 1}]
        if not operation.get("embed"):
            yield self.fitting(fields[0]["node"])
            yield from self.variants(fields[0]["node"])
            return
        base = {field["name"]: self.fitting(field["node"]) for field in fields}
        required = {field["name"]: base[field["name"]] for field in fields if field.get("required")}
        yield base
        yield base | {"unknown": 1}
        yield {name: None for name in base}
        yield {name: [] for name in base}
        for field in fields:
            name = field["name"]
            if field.get("required"):
                yield {key: value for key, value in required.items() if key != name}
            if name == "limit":
                for value in (-1, 0, 1, 200, 201, "x", None, "201"):
                    yield required | {"limit": value}
                yield required | {"limit": 201} | {key: 5 for key in base if key != "limit"}
            for value in self.variants(field["node"]):
                yield copy.copy(required) | {name: value}


BROKEN = [
    b"", b" ", b"{", b"}", b"[", b'{"a"}', b'{"a":}', b'{"a":1,}', b'{"a":1 "b":2}', b"[1,]", b"[1 2]", b'"abc', b'"a\nb"',
    b'"\\x"', b'"\\u12"', b'"\\u12G4"', b'"\\', b"nul", b"tru", b"01", b"1.", b"-", b"+1", b"{}{}", b"{} x", b"{'a':1}",
    '{"é":'.encode(), b"\xef\xbb\xbf{}", b"\xff{}", b"\xc3", b'{"a":NaN}', b'{"a":1e999}', b"NaN", b"-Infinity", b"Infinit",
    b'{"name":"a","name":5}', b'{"name":"\\u0000"}', b'{"name":"\\ud83d\\ude00", "tags":5}', b"9" * 4301,
    b'{"name":' + b"9" * 30 + b"}", b"[" * 5000, b'{"a":' * 5000, b"\x00", b'{"name"\x00:1}', b"/* c */ {}", b"{\n  \"a\": 1,\n  b\n}",
]
CONTENT_TYPES = [
    None, "text/plain", "application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.api+json", "application/jsonx",
    "application/x-www-form-urlencoded", "json", "",
]
