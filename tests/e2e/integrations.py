"""The integrations that people use: their blocks are registered, saved and loaded, and pools of their workers made.

It takes packages beyond Prefect, so `make test` leaves it out; `make compat-matrix` installs them and runs it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx

from tests.e2e.test_cli import plain
from tests.harness.cli import loaded
from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

MODULES = ("prefect_aws", "prefect_dbt", "prefect_docker", "prefect_kubernetes", "prefect_slack")
POOLS = ("docker", "ecs", "kubernetes")


def save_and_load() -> None:
    """Blocks of each package, with secrets and with blocks inside, come back as they were."""
    from prefect.blocks.core import Block
    from prefect_aws import AwsCredentials, S3Bucket
    from prefect_dbt.cloud import DbtCloudCredentials
    from prefect_docker import DockerRegistryCredentials
    from prefect_kubernetes import KubernetesCredentials
    from prefect_kubernetes.credentials import KubernetesClusterConfig
    from prefect_slack import SlackCredentials, SlackWebhook

    cluster = {"apiVersion": "v1", "kind": "Config", "contexts": [], "clusters": [], "users": []}
    aws = AwsCredentials(aws_access_key_id="key", aws_secret_access_key="hidden", region_name="eu-south-1")
    kubernetes = KubernetesClusterConfig(config=cluster, context_name="none")
    made: dict[str, Block] = {
        "aws": aws,
        "bucket": S3Bucket(bucket_name="bucket", credentials=aws, bucket_folder="folder"),
        "cluster": KubernetesCredentials(cluster_config=kubernetes),
        "dbt": DbtCloudCredentials(api_key="hidden", account_id=7),
        "registry": DockerRegistryCredentials(username="me", password="hidden", registry_url="localhost:5000"),
        "slack": SlackCredentials(token="hidden"),
        "webhook": SlackWebhook(url="http://localhost:9/hidden"),
    }
    for name, block in made.items():
        block.save(f"integrations-{name}")
        found = type(block).load(f"integrations-{name}")
        tell(**{name: {"type": type(found).__name__, "same": secrets_shown(found) == secrets_shown(block)}})


def secrets_shown(block: Any) -> dict[str, Any]:
    return block.model_dump(mode="json", context={"include_secrets": True})


def prefect(*arguments: str) -> None:
    status, text = loaded(*arguments)
    tell(**{f"prefect {' '.join(arguments)}": {"status": status, "prints": plain(text)}})


def kinds() -> list[list[Any]]:
    """All block schemas that the server knows, by the names of their types."""
    found: list[dict[str, Any]] = []
    with httpx.Client(base_url=os.environ["PREFECT_API_URL"]) as client:
        while page := client.post("/block_schemas/filter", json={"offset": len(found)}).raise_for_status().json():
            found += page
    facts = ("checksum", "capabilities", "version")
    return sorted([schema["block_type"]["slug"], *(schema[fact] for fact in facts)] for schema in found)


def main() -> None:
    os.environ["COLUMNS"] = "400"
    for module in MODULES:
        prefect("block", "register", "--module", module)
    subprocess.run([sys.executable, __file__, "blocks"], check=True)
    tell(kinds=kinds())
    prefect("block", "ls")
    for pool in POOLS:
        prefect("work-pool", "create", f"integrations-{pool}", "--type", pool)
        prefect("work-pool", "inspect", f"integrations-{pool}", "--output", "json")


def test_integrations(both_fresh: Both) -> None:
    told = {name: value for fact in both_fresh(__file__)["script"]["facts"] for name, value in fact.items()}
    for module in MODULES:
        assert told[f"prefect block register --module {module}"]["status"] == 0
    for pool in POOLS:
        assert told[f"prefect work-pool create integrations-{pool} --type {pool}"]["status"] == 0
    assert told["bucket"] == {"type": "S3Bucket", "same": True}


if __name__ == "__main__":
    save_and_load() if sys.argv[1:] == ["blocks"] else main()
