"""Blocks: secrets, own types with nested blocks, overwriting, reading inside flows, deleting; sync and async."""

from __future__ import annotations

import asyncio
import html
from typing import TYPE_CHECKING

from prefect import flow, get_client
from prefect.blocks.core import Block
from prefect.blocks.notifications import MicrosoftTeamsWebhook, SlackWebhook
from prefect.blocks.system import Secret
from prefect.filesystems import LocalFileSystem
from pydantic import Field, SecretStr

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


class Account(Block):
    """An account of a database."""

    _block_type_name = "E2E Account"
    _block_type_slug = "e2e-account"

    user: str
    password: SecretStr


class Database(Block):
    _block_type_name = "E2E Database"
    _block_type_slug = "e2e-database"
    _capabilities = ["query"]

    host: str = "localhost"
    port: int = Field(5432, description="Where it listens.")
    account: Account
    options: dict[str, str] = {}


@flow(name="blocks-flow")
def in_flow() -> int:
    return len(Secret.load("blocks-token").get()) + Database.load("blocks-database").port


async def asynchronous() -> str:
    await Secret(value="asynchronous").save("blocks-async")
    return (await Secret.aload("blocks-async")).get()


def main() -> None:
    Secret(value="s3cret-token").save("blocks-token")
    tell(secret=Secret.load("blocks-token").get())
    # Prefect's server shows a secret that is no text; weir does not, so this one is not read back in the clear.
    Secret(value={"nested": ["json", 1]}).save("json-of-blocks")
    tell(json=Secret.load("json-of-blocks").get())
    try:
        Secret(value="other").save("blocks-token")
    except ValueError as error:
        tell(refused=str(error))
    Secret(value="another").save("blocks-token", overwrite=True)
    account = Account(user="ada", password="hidden-password")
    account.save("blocks-account")
    Database(account=account, options={"key": "option"}).save("blocks-database")
    Database(account=Account.load("blocks-account"), port=1).save("blocks-nested")
    loaded = Database.load("blocks-database")
    tell(password=loaded.account.password.get_secret_value(), option=loaded.options["key"], port=loaded.port)
    tell(nested=Database.load("blocks-nested").account.user)
    SlackWebhook(url="https://hooks.slack.com/services/T0/B0/hidden").save("blocks-slack")
    tell(url=SlackWebhook.load("blocks-slack").url.get_secret_value())
    LocalFileSystem(basepath="/tmp").save("blocks-files")
    tell(basepath=LocalFileSystem.load("blocks-files").basepath)
    MicrosoftTeamsWebhook.register_type_and_schema()
    tell(in_flow=in_flow(), asynchronous=asyncio.run(asynchronous()))
    Secret(value="gone").save("blocks-gone")
    Secret.delete("blocks-gone")
    try:
        Secret.load("blocks-gone")
    except ValueError as error:
        tell(gone=str(error))
    with get_client(sync_client=True) as client:
        document = client.read_block_document_by_name("blocks-token", "secret", include_secrets=False)
        tell(shown=document.data, kind=document.block_type_name)
        for kind in (Secret, SlackWebhook, LocalFileSystem, MicrosoftTeamsWebhook):
            # What a client says of its own block is what the server says from then on.
            served = client.read_block_type_by_slug(kind.get_block_type_slug())
            tell(described=html.unescape(served.description) == kind.get_description(), example=served.code_example)
        tell(types=[client.read_block_type_by_slug(slug).name for slug in ("e2e-account", "e2e-database", "secret")])


def test_blocks(both: Both) -> None:
    seen = both(__file__)
    assert {"secret": "s3cret-token"} in seen["script"]["facts"]
    assert {block["name"] for block in seen["blocks"]} == {
        "blocks-token", "blocks-account", "blocks-database", "blocks-nested", "blocks-slack", "blocks-async",
        "blocks-files",
    }
    assert [fact["described"] for fact in seen["script"]["facts"] if "described" in fact] == [True] * 4
    shown = str(seen["blocks"])
    assert [secret for secret in ("s3cret-token", "another", "hidden-password") if secret in shown] == []


if __name__ == "__main__":
    main()
