"""The SDK's own client meets weir."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from prefect.client.orchestration import get_client

from tests.harness.sdk import run_script, tell
from tests.harness.sdk_needs import needs

if TYPE_CHECKING:
    from tests.harness.servers import Server

FOLLOWED = "3.8.8"


def synchronous() -> None:
    with get_client(sync_client=True) as client:
        tell(trouble=client.api_healthcheck(), version=client.api_version())
        client.raise_for_api_version_mismatch()
        created = client.create_flow_from_name("client-sync")
        tell(again=client.create_flow_from_name("client-sync") == created, read=client.read_flow(created).name)


async def asynchronous() -> None:
    async with get_client() as client:
        tell(trouble=await client.api_healthcheck(), version=await client.api_version())
        await client.raise_for_api_version_mismatch()
        created = await client.create_flow_from_name("client-async")
        tell(again=await client.create_flow_from_name("client-async") == created, read=(await client.read_flow(created)).name)


@needs("prefect.client.orchestration:SyncPrefectClient.api_version")
def test_clients_find_a_healthy_server_of_the_version_that_it_follows(weir: Server) -> None:
    outcome = run_script(Path(__file__), weir)
    assert outcome.returncode == 0, outcome.output[-4000:]
    for kind, facts in (("sync", outcome.facts[:4]), ("async", outcome.facts[4:])):
        assert facts == [{"trouble": None}, {"version": FOLLOWED}, {"again": True}, {"read": f"client-{kind}"}]


if __name__ == "__main__":
    synchronous()
    asyncio.run(asynchronous())
