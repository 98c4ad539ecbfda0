"""Starts Prefect's server and weir, each on a free loopback port with a fresh database, and ends them again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

REPOSITORY = Path(__file__).resolve().parents[2]

# Background services act on their own time, so an answer could depend on when it was asked for.
QUIET_SERVICES = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED": "false",
}

COMMON = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # Off by default in Prefect; weir always streams logs.
    "PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED": "true",
    "PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED": "true",
    # Prefect's server collects events in memory before it writes them; the tests wait for them.
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "0.2",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "0.2",
}


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def weir_binary() -> Path:
    """Where the server under test lies: WEIR_BIN, or cargo's debug build."""
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    return Path(os.environ.get("WEIR_BIN", REPOSITORY / target / "debug" / "weir"))


@dataclass
class Server:
    """A running server. `root` is its address, `api` the address that the SDK is pointed at."""

    name: str
    command: list[str]
    environment: dict[str, str]
    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        return f"{self.root}/api"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def start(self, patience: float = 180.0) -> Server:
        """Starts the process and returns when GET /api/health answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=os.environ | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.api}/health", timeout=2).status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.02)
        tail = self.log.read_text(errors="replace")[-4000:]
        self.stop()
        raise RuntimeError(f"{self.name} did not become healthy; its output ends:\n{tail}")

    def kill(self) -> None:
        """Ends the server at once (SIGKILL), as a power cut would."""
        self._signal(signal.SIGKILL)

    def terminate(self, patience: float = 60.0) -> int:
        """Asks the server to end (SIGTERM), waits until it has, and answers its exit status."""
        assert self.process is not None
        self.process.terminate()
        status = self.process.wait(timeout=patience)
        self.process = None
        return status

    def stop(self) -> None:
        """Asks the server to end, and ends it when it does not within ten seconds."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        except ProcessLookupError:
            self.process.wait()
        self.process = None

    def __enter__(self) -> Server:
        return self if self.process else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def fresh_folder(name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"weir-tests-{name}-"))


def prefect_server(*, quiet: bool, name: str = "prefect", environment: dict[str, str] | None = None) -> Server:
    """Prefect's own server on a fresh SQLite database. `quiet` turns the services off that act by the clock."""
    folder = fresh_folder(name)
    port = free_port()
    program = Path(sys.executable).parent / "prefect"
    return Server(
        name=name,
        command=[str(program), "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        environment=COMMON
        | (QUIET_SERVICES if quiet else {})
        | {
            # Some of its lists come from sets, whose order would differ from start to start.
            "PYTHONHASHSEED": "0",
            "PREFECT_HOME": str(folder),
            "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder}/prefect.db",
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        }
        | (environment or {}),
        port=port,
        folder=folder,
    )


def weir_server(*, quiet: bool, name: str = "weir", environment: dict[str, str] | None = None) -> Server:
    """Weir on a fresh SQLite database; `environment` may name another one by WEIR_DATABASE_URL."""
    folder = fresh_folder(name)
    port = free_port()
    binary = weir_binary()
    if not binary.exists():
        raise RuntimeError(f"{binary} is not there: run `cargo build -p weir`, or set WEIR_BIN")
    return Server(
        name=name,
        command=[str(binary), "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        environment=COMMON
        | (QUIET_SERVICES if quiet else {})
        | {"HOME": str(folder), "WEIR_DATABASE_URL": f"sqlite:///{folder}/weir.db"}
        | (environment or {}),
        port=port,
        folder=folder,
    )
