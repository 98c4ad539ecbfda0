"""Automations as the stock client has them, with what Weir adds."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from prefect import get_client
from prefect.automations import Automation as PrefectAutomation
from pydantic import Field, SerializerFunctionWrapHandler, model_serializer
from typing_extensions import Self

from .actions import ActionTypes
from .triggers import TriggerTypes

Result = TypeVar("Result")


class Automation(PrefectAutomation):
    """An automation with any of Weir's actions and triggers.

    It is made, read, changed and deleted as a `prefect.automations.Automation` is, and
    `client.create_automation(automation)` takes it.
    """

    trigger: TriggerTypes = Field(description="When it acts")  # type: ignore[assignment]
    actions: list[ActionTypes] = Field(description="What it does")  # type: ignore[assignment]
    actions_on_trigger: list[ActionTypes] = Field(  # type: ignore[assignment]
        default_factory=list, description="What it does when it is triggered, after its actions"
    )
    actions_on_resolve: list[ActionTypes] = Field(  # type: ignore[assignment]
        default_factory=list, description="What it does when what triggered it is over"
    )

    @model_serializer(mode="wrap")
    def _without_none(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A server gives the id, and takes none.
        return {name: value for name, value in written(self).items() if value is not None}

    async def acreate(self) -> Self:
        """Makes the automation on the server."""
        async with get_client() as client:
            self.id = await client.create_automation(self._without("id"))
        return self

    def create(self) -> Self:
        """Makes the automation on the server. In a coroutine it has to be awaited."""
        return _done(self.acreate)

    async def aupdate(self) -> None:
        """Makes the server's automation of this id the same as this one."""
        if self.id is None:
            raise ValueError("Can't update an automation without an id")
        async with get_client() as client:
            await client.update_automation(self.id, self._without("id", "owner_resource"))

    def update(self) -> None:
        """Makes the server's automation of this id the same as this one. In a coroutine it has to be awaited."""
        return _done(self.aupdate)

    def _without(self, *names: str) -> Self:
        return type(self)(**self.model_dump(exclude=set(names)))


def _done(operation: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """What the operation comes to; where an event loop runs, as in the stock client, what has to be awaited for it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(operation())
    return cast(Result, operation())
