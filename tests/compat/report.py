"""What the comparison found, as text, and the list of differences that are meant to be there."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.compat.compare import Difference
from tests.compat.lockstep import Exchange
from tests.compat.openapi import Contract, Operation


@dataclass
class Expected:
    """A row of the table in docs/compatibility.md. `*` in either pattern stands for any text."""

    operation: str
    field: str
    reason: str

    def explains(self, operation: Operation, difference: Difference) -> bool:
        return _like(self.operation, operation.name) and _like(self.field, difference.path)


@dataclass
class Document:
    """The two tables of docs/compatibility.md that the runner reads."""

    served: set[str]
    expected: list[Expected]

    @staticmethod
    def read(path: Path) -> Document:
        served: set[str] = set()
        expected: list[Expected] = []
        heading = ""
        for line in path.read_text().splitlines():
            if line.startswith("#"):
                heading = line.lstrip("# ").strip()
            cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
            if not line.startswith("|") or set(cells[0]) <= {"-", ":"} or cells[0] in ("Family", "Operation"):
                continue
            if heading == "Families" and cells[1] == "served":
                served.add(cells[0])
            elif heading == "Expected differences":
                expected.append(Expected(cells[0], cells[1], cells[2]))
        return Document(served, expected)


def _like(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), text) is not None


class Report:
    """Verdict by operation. An operation is different when one exchange is, and missing when none was answered."""

    def __init__(self, contract: Contract, exchanges: list[Exchange], document: Document) -> None:
        self.contract = contract
        self.document = document
        self.by_operation: dict[Operation, list[Exchange]] = defaultdict(list)
        for exchange in exchanges:
            exchange.differences = [one for one in exchange.differences if not self._explained(exchange, one)]
            if exchange.verdict == "different" and not any(one.path != "answer" for one in exchange.differences):
                exchange.verdict = "same"
            self.by_operation[exchange.operation].append(exchange)

    def _explained(self, exchange: Exchange, difference: Difference) -> bool:
        return any(row.explains(exchange.operation, difference) for row in self.document.expected)

    def verdict(self, operation: Operation) -> str:
        verdicts = Counter(exchange.verdict for exchange in self.by_operation.get(operation, []))
        if not verdicts:
            return "not covered"
        if verdicts["different"]:
            return "different"
        return "missing" if verdicts["missing"] else "same"

    def served(self, operation: Operation) -> bool:
        return operation.family in self.document.served

    def faults(self) -> list[Operation]:
        """The operations of served families that are not the same."""
        return [
            operation
            for operation in self.by_operation
            if self.served(operation) and self.verdict(operation) in ("different", "missing")
        ]

    def print(self, *, limit: int) -> None:
        """Prints each operation; for each that differs, up to `limit` exchanges with the JSON difference."""
        outside = [operation for operation in self.by_operation if operation not in self.contract.operations]
        for operation in [*self.contract.operations, *outside]:
            exchanges = self.by_operation.get(operation, [])
            verdict = self.verdict(operation)
            agreed = sum(exchange.verdict == "same" for exchange in exchanges)
            print(f"{verdict:<12} {operation.name}  ({agreed} of {len(exchanges)} requests the same)")
            wrong = [exchange for exchange in exchanges if exchange.verdict == "different"]
            for exchange in wrong[:limit]:
                _print_exchange(exchange)
            if len(wrong) > limit:
                print(f"      and {len(wrong) - limit} more")
        self._print_summary()

    def _print_summary(self) -> None:
        http = [operation for operation in self.contract.operations if operation.method != "WS"]
        sockets = [operation for operation in self.contract.operations if operation.method == "WS"]
        requests = Counter(one.verdict for many in self.by_operation.values() for one in many)
        print()
        print("by family (operations: same / different / missing / not covered)")
        for family in dict.fromkeys(operation.family for operation in self.contract.operations):
            verdicts = Counter(self.verdict(one) for one in self.contract.operations if one.family == family)
            counts = " / ".join(str(verdicts[name]) for name in ("same", "different", "missing", "not covered"))
            print(f"  {family:<30} {counts}{'   served' if family in self.document.served else ''}")
        print(f"requests: {requests['same']} same, {requests['different']} different, {requests['missing']} missing")
        for name, operations in (("operations", http), ("websockets", sockets)):
            verdicts = Counter(self.verdict(operation) for operation in operations)
            covered = len(operations) - verdicts["not covered"]
            print(
                f"{name}: {covered} of {len(operations)} covered; "
                f"{verdicts['same']} same, {verdicts['different']} different, {verdicts['missing']} missing"
            )


def _print_exchange(exchange: Exchange) -> None:
    print(f"    [{exchange.scenario}] {exchange.request}")
    for difference in exchange.differences[:8]:
        print(f"      {difference.path}")
        print(f"        reference: {_json(difference.reference)}")
        print(f"        candidate: {_json(difference.candidate)}")
    if len(exchange.differences) > 8:
        print(f"      and {len(exchange.differences) - 8} more fields")


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) < 600 else f"{text[:600]}..."
