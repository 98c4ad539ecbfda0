"""`make compat`: sends the same requests to Prefect's server and to weir, and prints where the answers differ.

    python -m tests.compat [--self] [--only NAME ...] [--limit N] [--keep]

`--self` compares Prefect's server with another one of its kind, which proves that what the comparison sets aside is
enough and nothing else: it has to find no difference.

The scenarios run in several processes, each with a pair of servers: bad input is about half of the work, and may leave
odd objects behind; and scenarios whose file names an `ENVIRONMENT` need servers with these settings.
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
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx

from tests.compat import scenarios
from tests.compat.lockstep import Exchange, Lockstep, ReferenceStalled
from tests.compat.openapi import Contract
from tests.compat.report import Report, read_expected
from tests.harness.servers import REPOSITORY, prefect_server, weir_server

Scenario = Callable[[Lockstep], None]

# So that a few task runs are too many for a graph.
SETTINGS = {"PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_NODES": "20"}


@dataclass
class Group:
    """What one process has found."""

    document: dict[str, Any]
    exchanges: list[Exchange]
    broken: list[str]
    stalled: list[str]
    """Scenarios in which the reference did not do what was awaited of it."""


def main() -> int:
    options = _options()
    started = time.monotonic()
    groups = _groups(options.only)
    with ProcessPoolExecutor(len(groups)) as pool:
        done = list(pool.map(_run_group, groups, [options] * len(groups)))
    done = _again(done, options)
    contract = Contract(done[0].document)
    exchanges = [exchange for group in done for exchange in group.exchanges]
    expected = [] if options.self else read_expected(REPOSITORY / "docs" / "compatibility.md")
    report = Report(contract, exchanges, expected)
    report.print(limit=options.limit)
    if not options.only:
        report.print_codes()
    print(f"took {time.monotonic() - started:.0f} s")
    return _verdict(report, [name for group in done for name in group.broken], options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make compat", description=__doc__.split("\n")[0])
    parser.add_argument("--self", action="store_true", help="compare Prefect's server with itself")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="run these scenario files")
    parser.add_argument("--limit", type=int, default=3, help="differing requests to print per operation")
    parser.add_argument("--keep", action="store_true", help="keep databases and server logs")
    return parser.parse_args()


def _groups(only: list[str]) -> list[list[str]]:
    """The scenario files that each process runs, in their order; those with settings of their own alone."""
    files = {module.name for module in pkgutil.iter_modules(scenarios.__path__)}
    if unknown := set(only) - files:
        raise SystemExit(f"no such scenario file: {', '.join(sorted(unknown))}")
    wanted = set(only) or files
    # A fresh server's answers can be asked for only at the start.
    alone = {name for name in wanted if name == "bad_input" or _environment(name)}
    groups = (sorted(wanted - alone, key=lambda name: (name != "fresh", name)), *([name] for name in sorted(alone)))
    return [group for group in groups if group]


def _environment(file: str) -> dict[str, str]:
    """The settings that the scenarios of a file need."""
    return getattr(importlib.import_module(f"{scenarios.__name__}.{file}"), "ENVIRONMENT", {})


def _again(done: list[Group], options: argparse.Namespace) -> list[Group]:
    """Runs the scenario files in which the reference stalled once more, on fresh servers; what that finds counts."""
    files = sorted({_file(scenario) for group in done for scenario in group.stalled})
    if not files:
        return done
    print(f"once more, since the reference stalled: {', '.join(files)}", file=sys.stderr, flush=True)
    for group in done:
        group.exchanges = [exchange for exchange in group.exchanges if _file(exchange.scenario) not in files]
        group.broken = [scenario for scenario in group.broken if _file(scenario) not in files]
    second = [_run_group(group, options) for group in _groups(files)]
    for group in second:
        group.broken += group.stalled
    return [*done, *second]


def _file(scenario: str) -> str:
    return scenario.partition(".")[0]


def _run_group(files: list[str], options: argparse.Namespace) -> Group:
    environment = SETTINGS | _environment(files[0])
    reference = prefect_server(quiet=True, name="reference", environment=environment)
    other = (prefect_server, "candidate") if options.self else (weir_server, "weir")
    candidate = other[0](quiet=True, name=other[1], environment=environment)
    try:
        with reference, candidate:
            document = httpx.get(f"{reference.root}/openapi.json", timeout=60).raise_for_status().json()
            lockstep = Lockstep(Contract(document), reference, candidate)
            ends = [(name, _run(lockstep, name, scenario)) for name, scenario in _scenarios(files)]
            httpx.get(f"{candidate.api}/health", timeout=30).raise_for_status()
    finally:
        if options.keep:
            print(f"kept: {reference.folder} {candidate.folder}", flush=True)
        else:
            shutil.rmtree(reference.folder, ignore_errors=True)
            shutil.rmtree(candidate.folder, ignore_errors=True)
    broken = [name for name, end in ends if end == "broken"]
    stalled = [name for name, end in ends if end == "stalled"]
    return Group(document, lockstep.exchanges, broken, stalled)


def _scenarios(files: list[str]) -> list[tuple[str, Scenario]]:
    """Each function of each file in `scenarios` whose name does not begin with an underscore, in the order written."""
    found = []
    for file in files:
        module = importlib.import_module(f"{scenarios.__name__}.{file}")
        for name, value in vars(module).items():
            if callable(value) and not name.startswith("_") and getattr(value, "__module__", "") == module.__name__:
                found.append((f"{file}.{name}", value))
    return found


def _run(lockstep: Lockstep, name: str, scenario: Scenario) -> str:
    """Runs a scenario; answers `done`, `stalled` (by the reference), or `broken` when it could not be carried through,
    which is a fault of the scenario or of a server.

    It breaks off innocently when it awaits what a family would bring that is missing: that is reported as missing.
    """
    lockstep.scenario = name
    before = len(lockstep.exchanges)
    started = time.monotonic()
    try:
        scenario(lockstep)
        end = "done"
    except Exception as error:
        innocent = any(exchange.verdict == "missing" for exchange in lockstep.exchanges[before:])
        end = "done" if innocent else "stalled" if isinstance(error, ReferenceStalled) else "broken"
        if end != "done":
            traceback.print_exc()
    exchanges = lockstep.exchanges[before:]
    same = sum(exchange.verdict == "same" for exchange in exchanges)
    took = time.monotonic() - started
    print(f"{name}: {len(exchanges)} requests, {took:.1f} s{_unlike(len(exchanges) - same)}", file=sys.stderr, flush=True)
    return end


def _unlike(count: int) -> str:
    return f", {count} answered otherwise" if count else ""


def _verdict(report: Report, broken: list[str], options: argparse.Namespace) -> int:
    # Some scenario files alone cannot show everything.
    lacking = [] if options.only else [*report.uncovered(), *report.unseen(), *report.unlisted()]
    for what, operations in (("differ without a reason in docs/compatibility.md", report.faults()), ("were not asked all that they answer", lacking)):
        if operations:
            print(f"{len(set(operations))} operations {what}:")
            for name in sorted({operation.name for operation in operations}):
                print(f"  {name}")
    if broken:
        print(f"scenarios that broke off: {', '.join(broken)}")
    return 1 if report.faults() or lacking or broken else 0


if __name__ == "__main__":
    sys.exit(main())
