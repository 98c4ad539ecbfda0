"""The stream of one process: what is sent, in which order, and what came of it."""

from __future__ import annotations

import json
import re
import shlex
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from tests.compat.generated.documented import documented
from tests.compat.generated.filters import filters
from tests.compat.generated.known import Known
from tests.compat.generated.planned import Planned
from tests.compat.generated.sequences import sequences
from tests.compat.generated.values import Values
from tests.compat.lockstep import Exchange, Lockstep, ReferenceStalled
from tests.compat.openapi import Contract
from tests.compat.report import Expected
from tests.harness.servers import Server

# Of 20 requests so many come from each generator.
SHARES = {"document": 8, "filters": 5, "sequences": 7}
MOST_STALLS = 5
RAISED = re.compile(r"^(?:[\w]+\.)*[A-Z]\w*(?:Error|Exception|Timeout|Exists|NotFound)\b.*", re.MULTILINE)


@dataclass
class Sent:
    """A request that was sent to both servers. `number` counts from 1 in its process."""

    process: int
    number: int
    origin: str
    operation: str
    statuses: tuple[int, int]
    cause: str
    again: str
    # Where answers of the same status differ, and what stands in the first of these fields on either side.
    fields: tuple[str, ...] = ()
    example: str = ""

    @property
    def agrees(self) -> bool:
        return self.statuses[0] == self.statuses[1]


def plan(contract: Contract, count: int, seed: int) -> list[Planned]:
    """`count` requests; the same ones for the same seed."""
    random = Random(seed)
    values = Values(contract, random)
    share = {origin: count * part // sum(SHARES.values()) for origin, part in SHARES.items()}
    pieces = [[one] for one in documented(contract, share["document"], values)]
    pieces += [[one] for one in islice(filters(values), share["filters"])]
    random.shuffle(pieces)
    left = count - len(pieces)
    lives = []
    for life in sequences(values):
        lives.append(life[:left])
        left -= len(lives[-1])
        if left == 0:
            break
    return list(_woven(lives, pieces, random))


def _woven(lives: list[list[Planned]], pieces: list[list[Planned]], random: Random) -> Iterator[Planned]:
    """The lives in their order, each in one piece, with the other requests spread among them."""
    places = [(random.random(), piece) for piece in pieces] + [(index / len(lives), life) for index, life in enumerate(lives)]
    for _, piece in sorted(places, key=lambda place: place[0]):
        yield from piece


class Stream:
    """Sends what was planned to both servers."""

    def __init__(self, lockstep: Lockstep, process: int, expected: list[Expected]) -> None:
        self.lockstep = lockstep
        self.process = process
        self.expected = expected
        self.known = Known(lockstep)
        self.log = _Log(lockstep.reference.server)
        self.sent: list[Sent] = []
        self.stopped = ""

    def send_all(self, planned: list[Planned]) -> None:
        """Sends until the end, or until something unforeseen, such as weir not answering; `stopped` tells why then.

        What Prefect's server does not answer in a minute is left out: its SQLite waits so long for a lock.
        """
        began = time.monotonic()
        stalls = 0
        for number, one in enumerate(planned, 1):
            try:
                self._send(one, number)
            except Exception as error:
                stalls += 1
                if isinstance(error, ReferenceStalled) and stalls <= MOST_STALLS:
                    print(f"process {self.process}, request {number}: left out, {error}", flush=True)
                    continue
                self.stopped = f"process {self.process} stopped at request {number}: {error!r}"
                traceback.print_exc()
                print(f"{self.stopped}\n{self._again(self.known.fill(one))}", file=sys.stderr, flush=True)
                return
            if number % 500 == 0:
                rate = number / (time.monotonic() - began)
                print(f"process {self.process}: {number} of {len(planned)}, {rate:.0f} a second", file=sys.stderr, flush=True)

    def _send(self, planned: Planned, number: int) -> None:
        one = self.known.fill(planned)
        if isinstance(one.body, bytes):
            answer = self.lockstep.request(one.method, one.path, raw=one.body, headers={"content-type": "application/json"})
        else:
            answer = self.lockstep.request(one.method, one.path, one.body)
        exchange = self.lockstep.exchanges.pop()
        statuses = exchange.statuses
        if max(statuses) < 300:
            self.known.learn(exchange.operation.name, answer)
        again = self._again(one) if exchange.differences or statuses[0] != statuses[1] else ""
        sent = Sent(self.process, number, one.origin, exchange.operation.name, statuses, self._cause(exchange), again)
        unlike = [one for one in exchange.differences if not any(row.explains(exchange, one) for row in self.expected)]
        if sent.agrees and unlike:
            first = unlike[0]
            sent.fields = tuple(_shape(one.path) for one in unlike)
            sent.example = f"{str(first.reference)[:150]} and {str(first.candidate)[:150]}"
        if not sent.agrees and (statuses[0] < 500 or statuses[1] >= 500):
            print(f"process {self.process}, request {number}: {sent.operation} {statuses} {sent.cause}", file=sys.stderr, flush=True)
        self.sent.append(sent)

    def _again(self, one: Planned) -> str:
        """The request as a command, with the ids of Prefect's server."""
        command = ["curl", "-sS", "-X", one.method, f"$API{self.lockstep.reference.fill(one.path)}"]
        if one.body is not ...:
            body = repr(one.body) if isinstance(one.body, bytes) else json.dumps(self.lockstep.reference.fill(one.body))
            command += ["-H", "content-type: application/json", "-d", body]
        return " ".join(shlex.quote(part) if not part.startswith("$API") else f'"{part}"' for part in command)

    def _cause(self, exchange: Exchange) -> str:
        reference, candidate = exchange.statuses
        if reference == candidate:
            return ""
        if reference >= 500:
            return self.log.raised()
        answer = next((one for one in exchange.differences if one.path == "answer"), None)
        if answer is None:
            return exchange.note
        return f"{cause(reference, answer.reference)}; weir: {cause(candidate, answer.candidate)}"


class _Log:
    """What Prefect's server wrote since it was last asked."""

    def __init__(self, server: Server) -> None:
        self.path = server.log
        self.read = 0

    def raised(self) -> str:
        """The shape of the last exception."""
        with self.path.open("rb") as log:
            log.seek(self.read)
            text = log.read().decode(errors="replace")
            self.read = log.tell()
        lines = RAISED.findall(text)
        return _shape(lines[-1]) if lines else "nothing logged"


def cause(status: int, body: Any) -> str:
    """What an answer says, without what differs from request to request."""
    if status < 400:
        return "taken"
    if isinstance(body, dict):
        details = body.get("exception_detail", body.get("detail"))
        if isinstance(details, list) and details and isinstance(details[0], dict):
            return f"{details[0].get('type')} at {_shape('.'.join(map(str, details[0].get('loc', []))))}"
        return _shape(str(details or body.get("exception_message") or body))
    return _shape(str(body))


def _shape(text: str) -> str:
    text = re.sub(r"[0-9a-f]{8}-?[0-9a-f-]{22,27}", "<id>", text.split("\n")[0])
    return re.sub(r"\d+", "0", text)[:110].replace("|", "/")
