"""How the golden files write things down: times in seconds from the request, ids by name, and only what is not empty."""

import datetime
import uuid
from typing import Any

from prefect.server.schemas import states
from tables import Spec

NOW = datetime.datetime(2026, 2, 1, 12, tzinfo=datetime.UTC)
IDS = {
    name: uuid.UUID(int=(0xA << 124) + number)
    for number, name in enumerate(
        "flow run parent deployment limit lease first parameters others current cached flow-run".split(),
        start=1,
    )
}
NAMES = {id_: name for name, id_ in IDS.items()}
TIMES = ["scheduled_time", "cache_expiration", "pause_timeout"]
RUN_TIMES = [
    "start_time",
    "end_time",
    "expected_start_time",
    "next_scheduled_start_time",
]


def at(seconds: float) -> datetime.datetime:
    return NOW + datetime.timedelta(seconds=seconds)


def seconds(time: datetime.datetime | None) -> float | None:
    return None if time is None else number((time - NOW).total_seconds())


def number(value: float) -> float | int:
    """Whole numbers without a fraction, so that both sides write them alike."""
    return int(value) if value == int(value) else round(value, 6)


def name_of(value: Any) -> Any:
    """Known ids by name; ids that Prefect drew are `new`."""
    if isinstance(value, uuid.UUID):
        return NAMES.get(value, "new")
    return value


def build_details(spec: Spec) -> states.StateDetails:
    details = {
        key: value
        for key, value in spec.items()
        if key not in ("type", "name", "message", "data", "timestamp")
    }
    for key in TIMES:
        if key in details:
            details[key] = at(details[key])
    for key in ("transition_id", "task_parameters_id"):
        if key in details:
            details[key] = IDS[details[key]]
    return states.StateDetails(**details)


def build_state(spec: Spec) -> states.State:
    return states.State(
        type=spec["type"],
        name=spec["name"],
        message=spec.get("message"),
        data=dict(spec["data"]) if "data" in spec else None,
        state_details=build_details(spec),
        timestamp=NOW,
    )


def build_run(fields: Spec) -> Spec:
    fields = dict(fields)
    fields["total_run_time"] = datetime.timedelta(
        seconds=fields.get("total_run_time", 0)
    )
    for key in RUN_TIMES:
        if key in fields:
            fields[key] = at(fields[key])
    return fields


def show_state(state: states.State, id_: Any) -> Spec:
    details = {
        key: seconds(value) if key in TIMES else name_of(value)
        for key, value in state.state_details.model_dump().items()
        if value is not None and value is not False
    }
    if details.get("cache_key", "").startswith("kk"):
        details["cache_key"] = "long"
    shown = {
        "id": "proposed" if state.id == id_ else "other",
        "type": state.type.value,
        "name": state.name,
        "message": state.message,
        "data": state.data,
        "timestamp": seconds(state.timestamp),
        "details": details,
    }
    return {key: value for key, value in shown.items() if value is not None}


def show_run(run: Any) -> Spec:
    shown = {key: seconds(getattr(run, key)) for key in RUN_TIMES}
    shown["run_count"] = run.run_count
    shown["total_run_time"] = number(run.total_run_time.total_seconds())
    return {key: value for key, value in shown.items() if value is not None}


def show_answer(result: Any) -> Spec:
    shown = {
        "status": result.status.value,
        "reason": getattr(result.details, "reason", None),
        "delay": getattr(result.details, "delay_seconds", None),
    }
    return {key: value for key, value in shown.items() if value is not None}
