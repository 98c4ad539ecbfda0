"""`make compat-generated`: sends generated requests to Prefect's server and to weir, and counts where they differ.

    python -m tests.compat.generated [--requests N] [--seed S] [--jobs J] [--limit N] [--bodies] [--log FILE] [--keep] [--self]

It fails when weir answers any request with a 5xx, when fewer than 99.5 % of the statuses agree, or when a class of
differences has no reason in docs/compatibility.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import httpx

from tests.compat.generated.outcome import Outcome, Reason
from tests.compat.generated.stream import Sent, Stream, plan
from tests.compat.lockstep import Lockstep
from tests.compat.openapi import Contract
from tests.compat.report import read_expected
from tests.harness.servers import REPOSITORY, prefect_server, weir_server

REQUESTS = 20_000
SEED = 3
DOCUMENT = REPOSITORY / "docs" / "compatibility.md"


def main() -> int:
    options = _options()
    began = time.monotonic()
    print(f"seed {options.seed}, {options.requests} requests, {options.jobs} processes", flush=True)
    with ProcessPoolExecutor(options.jobs) as pool:
        parts = list(pool.map(_run, range(options.jobs), [options] * options.jobs))
    sent = [one for part, _ in parts for one in part]
    stopped = [why for _, why in parts if why]
    outcome = Outcome(sent, Reason.read(DOCUMENT))
    outcome.print(limit=options.limit, bodies=options.bodies)
    if options.log:
        outcome.write(options.log)
    print(f"took {time.monotonic() - began:.0f} s; the same stream again: --seed {options.seed} --requests {options.requests} --jobs {options.jobs}")
    for why in stopped:
        print(why)
    return 1 if stopped else outcome.verdict()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make compat-generated", description=__doc__.split("\n")[0])
    parser.add_argument("--requests", type=int, default=REQUESTS, help="how many requests in all")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed gives the same requests")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with a pair of servers")
    parser.add_argument("--limit", type=int, default=60, help="classes to print")
    parser.add_argument("--bodies", action="store_true", help="print the fields in which answers of one status differ")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write every differing request as a line of JSON")
    parser.add_argument("--self", action="store_true", help="compare Prefect's server with itself")
    parser.add_argument("--keep", action="store_true", help="keep databases and server logs")
    return parser.parse_args()


def _run(process: int, options: argparse.Namespace) -> tuple[list[Sent], str]:
    """The part of one process, which has servers of its own, and why it stopped before its end, if it did."""
    reference = prefect_server(quiet=True, name="reference")
    candidate = prefect_server(quiet=True, name="candidate") if options.self else weir_server(quiet=True)
    try:
        with reference, candidate:
            document = httpx.get(f"{reference.root}/openapi.json", timeout=60).raise_for_status().json()
            contract = Contract(document)
            count = options.requests // options.jobs + (process < options.requests % options.jobs)
            planned = plan(contract, count, options.seed * 1000 + process)
            stream = Stream(Lockstep(contract, reference, candidate), process, read_expected(DOCUMENT))
            stream.send_all(planned)
            httpx.get(f"{candidate.api}/health", timeout=30).raise_for_status()
    finally:
        if options.keep:
            print(f"kept: {reference.folder} {candidate.folder}", flush=True)
        else:
            shutil.rmtree(reference.folder, ignore_errors=True)
            shutil.rmtree(candidate.folder, ignore_errors=True)
    return stream.sent, stream.stopped


if __name__ == "__main__":
    sys.exit(main())
