"""The SDK's own client meets weir."""

from __future__ import annotations

import asyncio

import prefect
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from tests.harness.servers import Server


def test_the_server_is_healthy_and_of_the_version_that_the_sdk_expects(weir: Server) -> None:
    with temporary_settings({PREFECT_API_URL: weir.api}), get_client(sync_client=True) as client:
        assert client.api_healthcheck() is None
        assert client.api_version() == prefect.__version__
        client.raise_for_api_version_mismatch()


def test_a_flow_is_created_once_and_read_back(weir: Server) -> None:
    with temporary_settings({PREFECT_API_URL: weir.api}), get_client(sync_client=True) as client:
        created = client.create_flow_from_name("client-sync")
        assert client.create_flow_from_name("client-sync") == created
        assert client.read_flow(created).name == "client-sync"


def test_the_asynchronous_client_meets_the_same_flows(weir: Server) -> None:
    async def meet() -> None:
        async with get_client() as client:
            assert await client.api_healthcheck() is None
            created = await client.create_flow_from_name("client-async")
            assert (await client.read_flow(created)).name == "client-async"

    with temporary_settings({PREFECT_API_URL: weir.api}):
        asyncio.run(meet())
