"""Times as people write them."""

from datetime import timedelta
from typing import Annotated, TypeAlias

from pydantic import AfterValidator


def _as_timedelta(value: timedelta | float) -> timedelta:
    return value if isinstance(value, timedelta) else timedelta(seconds=value)


Duration: TypeAlias = Annotated[timedelta | float, AfterValidator(_as_timedelta)]
"""A `timedelta`, or a number of seconds; once validated it is a `timedelta`."""
