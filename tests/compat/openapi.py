"""The operations of Prefect's OpenAPI document, and which of them a request addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

WEBSOCKETS = {
    "/events/in": "Events",
    "/events/out": "Events",
    "/logs/out": "Logs",
    "/task_runs/subscriptions/scheduled": "Task Runs",
    "/work_pools/{work_pool_name}/workers/connect": "Work Pools",
}


@dataclass(frozen=True)
class Operation:
    """One method of one path; `family` is its first tag in the document."""

    method: str
    path: str
    family: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class Contract:
    """The document that the reference server publishes, with its paths below /api."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.operations: list[Operation] = []
        for path, methods in document["paths"].items():
            for method, details in methods.items():
                family = (details.get("tags") or ["Root"])[0]
                self.operations.append(Operation(method.upper(), _below_api(path), family))
        for path, family in WEBSOCKETS.items():
            self.operations.append(Operation("WS", path, family))
        # A literal segment wins over a parameter: /flows/count is not /flows/{id}.
        self._patterns = sorted(
            ((operation, _pattern(operation.path)) for operation in self.operations),
            key=lambda pair: pair[0].path.count("{"),
        )

    def operation(self, method: str, path: str) -> Operation:
        """The operation that answers `method path`; requests outside the document get the family "Unknown"."""
        plain = path.split("?")[0]
        for operation, pattern in self._patterns:
            if operation.method == method and pattern.fullmatch(plain):
                return operation
        return Operation(method, "(outside the document)", "Unknown")

    def details(self, operation: Operation) -> dict[str, Any]:
        """The document's entry for an operation that is not a websocket."""
        for prefix in ("", "/api"):
            entry = self.document["paths"].get(prefix + operation.path)
            if entry and operation.method.lower() in entry:
                return entry[operation.method.lower()]
        raise KeyError(operation.name)

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Follows a `$ref`."""
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return schema


def _below_api(path: str) -> str:
    return path.removeprefix("/api")


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)))
