"""Triggers with what Weir adds to Prefect's."""

import textwrap
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeAlias

from prefect.events.schemas.automations import MetricTriggerQuery, Posture, ResourceTrigger, Trigger
from prefect.events.schemas.automations import TriggerTypes as PrefectTriggerTypes
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    Tag,
    model_serializer,
    model_validator,
)
from typing_extensions import Self

from . import carried
from .durations import Duration

Names: TypeAlias = Annotated[
    set[str] | list[str], AfterValidator(set), PlainSerializer(sorted, return_type=list[str])
]
"""Names of events or labels; once validated they are a set."""

EventPosture: TypeAlias = Annotated[
    Literal[Posture.Reactive, Posture.Proactive, "Reactive", "Proactive"], AfterValidator(Posture)
]
"""Whether a trigger waits for events, or for their absence."""


def _without_id(value: Any) -> Any:
    """A trigger as the server gives it, without the id that the server has chosen."""
    return {name: member for name, member in value.items() if name != "id"} if isinstance(value, dict) else value


class EventTrigger(ResourceTrigger, extra="forbid"):
    """Fires when events happen, or do not, within a time.

    With a `threshold_duration` it fires when a thing has been for longer than that in the state that the expected
    events tell of, and is resolved when the thing has left it; `after`, `threshold` and `within` have no place then.
    """

    type: Literal["event"] = "event"
    after: Names = Field(default_factory=set, description="Events that start the watch")
    expect: Names = Field(default_factory=set, description="Events that are expected; none stands for all")
    for_each: Names = Field(default_factory=set, description="Labels whose values are watched each on their own")
    posture: EventPosture = Posture.Reactive
    threshold: int = Field(default=1, description="How many events")
    within: Duration = Field(default=timedelta(0), description="Within what time")
    threshold_duration: Duration | None = Field(default=None, description="For how long things are in the state")
    threshold_duration_seconds: Duration | None = Field(default=None, exclude=True, description="The same")

    _drop_id = model_validator(mode="before")(_without_id)

    @model_validator(mode="after")
    def _one_duration(self) -> Self:
        if self.threshold_duration_seconds is not None:
            if self.threshold_duration is not None:
                raise ValueError("threshold_duration and threshold_duration_seconds cannot be given together")
            self.threshold_duration, self.threshold_duration_seconds = self.threshold_duration_seconds, None
        return self

    @model_serializer(mode="wrap")
    def _as_its_kind(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        given = {"type": self.type, "posture": self.posture} | written(self)
        if self.threshold_duration is None:
            given.pop("threshold_duration", None)
            return given
        # What was not given is not said; what was given wrongly is for the server to refuse.
        unsaid = {"after", "threshold", "within"} - self.model_fields_set
        return {name: value for name, value in given.items() if name not in unsaid}

    def describe_for_cli(self, indent: int = 0) -> str:
        """What it waits for, in words."""
        events = ", ".join(sorted(self.expect)) or "any event"
        if self.threshold_duration is None:
            text = f"{self.posture.value}: expecting {self.threshold} of {events} within {self.within}"
        else:
            text = f"In the state of {events} for longer than {self.threshold_duration}"
        return textwrap.indent(text, "  " * indent)


class MetricTrigger(ResourceTrigger, extra="forbid"):
    """Fires when a metric of flow runs has gone beyond its threshold for some time."""

    type: Literal["metric"] = "metric"
    posture: Literal[Posture.Metric] = Posture.Metric
    metric: MetricTriggerQuery
    for_each: Names = Field(default_factory=set, description="Labels whose values are watched each on their own")

    _drop_id = model_validator(mode="before")(_without_id)

    @model_serializer(mode="wrap")
    def _as_its_kind(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        given = {"type": self.type, "posture": self.posture} | written(self)
        if not self.for_each:
            given.pop("for_each", None)
        return given

    def describe_for_cli(self, indent: int = 0) -> str:
        """What it waits for, in words."""
        metric = self.metric
        text = f"Metric: {metric.name.value} {metric.operator.value} {metric.threshold} for {metric.firing_for}"
        return textwrap.indent(text, "  " * indent)


class CompositeTrigger(Trigger, extra="forbid"):
    """A trigger that is made of others."""

    triggers: list["TriggerTypes"]
    within: Duration | None = Field(default=None, description="Within what time; None for any")

    _drop_id = model_validator(mode="before")(_without_id)

    @model_serializer(mode="wrap")
    def _with_type(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"type": self.type, "within": None} | written(self)

    def _described(self, title: str, indent: int) -> str:
        lines = [title, *(trigger.describe_for_cli(indent=1) for trigger in self.triggers)]
        return textwrap.indent("\n".join(lines), "  " * indent)


class CompoundTrigger(CompositeTrigger):
    """Fires when some of several triggers have fired within a time."""

    type: Literal["compound"] = "compound"
    require: int | Literal["any", "all"]

    def describe_for_cli(self, indent: int = 0) -> str:
        """What it waits for, in words."""
        return self._described(f"{str(self.require).capitalize()} of:", indent)


class SequenceTrigger(CompositeTrigger):
    """Fires when several triggers have fired in their order within a time."""

    type: Literal["sequence"] = "sequence"

    def describe_for_cli(self, indent: int = 0) -> str:
        """What it waits for, in words."""
        return self._described("In this order:", indent)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("type") or _kind_by_members(value))
    own = isinstance(value, EventTrigger | MetricTrigger | CompositeTrigger)
    return value.type if own else "prefect"


def _kind_by_members(members: dict[str, Any]) -> str:
    if "triggers" in members:
        return "compound" if "require" in members else "sequence"
    return "metric" if "metric" in members else "event"


TriggerTypes: TypeAlias = Annotated[
    Annotated[EventTrigger, Tag("event")]
    | Annotated[MetricTrigger, Tag("metric")]
    | Annotated[CompoundTrigger, Tag("compound")]
    | Annotated[SequenceTrigger, Tag("sequence")]
    | Annotated[PrefectTriggerTypes, Tag("prefect")],
    Discriminator(_kind),
    BeforeValidator(carried.trigger),
]
"""All that an automation can wait for."""

CompositeTrigger.model_rebuild()
CompoundTrigger.model_rebuild()
SequenceTrigger.model_rebuild()
