"""A server whose pipelines go wrong, and what it sends to others: what tests of alerts and repairs look at."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.harness.command import weir
from tests.harness.receiver import Receiver
from tests.harness.sdk import sdk_environment
from tests.harness.servers import Server, fresh_folder


@dataclass(frozen=True)
class Scene:
    """A server with the deployments of pipelines, whose messages go to the inbox."""

    server: Server
    inbox: Receiver

    def ask(self, method: str, path: str, **body: Any) -> Any:
        answer = httpx.request(method, f"{self.server.api}{path}", json=body or None, timeout=30)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def weir(self, *arguments: str) -> str:
        return weir(self.server, *arguments)


@contextmanager
def served(script: Path, server: Server, inbox: Receiver) -> Iterator[None]:
    """Has a Python file serve its flows for as long as this lasts; it is called with `serving`.

    They are served with the SDK of the test runner, whichever is tested: the oldest one crashes before it runs a flow that is
    served, with Prefect's server as well, since it cannot read a deployment without a work queue.
    """
    home = fresh_folder("home")
    environment = sdk_environment(server, home) | {"RECEIVER": inbox.url, "PREFECT_RUNNER_POLL_FREQUENCY": "1"}
    with (home / "output.txt").open("wb") as output:
        process = subprocess.Popen([sys.executable, str(script), "serving"], env=environment, cwd=home, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)
