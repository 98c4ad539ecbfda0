"""Compares what two servers answer, field by field.

Ids, generated names and times differ between two servers by nature. What must agree is how they relate: the id that
one server puts in two places must be in the same two places of the other's answers. So each pair of ids that meet
is remembered, and every later meeting has to respect it. Whatever the client sent itself must come back exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?")
GENERATED_NAME = re.compile(r"[a-z]+(-[a-z]+)+")
# The server's own port, and the token by which it finds its next page.
OWN = re.compile(r"(?<=127\.0\.0\.1:)\d+|(?<=page-token=)[A-Za-z0-9_=-]+")

# Seconds by which two servers' clocks readings and durations may differ: they get each request one after the other.
TOLERANCE = 8.0
DURATIONS = {"total_run_time", "estimated_run_time", "estimated_start_time_delta", "sum_estimated_run_time", "sum_estimated_lateness", "lateness", "delay_seconds"}
# Set by the server at two separate clock readings, so whether they are equal to another time is chance; of the
# objects that a server makes at its start they differ by how much earlier the one was started.
BOOKKEEPING = {"created", "updated", "received"}
BOOKKEEPING_TOLERANCE = 300.0


@dataclass(frozen=True)
class Difference:
    """One field where the servers disagree; `path` reads like `body.results[0].name`."""

    path: str
    reference: Any
    candidate: Any


@dataclass
class Comparer:
    """What is known so far about which value of the reference is which value of the candidate."""

    ids: dict[str, str] = field(default_factory=dict)
    ids_back: dict[str, str] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    names: set[tuple[str, str]] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)

    def remember_sent(self, value: Any) -> None:
        """Notes the strings of a request body: they must be echoed as they are."""
        if isinstance(value, str):
            self.sent.add(value)
            if TIME.fullmatch(value) and (moment := _moment(value)):
                self.sent.add(f"moment {moment}")
        elif isinstance(value, dict):
            for key, item in value.items():
                self.sent.add(key)
                self.remember_sent(item)
        elif isinstance(value, list):
            for item in value:
                self.remember_sent(item)

    def differences(self, path: str, reference: Any, candidate: Any) -> list[Difference]:
        found: list[Difference] = []
        self._compare(path, reference, candidate, found)
        return found

    def _compare(self, path: str, a: Any, b: Any, found: list[Difference]) -> None:
        if isinstance(a, dict) and isinstance(b, dict):
            # Some answers are keyed by ids.
            b = {self.ids_back.get(key, key): value for key, value in b.items()}
            for key in sorted(a.keys() | b.keys()):
                where = f"{path}.{key}"
                if key not in b:
                    found.append(Difference(where, a[key], MISSING))
                elif key not in a:
                    found.append(Difference(where, MISSING, b[key]))
                else:
                    self._compare(where, a[key], b[key], found)
        elif isinstance(a, list) and isinstance(b, list):
            for index in range(max(len(a), len(b))):
                where = f"{path}[{index}]"
                if index >= len(b):
                    found.append(Difference(where, a[index], MISSING))
                elif index >= len(a):
                    found.append(Difference(where, MISSING, b[index]))
                else:
                    self._compare(where, a[index], b[index], found)
        elif not self._equal(path.rsplit(".", 1)[-1], a, b):
            found.append(Difference(path, a, b))

    def _equal(self, key: str, a: Any, b: Any) -> bool:
        if isinstance(a, str) and isinstance(b, str):
            return self._equal_text(key, a, b)
        if type(a) is not type(b):
            return False
        return a == b or (key in DURATIONS and isinstance(a, (int, float)) and abs(a - b) < TOLERANCE)

    def _equal_text(self, key: str, a: str, b: str) -> bool:
        if a == b and not UUID.search(a):
            return True
        if TIME.fullmatch(a) and TIME.fullmatch(b):
            return self._equal_time(key, a, b)
        if self._unsent(a, b) and GENERATED_NAME.fullmatch(a) and GENERATED_NAME.fullmatch(b):
            return self._same_name(a, b)
        return self._equal_around_ids(a, b)

    def _same_name(self, a: str, b: str) -> bool:
        """Servers draw names, and may draw one twice; but two names that were seen apart do not belong together."""
        if (a, b) in self.names:
            return True
        seen_a = any(a == name for name, _ in self.names)
        seen_b = any(b == name for _, name in self.names)
        self.names.add((a, b))
        return not (seen_a and seen_b)

    def _unsent(self, a: str, b: str) -> bool:
        return a not in self.sent and b not in self.sent

    def _equal_around_ids(self, a: str, b: str) -> bool:
        if UUID.sub("", OWN.sub("", a)) != UUID.sub("", OWN.sub("", b)):
            # Messages may carry a time ("scheduled for ...").
            first, second = TIME.search(a), TIME.search(b)
            if not (first and second) or TIME.sub("", a) != TIME.sub("", b):
                return False
            return self._equal_time("", first.group(), second.group())
        pairs = zip(UUID.findall(a), UUID.findall(b), strict=True)
        return all(self._same_id(x.lower(), y.lower()) for x, y in pairs)

    def _same_id(self, a: str, b: str) -> bool:
        if a in self.sent or b in self.sent:
            return a == b
        return self.ids.setdefault(a, b) == b and self.ids_back.setdefault(b, a) == a

    def _equal_time(self, key: str, a: str, b: str) -> bool:
        first, second = TIME.fullmatch(a), TIME.fullmatch(b)
        if first is None or second is None or first[2] != second[2]:
            return False
        # Fractions are printed with six digits or left out, so at most the lucky microsecond 0 may differ.
        if first[1] and second[1] and len(first[1]) != len(second[1]):
            return False
        left, right = _moment(a), _moment(b)
        if left is None or right is None:
            return a == b
        if f"moment {left}" in self.sent or f"moment {right}" in self.sent:
            return left == right
        apart = abs((left - right).total_seconds())
        if key in BOOKKEEPING:
            return apart < BOOKKEEPING_TOLERANCE
        return apart < TOLERANCE and self.times.setdefault(a, b) == b


class _Missing:
    """Stands for a field that only one server has."""

    def __repr__(self) -> str:
        return "(no such field)"

    def __reduce__(self) -> str:
        # The same object in every process.
        return "MISSING"


MISSING = _Missing()


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Naive times are the server's own print-outs, always in UTC.
    return moment if moment.tzinfo else datetime.fromisoformat(text + "+00:00")
