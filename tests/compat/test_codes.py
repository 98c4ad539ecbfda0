"""The table of response codes is about operations that there are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.compat import codes
from tests.compat.openapi import Contract, Operation
from tests.harness.servers import REPOSITORY


@pytest.fixture(scope="module")
def contract() -> Contract:
    document = REPOSITORY / "crates" / "weir-contract" / "openapi" / "prefect-3.8.8.json"
    return Contract(json.loads(document.read_text()))


def _operation(contract: Contract, name: str) -> Operation:
    return next(operation for operation in contract.operations if operation.name == name)


def test_every_row_is_about_an_operation(contract: Contract) -> None:
    known = {operation.name for operation in contract.operations}
    named = set(codes.BEYOND) | {name for name, _ in codes.NEVER}
    assert named <= known, named - known


def test_what_can_never_come_would_be_expected(contract: Contract) -> None:
    """An exception that excepts nothing is a mistake."""
    for (name, code), reason in codes.NEVER.items():
        details: dict[str, Any] = contract.details(_operation(contract, name))
        assert str(code) in details["responses"] or str(code) in codes.BEYOND.get(name, "").split(), name
        assert reason


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # No request of this operation can be invalid: an id that is no UUID is another path.
        ("GET /flows/{id}", {200, 404}),
        ("POST /flows/", {200, 201, 400, 422}),
        ("GET /flow_run_states/", {200, 422}),
        ("GET /block_schemas/checksum/{checksum}", {200, 404}),
        ("POST /artifacts/", {201, 400, 422}),
        ("WS /logs/out", {101, 1002, 1006, 1008}),
    ],
)
def test_expected_codes(contract: Contract, name: str, expected: set[int]) -> None:
    assert codes.expected(contract, _operation(contract, name)) == expected
