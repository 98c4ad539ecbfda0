"""What a refresh costs: `weir exporter` and prometheus-prefect-exporter, side by side on one of Prefect's servers.

From the root of the repository, with the environment of the tests:

    python -m bench.exporters --peer FOLDER [--weir target/release/weir] [--runs 50000]

FOLDER is a checkout of prometheus-prefect-exporter (its `main.py` lies in it); nothing of it is kept here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.harness.proxy import Proxy, proxy
from tests.harness.runs import flow_run
from tests.harness.servers import Server, free_port, fresh_folder, prefect_server

SEED = Path(__file__).with_name("seed_prefect.py")
TICKS = os.sysconf("SC_CLK_TCK")
FLOWS, DAYS = 20, 30
# How many flow runs go from Scheduled to Completed before a refresh that is not quiet.
NEW_RUNS = 20


def processor_seconds(session: int) -> float:
    """User and system time of the living processes of a session."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def peak_megabytes(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    [peak] = [line for line in lines if line.startswith("VmHWM")]
    return int(peak.split()[1]) / 1024


@dataclass
class Cost:
    """What refreshes cost: seconds, and the processor's of the exporter and of the server."""

    refreshes: int
    requests: int
    elapsed: float
    own: float
    server: float
    peak: float

    def row(self, name: str, idle: float | None) -> str:
        """A line of the table. The server's time is not told where it is not known what it spends by itself."""
        server = None if idle is None else max(self.server - idle * self.elapsed, 0)
        each = [
            f"{self.requests / self.refreshes:.1f}",
            f"{1000 * self.own / self.refreshes:.1f} ms",
            "" if server is None else f"{1000 * server / self.refreshes:.0f} ms",
            f"{self.peak:.0f} MB",
        ]
        return f"| {name} | {' | '.join(each)} |"


@contextmanager
def measured(server: Server, between: Proxy, process: subprocess.Popen[bytes], refreshes: Callable[[], int]) -> Iterator[list[Cost]]:
    """Gives the cost of what was done meanwhile, as the only element."""
    assert server.process is not None
    costs: list[Cost] = []

    def now() -> tuple[int, int, float, float, float]:
        of_server = processor_seconds(server.process.pid) if server.process else 0
        return refreshes(), between.requests, time.monotonic(), processor_seconds(process.pid), of_server

    before = now()
    yield costs
    after = now()
    count, requests, elapsed, own, of_server = (late - early for late, early in zip(after, before, strict=True))
    costs.append(Cost(int(count), int(requests), elapsed, own, of_server, peak_megabytes(process.pid)))


def seed(server: Server, runs: int) -> None:
    """Writes the runs and gives each the time at which it was expected, so that few of them are of the last minutes."""
    command = [sys.executable, str(SEED), str(runs), str(FLOWS), str(DAYS), "6"]
    subprocess.run(command, check=True, env=os.environ | server.environment)
    database = sqlite3.connect(server.folder / "prefect.db", timeout=60)
    with database:
        database.execute("UPDATE flow_run SET start_time = expected_start_time, end_time = expected_start_time")
    database.close()


def make_runs(server: Server) -> None:
    for _ in range(NEW_RUNS):
        flow_run(server, "bench-new", "RUNNING", "COMPLETED")


def until(look: Callable[[], bool], patience: float = 600) -> None:
    end = time.monotonic() + patience
    while not look():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=600).status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "exporter.log").open("ab") as log:
        process = subprocess.Popen(command, env=os.environ | environment, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def of_weir(binary: Path, server: Server, between: Proxy, profile: str, refreshes: int, seconds: float, busy: bool) -> tuple[Cost, Cost]:
    """Its first refresh, and then so many."""
    port, folder = free_port(), fresh_folder("bench-weir")
    url = f"http://127.0.0.1:{port}"

    def done() -> int:
        families = text_string_to_metric_families(httpx.get(f"{url}/metrics", timeout=60).text) if answers(f"{url}/metrics") else []
        samples = [sample for family in families for sample in family.samples]
        return int(sum(one.value for one in samples if one.name == "weir_exporter_refresh_duration_seconds_count"))

    environment = {"PREFECT_API_URL": f"{between.url}/api", "REFRESH_SECONDS": str(seconds), "WEIR_METRICS_PROFILE": profile}
    with running([str(binary), "exporter", "--port", str(port)], environment, folder) as process:
        with measured(server, between, process, done) as first:
            until(lambda: answers(f"{url}/health"))
        with measured(server, between, process, done) as rest:
            for _ in range(refreshes):
                if busy:
                    make_runs(server)
                known = done()
                until(lambda known=known: done() > known)
    shutil.rmtree(folder, ignore_errors=True)
    return first[0], rest[0]


def of_peer(checkout: Path, server: Server, between: Proxy, refreshes: int, busy: bool) -> Cost:
    """So many refreshes: each scrape is one."""
    port, folder = free_port(), fresh_folder("bench-peer")
    url = f"http://127.0.0.1:{port}/metrics"
    scraped = 0
    environment = {"PREFECT_API_URL": f"{between.url}/api", "METRICS_PORT": str(port)}
    with running([sys.executable, str(checkout / "main.py")], environment, folder) as process:
        # It reads all runs before it listens, too.
        until(lambda: answers(url))
        with measured(server, between, process, lambda: scraped) as cost:
            for _ in range(refreshes):
                if busy:
                    make_runs(server)
                httpx.get(url, timeout=600).raise_for_status()
                scraped += 1
    shutil.rmtree(folder, ignore_errors=True)
    return cost[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", type=Path, required=True)
    parser.add_argument("--weir", type=Path, default=Path("target/release/weir"))
    parser.add_argument("--runs", type=int, default=50_000)
    parser.add_argument("--refreshes", type=int, default=10)
    asked = parser.parse_args()
    binary, checkout = asked.weir.resolve(), asked.peer.resolve()
    with prefect_server(quiet=True, name="exported") as server, proxy(server.root) as between:
        seed(server, asked.runs)
        assert server.process is not None
        spent = processor_seconds(server.process.pid)
        time.sleep(10)
        idle = (processor_seconds(server.process.pid) - spent) / 10
        print(f"{asked.runs} flow runs of {FLOWS} flows. Of each refresh:\n")
        print("| | requests | processor, exporter | processor, server | peak memory |\n| --- | --- | --- | --- | --- |")
        few = max(asked.refreshes // 3, 1)
        for busy, told in ((False, "nothing new"), (True, f"{NEW_RUNS} new runs")):
            count, rest = (few, None) if busy else (asked.refreshes, idle)
            for profile in ("native", "prometheus-prefect-exporter"):
                first, cost = of_weir(binary, server, between, profile, count, 10 if busy else 1, busy)
                if not busy:
                    print(first.row(f"weir exporter, {profile}: its first", idle))
                print(cost.row(f"weir exporter, {profile}: {told}", rest), flush=True)
            cost = of_peer(checkout, server, between, few, busy)
            print(cost.row(f"prometheus-prefect-exporter: {told}", rest), flush=True)
    shutil.rmtree(server.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
