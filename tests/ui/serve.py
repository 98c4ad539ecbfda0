"""Starts a server, has real flows run against it, tells where it is in one line of JSON, and ends with its standard input.

The browser tests in `ui/e2e` start this. One flow, of `waiting.py`, still runs then: it waits for a person's input.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.harness.sdk import python, run_script, sdk_environment
from tests.harness.servers import Server, weir_server

# What the sign-in page is tried with.
AUTH = "ui:secret"


@contextlib.contextmanager
def waiting(server: Server) -> Iterator[None]:
    """Has a flow wait for input meanwhile; nobody has to answer it."""
    home = server.folder / "waiting"
    home.mkdir()
    script = Path(__file__).with_name("waiting.py")
    with (home / "output.txt").open("wb") as out:
        process = subprocess.Popen(
            [python(), str(script)], cwd=home, env=sdk_environment(server, home), stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def main() -> None:
    locked = weir_server(quiet=True, name="ui-locked", environment={"WEIR_AUTH_STRING": AUTH})
    # The health of a server is told to everybody, so both are awaited alike.
    with weir_server(quiet=False, name="ui") as server, locked, waiting(server):
        outcome = run_script(Path(__file__).with_name("flows.py"), server)
        if outcome.returncode:
            sys.exit(f"the flows failed:\n{outcome.output[-4000:]}")
        print(json.dumps({"url": server.root, "locked": locked.root, "auth": AUTH}), flush=True)
        sys.stdin.read()
    for one in (server, locked):
        shutil.rmtree(one.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
