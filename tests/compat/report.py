"""What the comparison found, as text, and the list of differences that are meant to be there."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.compat import codes
from tests.compat.compare import Difference
from tests.compat.lockstep import Exchange
from tests.compat.openapi import Contract, Operation

AS_NUMBER = " as a number"
# Here the server answers before a handler does: the version of the API is wrong, or access is not granted.
BEFORE_HANDLERS = ("fresh.api_version_header", "guarded.")
# The path is another operation's, whose literal segment looks like a parameter: `GET /flows/count`.
NO_OPERATION = 405


@dataclass
class Expected:
    """A row of the table in docs/compatibility.md. `*` in either pattern stands for any text."""

    operation: str
    field: str
    reason: str

    def explains(self, exchange: Exchange, difference: Difference) -> bool:
        if not (like(self.operation, exchange.operation.name) or like(self.operation, exchange.request)):
            return False
        if self.field.endswith(AS_NUMBER):
            return like(self.field.removesuffix(AS_NUMBER), difference.path) and _same_number(difference)
        return like(self.field, difference.path)


def read_expected(path: Path) -> list[Expected]:
    """The table of expected differences in docs/compatibility.md."""
    return [Expected(*cells) for cells in tables(path)["Expected differences"]]


def tables(path: Path) -> dict[str, list[list[str]]]:
    """The rows of a document's tables, each as its cells, by the heading that they are under."""
    rows: dict[str, list[list[str]]] = defaultdict(list)
    heading, head = "", True
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").strip()
        if not line.startswith("|"):
            head = True
            continue
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if set(cells[0]) <= {"-", ":"}:
            head = False
        elif not head:
            rows[heading].append(cells)
    return rows


def _same_number(difference: Difference) -> bool:
    numbers = (difference.reference, difference.candidate)
    return all(isinstance(one, (int, float)) for one in numbers) and float(numbers[0]) == float(numbers[1])


def like(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), text) is not None


class Report:
    """Verdict by operation. An operation is different when one exchange is, and missing when none was answered."""

    def __init__(self, contract: Contract, exchanges: list[Exchange], expected: list[Expected]) -> None:
        self.contract = contract
        self.expected = expected
        self.by_operation: dict[Operation, list[Exchange]] = defaultdict(list)
        for exchange in exchanges:
            exchange.differences = [one for one in exchange.differences if not self._explained(exchange, one)]
            if exchange.verdict == "different" and not any(one.path != "answer" for one in exchange.differences):
                exchange.verdict = "same"
            self.by_operation[exchange.operation].append(exchange)

    def _explained(self, exchange: Exchange, difference: Difference) -> bool:
        return any(row.explains(exchange, difference) for row in self.expected)

    def verdict(self, operation: Operation) -> str:
        verdicts = Counter(exchange.verdict for exchange in self.by_operation.get(operation, []))
        if not verdicts:
            return "not covered"
        if verdicts["different"]:
            return "different"
        return "missing" if verdicts["missing"] else "same"

    def faults(self) -> list[Operation]:
        """The operations that are not the same."""
        return [operation for operation in self.by_operation if self.verdict(operation) in ("different", "missing")]

    def uncovered(self) -> list[Operation]:
        """The operations that were not asked."""
        return [operation for operation in self.contract.operations if not self.by_operation.get(operation)]

    def seen(self, operation: Operation) -> set[int]:
        """The codes that both servers answered."""
        return {one.code for one in self.by_operation.get(operation, []) if one.code is not None and one.verdict == "same"}

    def unseen(self) -> dict[Operation, set[int]]:
        """The codes that operations have and that were not seen."""
        missing = {one: codes.expected(self.contract, one) - self.seen(one) for one in self.contract.operations}
        return {operation: numbers for operation, numbers in missing.items() if numbers}

    def unlisted(self) -> dict[Operation, set[int]]:
        """The codes that were seen and that nothing tells of."""
        found: dict[Operation, set[int]] = {}
        for operation in self.contract.operations:
            told = codes.expected(self.contract, operation)
            for one in self.by_operation.get(operation, []):
                if one.code not in (None, NO_OPERATION, *told) and not one.scenario.startswith(BEFORE_HANDLERS):
                    found.setdefault(operation, set()).add(one.code)
        return found

    def print_codes(self) -> None:
        """Prints which codes were not seen, and which should be written into the table."""
        expected = sum(len(codes.expected(self.contract, operation)) for operation in self.contract.operations)
        unseen = self.unseen()
        print(f"response codes: {expected - sum(map(len, unseen.values()))} of {expected} seen")
        for what, rows in (("not seen", unseen), ("not in tests/compat/codes.py", self.unlisted())):
            for operation, numbers in rows.items():
                print(f"  {what}: {operation.name} {' '.join(map(str, sorted(numbers)))}")

    def print(self, *, limit: int) -> None:
        """Prints the operations that are not the same, each with up to `limit` exchanges and what differs in them."""
        outside = [operation for operation in self.by_operation if operation not in self.contract.operations]
        for operation in [*self.contract.operations, *outside]:
            verdict = self.verdict(operation)
            if verdict not in ("different", "missing"):
                continue
            exchanges = self.by_operation[operation]
            agreed = sum(exchange.verdict == "same" for exchange in exchanges)
            print(f"{verdict:<12} {operation.name}  ({agreed} of {len(exchanges)} requests the same)")
            self._print_exchanges([exchange for exchange in exchanges if exchange.verdict != "same"], limit)
        self._print_summary()

    def _print_exchanges(self, wrong: list[Exchange], limit: int) -> None:
        for exchange in wrong[:limit]:
            _print_exchange(exchange)
        if len(wrong) > limit:
            print(f"      and {len(wrong) - limit} more")

    def _print_summary(self) -> None:
        http = [operation for operation in self.contract.operations if operation.method != "WS"]
        sockets = [operation for operation in self.contract.operations if operation.method == "WS"]
        requests = Counter(one.verdict for many in self.by_operation.values() for one in many)
        print()
        print("by family (operations: same / different / missing / not covered)")
        for family in dict.fromkeys(operation.family for operation in self.contract.operations):
            verdicts = Counter(self.verdict(one) for one in self.contract.operations if one.family == family)
            counts = " / ".join(str(verdicts[name]) for name in ("same", "different", "missing", "not covered"))
            print(f"  {family:<30} {counts}")
        print(f"requests: {requests['same']} same, {requests['different']} different, {requests['missing']} missing")
        for name, operations in (("operations", http), ("websockets", sockets)):
            verdicts = Counter(self.verdict(operation) for operation in operations)
            covered = len(operations) - verdicts["not covered"]
            print(
                f"{name}: {covered} of {len(operations)} covered; "
                f"{verdicts['same']} same, {verdicts['different']} different, {verdicts['missing']} missing"
            )


def _print_exchange(exchange: Exchange) -> None:
    print(f"    [{exchange.scenario}] {exchange.request} {exchange.note}".rstrip())
    for difference in exchange.differences[:8]:
        print(f"      {difference.path}")
        print(f"        reference: {_json(difference.reference)}")
        print(f"        candidate: {_json(difference.candidate)}")
    if len(exchange.differences) > 8:
        print(f"      and {len(exchange.differences) - 8} more fields")


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) < 600 else f"{text[:600]}..."
