"""Artifacts of every kind, made in flows and tasks, updated, and their latest version by key; sync and async."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import flow, task
from prefect.artifacts import (
    Artifact,
    acreate_link_artifact,
    acreate_markdown_artifact,
    create_image_artifact,
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


@task
def reports() -> None:
    create_markdown_artifact("# Report\n\n*first*", key="artifacts-report", description="One **report**")
    create_table_artifact([{"a": 1, "b": None}, {"a": 2.5, "b": "é"}], key="artifacts-rows")
    create_table_artifact({"columns": [1, 2], "more": [3, 4]}, key="artifacts-columns")


@task
def progresses() -> None:
    artifact = create_progress_artifact(0, key="artifacts-progress", description="so far")
    for step in (25, 50.5, 100):
        update_progress_artifact(artifact, progress=step)


@flow(name="artifacts-sync")
def in_flow() -> None:
    reports()
    progresses()
    create_link_artifact("https://example.com/?a=1&b=2", link_text="an example", key="artifacts-link")
    create_image_artifact("https://example.com/picture.png", key="artifacts-picture")
    create_markdown_artifact("without a key")
    create_markdown_artifact("# Report\n\n*second*", key="artifacts-report")
    latest = Artifact.get("artifacts-report")
    tell(latest=latest.data if latest else None, nobody=Artifact.get("artifacts-nobody"))
    made, created = Artifact.get_or_create(key="artifacts-report", type="markdown", data="not made")
    tell(got=made.data, created=created)


@flow(name="artifacts-async")
async def in_flow_async() -> None:
    await acreate_markdown_artifact("asynchronous", key="artifacts-report")
    await acreate_link_artifact("https://example.com/async", key="artifacts-link")


def main() -> None:
    in_flow()
    asyncio.run(in_flow_async())


def test_artifacts(both: Both) -> None:
    seen = both(__file__)
    assert seen["script"]["facts"][0] == {"latest": "# Report\n\n*second*"}
    assert len(seen["artifacts"]) == 10
    latest = {one["key"]: one["data"] for one in seen["artifact collections"]}
    assert latest["artifacts-report"] == "asynchronous"
    assert latest["artifacts-progress"] == 100


if __name__ == "__main__":
    main()
