"""Triggers with what Weir adds to Prefect's."""

import textwrap
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeAlias

from prefect.events.schemas.automations import (
    MetricTriggerOperator,
    MetricTriggerQuery,
    Posture,
    PrefectMetric,
    ResourceTrigger,
    Trigger,
)
from prefect.events.schemas.automations import TriggerTypes as PrefectTriggerTypes
from prefect.events.schemas.events import ResourceSpecification
from pydantic import (
    AfterValidator,
    BaseModel,
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

SloEvent: TypeAlias = Literal[
    "weir.slo.violated",
    "weir.slo.breached",
    "weir.slo.recovered",
    "weir.slo.budget-burning",
    "weir.slo.budget-steady",
]
SloKind: TypeAlias = Literal["max-duration", "success-rate", "freshness", "lateness", "metric"]
SloSeverity: TypeAlias = Literal["minor", "low", "moderate", "high", "critical"]
SloAlert: TypeAlias = Literal["fast", "medium", "slow"]
Aggregation: TypeAlias = Literal["avg", "min", "max", "sum", "count", "last", "p50", "p95"]

MetricOperator: TypeAlias = Annotated[
    Literal[
        MetricTriggerOperator.LT,
        MetricTriggerOperator.LTE,
        MetricTriggerOperator.GT,
        MetricTriggerOperator.GTE,
        "<",
        "<=",
        ">",
        ">=",
    ],
    AfterValidator(MetricTriggerOperator),
]
"""How a metric is compared with its threshold."""

Names: TypeAlias = Annotated[set[str] | list[str], AfterValidator(set), PlainSerializer(sorted, return_type=list[str])]
"""Names of events or labels; once validated they are a set."""

EventPosture: TypeAlias = Annotated[
    Literal[Posture.Reactive, Posture.Proactive, "Reactive", "Proactive"], AfterValidator(Posture)
]
"""Whether a trigger waits for events, or for their absence."""


SloEvents: TypeAlias = Annotated[
    set[SloEvent] | list[SloEvent] | frozenset[SloEvent],
    AfterValidator(set),
    PlainSerializer(sorted, return_type=list[str]),
]
"""What is told of objectives; once validated they are a set."""


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


class SloTrigger(EventTrigger):
    """Fires on what is told of service level objectives: by default when one is no longer kept.

    It is written as the event trigger that it stands for, and read back as that.
    """

    expect: SloEvents = Field(  # type: ignore[assignment]
        default=frozenset({"weir.slo.breached"}), min_length=1, description="What is told of objectives"
    )
    objective: str | list[str] | None = Field(default=None, exclude=True, description="By name; None for any")
    kind: SloKind | list[SloKind] | None = Field(default=None, exclude=True, description="None for any")
    severity: SloSeverity | list[SloSeverity] | None = Field(default=None, exclude=True, description="None for any")
    alert: SloAlert | list[SloAlert] | None = Field(
        default=None, exclude=True, description="How fast the error budget burns; not told of `weir.slo.violated`"
    )

    @model_validator(mode="after")
    def _match_objectives(self) -> Self:
        labels = {
            "prefect.resource.name": self.objective,
            "weir.slo.kind": self.kind,
            "weir.slo.severity": self.severity,
            "weir.slo.alert": self.alert,
        }
        match = dict(self.match.root)
        for label, value in labels.items():
            if value is None:
                continue
            if label in match and match[label] != value:
                raise ValueError(f"{label} is in match too")
            match[label] = value
        # Both are said, though they were not given by these names.
        self.match, self.expect = ResourceSpecification.model_validate(match), self.expect
        return self


class CustomMetricQuery(BaseModel, extra="forbid", ser_json_timedelta="float"):
    """A custom metric, and when it is beyond its threshold."""

    name: str = Field(description="As log lines or requests tell it, such as rows_extracted")
    threshold: float = Field(description="What its values are compared with")
    operator: MetricOperator = Field(description="Beyond is below (<, <=) or above (>, >=) the threshold")
    range: Duration = Field(default=timedelta(minutes=5), description="How far back values count: 10 seconds at least")
    firing_for: Duration = Field(default=timedelta(0), description="For how long it is beyond the threshold")
    aggregation: Aggregation | None = Field(default=None, description="Of the values in the range; None for avg")

    @model_serializer(mode="wrap")
    def _without_none(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in written(self).items() if value is not None}


def _query(value: Any) -> str:
    """Whose metric it is: Prefect's three are told apart by their names."""
    if isinstance(value, dict):
        name = value.get("name")
        return (
            "prefect" if isinstance(name, PrefectMetric) or name in {one.value for one in PrefectMetric} else "custom"
        )
    return "prefect" if isinstance(value, MetricTriggerQuery) else "custom"


class MetricTrigger(ResourceTrigger, extra="forbid"):
    """Fires when a metric, of flow runs or a custom one, has gone beyond its threshold for some time."""

    type: Literal["metric"] = "metric"
    posture: Literal[Posture.Metric] = Posture.Metric
    metric: Annotated[
        Annotated[MetricTriggerQuery, Tag("prefect")] | Annotated[CustomMetricQuery, Tag("custom")],
        Discriminator(_query),
    ]
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
        name = metric.name.value if isinstance(metric, MetricTriggerQuery) else metric.name
        text = f"Metric: {name} {metric.operator.value} {metric.threshold} for {metric.firing_for}"
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
