"""What became of the generated requests: the share of equal statuses, and the classes of the others."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.compat.generated.stream import Sent
from tests.compat.report import like, tables

WANTED = 0.995


@dataclass(frozen=True)
class Class:
    """Requests to one operation whose statuses differ for the same cause."""

    operation: str
    statuses: str
    cause: str


@dataclass
class Reason:
    """A row of the table of classes in docs/compatibility.md. `*` stands for any text."""

    operation: str
    statuses: str
    cause: str
    reason: str

    def explains(self, one: Class) -> bool:
        pairs = ((self.operation, one.operation), (self.statuses, one.statuses), (self.cause, one.cause))
        return all(like(pattern, text) for pattern, text in pairs)

    @staticmethod
    def read(path: Path) -> list[Reason]:
        return [Reason(*cells[:4]) for cells in tables(path)["Classes of generated requests"]]


class Outcome:
    def __init__(self, sent: list[Sent], reasons: list[Reason]) -> None:
        self.sent = sent
        self.reasons = reasons
        self.classes: dict[Class, list[Sent]] = defaultdict(list)
        for one in sent:
            if not one.agrees:
                self.classes[Class(one.operation, "{} and {}".format(*one.statuses), one.cause)].append(one)

    @property
    def failed(self) -> list[Sent]:
        """What weir answered with a 5xx."""
        return [one for one in self.sent if one.statuses[1] >= 500]

    @property
    def share(self) -> float:
        """The share of equal statuses where Prefect's server itself does not fail."""
        counted = [one for one in self.sent if one.statuses[0] < 500]
        return sum(one.agrees for one in counted) / max(len(counted), 1)

    def reason(self, one: Class) -> str | None:
        return next((reason.reason for reason in self.reasons if reason.explains(one)), None)

    def verdict(self) -> int:
        unexplained = [one for one in self.classes if self.reason(one) is None]
        if self.failed:
            print(f"weir answered {len(self.failed)} requests with a 5xx")
        if self.share < WANTED:
            print(f"{self.share:.2%} of the statuses agree; {WANTED:.1%} are wanted")
        if unexplained:
            print(f"{len(unexplained)} classes have no reason in docs/compatibility.md")
        return 1 if self.failed or self.share < WANTED or unexplained else 0

    def print(self, *, limit: int, bodies: bool) -> None:
        ranked = sorted(self.classes.items(), key=lambda item: (self.reason(item[0]) is not None, -len(item[1])))
        for one, requests in ranked[:limit]:
            _print_class(one, requests, self.reason(one))
        if len(ranked) > limit:
            print(f"and {len(ranked) - limit} more classes")
        self._print_bodies(bodies)
        self._print_summary()

    def _print_bodies(self, all_of_them: bool) -> None:
        """For information: lists may be ordered by chance, and times differ."""
        counts: Counter[str] = Counter()
        examples: dict[str, str] = {}
        for one in self.sent:
            for field in one.fields[:1]:
                counts[f"{one.operation} {one.statuses[0]} {field}"] += 1
                examples.setdefault(f"{one.operation} {one.statuses[0]} {field}", f"{one.example}\n        {one.again[:600]}")
        for text, count in counts.most_common() if all_of_them else ():
            print(f"{count:>6}  {text}\n        {examples[text]}")

    def _print_summary(self) -> None:
        total = len(self.sent)
        statuses = Counter(f"{one.statuses[0]}" for one in self.sent)
        print()
        for origin in dict.fromkeys(one.origin for one in self.sent):
            part = [one for one in self.sent if one.origin == origin]
            operations = {one.operation for one in part}
            print(f"{origin}: {len(part)} requests to {len(operations)} operations, {sum(one.agrees for one in part) / len(part):.2%} same status")
        print(f"Prefect answered: {', '.join(f'{status} {count} times' for status, count in sorted(statuses.items()))}")
        agreed = [one for one in self.sent if one.agrees]
        same_body = sum(not one.fields for one in agreed)
        print(f"requests: {total}; same status {len(agreed)} ({len(agreed) / total:.2%}; of {same_body} the body too)")
        failed = [one for one in self.sent if one.statuses[0] >= 500]
        print(f"Prefect's server failed in {len(failed)}; of the others {self.share:.3%} have the same status")
        explained = sum(len(requests) for one, requests in self.classes.items() if self.reason(one) is not None)
        print(f"classes of differences: {len(self.classes)}, {explained} of {total - len(agreed)} requests explained")
        print(f"answered by weir with a 5xx: {len(self.failed)}")

    def write(self, path: Path) -> None:
        with path.open("w") as file:
            for one in self.sent:
                if not one.agrees or one.fields:
                    file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def _print_class(one: Class, requests: list[Sent], reason: str | None) -> None:
    first = min(requests, key=lambda request: len(request.again))
    print(f"{len(requests):>6}  {one.operation}: {one.statuses}  {'explained: ' + reason if reason else 'NOT EXPLAINED'}")
    print(f"        {one.cause}")
    print(f"        request {first.number} of process {first.process}: {first.again[:1500]}")
