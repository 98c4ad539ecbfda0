"""Writes down the block types and schemas that Prefect's server has after its first start.

Run: python -m tests.compat.record_system_blocks OUTPUT CHECKSUMS, where OUTPUT is
`crates/weir-store/data/system-blocks-3.8.8.jsonl`: one line for each type, then one for each schema, in the order in
which they were made. Clients know a schema by the checksum of all its text, prose and all, so that is recorded with the
facts that are kept of it (see `tests.harness.facts`). Prefect's prose of a type comes with the first client that saves
such a block; until then there is a sentence of ours.

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

# What the catalog of blocks says of each type.
SENTENCES = {
    "aws-credentials": "Signs in to Amazon Web Services with a key or a profile.",
    "aws-secret": "Reads and writes a secret in AWS Secrets Manager.",
    "azure-blob-storage-container": "Keeps files in a container of Azure Blob Storage.",
    "azure-blob-storage-credentials": "Signs in to Azure Blob Storage.",
    "azure-container-instance-credentials": "Signs in to Azure Container Instances.",
    "azure-cosmos-db-credentials": "Signs in to Azure Cosmos DB.",
    "azureml-credentials": "Signs in to Azure Machine Learning.",
    "bigquery-warehouse": "Runs queries on Google BigQuery.",
    "bitbucket-credentials": "Signs in to Bitbucket.",
    "bitbucket-repository": "Fetches code from a Bitbucket repository.",
    "custom-webhook": "Sends notifications as requests of any form to a URL.",
    "database-credentials": "Signs in to a database by way of SQLAlchemy.",
    "databricks-credentials": "Signs in to Databricks.",
    "dbt-cli-bigquery-target-configs": "Tells the dbt command line how to reach BigQuery.",
    "dbt-cli-global-configs": "Holds settings of the dbt command line that do not depend on the target.",
    "dbt-cli-postgres-target-configs": "Tells the dbt command line how to reach PostgreSQL.",
    "dbt-cli-profile": "Holds a profile of the dbt command line.",
    "dbt-cli-snowflake-target-configs": "Tells the dbt command line how to reach Snowflake.",
    "dbt-cli-target-configs": "Tells the dbt command line how to reach a database of any kind.",
    "dbt-cloud-credentials": "Signs in to dbt Cloud.",
    "dbt-core-operation": "Runs commands of the dbt command line.",
    "discord-webhook": "Sends notifications to a Discord channel.",
    "docker-host": "Reaches a Docker daemon.",
    "docker-registry-credentials": "Signs in to a registry of Docker images.",
    "email-server-credentials": "Signs in to a mail server.",
    "gcp-credentials": "Signs in to Google Cloud.",
    "gcpsecret": "Reads and writes a secret in Google Secret Manager.",
    "gcs-bucket": "Keeps files in a bucket of Google Cloud Storage.",
    "github-credentials": "Signs in to GitHub.",
    "github-repository": "Fetches code from a GitHub repository.",
    "gitlab-credentials": "Signs in to GitLab.",
    "gitlab-repository": "Fetches code from a GitLab repository.",
    "kubernetes-cluster-config": "Holds the address and the credentials of a Kubernetes cluster.",
    "kubernetes-credentials": "Signs in to a Kubernetes cluster.",
    "lambda-function": "Calls a function on AWS Lambda.",
    "local-file-system": "Keeps files in a folder of the machine.",
    "mattermost-webhook": "Sends notifications to a Mattermost channel.",
    "minio-credentials": "Signs in to MinIO.",
    "ms-teams-webhook": "Sends notifications to Microsoft Teams.",
    "opsgenie-webhook": "Raises alerts in Opsgenie.",
    "pager-duty-webhook": "Raises alerts in PagerDuty.",
    "remote-file-system": "Keeps files in any place that fsspec can reach.",
    "s3-bucket": "Keeps files in a bucket of Amazon S3.",
    "secret": "Holds a value that nobody is to see.",
    "sendgrid-email": "Sends notifications by mail through SendGrid.",
    "shell-operation": "Runs shell commands.",
    "slack-credentials": "Signs in to Slack with a bot's token.",
    "slack-webhook": "Sends notifications to a Slack channel.",
    "smb": "Keeps files on a network share.",
    "snowflake-connector": "Runs queries on Snowflake.",
    "snowflake-credentials": "Signs in to Snowflake.",
    "sqlalchemy-connector": "Runs queries on any database that SQLAlchemy reaches.",
    "twilio-sms": "Sends notifications as text messages through Twilio.",
    "webhook": "Calls a URL.",
}

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

    return [_type(row) for row in connection.execute(TYPES)] + list(schemas.values())


def _type(row: sqlite3.Row) -> dict[str, Any]:
    return dict(row) | {"description": SENTENCES[row["slug"]], "is_protected": bool(row["is_protected"])}


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
