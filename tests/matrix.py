"""Runs the end-to-end tests with several versions of Prefect's SDK, and says which passed with which.

Each file of tests/sdk/ is installed into a virtual environment of its own below target/. Prefect's server stays the one
of tests/requirements.txt, so the SDK is all that differs. Arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENVS = (ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "sdk").resolve()
FILES = ROOT / "tests" / "sdk"
E2E = ["tests/e2e"]
# The integrations are tested by files of their own, which pytest does not find by itself.
INTEGRATIONS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "e2e").glob("integrations*.py"))
TESTS = {"oldest": E2E, "newest": E2E, "integrations": INTEGRATIONS}
ABSENT = "absent"

# Of each test how it went, and why it was left out if it was.
Results = dict[str, tuple[str, str]]


def installed(name: str) -> Path:
    venv = VENVS / name
    if not (venv / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--upgrade"]
    subprocess.run([*pip, "-r", str(FILES / f"{name}.txt")], check=True)
    return venv


def version(venv: Path) -> str:
    ask = "from importlib.metadata import version; print(version('prefect'))"
    return subprocess.run([venv / "bin" / "python", "-c", ask], check=True, capture_output=True, text=True).stdout.strip()


def run(venv: Path, tests: list[str], arguments: list[str]) -> Results:
    VENVS.mkdir(parents=True, exist_ok=True)
    report = VENVS / f"{venv.name}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", *tests, "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *arguments]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"WEIR_SDK_VENV": str(venv)}, check=False)
    cases = ElementTree.parse(report).iter("testcase")
    return {f"{case.get('classname', '').rpartition('.')[2]}::{case.get('name')}": outcome(case) for case in cases}


def outcome(case: ElementTree.Element) -> tuple[str, str]:
    for tag, word in (("failure", "FAILED"), ("error", "FAILED"), ("skipped", ABSENT)):
        found = case.find(tag)
        if found is not None:
            return word, found.get("message", "")
    return "passed", ""


def table(columns: dict[str, Results]) -> str:
    tests = sorted({test for results in columns.values() for test in results})
    width = max(map(len, tests))
    lines = ["  ".join([" " * width, *(f"{column:>18}" for column in columns)])]
    for test in tests:
        words = [results.get(test, ("", ""))[0] for results in columns.values()]
        lines.append("  ".join([f"{test:{width}}", *(f"{word:>18}" for word in words)]))
    for column, results in columns.items():
        counts = Counter(word for word, _ in results.values())
        lines.append(f"{column}: " + ", ".join(f"{count} {word}" for word, count in sorted(counts.items())))
        lines += [f"  {test} is {ABSENT}: {why}" for test, (word, why) in sorted(results.items()) if word == ABSENT]
    return "\n".join(lines)


def main() -> int:
    own = Path(sys.prefix)
    columns = {version(own): run(own, E2E, sys.argv[1:])}
    for name, tests in TESTS.items():
        venv = installed(name)
        column = version(venv) if tests == E2E else name
        if column in columns:
            print(f"{name} is {column}, which was tested", flush=True)
            continue
        columns[column] = run(venv, tests, sys.argv[1:])
    print(table(columns))
    return int(any(failed(column, word) for column, results in columns.items() for word, _ in results.values()))


def failed(column: str, word: str) -> bool:
    """The integrations come with the SDK that Prefect's server comes with, so they lack nothing."""
    return word == "FAILED" or (word == ABSENT and column == "integrations")


if __name__ == "__main__":
    sys.exit(main())
