"""What weir has answered is kept: when the process is killed in the middle of a load, and when it is asked to end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.harness.load import Load, missing
from tests.harness.servers import Server, weir_server


@pytest.fixture
def server() -> Iterator[Server]:
    """A weir of its own: these tests end it."""
    with weir_server(quiet=False, name="durable") as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


def test_answered_writes_survive_a_kill_in_the_middle_of_a_load(server: Server) -> None:
    for _ in range(3):
        load = Load(server)
        load.await_writes(400)
        server.kill()
        answered = load.join()
        assert answered.refusals == []
        assert answered.events and answered.logs
        server.start()
        assert missing(server, answered) == []


def test_asked_to_end_it_answers_what_is_under_way_and_ends_well(server: Server) -> None:
    with connect(f"ws://127.0.0.1:{server.port}/api/events/in") as idle:
        load = Load(server)
        load.await_writes(400)
        assert server.terminate() == 0
        answered = load.join()
        with pytest.raises(ConnectionClosed):
            idle.recv(timeout=10)
    assert answered.refusals == []
    server.start()
    assert missing(server, answered) == []


def test_a_load_of_many_clients_meets_no_lock_and_no_error(server: Server) -> None:
    load = Load(server, threads=16)
    load.await_writes(2000)
    answered = load.stop()
    assert answered.refusals == []
    assert missing(server, answered) == []
