"""Whether two servers say the same of what a script did on each of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from tests.harness.normal import Normal, normal
from tests.harness.readback import read_back
from tests.harness.sdk import Outcome
from tests.harness.servers import Server

# Seconds within which a server has to have stored what it was sent: a websocket's messages are not acknowledged.
PATIENCE = 20.0


def read_until_equal(servers: Sequence[Server], topic: str, outcomes: Sequence[Outcome]) -> tuple[Normal, Normal, list[str]]:
    """What two servers say of a topic, and the kinds in which they still differ when patience is at its end."""
    deadline = time.monotonic() + PATIENCE
    while True:
        wanted, got = (
            normal(read_back(server, topic), outcome, server)
            for server, outcome in zip(servers, outcomes, strict=True)
        )
        differing = [kind for kind in wanted if not _agree(kind, wanted[kind], got[kind])]
        if not differing or time.monotonic() > deadline:
            return wanted, got, differing
        time.sleep(0.5)


def _agree(kind: str, wanted: Any, got: Any) -> bool:
    if kind == "heartbeats":
        # A run that ends at once may send none.
        return all(wanted[run] == got[run] for run in wanted.keys() & got.keys())
    return wanted == got
