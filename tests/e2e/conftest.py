"""Servers that the end-to-end tests share: each is started once per session, on a free port and a fresh database."""

from __future__ import annotations

import difflib
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.agreement import read_until_equal
from tests.harness.normal import Normal
from tests.harness.readback import as_text
from tests.harness.receiver import Receiver, receiver
from tests.harness.sdk import Outcome, other_sdk, run_on_each
from tests.harness.servers import Server, fresh_folder, prefect_server, weir_server

# The SDK reads its home when it is imported; the tests must not meet the profile of whoever runs them.
os.environ["PREFECT_HOME"] = str(fresh_folder("sdk"))

# A shell that starts the tests in its background has them ignore SIGINT, and so all that they start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

DIFFERENCES = 120

Both = Callable[..., Normal]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--self", action="store_true", help="put Prefect's server in weir's place: nothing may differ")


def pytest_sessionfinish() -> None:
    shutil.rmtree(os.environ["PREFECT_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def weir(request: pytest.FixtureRequest) -> Iterator[Server]:
    with _candidate(request.config) as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def prefect() -> Iterator[Server]:
    with prefect_server(quiet=False, name="reference") as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture
def both(prefect: Server, weir: Server) -> Both:
    """Runs a test file as a script on both servers and proves that both then say the same; answers what they say."""
    return _comparison(prefect, weir)


@pytest.fixture
def both_fresh(request: pytest.FixtureRequest) -> Iterator[Both]:
    """As `both`, on servers that no other test has used."""
    with prefect_server(quiet=False, name="reference") as prefect, _candidate(request.config) as weir:
        yield _comparison(prefect, weir)
    for server in (prefect, weir):
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture
def inbox() -> Iterator[Receiver]:
    """Where notifications arrive."""
    with receiver() as inbox:
        yield inbox


@pytest.fixture
def alerting(inbox: Receiver) -> Iterator[Server]:
    """A server of its own, for automations that watch all runs; what would go to vendors goes to the inbox."""
    environment = {"WEIR_NOTIFICATIONS_ALLOW_PRIVATE": "true", "WEIR_NOTIFICATIONS_RELAY": inbox.url}
    with weir_server(quiet=False, name="alerting", environment=environment) as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


def _candidate(config: pytest.Config) -> Server:
    own = config.getoption("--self")
    return prefect_server(quiet=False, name="candidate") if own else weir_server(quiet=False)


def _comparison(*servers: Server) -> Both:
    def run(file: str, *arguments: str, returncode: int = 0) -> Normal:
        script = Path(file)
        topic = script.stem.removeprefix("test_")
        outcomes = run_on_each(script, servers, arguments)
        if other_sdk() and outcomes[0].returncode != returncode:
            pytest.skip(f"with this SDK it fails on Prefect's server too: {last_line(outcomes[0])}")
        for server, outcome in zip(servers, outcomes, strict=True):
            assert outcome.returncode == returncode, f"on {server.name}:\n{outcome.output[-6000:]}"
        wanted, got, differing = read_until_equal(servers, topic, outcomes)
        assert wanted["flow runs"] or wanted["task runs"] or wanted["script"]["facts"], "the script left nothing to compare"
        if differing:
            pytest.fail(_differences(differing, wanted, got), pytrace=False)
        return wanted

    return run


def last_line(outcome: Outcome) -> str:
    """Where Python tells what went wrong."""
    return (outcome.output.strip().splitlines() or [f"it ended with {outcome.returncode}"])[-1]


def _differences(kinds: list[str], wanted: Normal, got: Normal) -> str:
    lines: list[str] = []
    for kind in kinds:
        lines.append(f"===== {kind}: - Prefect, + weir")
        lines += difflib.unified_diff(as_text(wanted[kind]).splitlines(), as_text(got[kind]).splitlines(), lineterm="", n=4)
    more = f"\nand {len(lines) - DIFFERENCES} lines more" if len(lines) > DIFFERENCES else ""
    return "\n".join(lines[:DIFFERENCES]) + more
