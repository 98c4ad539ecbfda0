"""Servers that the end-to-end tests share: each is started once per session, on a free port and a fresh database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.harness.servers import Server, fresh_folder, weir_server

# The SDK reads its home when it is imported; the tests must not meet the profile of whoever runs them.
os.environ["PREFECT_HOME"] = str(fresh_folder("sdk"))


def pytest_sessionfinish() -> None:
    shutil.rmtree(os.environ["PREFECT_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def weir() -> Iterator[Server]:
    with weir_server(quiet=False) as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)
