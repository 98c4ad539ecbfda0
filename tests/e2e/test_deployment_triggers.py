"""A served flow with triggers: the SDK registers them with its deployment, an event makes a run, and new ones replace old."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from prefect import flow, get_client
from prefect.events import DeploymentEventTrigger, emit_event

from tests.harness import waiting
from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

PATIENCE = 120
until = partial(waiting.until, patience=PATIENCE)


@flow(name="reads-files")
def reads_files(who: str = "nobody") -> str:
    return who


def serve(*names: str) -> None:
    """Until it is interrupted; each name is that of a trigger, which waits for files of its own."""
    triggers = [
        DeploymentEventTrigger(
            name=name,
            expect={f"shop.{name}.came"},
            match={"prefect.resource.id": "shop.file.*"},
            parameters={"who": name},
        )
        for name in names
    ]
    reads_files.serve(name="on-files", triggers=triggers)


@contextmanager
def serving(*names: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, __file__, *names])
    try:
        until(lambda: sorted(one["name"] for one in automations()) == sorted(names))
        yield
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()


def main() -> None:
    with serving("orders", "returns"):
        tell(first=[plain(one) for one in automations()])
        emit_event("shop.orders.came", resource={"prefect.resource.id": "shop.file.1"})
        until(lambda: [run["state"]["name"] for run in runs()] == ["Completed"])
    with serving("claims"):
        tell(second=[plain(one) for one in automations()])
        emit_event("shop.orders.came", resource={"prefect.resource.id": "shop.file.2"})
        emit_event("shop.claims.came", resource={"prefect.resource.id": "shop.file.3"})
        until(lambda: [run["state"]["name"] for run in runs()] == ["Completed"] * 2)
    tell(runs=[(run["parameters"], run["created_by"]["type"]) for run in runs()])


def deployment() -> dict[str, Any] | None:
    with get_client(sync_client=True) as client:
        found = client.request("POST", "/deployments/filter", json={"deployments": {"name": {"any_": ["on-files"]}}}).json()
    return found[0] if found else None


def automations() -> list[dict[str, Any]]:
    """Those that belong to the deployment."""
    found = deployment()
    if found is None:
        return []
    with get_client(sync_client=True) as client:
        listed = client.request("GET", f"/automations/related-to/prefect.deployment.{found['id']}").json()
    return sorted(listed, key=lambda one: one["name"])


def runs() -> list[dict[str, Any]]:
    body = {"flows": {"name": {"any_": ["reads-files"]}}, "sort": "START_TIME_ASC"}
    with get_client(sync_client=True) as client:
        return client.request("POST", "/flow_runs/filter", json=body).json()


def plain(automation: dict[str, Any]) -> dict[str, Any]:
    """Without ids and times."""
    actions = [{name: value for name, value in action.items() if name != "deployment_id"} for action in automation["actions"]]
    trigger = {name: value for name, value in automation["trigger"].items() if name != "id"}
    return {name: automation[name] for name in ("name", "enabled", "description")} | {"actions": actions, "trigger": trigger}


def test_deployment_triggers(both: Both) -> None:
    told = {name: value for fact in both(__file__)["script"]["facts"] for name, value in fact.items()}
    assert [one["name"] for one in told["first"]] == ["orders", "returns"]
    assert [one["name"] for one in told["second"]] == ["claims"]
    # What the replaced trigger waited for makes no run.
    assert told["runs"] == [[{"who": "orders"}, "AUTOMATION"], [{"who": "claims"}, "AUTOMATION"]]


if __name__ == "__main__":
    serve(*sys.argv[1:]) if sys.argv[1:] else main()
