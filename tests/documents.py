"""Checks that what the documents point at is there: files in backquotes and the targets of links."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("bench/", "crates/", "deploy/", "docs/", "python/", "tests/", "ui/")


def places(text: str) -> set[str]:
    """Paths from the root that a document names. `<family>` stands for many names and ends what is checked."""
    named = {name for name in re.findall(r"`([^`\s]+)`", text) if name.startswith(FOLDERS)}
    linked = {link for link in re.findall(r"\]\(([^)\s#]+)[^)]*\)", text) if "://" not in link}
    return {name.split("<")[0] for name in named} | linked


def main() -> int:
    made = set((ROOT / ".gitignore").read_text().split())
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("python/*.md")]
    missing = [
        f"{document.relative_to(ROOT)} names {place}, which is not there"
        for document in documents
        for place in sorted(places(document.read_text()))
        if "/" + place.rstrip("/") not in made and not (ROOT / place).exists() and not (document.parent / place).exists()
    ]
    print("\n".join(missing) or f"{len(documents)} documents point at what is there")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
