"""Filters of every list, count and deletion: some members of some filters, with values that objects may have."""

from __future__ import annotations

from collections.abc import Iterator

from tests.compat.generated.planned import Planned
from tests.compat.generated.values import Values
from tests.compat.openapi import Operation


def filters(values: Values) -> Iterator[Planned]:
    """Requests without end, to operations whose body holds a filter."""
    operations = [operation for operation in values.contract.operations if _filters(values, operation)]
    while True:
        operation = values.random.choice(operations)
        yield Planned("filters", operation.method, values.path(operation), values.body(operation))


def _filters(values: Values, operation: Operation) -> bool:
    if operation.method != "POST" or "requestBody" not in values.contract.details(operation):
        return False
    schema = values.contract.details(operation)["requestBody"]["content"]["application/json"]["schema"]
    properties = values.contract.resolve(schema).get("properties", {})
    return any("Filter" in str(rule) for rule in properties.values())
