"""The Python package for automations: what its classes say on the wire, and what they read there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, get_args

import httpx
import prefect.automations as stock
import pydantic
import pytest
import weir_automations as weir
from prefect.events.actions import SendNotification
from weir_automations import carried
from weir_automations import triggers as own

from tests.harness.servers import REPOSITORY, Server, weir_server

RULES = json.loads((REPOSITORY / "crates/weir-contract/rules/weir.json").read_text())

# The guide's four, as it writes them.
RETRY = weir.Automation(
    name="Retry failed dbt pipeline",
    trigger=weir.EventTrigger(
        match={"prefect.resource.name": "dbt-daily-pipeline"}, expect=["prefect.flow-run.Failed"]
    ),
    actions=[weir.RetryFlowRun(max_retries=3, retry_delay_seconds=300)],
)
ALERT = weir.Automation(
    name="Alert on repeated dbt failures",
    trigger=weir.EventTrigger(
        match={"prefect.resource.name": "dbt-daily-pipeline"},
        expect=["prefect.flow-run.Failed"],
        threshold=3,
        within=3600,
    ),
    actions=[
        weir.SendSlackNotification(webhook="slack-data-alerts", message="it failed 3 times in the last hour"),
        weir.SendPagerDutyAlert(severity="high"),
    ],
)
SCALE = weir.Automation(
    name="Scale up for slow pipelines",
    trigger=weir.EventTrigger(
        match={"prefect.resource.name": "dbt-daily-pipeline"},
        expect=["prefect.flow-run.Running"],
        posture="Proactive",
        threshold_duration=1800,
    ),
    actions=[weir.ScaleWorkPool(work_pool="data-pipelines", target_concurrency=10)],
)
PAUSE = weir.Automation(
    name="Pause downstream on dbt failure",
    trigger=weir.EventTrigger(
        match={"prefect.resource.name": "dbt-daily-pipeline"}, expect=["prefect.flow-run.Failed"]
    ),
    actions=[weir.PauseDeployment(deployment_name="lightdash-refresh")],
)

FAILED = {
    "type": "event",
    "posture": "Reactive",
    "match": {"prefect.resource.name": "dbt-daily-pipeline"},
    "match_related": {},
    "after": [],
    "expect": ["prefect.flow-run.Failed"],
    "for_each": [],
    "threshold": 1,
    "within": 0.0,
}
LONG = {
    "type": "event",
    "posture": "Proactive",
    "match": {"prefect.resource.name": "dbt-daily-pipeline"},
    "match_related": {},
    "expect": ["prefect.flow-run.Running"],
    "for_each": [],
    "threshold_duration": 1800.0,
}
WRITTEN = [
    (RETRY, FAILED, [{"type": "retry-flow-run", "max_retries": 3, "retry_delay": 300.0, "backoff_factor": 1.0, "jitter_factor": 0.0}]),
    (
        ALERT,
        FAILED | {"threshold": 3, "within": 3600.0},
        [
            {"type": "send-slack-message", "webhook": "slack-data-alerts", "message": "it failed 3 times in the last hour"},
            {"type": "send-pagerduty-alert", "severity": "high", "auto_resolve": True},
        ],
    ),
    (
        SCALE,
        LONG,
        [{"type": "scale-work-pool", "source": "selected", "work_pool": "data-pipelines", "target_concurrency": 10, "restore": True}],
    ),
    (PAUSE, FAILED, [{"type": "pause-deployment", "source": "selected", "deployment_name": "lightdash-refresh"}]),
]


@pytest.mark.parametrize(("automation", "trigger", "actions"), WRITTEN, ids=[one[0].name for one in WRITTEN])
def test_the_guide_s_automations_are_written_as_the_server_reads_them(
    automation: weir.Automation, trigger: dict[str, Any], actions: list[dict[str, Any]]
) -> None:
    written = automation.model_dump(mode="json")
    assert "id" not in written
    assert written["trigger"] == trigger
    assert written["actions"] == actions
    # What is written is read again as the same.
    assert weir.Automation.model_validate(written) == automation
    # The stock client sends updates without what is not set.
    assert weir.Automation.model_validate(written).model_dump(mode="json", exclude_unset=True) == written


# The examples of docs/metrics.md and docs/slos.md.
TOO_FEW = weir.Automation(
    name="too few rows",
    trigger=weir.MetricTrigger(
        metric=weir.CustomMetricQuery(name="rows_extracted", operator="<", threshold=1000, range=3600, aggregation="min"),
        match_related={"prefect.resource.role": "flow", "prefect.resource.name": "dbt-daily-pipeline"},
        for_each=["weir.metric.label.table"],
    ),
    actions=[weir.SendSlackMessage(webhook="slack-data-alerts", message="too few rows: {{ firing.triggering_value }}")],
)
BURNS = weir.Automation(
    name="page when the budget burns fast",
    trigger=weir.SloTrigger(expect=["weir.slo.budget-burning"], alert="fast", severity=["high", "critical"]),
    actions=[weir.DeclareIncident(title="{{ event.resource['prefect.resource.name'] }} burns its error budget", severity="critical")],
)


def test_triggers_on_custom_metrics_and_objectives_are_written_as_the_server_reads_them() -> None:
    written = TOO_FEW.model_dump(mode="json")
    assert written["trigger"] == {
        "type": "metric",
        "posture": "Metric",
        "match": {},
        "match_related": {"prefect.resource.role": "flow", "prefect.resource.name": "dbt-daily-pipeline"},
        "metric": {
            "name": "rows_extracted",
            "operator": "<",
            "threshold": 1000.0,
            "range": 3600.0,
            "firing_for": 0.0,
            "aggregation": "min",
        },
        "for_each": ["weir.metric.label.table"],
    }
    assert weir.Automation.model_validate(written) == TOO_FEW
    # Prefect's three are still its own.
    lateness = weir.MetricTrigger(metric={"name": "lateness", "operator": ">", "threshold": 60})
    assert isinstance(lateness.metric, weir.MetricTriggerQuery) and lateness.metric.firing_for == timedelta(minutes=5)

    written = BURNS.model_dump(mode="json")
    assert written["trigger"] == FAILED | {
        "match": {"weir.slo.severity": ["high", "critical"], "weir.slo.alert": "fast"},
        "expect": ["weir.slo.budget-burning"],
    }
    assert weir.Automation.model_validate(written).trigger == weir.EventTrigger(**written["trigger"])
    # An update says what is not given too.
    breached = weir.SloTrigger(objective="dbt takes no longer").model_dump(mode="json", exclude_unset=True)
    assert (breached["expect"], breached["match"]) == (["weir.slo.breached"], {"prefect.resource.name": "dbt takes no longer"})


@pytest.mark.parametrize("automation", [TOO_FEW, BURNS], ids=["metric", "slo"])
def test_a_server_takes_them_and_gives_them_back(server: Server, automation: weir.Automation) -> None:
    made = httpx.post(f"{server.api}/automations/", json=automation.model_dump(mode="json"))
    assert made.status_code == 201, made.text
    read = httpx.get(f"{server.api}/automations/{made.json()['id']}").raise_for_status().json()
    wanted = weir.Automation.model_validate(automation.model_dump(mode="json"))
    got = weir.Automation.model_validate(read)
    assert (got.trigger, got.actions) == (wanted.trigger, wanted.actions)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with weir_server(quiet=True, name="package") as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


def test_what_a_stock_client_is_shown_is_read_as_what_it_stands_for() -> None:
    shown = {
        "name": "shown",
        "trigger": {"type": "event", "match": {carried.LABEL: json.dumps(LONG | {"id": "5f1c7f5e-6d5b-4f6a-9a53-0f0e3f0f7c11"})}},
        "actions": [
            {"type": "send-notification", "block_document_id": carried.MARK, "subject": "Weir: pause-deployment", "body": json.dumps(action)}
            for action in WRITTEN[3][2]
        ],
    }
    read = weir.Automation.model_validate(shown)
    assert read.trigger == SCALE.trigger
    assert read.actions == PAUSE.actions
    # As it comes from the stock client: as models.
    assert weir.Automation(**stock.Automation.model_validate(shown).model_dump()) == read
    assert weir.Automation(**dict(stock.Automation.model_validate(shown))) == read


def test_prefect_s_own_actions_and_triggers_stand_beside_them() -> None:
    notification = SendNotification(block_document_id="5f1c7f5e-6d5b-4f6a-9a53-0f0e3f0f7c11", body="it failed")
    automation = weir.Automation(
        name="mixed",
        trigger=weir.CompoundTrigger(
            require="all",
            triggers=[
                stock.EventTrigger(expect={"a"}),
                weir.SequenceTrigger(triggers=[SCALE.trigger, weir.EventTrigger(expect={"b"})], within=60),
            ],
        ),
        actions=[stock.CancelFlowRun(), notification, weir.EmitEvent(event="told")],
    )
    written = automation.model_dump(mode="json")
    assert written["trigger"]["within"] is None
    assert written["trigger"]["triggers"][0] == stock.EventTrigger(expect={"a"}).model_dump(mode="json")
    assert written["trigger"]["triggers"][1]["triggers"][0] == LONG
    assert written["actions"][:2] == [{"type": "cancel-flow-run"}, notification.model_dump(mode="json")]
    assert weir.Automation.model_validate(written).model_dump(mode="json") == written


@pytest.mark.parametrize(
    "make",
    [
        lambda: weir.EventTrigger(expect=["a"], treshold=3),
        lambda: weir.EventTrigger(expect=["a"], posture="Sometimes"),
        lambda: weir.EventTrigger(expect=["a"], threshold_duration=1, threshold_duration_seconds=1),
        lambda: weir.CustomMetricQuery(name="rows", operator="==", threshold=1),
        lambda: weir.CustomMetricQuery(name="rows", operator="<", threshold=1, aggregation="median"),
        lambda: weir.MetricTrigger(metric={"name": "lateness", "operator": "<", "threshold": 1, "range": 10}),
        lambda: weir.SloTrigger(expect=["weir.slo.broken"]),
        lambda: weir.SloTrigger(expect=[]),
        lambda: weir.SloTrigger(kind="duration"),
        lambda: weir.SloTrigger(objective="a", match={"prefect.resource.name": "b"}),
        lambda: weir.RetryFlowRun(retry_delay=300, retry_delay_seconds=300),
        lambda: weir.RetryFlowRun(max_retries=0),
        lambda: weir.SendPagerDutyAlert(severity="dreadful"),
        lambda: weir.SendSlackMessage(text="it failed"),
        # The stock models would drop what they do not know.
        lambda: stock.Automation(name="a", trigger=SCALE.trigger, actions=[]),
        lambda: stock.Automation(name="a", trigger=stock.EventTrigger(), actions=PAUSE.actions),
    ],
)
def test_what_cannot_be_meant_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(pydantic.ValidationError):
        make()


def test_times_are_seconds_or_timedeltas() -> None:
    assert weir.RetryFlowRun(retry_delay=timedelta(minutes=5)) == weir.RetryFlowRun(retry_delay_seconds=300)
    assert weir.EventTrigger(within=3600).within == timedelta(hours=1)


OWN_ACTIONS = {
    "retry-flow-run": weir.RetryFlowRun,
    "scale-work-pool": weir.ScaleWorkPool,
    "emit-event": weir.EmitEvent,
    "declare-incident": weir.DeclareIncident,
    "send-slack-message": weir.SendSlackMessage,
    "send-pagerduty-alert": weir.SendPagerDutyAlert,
    "run-deployment": weir.RunDeployment,
    "pause-deployment": weir.PauseDeployment,
    "resume-deployment": weir.ResumeDeployment,
    "pause-work-pool": weir.PauseWorkPool,
    "resume-work-pool": weir.ResumeWorkPool,
}
OWN_TRIGGERS = {"event": weir.EventTrigger, "metric": weir.MetricTrigger}


def members(kind: type[pydantic.BaseModel]) -> set[str]:
    return {name.rstrip("_") for name in kind.model_fields} - {"type"}


def test_the_classes_have_the_members_of_the_server_s_rules() -> None:
    actions = {rule["type"]: {name for name, *_ in rule["fields"]} for rule in RULES["actions"]}
    assert {kind: members(of) for kind, of in OWN_ACTIONS.items()} == actions
    triggers: dict[str, set[str]] = {}
    for rule in RULES["triggers"]:
        triggers.setdefault(rule["type"], set()).update(name for name, *_ in rule["fields"] if name != "id")
    assert {kind: members(of) for kind, of in OWN_TRIGGERS.items()} == triggers


def test_the_words_for_metrics_and_objectives_are_those_of_the_server_s_rules() -> None:
    queries = [node[3] for rule in RULES["triggers"] for name, _, node in rule["fields"] if name == "metric"]
    custom = {name: node for name, _, node in queries[-1]}
    assert members(weir.CustomMetricQuery) == set(custom)
    assert list(get_args(own.Aggregation)) == custom["aggregation"][1][1]
    declare = next(one for one in RULES["operations"] if (one["method"], one["path"]) == ("POST", "/api/slos/"))
    body = {member["name"]: member["node"] for member in declare["body"]}
    assert list(get_args(own.SloKind)) == body["kind"][1]
    assert list(get_args(own.SloSeverity)) == body["severity"][1]
    events = set(re.findall(r"^\| `(weir\.slo\.[a-z-]+)` \|", (REPOSITORY / "docs/slos.md").read_text(), re.MULTILINE))
    assert set(get_args(own.SloEvent)) == events
