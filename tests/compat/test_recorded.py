"""Nothing that Prefect wrote for people comes back into what we record of its server."""

import json

import pytest

from tests.compat.record_system_blocks import SENTENCES as OF_BLOCKS
from tests.compat.record_worker_metadata import SENTENCES as OF_WORKERS
from tests.compat.record_worker_metadata import facts
from tests.harness.facts import without_prose
from tests.harness.servers import REPOSITORY

CRATES = REPOSITORY / "crates"


def test_system_blocks() -> None:
    lines = (CRATES / "weir-store/data/system-blocks-3.8.8.jsonl").read_text().splitlines()
    recorded = [json.loads(line) for line in lines]
    types = [line for line in recorded if "slug" in line]
    schemas = [line for line in recorded if "fields" in line]
    assert (len(types), len(schemas), len(recorded)) == (54, 64, 118)
    assert {one["slug"]: one["description"] for one in types} == OF_BLOCKS
    assert [one["slug"] for one in types if one["code_example"]] == []
    assert [one["block_type_slug"] for one in schemas if one["fields"] != without_prose(one["fields"])] == []


def test_worker_metadata() -> None:
    recorded = json.loads((CRATES / "weir-api/data/worker-metadata-3.8.8.json").read_text())
    kinds = [worker["type"] for workers in recorded.values() for worker in workers.values()]
    assert sorted(kinds) == sorted(OF_WORKERS)
    assert recorded == facts(recorded)


def test_openapi_document() -> None:
    document = json.loads((CRATES / "weir-contract/openapi/prefect-3.8.8.json").read_text())
    schemas = document["components"].pop("schemas")
    assert [name for name, schema in schemas.items() if schema != without_prose(schema)] == []
    assert document == without_prose(document)


@pytest.mark.parametrize(
    ("schema", "kept"),
    [
        ({"title": "T", "description": "D", "examples": [1], "example": 2}, {"title": "T"}),
        ({"properties": {"description": {"type": "string", "description": "D"}}}, {"properties": {"description": {"type": "string"}}}),
        ({"definitions": {"example": {"description": "D"}}}, {"definitions": {"example": {}}}),
        ({"default": {"description": "kept"}, "enum": [{"summary": "kept"}]}, {"default": {"description": "kept"}, "enum": [{"summary": "kept"}]}),
        ({"anyOf": [{"description": "D", "type": "null"}], "items": {"examples": []}}, {"anyOf": [{"type": "null"}], "items": {}}),
    ],
)
def test_what_is_prose(schema: object, kept: object) -> None:
    assert without_prose(schema) == kept
