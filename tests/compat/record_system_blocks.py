"""Writes down the block types and schemas that Prefect's server has after its first start.

Run: python -m tests.compat.record_system_blocks OUTPUT, where OUTPUT is
`crates/weir-store/data/system-blocks-3.8.8.jsonl`. One line for each type, then one for each schema, in the order in
which they were made. Clients know schemas by the checksum of all their text, so the text has to be Prefect's own;
and since a few checksums were computed from more than what is kept, they are recorded with it.
"""

import json
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

from tests.harness.servers import prefect_server

TYPES = """
    SELECT name, slug, logo_url, documentation_url, description, code_example, is_protected FROM block_type
    ORDER BY slug
"""
SCHEMAS = """
    SELECT block_schema.id, slug AS block_type_slug, checksum, version, capabilities, fields FROM block_schema
    JOIN block_type ON block_type.id = block_type_id ORDER BY block_schema.created
"""
REFERENCES = """
    SELECT name, parent_block_schema_id AS parent, reference_block_schema_id AS child FROM block_schema_reference
    ORDER BY name, child
"""


def main(output: Path) -> None:
    with prefect_server(quiet=True, name="blocks") as server:
        pass
    output.write_text(record(server.folder / "prefect.db"))
    shutil.rmtree(server.folder)


def record(database: Path) -> str:
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    schemas = {row["id"]: _schema(row) for row in connection.execute(SCHEMAS)}
    for name, parent, child in connection.execute(REFERENCES):
        other = schemas[child]
        schemas[parent]["references"].append({key: other[key] for key in ("checksum", "version")} | {"name": name})

    types = [dict(row) | {"is_protected": bool(row["is_protected"])} for row in connection.execute(TYPES)]
    lines = types + list(schemas.values())
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


def _schema(row: sqlite3.Row) -> dict[str, Any]:
    fields = {key: json.loads(row[key]) for key in ("capabilities", "fields")}
    return {key: row[key] for key in ("block_type_slug", "checksum", "version")} | fields | {"references": []}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
