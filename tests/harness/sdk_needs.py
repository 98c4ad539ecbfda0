"""Marks tests of what an older Prefect SDK does not have."""

from __future__ import annotations

import subprocess

import pytest

from tests.harness.sdk import other_sdk, python


def needs(place: str) -> pytest.MarkDecorator:
    """Leaves a test out, and says so, where the SDK that is tested has no such `module:name`."""
    return pytest.mark.skipif(_lacks(place), reason=f"this SDK has no {place}")


def _lacks(place: str) -> bool:
    if not other_sdk():
        return False
    look = f"import pkgutil; pkgutil.resolve_name({place!r})"
    tried = subprocess.run([python(), "-c", look], capture_output=True, check=False)
    return tried.returncode != 0
