"""Writes down the block types and schemas that Prefect's server has after its first start.

Run: python -m tests.compat.record_system_blocks OUTPUT CHECKSUMS, where OUTPUT is
`crates/weir-store/data/system-blocks-3.8.8.jsonl`: one line for each type, then one for each schema, in the order in
which they were made. Clients know a schema by the checksum of all its text, prose and all, so that is recorded with the
facts that are kept of it (see `tests.harness.facts`). The prose of a type comes with the first client that saves such a
block.

CHECKSUMS is `crates/weir-store/tests/golden/block-checksums.jsonl`: the checksum that Prefect computes of what is kept.
"""

import json
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import httpx
from prefect.blocks.core import Block

from tests.harness.facts import without_prose
from tests.harness.servers import prefect_server

TYPES = """
    SELECT name, slug, logo_url, documentation_url, NULL AS description, NULL AS code_example, is_protected
    FROM block_type ORDER BY slug
"""
SCHEMAS = """
    SELECT block_schema.id, slug AS block_type_slug, checksum, version, capabilities, fields FROM block_schema
    JOIN block_type ON block_type.id = block_type_id ORDER BY block_schema.created
"""
REFERENCES = """
    SELECT name, parent_block_schema_id AS parent, reference_block_schema_id AS child FROM block_schema_reference
    JOIN block_schema ON block_schema.id = reference_block_schema_id ORDER BY name, checksum
"""


def main(output: Path, checksums: Path) -> None:
    with prefect_server(quiet=True, name="blocks") as server:
        answer = httpx.post(f"{server.api}/block_schemas/filter", json={"limit": 200}).raise_for_status()
    output.write_text(_lines(record(server.folder / "prefect.db")))
    checksums.write_text(_lines(sorted(map(_checksums, answer.json()), key=str)))
    shutil.rmtree(server.folder)


def record(database: Path) -> list[dict[str, Any]]:
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    schemas = {row["id"]: _schema(row) for row in connection.execute(SCHEMAS)}
    for name, parent, child in connection.execute(REFERENCES):
        other = schemas[child]
        schemas[parent]["references"].append({key: other[key] for key in ("checksum", "version")} | {"name": name})

    types = [dict(row) | {"is_protected": bool(row["is_protected"])} for row in connection.execute(TYPES)]
    return types + list(schemas.values())


def _schema(row: sqlite3.Row) -> dict[str, Any]:
    fields = {"capabilities": json.loads(row["capabilities"]), "fields": without_prose(json.loads(row["fields"]))}
    return {key: row[key] for key in ("block_type_slug", "checksum", "version")} | fields | {"references": []}


def _checksums(schema: dict[str, Any]) -> dict[str, str]:
    kept = Block._calculate_schema_checksum(without_prose(schema["fields"]))
    return {"of_class": schema["checksum"], "of_kept_fields": kept}


def _lines(values: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
