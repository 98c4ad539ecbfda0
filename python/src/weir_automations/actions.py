"""Actions that Prefect does not have, and Prefect's own with names in the place of ids."""

from datetime import timedelta
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from prefect.events.actions import Action as PrefectAction
from prefect.events.actions import ActionTypes as PrefectActionTypes
from pydantic import (
    AliasChoices,
    BeforeValidator,
    Discriminator,
    Field,
    SerializerFunctionWrapHandler,
    Tag,
    model_serializer,
    model_validator,
)
from typing_extensions import Self

from . import carried
from .durations import Duration

Severity: TypeAlias = Literal["critical", "error", "warning", "info", "high", "medium", "low"]
"""How bad something is; high, medium and low stand for critical, warning and info."""

Source: TypeAlias = Literal["selected", "inferred"]
"""Whether an action names its object, or it is the first of its kind among the resources of the event."""


class Action(PrefectAction, extra="forbid"):
    """An action that only Weir knows. A name that it does not have is an error; what is None is left to the server."""

    @model_serializer(mode="wrap")
    def _without_none(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A name that Python keeps for itself has a line behind it here.
        given = {name.rstrip("_"): value for name, value in written(self).items() if value is not None}
        return {"type": self.type} | given


class RetryFlowRun(Action):
    """Runs the flow run of the event again, if it has ended without success and has a deployment."""

    type: Literal["retry-flow-run"] = "retry-flow-run"
    max_retries: int = Field(default=3, ge=1, description="How often at most, for each flow run")
    retry_delay: Duration = Field(default=timedelta(0), description="How long after the firing the first retry starts")
    retry_delay_seconds: Duration | None = Field(default=None, exclude=True, description="The same")
    backoff_factor: float = Field(
        default=1.0, ge=1, description="How many times as long each further delay is as the one before"
    )
    max_retry_delay: Duration | None = Field(default=None, description="The longest delay, before jitter")
    jitter_factor: float = Field(
        default=0.0, ge=0, le=1, description="The most that is added to a delay, as a share of it"
    )

    @model_validator(mode="after")
    def _one_delay(self) -> Self:
        if self.retry_delay_seconds is not None:
            if "retry_delay" in self.model_fields_set:
                raise ValueError("retry_delay and retry_delay_seconds cannot be given together")
            self.retry_delay, self.retry_delay_seconds = self.retry_delay_seconds, None
        return self


class ScaleWorkPool(Action):
    """Changes the concurrency limit of a work pool; when the trigger no longer holds, it is put back."""

    type: Literal["scale-work-pool"] = "scale-work-pool"
    source: Source = "selected"
    work_pool_id: UUID | None = None
    work_pool: str | None = Field(default=None, description="The name of the work pool")
    target_concurrency: int | None = Field(default=None, ge=0, description="The limit to set")
    step: int | None = Field(default=None, description="What to add to the limit")
    minimum: int | None = Field(default=None, ge=0, description="The least that a step leads to")
    maximum: int | None = Field(default=None, ge=0, description="The most that a step leads to")
    restore: bool = Field(default=True, description="Whether the limit is put back")


class EmitEvent(Action):
    """Puts an event into the log. Texts are templates."""

    type: Literal["emit-event"] = "emit-event"
    event: str = Field(description="The event's name")
    resource: dict[str, str] | None = Field(
        default=None, description="What the event is about; by default what the triggering event is about"
    )
    related: list[dict[str, str]] = Field(default_factory=list)
    payload: dict[str, Any] = Field(default_factory=dict)


class DeclareIncident(Action):
    """Opens an incident, which people acknowledge and resolve. Texts are templates."""

    type: Literal["declare-incident"] = "declare-incident"
    title: str | None = None
    description: str | None = None
    severity: Severity | None = None


class SendSlackMessage(Action):
    """Sends a message to Slack. Texts are templates."""

    type: Literal["send-slack-message"] = "send-slack-message"
    message: str | None = Field(default=None, description="The text; with `blocks` what notifications show")
    blocks: list[dict[str, Any]] | None = Field(default=None, description="Block Kit's blocks")
    webhook: str | None = Field(
        default=None, description="The name of the Slack webhook block; None for the only one that there is"
    )
    block_document_id: UUID | None = Field(default=None, description="The id of that block")


SendSlackNotification = SendSlackMessage


class SendPagerDutyAlert(Action):
    """Opens an alert in PagerDuty; when what it tells of is over, the alert is resolved. Texts are templates."""

    type: Literal["send-pagerduty-alert"] = "send-pagerduty-alert"
    severity: Severity = "error"
    summary: str | None = Field(default=None, description="What happened")
    dedup_key: str | None = Field(
        default=None,
        description="Names the alert; by default there is one for each automation and deployment, flow or resource",
    )
    source: str | None = Field(default=None, description="What it happened to")
    component: str | None = None
    group: str | None = None
    class_: str | None = Field(
        default=None, validation_alias=AliasChoices("class", "class_"), description="The kind of event"
    )
    custom_details: dict[str, Any] | None = None
    auto_resolve: bool = True
    integration: str | None = Field(
        default=None, description="The name of the PagerDuty block; None for the only one that there is"
    )
    block_document_id: UUID | None = Field(default=None, description="The id of that block")


class DeploymentAction(Action):
    """What can be done to a deployment, given by its id, or by its name with or without its flow's before a slash."""

    source: Source = "selected"
    deployment_id: UUID | None = None
    deployment_name: str | None = None


class RunDeployment(DeploymentAction):
    """Runs a deployment."""

    type: Literal["run-deployment"] = "run-deployment"
    parameters: dict[str, Any] | None = None
    job_variables: dict[str, Any] | None = None
    schedule_after: Duration = timedelta(0)


class PauseDeployment(DeploymentAction):
    """Pauses a deployment."""

    type: Literal["pause-deployment"] = "pause-deployment"


class ResumeDeployment(DeploymentAction):
    """Resumes a deployment."""

    type: Literal["resume-deployment"] = "resume-deployment"


class WorkPoolAction(Action):
    """What can be done to a work pool, given by its id or by its name."""

    source: Source = "selected"
    work_pool_id: UUID | None = None
    work_pool: str | None = None


class PauseWorkPool(WorkPoolAction):
    """Pauses a work pool."""

    type: Literal["pause-work-pool"] = "pause-work-pool"


class ResumeWorkPool(WorkPoolAction):
    """Resumes a work pool."""

    type: Literal["resume-work-pool"] = "resume-work-pool"


_OWN = {
    "retry-flow-run",
    "scale-work-pool",
    "emit-event",
    "declare-incident",
    "send-slack-message",
    "send-pagerduty-alert",
    "run-deployment",
    "pause-deployment",
    "resume-deployment",
    "pause-work-pool",
    "resume-work-pool",
}


def _kind(value: Any) -> str:
    if isinstance(value, dict) and value.get("type") in _OWN:
        return str(value["type"])
    return value.type if isinstance(value, Action) else "prefect"


ActionTypes: TypeAlias = Annotated[
    Annotated[RetryFlowRun, Tag("retry-flow-run")]
    | Annotated[ScaleWorkPool, Tag("scale-work-pool")]
    | Annotated[EmitEvent, Tag("emit-event")]
    | Annotated[DeclareIncident, Tag("declare-incident")]
    | Annotated[SendSlackMessage, Tag("send-slack-message")]
    | Annotated[SendPagerDutyAlert, Tag("send-pagerduty-alert")]
    | Annotated[RunDeployment, Tag("run-deployment")]
    | Annotated[PauseDeployment, Tag("pause-deployment")]
    | Annotated[ResumeDeployment, Tag("resume-deployment")]
    | Annotated[PauseWorkPool, Tag("pause-work-pool")]
    | Annotated[ResumeWorkPool, Tag("resume-work-pool")]
    | Annotated[PrefectActionTypes, Tag("prefect")],
    Discriminator(_kind),
    BeforeValidator(carried.action),
]
"""All that an automation can do: what Weir adds, and what Prefect has."""
