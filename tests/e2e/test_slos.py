"""Service level objectives with real flows: by tags, and by the stock SDK's own agreements; a breach declares an incident."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from prefect import flow, get_client

from tests.harness import waiting
from tests.harness.cli import Cli
from tests.harness.sdk import run_script, tell
from tests.harness.sdk_needs import needs
from tests.harness.servers import Server, fresh_folder

until = partial(waiting.until, patience=90)

ON_BREACH: dict[str, Any] = {
    "name": "on a breach",
    "trigger": {
        "type": "event",
        "posture": "Reactive",
        "expect": ["weir.slo.breached"],
        "match_related": {"prefect.resource.role": "deployment", "prefect.resource.name": "nightly"},
    },
    "actions": [{"type": "declare-incident", "title": "{{ event.resource['prefect.resource.name'] }} of {{ flow.name }}", "severity": "high"}],
}


@flow(name="dbt-daily-pipeline")
def pipeline(seconds: float = 0, fail: bool = False) -> None:
    time.sleep(seconds)
    if fail:
        raise ValueError("no rows")


def agreements() -> list[Any]:
    from prefect._experimental.sla.objects import FrequencySla, LatenessSla, TimeToCompletionSla  # noqa: PLC0415

    return [
        TimeToCompletionSla(name="time", duration=600, severity="high"),
        FrequencySla(name="often", stale_after=timedelta(hours=24)),
        LatenessSla(name="late", within=timedelta(minutes=10), enabled=False),
    ]


def deploy() -> None:
    """The SDK's own way: it looks at nothing but the address of the server."""
    tell(deployment=pipeline.to_deployment("nightly", _sla=agreements()).apply())


def apply() -> None:
    """The client's method, which asks any server."""
    deployment = pipeline.to_deployment("nightly").apply()
    with get_client(sync_client=True) as client:
        merged = client.apply_slas_for_deployment(deployment, agreements()[:1])
        tell(merged=merged.model_dump(), emptied=client.apply_slas_for_deployment(deployment, []).model_dump())


def serve() -> None:
    """Runs of a deployment whose tags promise something."""
    deployment = pipeline.to_deployment("nightly", tags=["slo:success-rate=90%", "slo:max-duration=2s", "slo:freshness=soon"])
    deployment.apply()
    with get_client(sync_client=True) as client:
        found = client.read_deployment_by_name("dbt-daily-pipeline/nightly")
        for parameters in ({}, {"fail": True}, {"seconds": 3}):
            run = client.create_flow_run_from_deployment(found.id, parameters=parameters)
            run_one(run)


def run_one(run: Any) -> None:
    from prefect.flow_engine import run_flow  # noqa: PLC0415

    run_flow(pipeline, flow_run=run, parameters=run.parameters, return_type="state")


def ask(server: Server, path: str, query: dict[str, Any]) -> Any:
    return httpx.post(f"{server.api}{path}", json=query).raise_for_status().json()


def declared(server: Server) -> dict[str, tuple[Any, ...]]:
    found = ask(server, "/slos/filter", {"source": ["sla"]})
    return {one["spec"]["name"]: tuple(one["spec"][part] for part in ("kind", "limit_seconds", "severity", "enabled")) for one in found}


@needs("prefect._experimental.sla.objects:TimeToCompletionSla")
def test_the_sdks_agreements_are_applied(alerting: Server) -> None:
    refused = run_script(Path(__file__), alerting, ["deploy"])
    assert refused.returncode != 0
    assert "SLA configuration is currently only supported on Prefect Cloud" in refused.output
    outcome = run_script(Path(__file__), alerting, ["deploy"], {"PREFECT_CLOUD_API_URL": alerting.api})
    assert outcome.returncode == 0, outcome.output
    assert declared(alerting) == {
        "time": ("max-duration", 600.0, "high", True),
        "often": ("freshness", 86400.0, "moderate", True),
        "late": ("lateness", 600.0, "moderate", False),
    }
    outcome = run_script(Path(__file__), alerting, ["apply"])
    assert outcome.returncode == 0, outcome.output
    merged = {"created": [], "updated": ["time"], "deleted": ["late", "often"]}
    emptied = {"created": [], "updated": [], "deleted": ["time"]}
    assert outcome.facts == [{"merged": merged, "emptied": emptied}] or outcome.facts == [{"merged": merged}, {"emptied": emptied}]
    assert declared(alerting) == {}


@needs("prefect._experimental.sla.objects:TimeToCompletionSla")
def test_prefect_deploy_applies_agreements(alerting: Server) -> None:
    folder = fresh_folder("agreements")
    (folder / "flows.py").write_text("from prefect import flow\n\n\n@flow\ndef etl():\n    pass\n")
    (folder / "prefect.yaml").write_text(
        "deployments:\n- name: nightly\n  entrypoint: flows.py:etl\n  work_pool: {name: p}\n"
        "  sla:\n  - {name: time, duration: 600, severity: critical}\n  - {name: often, stale_after: 3600}\n"
    )
    httpx.post(f"{alerting.api}/work_pools/", json={"name": "p", "type": "process"}).raise_for_status()
    cli = Cli.of(alerting, folder)
    cloud = Cli(cli.folder, cli.environment | {"PREFECT_CLOUD_API_URL": alerting.api})
    cloud.run("--no-prompt", "deploy", "--all")
    assert declared(alerting) == {"time": ("max-duration", 600.0, "critical", True), "often": ("freshness", 3600.0, "moderate", True)}


@needs("prefect.client.orchestration:SyncPrefectClient.create_flow_run_from_deployment")
def test_runs_of_a_deployment_are_held_to_its_tags(alerting: Server) -> None:
    httpx.post(f"{alerting.api}/automations/", json=ON_BREACH).raise_for_status()
    outcome = run_script(Path(__file__), alerting, ["serve"])
    assert outcome.returncode == 0, outcome.output
    refused = ask(alerting, "/slos/refused/filter", {})
    assert [(one["flow_name"], one["deployment_name"], one["tag"]) for one in refused] == [
        ("dbt-daily-pipeline", "nightly", "slo:freshness=soon")
    ]

    def breached() -> Any:
        found = ask(alerting, "/slos/filter", {"state": ["breached"]})
        return found if len(found) == 2 else None

    by_name = {one["spec"]["name"]: one["status"] for one in until(breached)}
    assert (by_name["success-rate"]["good"], by_name["success-rate"]["bad"]) == (2.0, 1.0)
    # On a slow machine the short runs may take too long as well.
    too_long = by_name["max-duration"]["bad"]
    assert too_long >= 1
    assert by_name["success-rate"]["alert"] == "slow", "a third of the runs burns 3.3 times as fast as they may"

    def declared_twice() -> Any:
        found = ask(alerting, "/incidents/filter", {})
        return found if [one["occurrences"] for one in found] == [2] else None

    # Both breaches are about one deployment, so they are one incident.
    [incident] = until(declared_twice)
    assert incident["title"] in {f"{name} of dbt-daily-pipeline" for name in by_name}
    violated = {"filter": {"event": {"name": ["weir.slo.violated"]}}}
    assert len(ask(alerting, "/events/filter", violated)["events"]) == too_long


if __name__ == "__main__":
    {"deploy": deploy, "apply": apply, "serve": serve}[sys.argv[1]]()
