"""Calls the command line of Weir."""

from __future__ import annotations

import os
import subprocess

from tests.harness.servers import Server, weir_binary


def weir(server: Server, *arguments: str) -> str:
    """What `weir` prints when it is to ask a server; it must end well."""
    command = [str(weir_binary()), *arguments]
    return subprocess.run(command, env=os.environ | {"PREFECT_API_URL": server.api}, check=True, capture_output=True, text=True).stdout
