"""Brings what was read from a server into a form in which two servers' answers can be equal.

Ids become names that say what they are the id of, so relations stay visible; instants, durations and generated names
become placeholders. Everything else stays as it was answered.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from tests.harness.facts import without_prose
from tests.harness.readback import Readback, Row
from tests.harness.sdk import Outcome
from tests.harness.servers import Server

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DIGEST = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b")
ADDRESS = re.compile(r"\b(?:0x)?7f[0-9a-f]{10}\b")
INSTANT = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
# What the server calls a run that nobody named: two words. Scripts give names of another form.
GENERATED_NAME = re.compile(r"[a-z]+-[a-z]+")
# A thread of the SDK sends it while a flow runs: how often, and before or after which other event, is chance.
HEARTBEAT = "prefect.flow-run.heartbeat"
PROCESSES = {"infrastructure_pid", "prefect.infrastructure.identifier"}
# A task's key ends with a digest of where its source lies.
SOURCE = re.compile(r"-[0-9a-f]{8}$")
DURATIONS = {"total_run_time", "estimated_run_time", "estimated_start_time_delta"}

Normal = dict[str, Any]


class Normaliser:
    """Knows the ids and generated names of one server's readback."""

    def __init__(self, seen: Readback, outcome: Outcome, server: Server) -> None:
        self.names: dict[str, str] = {}
        self.texts = {str(outcome.home): "<home>", server.api: "<api>", server.root: "<root>", f":{server.port}": ":<port>"}
        # A task run that is submitted is called after the beginning of its random key until it is named.
        keys = {run["dynamic_key"][:3] for run in seen.task_runs if UUID.fullmatch(run["dynamic_key"])}
        self._keys = re.compile(rf"-(?:{'|'.join(sorted(keys))})\b") if keys else None
        self._used: Counter[str] = Counter()
        self._name_all(seen)
        self._first_names(seen)

    def _name_all(self, seen: Readback) -> None:
        flows = {flow["id"]: flow["name"] for flow in seen.flows}
        self._name("flow", seen.flows, lambda flow: flow["name"])
        self._name("flow run", sorted(seen.flow_runs, key=_began), lambda run: self._flow_run(run, flows))
        self._name("task run", sorted(seen.task_runs, key=_began), self._task_run)
        for kind, states in (("flow_run", seen.flow_run_states), ("task_run", seen.task_run_states)):
            self._name("state", sorted(states, key=_stamped), lambda state, kind=kind: self._of(state, f"{kind}_id", state["name"]))
        self._name("artifact", sorted(seen.artifacts, key=lambda one: one["created"]), self._artifact)
        self._name("collection", seen.artifact_collections, lambda one: one["key"])
        self._name("variable", seen.variables, lambda one: one["name"])
        self._name("block", seen.block_documents, lambda one: one["name"])
        for block in seen.block_documents:
            self._name("block type", [block["block_type"]], lambda one: one["slug"])
            self._name("block schema", [block["block_schema"]], lambda _, block=block: block["block_type"]["slug"])
        self._name("event", sorted(seen.events, key=lambda event: event["occurred"]), self._event)

    def _name(self, kind: str, rows: Iterable[Row], name: Callable[[Row], str]) -> None:
        """Names the ids of `rows`; where a name is used again, in the order of the rows."""
        for row in rows:
            if row["id"] in self.names:
                continue
            wanted = f"{kind} {name(row)}".strip()
            self._used[wanted] += 1
            self.names[row["id"]] = f"<{wanted}{f' #{self._used[wanted]}' if self._used[wanted] > 1 else ''}>"

    def _flow_run(self, run: Row, flows: dict[str, str]) -> str:
        flow = flows[run["flow_id"]]
        if GENERATED_NAME.fullmatch(run["name"]):
            self.texts[f"'{run['name']}'"] = f"'<name of a run of {flow}>'"
            self.texts[run["name"]] = f"<name of a run of {flow}>"
            return f"of {flow}"
        return run["name"]

    def _first_names(self, seen: Readback) -> None:
        """A run that takes its name from a template was called otherwise when its first events were made."""
        for event in seen.events:
            for resource in (event["resource"], *event["related"]):
                name = resource.get("prefect.resource.name", "")
                run = self.names.get(resource["prefect.resource.id"].removeprefix("prefect.flow-run."))
                if run and GENERATED_NAME.fullmatch(name) and name not in self.texts:
                    self.texts[name] = "<first name of a run>"

    def _task_run(self, run: Row) -> str:
        child = (run["state"] or {}).get("state_details", {}).get("child_flow_run_id")
        if child in self.names:
            return f"around {self.names[child].strip('<>').removeprefix('flow run ')}"
        return self._without_key(UUID.sub("<key>", run["name"]))

    def _event(self, event: Row) -> str:
        return f"{event['event']} of {self.text(event['resource']['prefect.resource.id'])}"

    def _artifact(self, artifact: Row) -> str:
        """What has no key is the result of a run."""
        maker = self.names.get(artifact["task_run_id"] or artifact["flow_run_id"] or "", "")
        return f"{artifact['key'] or artifact['type'] or 'result'} of {maker.strip('<>')}"

    def _of(self, row: Row, owner: str, name: str) -> str:
        return f"{name} of {self.names[row[owner]].strip('<>')}"

    def value(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            scheduled = _scheduled_after(value)
            plain = {self.text(name): self.value(item, name) for name, item in value.items()}
            if scheduled is not None:
                plain["state_details"]["scheduled_time"] = scheduled
            return plain
        if isinstance(value, list):
            plain = [self.value(item) for item in value]
            # The SDK collects what a parameter depends on in a set.
            return sorted(plain, key=json.dumps) if _is_inputs(value) else plain
        if key in PROCESSES and value:
            return "<process>"
        if key == "task_key":
            return SOURCE.sub("-<source>", value)
        if isinstance(value, str):
            return self.text(value)
        if key in DURATIONS and value:
            return "<duration>"
        return value

    def text(self, text: str) -> str:
        for own, plain in self.texts.items():
            text = text.replace(own, plain)
        text = UUID.sub(lambda found: self.names.get(found.group(), "<id>"), text)
        text = ADDRESS.sub("<address>", DIGEST.sub("<digest>", text))
        return self._without_key(INSTANT.sub("<time>", text))

    def _without_key(self, text: str) -> str:
        return self._keys.sub("-<key>", text) if self._keys else text


def _is_inputs(items: list[Any]) -> bool:
    return bool(items) and all(isinstance(item, dict) and "input_type" in item for item in items)


def _began(run: Row) -> str:
    return run["start_time"] or run["expected_start_time"] or run["created"]


def _stamped(state: Row) -> str:
    return state["timestamp"]


def _scheduled_after(state: Row) -> str | None:
    details = state.get("state_details")
    if not isinstance(details, dict) or not details.get("scheduled_time") or "timestamp" not in state:
        return None
    delay = datetime.fromisoformat(details["scheduled_time"]) - datetime.fromisoformat(state["timestamp"])
    if delay > timedelta(hours=1):
        return "<long after the state>"
    return f"<{round(delay.total_seconds())} s after the state>" if delay.total_seconds() > 0.5 else "<at once>"


def normal(seen: Readback, outcome: Outcome, server: Server) -> Normal:
    """Everything of a readback, by kind and name, with what the script told."""
    to = Normaliser(seen, outcome, server)
    return {
        "script": {"returncode": outcome.returncode, "facts": to.value(outcome.facts)},
        "flows": _sorted(to, seen.flows),
        "flow runs": _by_name(to, seen.flow_runs),
        "flow run states": _grouped(to, seen.flow_run_states, ("flow_run_id",), _stamped),
        "task runs": _by_name(to, seen.task_runs),
        "task run states": _grouped(to, seen.task_run_states, ("task_run_id",), _stamped),
        # Tasks that run at the same time mix their lines.
        "logs": _grouped(to, seen.logs, ("flow_run_id", "task_run_id"), None),
        "artifacts": _sorted(to, seen.artifacts),
        "artifact collections": _sorted(to, seen.artifact_collections),
        "variables": _sorted(to, seen.variables),
        "blocks": _sorted(to, map(_block, seen.block_documents)),
        "events": _events(to, [event for event in seen.events if event["event"] != HEARTBEAT]),
        "heartbeats": _heartbeats(to, [event for event in seen.events if event["event"] == HEARTBEAT]),
        "inputs": _sorted(to, seen.inputs),
        "graphs": {to.names[run]: _graph(to, graph) for run, graph in seen.graphs.items()},
    }


def _block(block: Row) -> Row:
    """Of the schemas that every server brings along, weir keeps the facts alone."""
    schema = block["block_schema"]
    if block["block_type"]["slug"].startswith("e2e-"):
        return block
    return block | {"block_schema": schema | {"fields": without_prose(schema["fields"])}}


def _sorted(to: Normaliser, rows: Iterable[Row]) -> list[Any]:
    return sorted((to.value(row) for row in rows), key=json.dumps)


def _by_name(to: Normaliser, rows: Iterable[Row]) -> Normal:
    return {to.names[row["id"]]: to.value(row) for row in rows}


def _grouped(to: Normaliser, rows: list[Row], owners: tuple[str, ...], order: Callable[[Row], str] | None) -> Normal:
    """The rows of each owner, in their order."""
    groups: dict[str, list[Any]] = {}
    for row in sorted(rows, key=order) if order else rows:
        owner = " ".join(to.names.get(row[name] or "", "-") for name in owners)
        groups.setdefault(owner, []).append(to.value(row))
    return groups


def _events(to: Normaliser, events: list[Row]) -> Normal:
    groups: dict[str, list[Any]] = {}
    for event in sorted(events, key=lambda event: event["occurred"]):
        plain = to.value(event)
        plain["related"].sort(key=json.dumps)
        groups.setdefault(plain["resource"]["prefect.resource.id"], []).append(plain)
    return groups


def _heartbeats(to: Normaliser, events: list[Row]) -> Normal:
    """What the heartbeats of each run say; a run's are all alike but for their ids."""
    return {run: {json.dumps(beat | {"id": "<heartbeat>"}, sort_keys=True) for beat in beats} for run, beats in _events(to, events).items()}


def _graph(to: Normaliser, graph: Row) -> Row:
    plain = to.value(graph)
    plain["root_node_ids"].sort()
    for _, node in plain["nodes"]:
        # Prefect's server repeats an edge for each argument of the task that it comes from; weir tells it once.
        for relation in ("parents", "children", "encapsulating"):
            node[relation] = [{"id": other} for other in sorted({edge["id"] for edge in node[relation]})]
        node["artifacts"].sort(key=json.dumps)
    plain["nodes"].sort(key=json.dumps)
    return plain
