"""Starts a server, has real flows run against it, tells where it is in one line of JSON, and ends with its standard input.

The browser tests in `ui/e2e` start this.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tests.harness.sdk import run_script
from tests.harness.servers import weir_server

# What the sign-in page is tried with.
AUTH = "ui:secret"


def main() -> None:
    locked = weir_server(quiet=True, name="ui-locked", environment={"WEIR_AUTH_STRING": AUTH})
    # The health of a server is told to everybody, so both are awaited alike.
    with weir_server(quiet=False, name="ui") as server, locked:
        outcome = run_script(Path(__file__).with_name("flows.py"), server)
        if outcome.returncode:
            sys.exit(f"the flows failed:\n{outcome.output[-4000:]}")
        print(json.dumps({"url": server.root, "locked": locked.root, "auth": AUTH}), flush=True)
        sys.stdin.read()
    for one in (server, locked):
        shutil.rmtree(one.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
