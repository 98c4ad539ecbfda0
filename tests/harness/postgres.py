"""PostgreSQL servers that the tests start themselves."""

from __future__ import annotations

import os
import subprocess
from uuid import uuid4

from tests.harness.servers import REPOSITORY

_BIN = "psql"


class Postgres:
    """A throw-away PostgreSQL. It ends by itself when this process has ended."""

    def __init__(self) -> None:
        command = [str(REPOSITORY / "tests" / "postgres.sh"), str(os.getpid())]
        # Its watcher outlives the script and must not hold the pipe.
        self._template = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=120).stdout.decode().strip()

    def fresh_database(self) -> str:
        """Makes an empty database and answers its URL."""
        name = f"e2e_{uuid4().hex}"
        maintenance = self._template.format(database="postgres")
        subprocess.run([_BIN, "-q", "-d", maintenance, "-c", f"CREATE DATABASE {name}"], check=True, timeout=60)
        return self._template.format(database=name)
