"""`make compat`: sends the same requests to Prefect's server and to weir, and prints where the answers differ.

    python -m tests.compat [--self] [--only NAME ...] [--limit N]

`--self` compares Prefect's server with another one of its kind, which proves that what the comparison sets aside is
enough and nothing else: it has to find no difference.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import shutil
import sys
import time
import traceback
from collections.abc import Callable

import httpx

from tests.compat import scenarios
from tests.compat.lockstep import Lockstep
from tests.compat.openapi import Contract
from tests.compat.report import Document, Report
from tests.harness.servers import REPOSITORY, prefect_server, weir_server

Scenario = Callable[[Lockstep], None]


def main() -> int:
    options = _options()
    reference = prefect_server(quiet=True, name="reference")
    candidate = prefect_server(quiet=True, name="candidate") if options.self else weir_server(quiet=True)
    try:
        with reference, candidate:
            contract = Contract(httpx.get(f"{reference.root}/openapi.json", timeout=60).raise_for_status().json())
            lockstep = Lockstep(contract, reference, candidate)
            broken = [name for name, scenario in _scenarios(options.only) if not _run(lockstep, name, scenario)]
            httpx.get(f"{candidate.api}/health", timeout=30).raise_for_status()
        document = Document(set(), []) if options.self else Document.read(REPOSITORY / "docs" / "compatibility.md")
        report = Report(contract, lockstep.exchanges, document)
        report.print(limit=options.limit)
    finally:
        if options.keep:
            print(f"kept: {reference.folder} {candidate.folder}")
        else:
            shutil.rmtree(reference.folder, ignore_errors=True)
            shutil.rmtree(candidate.folder, ignore_errors=True)
    return _verdict(report, broken, everything=options.self)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make compat", description=__doc__.split("\n")[0])
    parser.add_argument("--self", action="store_true", help="compare Prefect's server with itself")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="run these scenario files")
    parser.add_argument("--limit", type=int, default=3, help="differing requests to print per operation")
    parser.add_argument("--keep", action="store_true", help="keep databases and server logs")
    return parser.parse_args()


def _scenarios(only: list[str]) -> list[tuple[str, Scenario]]:
    """Each function of each file in `scenarios` whose name does not begin with an underscore, in the order written."""
    found = []
    files = [module.name for module in pkgutil.iter_modules(scenarios.__path__)]
    # A fresh server's answers can be asked for only at the start; bad input may leave odd objects behind.
    for file in sorted(files, key=lambda name: (name != "fresh", name == "bad_input", name)):
        if only and file not in only:
            continue
        module = importlib.import_module(f"{scenarios.__name__}.{file}")
        for name, value in vars(module).items():
            if callable(value) and not name.startswith("_") and getattr(value, "__module__", "") == module.__name__:
                found.append((f"{file}.{name}", value))
    if unknown := set(only) - set(files):
        raise SystemExit(f"no such scenario file: {', '.join(sorted(unknown))}")
    return found


def _run(lockstep: Lockstep, name: str, scenario: Scenario) -> bool:
    """Runs a scenario; false when it could not be carried through, which is a fault of the scenario or of a server.

    It breaks off innocently when it awaits what a family would bring that is missing: that is reported as missing.
    """
    lockstep.scenario = name
    before = len(lockstep.exchanges)
    started = time.monotonic()
    try:
        scenario(lockstep)
        finished = True
    except Exception:
        finished = any(exchange.verdict == "missing" for exchange in lockstep.exchanges[before:])
        if not finished:
            traceback.print_exc()
    exchanges = lockstep.exchanges[before:]
    same = sum(exchange.verdict == "same" for exchange in exchanges)
    took = time.monotonic() - started
    print(f"{name}: {same} of {len(exchanges)} requests the same, {took:.1f} s", file=sys.stderr, flush=True)
    return finished


def _verdict(report: Report, broken: list[str], *, everything: bool) -> int:
    if everything:
        faults = [operation for operation in report.by_operation if report.verdict(operation) != "same"]
    else:
        faults = report.faults()
    if faults:
        print(f"{len(faults)} operations differ without a reason in docs/compatibility.md:")
        for operation in faults:
            print(f"  {operation.name}")
    if broken:
        print(f"scenarios that broke off: {', '.join(broken)}")
    return 1 if faults or broken else 0


if __name__ == "__main__":
    sys.exit(main())
