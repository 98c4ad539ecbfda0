"""Automations with what Weir can do beyond Prefect, for the stock client."""

from .actions import (
    Action,
    ActionTypes,
    DeclareIncident,
    EmitEvent,
    PauseDeployment,
    PauseWorkPool,
    ResumeDeployment,
    ResumeWorkPool,
    RetryFlowRun,
    RunDeployment,
    ScaleWorkPool,
    SendPagerDutyAlert,
    SendSlackMessage,
    SendSlackNotification,
)
from .automations import Automation
from .triggers import (
    CompoundTrigger,
    EventTrigger,
    MetricTrigger,
    MetricTriggerQuery,
    Posture,
    SequenceTrigger,
    TriggerTypes,
)

__all__ = [
    "Action",
    "ActionTypes",
    "Automation",
    "CompoundTrigger",
    "DeclareIncident",
    "EmitEvent",
    "EventTrigger",
    "MetricTrigger",
    "MetricTriggerQuery",
    "PauseDeployment",
    "PauseWorkPool",
    "Posture",
    "ResumeDeployment",
    "ResumeWorkPool",
    "RetryFlowRun",
    "RunDeployment",
    "ScaleWorkPool",
    "SendPagerDutyAlert",
    "SendSlackMessage",
    "SendSlackNotification",
    "SequenceTrigger",
    "TriggerTypes",
]
