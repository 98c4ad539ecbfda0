"""`weir exporter` over Prefect's own server and over Weir: it counts what their APIs say, whatever comes in between."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect import flow, task

from tests.harness.exporter import Exporter, Series, exporter
from tests.harness.proxy import proxy
from tests.harness.runs import flow_run, post
from tests.harness.sdk import run_script
from tests.harness.sdk_needs import needs
from tests.harness.servers import Server, prefect_server, weir_binary, weir_server
from tests.harness.waiting import until

PATIENCE = 60
# What tells apart the flows of each test on a server that several use.
NAME = "WEIR_TEST_FLOW"
FLOW = os.environ.get(NAME, "flow")


@task(retries=1)
def flaky(attempts: list[int]) -> int:
    attempts.append(1)
    if len(attempts) < 2:
        raise ValueError("not yet")
    return len(attempts)


@flow(name=f"{FLOW}-child")
def child() -> int:
    return flaky([])


@flow(name=FLOW, retries=1)
def parent() -> int:
    return child() + flaky([])


@flow(name=f"{FLOW}-broken")
def broken() -> None:
    flaky([1])
    raise RuntimeError("broken")


def flows() -> None:
    parent()
    broken(return_state=True)
    parent()


def run_flows(server: Server, name: str, environment: dict[str, str] | None = None) -> None:
    outcome = run_script(Path(__file__), server, environment={NAME: name} | (environment or {}))
    assert outcome.returncode == 0, outcome.output[-4000:]


def every(server: Server, path: str, body: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    while page := post(server, path, body | {"limit": 200, "offset": len(found)}):
        found += page
    return found


def stand_ins(server: Server) -> set[str]:
    """The task runs that stand for subflows: no events tell of them, so they do not count."""
    return {run["parent_task_run_id"] for run in every(server, "/flow_runs/filter", {})}


def truth(server: Server, name: str) -> tuple[Series, Series]:
    """How often runs of the test's flows entered which state, as the API tells it run by run: flow runs and task runs."""
    left_out = stand_ins(server)
    counts: tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]] = (Counter(), Counter())
    for flow_ in every(server, "/flows/filter", {"flows": {"name": {"like_": name}}}):
        of_flow = {"flows": {"id": {"any_": [flow_["id"]]}}}
        for kind, counted in zip(("flow_run", "task_run"), counts, strict=True):
            for run in every(server, f"/{kind}s/filter", of_flow):
                if run["id"] in left_out:
                    continue
                states = httpx.get(f"{server.api}/{kind}_states/", params={f"{kind}_id": run["id"]}).raise_for_status()
                counted.update((flow_["name"], state["name"]) for state in states.json())
    return (
        {key: float(count) for key, count in counts[0].items()},
        {key: float(count) for key, count in counts[1].items()},
    )


def counted(exporter_: Exporter, name: str) -> tuple[Series, Series]:
    def of(kind: str) -> Series:
        series = exporter_.grown(f"weir_{kind}_transitions_total", "flow", "state")
        return {key: value for key, value in series.items() if key[0].startswith(name)}

    return of("flow_run"), of("task_run")


def until_true(exporter_: Exporter, server: Server, name: str) -> tuple[Series, Series]:
    """Waits until the exporter has counted what the API says, and answers it."""
    end = time.monotonic() + PATIENCE
    while (told := counted(exporter_, name)) != (wanted := truth(server, name)):
        assert time.monotonic() < end, f"{told}\nis not\n{wanted}"
        time.sleep(0.2)
    return told


@contextmanager
def running(exporter_: Exporter) -> Iterator[Exporter]:
    with exporter_:
        yield exporter_
    shutil.rmtree(exporter_.folder, ignore_errors=True)


@pytest.fixture(params=["prefect", "weir"])
def server(request: pytest.FixtureRequest) -> Server:
    return request.getfixturevalue(request.param)


def test_it_counts_what_the_api_says_also_over_a_restart(server: Server) -> None:
    name = f"exported-{server.name}"
    with running(exporter(server.api)) as it:
        run_flows(server, name)
        before = until_true(it, server, name)
        assert before[0][(name, "Completed")] == 2
        assert before[1][(f"{name}-child", "Retrying")] == 2

        ended = {
            "flows": {"name": {"like_": name}},
            "flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}},
        }
        runs = every(server, "/flow_runs/filter", ended)
        of_runs = it.series("weir_flow_run_duration_seconds_sum", "flow", "state")
        times = [value for key, value in of_runs.items() if key[0].startswith(name)]
        assert sum(times) == pytest.approx(sum(run["total_run_time"] for run in runs))
        left_out = stand_ins(server)
        tasks = every(server, "/task_runs/filter", {"flows": {"name": {"like_": name}}})
        tasks = [run for run in tasks if run["id"] not in left_out]
        of_tasks = it.series("weir_task_run_duration_seconds_sum", "flow", "state")
        times = [value for key, value in of_tasks.items() if key[0].startswith(name)]
        assert sum(times) == pytest.approx(sum(run["total_run_time"] for run in tasks))

        # What happens while it is away counts too, and no count ever goes back.
        it.kill()
        run_flows(server, name)
        it.start()
        for series, known in zip(counted(it, name), before, strict=True):
            assert all(series[key] >= value for key, value in known.items())
        after = until_true(it, server, name)
        assert after[0][(name, "Completed")] == 4


def test_runs_that_have_not_ended_are_told_by_state(server: Server) -> None:
    name = f"waiting-{server.name}"
    flow_id = post(server, "/flows/", {"name": name})["id"]
    run = {"flow_id": flow_id, "state": {"type": "SCHEDULED"}}
    first = post(server, "/flow_runs/", run)["id"]

    def unfinished() -> Series:
        series = it.series("weir_flow_runs_unfinished", "flow", "state")
        return {key: value for key, value in series.items() if key[0] == name}

    def enter(run_id: str, state: str) -> None:
        post(server, f"/flow_runs/{run_id}/set_state", {"state": {"type": state}, "force": True})

    with running(exporter(server.api)) as it:
        assert unfinished() == {(name, "Scheduled"): 1}
        second = post(server, "/flow_runs/", run)["id"]
        enter(first, "RUNNING")
        until(lambda: unfinished() == {(name, "Running"): 1, (name, "Scheduled"): 1})
        enter(first, "COMPLETED")
        enter(second, "CANCELLED")
        until(lambda: unfinished() == {})


def test_the_run_history_is_told_under_the_names_of_those_who_poll_it() -> None:
    with prefect_server(quiet=True, name="polled") as server:
        for state in ("COMPLETED", "COMPLETED", "FAILED"):
            flow_run(server, "polled", "RUNNING", state)
        told = {"WEIR_METRICS_PROFILE": "history", "WINDOW_HOURS": "1"}
        with running(exporter(server.api, environment=told)) as it:
            # Its window ends with the second that the server's answers are dated with, which may be the one before.
            until(lambda: it.series("prefect_flow_runs_total", "state") == {("Completed",): 2, ("Failed",): 1})
            assert it.series("weir_flow_run_transitions_total") == {}
            now = datetime.now(UTC)
            hour = {"history_start": (now - timedelta(hours=1)).isoformat(), "history_end": now.isoformat()}
            buckets = post(server, "/flow_runs/history", hour | {"history_interval_seconds": 3600})
            states = [state for bucket in buckets for state in bucket["states"]]
            mean = sum(state["sum_estimated_run_time"] for state in states) / sum(state["count_runs"] for state in states)
            assert it.series("prefect_flow_run_duration_seconds_avg") == {(): pytest.approx(mean)}
    shutil.rmtree(server.folder, ignore_errors=True)


def test_filters_leave_out_other_runs(server: Server) -> None:
    name = f"filtered-{server.name}"
    flow_id = post(server, "/flows/", {"name": name})["id"]
    post(server, "/work_pools/", {"name": name, "type": "process"})
    post(server, f"/work_pools/{name}/queues", {"name": f"{name}-fast"})

    def deployment(of: str, queue: str, tags: list[str]) -> str:
        body = {"name": of, "flow_id": flow_id, "work_pool_name": name, "work_queue_name": queue, "tags": tags}
        return post(server, "/deployments/", body)["id"]

    def run(of: str) -> None:
        made = post(server, f"/deployments/{of}/create_flow_run", {})["id"]
        for state in ("RUNNING", "COMPLETED"):
            post(server, f"/flow_runs/{made}/set_state", {"state": {"type": state}, "force": True})

    chosen, other = f"{name}-chosen", f"{name}-other"
    filters = {"--flow": name, "--deployment": chosen, "--tag": f"{name}-tag", "--work-queue": f"{name}-fast"}
    with ExitStack() as stack:
        them = {
            by: stack.enter_context(running(exporter(server.api, {"WEIR_EXPORTER_TASK_RUNS": "false"}, [by, value])))
            for by, value in filters.items()
        }
        flow_run(server, f"{name}-unlike", "RUNNING", "COMPLETED")
        run(deployment(other, "default", []))
        # Last, so that the others are past when it counts.
        run(deployment(chosen, f"{name}-fast", [f"{name}-tag"]))
        for by, it in them.items():
            wanted = {(name, one, state): 1 for one in ([other, chosen] if by == "--flow" else [chosen]) for state in ("Running", "Completed")}

            def told(it: Exporter = it) -> Series:
                found = it.grown("weir_flow_run_transitions_total", "flow", "deployment", "state")
                return {key: value for key, value in found.items() if key[2] in ("Running", "Completed")}

            until(lambda told=told, wanted=wanted: told() == wanted)
            assert it.series("weir_task_run_transitions_total", "flow", "state") == {}


@pytest.mark.parametrize("make", [prefect_server, weir_server])
def test_a_stream_misses_nothing_and_doubles_nothing_when_the_server_restarts(make: Callable[..., Server]) -> None:
    with make(quiet=True, name="streaming") as server:
        # Refreshes come with connections alone, so what is counted in between came over the websocket.
        with running(exporter(server.api, {"REFRESH_SECONDS": "3600"}, ["--stream"])) as it:
            until(lambda: it.series("weir_exporter_stream_connected") == {(): 1})
            run_flows(server, "streamed")
            until_true(it, server, "streamed")
            server.stop()
            until(lambda: it.series("weir_exporter_stream_connected") == {(): 0})
            server.start()
            run_flows(server, "streamed")
            until(lambda: it.series("weir_exporter_stream_connections_total") == {(): 2})
            told = until_true(it, server, "streamed")
            assert told[0][("streamed", "Completed")] == 4
    shutil.rmtree(server.folder, ignore_errors=True)


def test_it_waits_as_long_as_the_api_asks_for(weir: Server) -> None:
    with proxy(weir.root) as between, running(exporter(f"{between.url}/api")) as it:
        between.refuse("/api/events/filter", {"Retry-After": "1"}, times=2)
        flow_run(weir, "limited", "RUNNING", "COMPLETED")
        until_true(it, weir, "limited")
        until(lambda: it.series("weir_exporter_rate_limited_total") == {(): 2})
        assert [pause >= 1 for pause in between.pauses] == [True, True]


def test_an_interrupted_refresh_loses_nothing(weir: Server) -> None:
    with proxy(weir.root) as between, running(exporter(f"{between.url}/api")) as it:
        between.refuse("/api/flow_runs/filter", {}, times=3, status=500)
        flow_run(weir, "interrupted", "RUNNING", "COMPLETED")
        until_true(it, weir, "interrupted")
        assert it.series("weir_exporter_refresh_failures_total") == {(): 3}
        statuses = it.series("weir_exporter_requests_total", "path", "status")
        assert statuses[("/flow_runs/filter", "500")] == 3


@needs("prefect.settings:PREFECT_API_AUTH_STRING")
def test_an_auth_string_and_csrf_tokens_are_shown() -> None:
    guard = {"PREFECT_SERVER_API_AUTH_STRING": "exporter:a secret", "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true"}
    shown = {"PREFECT_API_AUTH_STRING": guard["PREFECT_SERVER_API_AUTH_STRING"]}
    for make in (prefect_server, weir_server):
        with make(quiet=True, name="guarded", environment=guard) as server:
            with running(exporter(server.api, environment=shown)) as it:
                run_flows(server, "guarded", shown)
                until(lambda: counted(it, "guarded")[0].get(("guarded", "Completed")) == 2)
            wrong = exporter(server.api, environment={"PREFECT_API_AUTH_STRING": "exporter:wrong"})
            with pytest.raises(RuntimeError, match="does not accept the credentials") as refused:
                wrong.start(patience=3)
            assert "wrong" not in str(refused.value)
        shutil.rmtree(server.folder, ignore_errors=True)


def test_a_key_and_headers_of_the_users_own_are_shown() -> None:
    with weir_server(quiet=True, name="keyed") as server:
        create = [str(weir_binary()), "auth", "create", "exporter", "--role", "viewer"]
        made = subprocess.run(create, env=server.environment, check=True, capture_output=True, text=True)
        key = made.stdout.strip()
        until(lambda: httpx.get(f"{server.api}/hello").status_code == 401)
        with proxy(server.root) as between:
            headers = json.dumps({"X-Tenant": "data"})
            shown = {"PREFECT_API_KEY": key, "PREFECT_CLIENT_CUSTOM_HEADERS": headers}
            with running(exporter(f"{between.url}/api", environment=shown)):
                assert between.headers["x-tenant"] == "data"
                assert between.headers["authorization"] == f"Bearer {key}"
    shutil.rmtree(server.folder, ignore_errors=True)


if __name__ == "__main__":
    flows()
