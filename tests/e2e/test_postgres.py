"""Weir on PostgreSQL says what it says on SQLite; and two of them serve one database together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from websockets.sync.client import connect

from tests.harness.agreement import read_until_equal
from tests.harness.load import Load, missing
from tests.harness.postgres import Postgres
from tests.harness.sdk import run_on_each, run_script
from tests.harness.sdk_needs import needs
from tests.harness.servers import Server, weir_server

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def postgres() -> Postgres:
    return Postgres()


@pytest.fixture
def pair(postgres: Postgres) -> Iterator[tuple[Server, Server]]:
    """Two servers on one fresh PostgreSQL database."""
    database = {"WEIR_DATABASE_URL": postgres.fresh_database()}
    with weir_server(quiet=False, name="first", environment=database) as first:
        with weir_server(quiet=False, name="second", environment=database) as second:
            yield first, second
    for server in (first, second):
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.mark.parametrize("topic", ["tasks", "retries", pytest.param("blocks", marks=needs("prefect.blocks.system:Secret.aload"))])
def test_postgres_says_what_sqlite_says(postgres: Postgres, topic: str) -> None:
    script = HERE / f"test_{topic}.py"
    environment = {"WEIR_DATABASE_URL": postgres.fresh_database()}
    with (
        weir_server(quiet=False, name="sqlite") as sqlite,
        weir_server(quiet=False, name="postgres", environment=environment) as other,
    ):
        servers = (sqlite, other)
        outcomes = run_on_each(script, servers)
        assert [outcome.returncode for outcome in outcomes] == [0, 0], outcomes[1].output[-4000:]
        wanted, _, differing = read_until_equal(servers, topic, outcomes)
    assert differing == []
    assert wanted["task runs"] or wanted["blocks"]


@needs("prefect.artifacts:acreate_link_artifact")
def test_what_one_server_took_the_other_tells(pair: tuple[Server, Server]) -> None:
    first, second = pair
    outcome = run_script(HERE / "test_artifacts.py", first)
    assert outcome.returncode == 0, outcome.output[-4000:]
    here, _, differing = read_until_equal(pair, "artifacts", (outcome, outcome))
    assert here["flow runs"]
    assert differing == []


def test_an_event_is_heard_through_the_other_server(pair: tuple[Server, Server]) -> None:
    first, second = pair
    with connect(f"ws://127.0.0.1:{second.port}/api/events/out", subprotocols=["prefect"]) as listener:
        listener.send(json.dumps({"type": "auth", "token": None}))
        listener.recv(timeout=30)
        occurred = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
        filter = {"event": {"name": ["e2e.far"]}, "occurred": occurred}
        listener.send(json.dumps({"type": "filter", "filter": filter}))
        event = {
            "id": str(uuid4()),
            "occurred": datetime.now(UTC).isoformat(),
            "event": "e2e.far",
            "resource": {"prefect.resource.id": "e2e.far"},
        }
        httpx.post(f"{first.api}/events", json=[event]).raise_for_status()
        assert json.loads(listener.recv(timeout=30))["event"]["event"] == "e2e.far"


def test_of_two_proposals_at_once_one_is_taken(pair: tuple[Server, Server]) -> None:
    with httpx.Client(timeout=60) as client, ThreadPoolExecutor(8) as pool:
        flows = list(pool.map(lambda at: client.post(f"{pair[at % 2].api}/flows/", json={"name": "raced"}).json(), range(8)))
        assert len({flow["id"] for flow in flows}) == 1
        for _ in range(10):
            body = {"flow_id": flows[0]["id"], "state": {"type": "SCHEDULED"}}
            run = client.post(f"{pair[0].api}/flow_runs/", json=body).json()["id"]

            def propose(at: int, run: str = run) -> str:
                address = f"{pair[at % 2].api}/flow_runs/{run}/set_state"
                return client.post(address, json={"state": {"type": "PENDING"}}).json()["status"]

            answers = list(pool.map(propose, range(8)))
            assert answers.count("ACCEPT") == 1, answers


def test_the_second_server_serves_on_when_the_first_is_killed(pair: tuple[Server, Server]) -> None:
    first, second = pair
    loads = [Load(first, threads=4), Load(second, threads=4)]
    for load in loads:
        load.await_writes(100)
    first.kill()
    lost = loads[0].join()
    loads[1].await_writes(loads[1].answered.writes + 100)
    kept = loads[1].stop()
    assert lost.refusals == kept.refusals == []
    assert missing(second, lost) == missing(second, kept) == []
