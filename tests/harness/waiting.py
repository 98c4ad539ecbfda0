"""Waits for what comes to be."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def until(look: Callable[[], Any], patience: float = 60) -> Any:
    """What `look` answers once it is something, which takes so many seconds at most."""
    end = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return found
