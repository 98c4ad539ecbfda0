"""The workers of prefect-docker, prefect-kubernetes and prefect-aws run flows in containers.

A stand-in takes the place of what they ask for machines, and runs each container as a process: so the whole way is real,
from the deployment to the run's end, but for the machine.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import get_client

from tests.harness.cli import Cli, loaded
from tests.harness.sdk import tell
from tests.harness.stand_ins import Docker, Ecs, Kubernetes, serving

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

PATIENCE = 120
STAND_INS = {"docker": Docker, "kubernetes": Kubernetes, "ecs": Ecs}
VARIABLES = {
    "docker": {"image_pull_policy": "IfNotPresent"},
    "kubernetes": {},
    # On Fargate it would look for a network first.
    "ecs": {"cluster": "one", "launch_type": "EC2", "network_mode": "bridge"},
}


def main(kind: str) -> None:
    with serving(STAND_INS[kind]()) as machines:
        deploy(kind)
        pool = f"pool-{kind}"
        worker = ("worker", "start", "--pool", pool, "--name", "worker-one", "--type", kind)
        with Cli.here().running(*worker, PREFECT_WORKER_QUERY_SECONDS="1", **machines.environment()) as process:
            until(lambda: online(pool))
            for name, well in (("ends well", "true"), ("ends badly", "false")):
                prefect("deployment", "run", f"contained/{kind}", "--param", "number=21", "--param", f"well={well}", "--flow-run-name", name)
                last = "Completed" if well == "true" else "Failed"
                until(lambda name=name, last=last: run(name)["state"]["name"] == last)
            # What the worker says of the last container, it says after the run has ended.
            until(lambda: len(events(kind)) >= (6 if kind == "docker" else 0))
            pools = [(found["type"], found["status"]) for found in read("work_pools") if found["name"] == pool]
            workers = [(found["name"], found["status"]) for found in read(f"work_pools/{pool}/workers")]
        tell(
            pools=pools,
            workers=workers,
            ended=process.returncode,
            events=events(kind),
            containers=[(container.image, container.command) for container in machines.containers],
            runs={name: told_of(name) for name in ("ends well", "ends badly")},
        )


def deploy(kind: str) -> None:
    """As a user does it from Python, with an image that is there."""
    from prefect import Flow

    prefect("work-pool", "create", f"pool-{kind}", "--type", kind)
    flow = Flow.from_source(source=str(Path(__file__).with_name("contained")), entrypoint="flows.py:contained")
    variables = VARIABLES[kind] | {"env": {"GREETING": "Ave"}}
    flow.deploy(name=kind, work_pool_name=f"pool-{kind}", image="contained:1", build=False, push=False, job_variables=variables)


def online(pool: str) -> bool:
    return [found["status"] for found in read(f"work_pools/{pool}/workers")] == ["ONLINE"]


def prefect(*arguments: str) -> None:
    status, text = loaded(*arguments)
    assert status == 0, text


def read(path: str, **body: Any) -> list[dict[str, Any]]:
    with get_client(sync_client=True) as client:
        return client.request("POST", f"/{path}/filter", json=body).json()


def run(name: str) -> dict[str, Any]:
    return read("flow_runs", flow_runs={"name": {"any_": [name]}})[0]


def told_of(name: str) -> dict[str, Any]:
    """All that is known of a run, without what differs from one to the other."""
    found = run(name)
    with get_client(sync_client=True) as client:
        history = client.request("GET", "/flow_run_states/", params={"flow_run_id": found["id"]}).json()
    tasks = read("task_runs", flow_runs={"id": {"any_": [found["id"]]}})
    logs = read("logs", logs={"flow_run_id": {"any_": [found["id"]]}}, sort="TIMESTAMP_ASC")
    return {
        # Late is whoever waits for a slow machine.
        "states": [state["name"] for state in sorted(history, key=lambda state: state["timestamp"]) if state["name"] != "Late"],
        "tasks": [(task["name"].partition("-")[0], task["state"]["name"]) for task in tasks],
        "prints": [line["message"] for line in logs if "Ave" in line["message"]],
        "worker says": [plain(line["message"]) for line in logs if line["name"].startswith("prefect.flow_runs.worker")],
        "runs as": plain(found["infrastructure_pid"] or ""),
        "variables": found["job_variables"],
    }


def plain(text: str) -> str:
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", text)
    return re.sub(r"(?<=127\.0\.0\.1:)\d+", "<port>", text)


def events(kind: str) -> list[str]:
    """What the worker told of its containers."""
    with get_client(sync_client=True) as client:
        found = client.request("POST", "/events/filter", json={"filter": {"event": {"prefix": [f"prefect.{kind}."]}}, "limit": 50}).json()
    return sorted(event["event"] for event in found["events"])


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, Path("worker.log").read_text(errors="replace")[-4000:]
        time.sleep(0.2)


def test_docker(both_fresh: Both) -> None:
    told = proved(both_fresh, "docker")
    assert set(told["events"]) >= {"prefect.docker.container.created", "prefect.docker.container.running"}


def test_kubernetes(both_fresh: Both) -> None:
    proved(both_fresh, "kubernetes")


def test_ecs(both_fresh: Both) -> None:
    proved(both_fresh, "ecs")


def proved(both_fresh: Both, kind: str) -> dict[str, Any]:
    told = {name: value for fact in both_fresh(__file__, kind)["script"]["facts"] for name, value in fact.items()}
    assert told["pools"] == [[kind, "READY"]]
    assert told["workers"] == [["worker-one", "ONLINE"]]
    assert [image for image, _ in told["containers"]] == ["contained:1"] * 2
    for name, last in (("ends well", "Completed"), ("ends badly", "Failed")):
        seen = told["runs"][name]
        assert (seen["states"][0], seen["states"][-1]) == ("Scheduled", last)
        assert seen["tasks"] == [["doubled", "Completed"]]
        assert seen["prints"] == ["Ave: 42"]
    return told


if __name__ == "__main__":
    os.environ["COLUMNS"] = "400"
    main(sys.argv[1])
