"""The objects that both servers have made so far, and how they come into requests."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from tests.compat.compare import MISSING
from tests.compat.generated.planned import INSTANT, OPEN, Planned
from tests.compat.lockstep import Captured, Lockstep
from tests.compat.objects import UNKNOWN

# What the `id` in the path of an operation is the id of, by the path before it.
KINDS = {
    "/flows": "flow",
    "/flow_runs": "flow_run",
    "/flow_run_states": "flow_run_state",
    "/task_runs": "task_run",
    "/task_run_states": "task_run_state",
    "/ui/task_runs": "task_run",
    "/deployments": "deployment",
    "/saved_searches": "saved_search",
    "/concurrency_limits": "tag_limit",
    "/v2/concurrency_limits": "limit",
    "/block_types": "block_type",
    "/block_schemas": "block_schema",
    "/block_documents": "block_document",
    "/work_pools": "work_pool",
    "/work_queues": "work_queue",
    "/artifacts": "artifact",
    "/variables": "variable",
    "/automations": "automation",
}
# Where in an answer the ids of further objects stand: the operation, the steps to the id, the kind.
FURTHER = (
    ("POST /flow_runs/", ("state_id",), "flow_run_state"),
    ("POST /task_runs/", ("state_id",), "task_run_state"),
    ("POST /flow_runs/{id}/set_state", ("state", "id"), "flow_run_state"),
    ("POST /task_runs/{id}/set_state", ("state", "id"), "task_run_state"),
    ("POST /deployments/{id}/create_flow_run", ("id",), "flow_run"),
    ("POST /deployments/{id}/schedules", (0, "id"), "schedule"),
    ("POST /deployments/", ("schedules", 0, "id"), "schedule"),
    ("POST /deployments/", ("work_queue_id",), "work_queue"),
    ("POST /work_pools/", ("default_queue_id",), "work_queue"),
    ("POST /work_pools/{work_pool_name}/queues", ("id",), "work_queue"),
    ("POST /v2/concurrency_limits/increment-with-lease", ("lease_id",), "lease"),
    ("GET /block_types/slug/{slug}", ("id",), "block_type"),
    ("POST /block_schemas/", ("checksum",), "checksum"),
)


class Known:
    """Ids by kind, as tokens of the lockstep, which stand for each server's own."""

    def __init__(self, lockstep: Lockstep) -> None:
        self._lockstep = lockstep
        self._ids: dict[str, list[Captured]] = defaultdict(list)

    def learn(self, operation: str, answer: Captured) -> None:
        """Takes the ids out of an answer that both servers gave with success."""
        method, path = operation.split(" ")
        if method in ("POST", "PUT") and (kind := KINDS.get(path.rstrip("/"))):
            self._add(kind, answer["id"])
        for whose, steps, kind in FURTHER:
            if whose == operation:
                value = answer
                for step in steps:
                    value = value[step]
                self._add(kind, value)

    def _add(self, kind: str, value: Captured) -> None:
        if all(isinstance(side.values.get(str(value), MISSING), str) for side in value.sides):
            self._ids[kind].append(value)

    def fill(self, planned: Planned) -> Planned:
        """The request with tokens of the lockstep in it."""
        body = planned.body if planned.body is ... else self._value(planned.body)
        return Planned(planned.origin, planned.method, self._text(planned.path), body)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {self._text(key): self._value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item) for item in value]
        return value

    def _text(self, text: str) -> str:
        if "‹" not in text:
            return text
        text = OPEN.sub(lambda found: self._id(found[1], int(found[2])), text)
        return INSTANT.sub(lambda found: self._instant(int(found[1])), text)

    def _id(self, kind: str, index: int) -> str:
        ids = self._ids[kind]
        if not ids:
            return UNKNOWN
        return ids[index % len(ids)]

    def _instant(self, seconds: int) -> str:
        return (self._lockstep.started + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
