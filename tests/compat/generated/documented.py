"""Requests by the OpenAPI document alone: schemathesis draws bodies and parameters that fit it, and ones that do not."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import Case, GenerationMode

from tests.compat.generated.known import KINDS
from tests.compat.generated.planned import Planned, one_of
from tests.compat.generated.sequences import RARE
from tests.compat.generated.values import Values, tame
from tests.compat.generated.vocabulary import quoted
from tests.compat.openapi import Contract, Operation

SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def documented(contract: Contract, count: int, values: Values) -> list[Planned]:
    """`count` requests, evenly over the operations, half of them after the rules of the document."""
    schema = schemathesis.openapi.from_dict(contract.document)
    every = [found.ok() for found in schema.get_all_operations()]
    operations = [one for one in every if one.path.removeprefix("/api") != RARE]
    values.random.shuffle(operations)
    made: list[Planned] = []
    for index, operation in enumerate(operations):
        wanted = count * (index + 1) // len(operations) - count * index // len(operations)
        wrong = wanted // 2 if _has_rules(contract, operation) else 0
        for mode, share in ((GenerationMode.POSITIVE, wanted - wrong), (GenerationMode.NEGATIVE, wrong)):
            made += _drawn(operation, mode, share, values)
    return made


def _has_rules(contract: Contract, operation: Any) -> bool:
    """Whether there is input to an operation that breaks a rule; not where every text will do."""
    details = contract.details(contract.operation(operation.method.upper(), operation.path.removeprefix("/api")))
    parameters = [contract.resolve(one["schema"]) for one in details.get("parameters", [])]
    return "requestBody" in details or any(not _takes_any_text(one) for one in parameters)


def _takes_any_text(schema: dict[str, Any]) -> bool:
    return any(one.get("type") == "string" and not {"format", "enum"} & one.keys() for one in schema.get("anyOf", [schema]))


def _drawn(operation: Any, mode: GenerationMode, count: int, values: Values) -> Iterator[Planned]:
    """Up to `count` requests to an operation; fewer where the document leaves less to choose."""
    if count == 0:
        return
    cases: list[Case] = []

    @hypothesis.seed(values.random.randrange(2**32))
    @hypothesis.settings(SETTINGS, max_examples=count)
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def collect(case: Case) -> None:
        cases.append(case)

    # The document may allow whatever can be written in an address.
    with contextlib.suppress(hypothesis.errors.Unsatisfiable):
        collect()
    for case in cases[:count]:
        yield _planned(case, values)


def _planned(case: Case, values: Values) -> Planned:
    path = case.operation.path.removeprefix("/api")
    known = values.contract.operation(case.method, path)
    body = ... if isinstance(case.body, type(schemathesis.core.NOT_SET)) else case.body
    return Planned("document", case.method, _address(known, case, values), tame(known, body, values.random))


def _address(operation: Operation, case: Case, values: Values) -> str:
    """The path with what was drawn for its parameters; an `id` is mostly one of an object that is there."""
    parts = operation.path.split("/")
    for position, part in enumerate(parts):
        if part.startswith("{"):
            name, before = part.strip("{}"), "/".join(parts[:position])
            if name == "id" and values.random.random() < 0.7:
                parts[position] = one_of(KINDS[before], values.random.randint(0, 400))
            else:
                # Drawn as it stands in an address.
                parts[position] = str((case.path_parameters or {}).get(name, "x"))
    pairs = []
    for name, value in (case.query or {}).items():
        for one in value if isinstance(value, list) else [value]:
            pairs.append(f"{quoted(str(name))}={quoted(str(one))}")
    return "/".join(parts) + ("?" + "&".join(pairs) if pairs else "")
