"""Runs scripts that use the stock SDK, each in a process and a home folder of its own, against one server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.harness.servers import REPOSITORY, Server, fresh_folder

FACTS = "WEIR_E2E_FACTS"
PATIENCE = 240


def tell(**facts: Any) -> None:
    """Called in a script: what it saw itself. It is compared between the servers as the rest is."""
    with Path(os.environ[FACTS]).open("a") as out:
        for name, value in facts.items():
            out.write(json.dumps({name: value}, default=str) + "\n")


@dataclass(frozen=True)
class Outcome:
    """How a script ended, what it told, and its home folder (whose path may stand in what it wrote)."""

    returncode: int
    facts: list[dict[str, Any]]
    output: str
    home: Path


def run_script(script: Path, server: Server, arguments: Sequence[str] = (), environment: dict[str, str] | None = None) -> Outcome:
    """Runs a Python file to its end against `server`, with the SDK's defaults and nobody's profile."""
    home = fresh_folder("home")
    facts = home / "facts.jsonl"
    facts.touch()
    output = home / "output.txt"
    with output.open("wb") as out:
        process = subprocess.Popen(
            [python(), str(script), *arguments],
            cwd=home,
            env=sdk_environment(server, home) | {FACTS: str(facts)} | (environment or {}),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            returncode = process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            returncode = -int(signal.SIGKILL)
    told = [json.loads(line) for line in facts.read_text().splitlines()]
    text = output.read_text(errors="replace")
    shutil.rmtree(home, ignore_errors=True)
    return Outcome(returncode, told, text, home)


def run_on_each(script: Path, servers: Sequence[Server], arguments: Sequence[str] = ()) -> list[Outcome]:
    """Runs a script against all servers at the same time."""
    with ThreadPoolExecutor(len(servers)) as pool:
        return list(pool.map(lambda server: run_script(script, server, arguments), servers))


def other_sdk() -> str | None:
    """The virtual environment of the SDK that is tested, where it is not the one of the test runner."""
    return os.environ.get("WEIR_SDK_VENV")


def python() -> str:
    """The Python whose SDK is used."""
    other = other_sdk()
    return str(Path(other).absolute() / "bin" / "python") if other else sys.executable


def sdk_environment(server: Server, home: Path) -> dict[str, str]:
    """The environment of a process that uses the SDK's defaults and nobody's profile, against `server`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return inherited | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": server.api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "python" / "src")]),
        "PYTHONDONTWRITEBYTECODE": "1",
        # The SDK keeps tags in sets and sends them in their order.
        "PYTHONHASHSEED": "0",
    }
