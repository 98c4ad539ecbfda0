"""Calls the stock command line, `prefect`: to its end, or as a process that goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.harness.sdk import PATIENCE, python, sdk_environment
from tests.harness.servers import Server


@dataclass(frozen=True)
class Cli:
    """Where `prefect` is called: a folder, and an environment that names the server."""

    folder: Path
    environment: dict[str, str]

    @staticmethod
    def of(server: Server, home: Path) -> Cli:
        return Cli(home, sdk_environment(server, home))

    @staticmethod
    def here() -> Cli:
        """As whoever calls it: of use in a script that runs against a server."""
        return Cli(Path.cwd(), dict(os.environ))

    def at(self, folder: Path) -> Cli:
        return Cli(folder, self.environment)

    def run(self, *arguments: str, returncode: int = 0) -> str:
        """What the command prints, on both of its outputs."""
        done = subprocess.run(
            self._command(arguments),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == returncode, f"prefect {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    @contextmanager
    def running(self, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """The command while it goes on; at the end it is asked to end, if it has not, and must do so."""
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                self._command(arguments),
                cwd=self.folder,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=PATIENCE)
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()

    @staticmethod
    def _command(arguments: tuple[str, ...]) -> list[str]:
        return [str(Path(python()).parent / "prefect"), *arguments]


def loaded(*arguments: str) -> tuple[int, str]:
    """How the command ends and what it prints, called in a fork of this process, which has loaded it once for all."""
    from prefect.cli import app

    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(write, 1)
            os.dup2(write, 2)
            sys.argv = ["prefect", *arguments]
            app()
            status = 0
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    os.close(write)
    with os.fdopen(read, encoding="utf-8", errors="replace") as printed:
        text = printed.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), text
