"""Objects that many scenarios begin with."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from tests.compat.lockstep import Captured, Lockstep

UNKNOWN = "00000000-0000-4000-8000-00000000dead"
NAMESPACE = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def fixed_id(name: str) -> str:
    """An id that the client chooses, the same in every run."""
    return str(uuid5(NAMESPACE, name))


def flow(api: Lockstep, name: str, **more: Any) -> Captured:
    return api.post("/flows/", {"name": name} | more)["id"]


def flow_run(api: Lockstep, flow_id: str, state: str | dict[str, Any] | None = "PENDING", **more: Any) -> Captured:
    """Makes a flow run; `state` is a type, a whole state, or None for the server's choice."""
    body: dict[str, Any] = {"flow_id": flow_id} | more
    if state is not None:
        body["state"] = {"type": state} if isinstance(state, str) else state
    return api.post("/flow_runs/", body)["id"]


def task_run(api: Lockstep, flow_run_id: str | None, key: str, dynamic_key: str = "0", **more: Any) -> Captured:
    body = {"flow_run_id": flow_run_id, "task_key": key, "dynamic_key": dynamic_key} | more
    return api.post("/task_runs/", body)["id"]


def set_state(api: Lockstep, run: str, state_type: str, *, kind: str = "flow_runs", force: bool = False, **state: Any) -> Captured:
    """POST /{kind}/{run}/set_state."""
    return api.post(f"/{kind}/{run}/set_state", {"state": {"type": state_type} | state, "force": force})


def event(name: str, about: str, occurred: str, **more: Any) -> dict[str, Any]:
    """An event as a client sends it; its id follows from what it says."""
    return {
        "id": fixed_id(f"{name} {about} {occurred}"),
        "occurred": occurred,
        "event": name,
        "resource": {"prefect.resource.id": about},
        "related": [],
        "payload": {},
    } | more
