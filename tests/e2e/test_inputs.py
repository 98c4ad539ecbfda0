"""Runs that send each other typed input and wait for it; sync and async."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING
from uuid import UUID

from prefect import flow, runtime
from prefect.input import RunInput, receive_input, send_input

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


class Order(RunInput):
    number: int
    lines: list[str] = []


@flow(name="inputs-sender")
def sender(receiver: UUID) -> None:
    for number in range(3):
        Order(number=number, lines=["x"] * number).send_to(receiver)
    send_input("done", receiver)


@flow(name="inputs-receiver")
def receiver() -> list[int]:
    own = UUID(runtime.flow_run.get_id())
    thread = threading.Thread(target=sender, args=(own,))
    thread.start()
    got = {}
    for order in Order.receive(timeout=60, poll_interval=1):
        got[order.number] = [order.metadata.sender.split(".")[0], *order.lines]
        if len(got) == 3:
            break
    # Of those that have arrived before it looks, a run gets the inputs in no promised order.
    tell(got=sorted(got.items()))
    for text in receive_input(str, timeout=60, poll_interval=1):
        tell(text=text)
        break
    thread.join()
    return sorted(got)


@flow(name="inputs-async")
async def asynchronous() -> str:
    own = UUID(runtime.flow_run.get_id())
    await send_input({"to": "itself"}, own, key_prefix="mine")
    async for found in receive_input(dict, timeout=60, poll_interval=1, key_prefix="mine"):
        return found["to"]
    return "nothing"


def main() -> None:
    tell(received=receiver(), asynchronous=asyncio.run(asynchronous()))


def test_inputs(both: Both) -> None:
    seen = both(__file__)
    assert {"received": [0, 1, 2]} in seen["script"]["facts"]
    assert {"text": "done"} in seen["script"]["facts"]


if __name__ == "__main__":
    main()
