"""A request before it is sent: what differs between two servers is left open in it.

`‹flow:3›` stands for the id of the fourth flow that is known by the time of sending (counted round), `‹flow:-1›` for the
one made last, `‹now+60›` for the instant a minute after the start of the run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

OPEN = re.compile(r"‹([a-z0-9_]+):(-?\d+)›")
INSTANT = re.compile(r"‹now([+-]\d+)›")


@dataclass(frozen=True)
class Planned:
    """`origin` tells which generator made it. A `body` of bytes is sent as it is, one of `...` is none."""

    origin: str
    method: str
    path: str
    body: Any = ...


def one_of(kind: str, index: int) -> str:
    """Stands for the id of a known object; see above."""
    return f"‹{kind}:{index}›"


def from_now(seconds: int) -> str:
    return f"‹now{seconds:+d}›"
