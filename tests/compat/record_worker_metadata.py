"""Writes down the kinds of workers that Prefect's server knows, with their base job templates.

Run: python -m tests.compat.record_worker_metadata OUTPUT, where OUTPUT is
`crates/weir-api/data/worker-metadata-3.8.8.json`.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.harness.facts import without_prose
from tests.harness.servers import prefect_server

# The SDK shows a sentence for each kind to whoever makes a work pool. These are ours.
SENTENCES = {
    "process": "Runs each flow run as a process on the worker's own machine.",
    "ecs": "Runs each flow run as a task on Amazon ECS.",
    "azure-container-instance": "Runs each flow run in a container on Azure Container Instances.",
    "docker": "Runs each flow run in a Docker container on the worker's own machine.",
    "cloud-run": "Runs each flow run as a job on Google Cloud Run.",
    "cloud-run-v2": "Runs each flow run as a job on the second edition of Google Cloud Run.",
    "vertex-ai": "Runs each flow run as a custom job on Google Vertex AI.",
    "kubernetes": "Runs each flow run as a job on Kubernetes.",
}


def main(output: Path) -> None:
    with prefect_server(quiet=True, name="workers") as server:
        answer = httpx.get(f"{server.api}/collections/views/aggregate-worker-metadata").raise_for_status()
    output.write_text(json.dumps(facts(answer.json()), ensure_ascii=False, separators=(",", ":")))
    shutil.rmtree(server.folder)


def facts(metadata: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The metadata with our sentences in the place of Prefect's."""
    return {
        collection: {kind: _facts_of_one(worker) for kind, worker in workers.items()}
        for collection, workers in metadata.items()
    }


def _facts_of_one(worker: dict[str, Any]) -> dict[str, Any]:
    template = worker["default_base_job_configuration"]
    template = template | {"variables": without_prose(template["variables"])}
    return worker | {"default_base_job_configuration": template, "description": SENTENCES[worker["type"]]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
