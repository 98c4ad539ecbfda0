"""Checks the licences, the bans and the sources of deny.toml against what Cargo.lock holds.

`cargo deny check` does the same and more, but has to be installed; this needs cargo and Python alone.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def allowed(expression: str, licences: set[str]) -> bool:
    """Whether an SPDX expression can be met by allowed licences. AND binds tighter than OR."""
    # The old way to write OR.
    words = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    position = 0

    def take() -> str:
        nonlocal position
        position += 1
        return words[position - 1]

    def next_is(word: str) -> bool:
        return position < len(words) and words[position] == word

    def one() -> bool:
        if next_is("("):
            take()
            met = any_of()
            take()
            return met
        name = take()
        if next_is("WITH"):
            name = f"{name} {take()} {take()}"
        return name in licences

    def all_of() -> bool:
        met = one()
        while next_is("AND"):
            take()
            met = one() and met
        return met

    def any_of() -> bool:
        met = all_of()
        while next_is("OR"):
            take()
            met = all_of() or met
        return met

    return any_of()


def main() -> int:
    rules = tomllib.loads((ROOT / "deny.toml").read_text())
    licences = set(rules["licenses"]["allow"])
    banned = {ban["crate"]: ban["reason"] for ban in rules["bans"]["deny"]}
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"]
    packages = json.loads(subprocess.check_output(command, cwd=ROOT))["packages"]
    complaints = []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        if reason := banned.get(package["name"]):
            complaints.append(f"{name} is banned: {reason}")
        if not package["license"]:
            complaints.append(f"{name} names no licence")
        elif not allowed(package["license"], licences):
            complaints.append(f"{name} has the licence {package['license']}")
        source = package["source"]
        if source and not source.startswith("registry+https://github.com/rust-lang/crates.io-index"):
            complaints.append(f"{name} comes from {source}")
    print("\n".join(complaints) or f"{len(packages)} packages keep to deny.toml")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
