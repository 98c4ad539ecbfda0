"""Websocket conversations with both servers, step by step."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.compat.compare import MISSING, Difference
from tests.compat.lockstep import Blocked, Captured, Lockstep, ReferenceStalled, Side
from tests.compat.openapi import Operation

PATIENCE = 15.0
SILENCE = "(nothing came)"
OPEN = "(still open)"
# What Prefect's worker channel says in place of a message when its database is locked.
LOCKED = "closed with 1011: transient_server_error"


class Conversation:
    """One websocket on each server. Every step is compared and recorded under the operation `WS path`."""

    def __init__(self, api: Lockstep, path: str, *, subprotocol: str | None = "prefect") -> None:
        self.api = api
        self.path = path
        self.sockets: list[ClientConnection | None] = []
        handshakes: list[Any] = []
        for side in api.sides:
            try:
                address = side.fill(f"ws://127.0.0.1:{side.server.port}/api{path}")
                protocols = [subprotocol] if subprotocol else None
                socket = connect(address, subprotocols=protocols, open_timeout=PATIENCE, close_timeout=2, max_size=None)
                self.sockets.append(socket)
                handshakes.append(f"open, subprotocol {socket.subprotocol}")
            except InvalidStatus as refused:
                self.sockets.append(None)
                handshakes.append(f"refused with HTTP {refused.response.status_code}")
            except Blocked:
                self.sockets.append(None)
                handshakes.append("no address")
        self._record("handshake", handshakes)

    def authenticate(self, token: str | None = None) -> None:
        """The first messages of Prefect's protocol."""
        self.send({"type": "auth", "token": token})
        self.receive("answer to auth")

    def send(self, message: Any) -> None:
        """Sends JSON, or text and bytes as they are."""
        if not isinstance(message, (str, bytes)):
            self.api.comparer.remember_sent(message)
        for side, socket in zip(self.api.sides, self.sockets, strict=True):
            if socket is None:
                continue
            try:
                socket.send(message if isinstance(message, (str, bytes)) else json.dumps(side.fill(message)))
            except (Blocked, ConnectionClosed):
                # What the server says, or that it said nothing, shows in the next step.
                continue

    def receive(self, step: str, *, skip: Callable[[Any], bool] = lambda message: False) -> Captured:
        """Waits for a message on both and compares it; messages that satisfy `skip` are passed over."""
        return self._both(step, lambda side, socket: _next(socket, skip), stalls=(SILENCE, LOCKED))

    def receive_many(self, step: str, number: int, *, key: Callable[[Any], Any]) -> Captured:
        """Waits for `number` messages and compares them in the order of `key`."""
        return self._both(step, lambda side, socket: sorted((_next(socket) for _ in range(number)), key=key))

    def confirmed(self) -> None:
        """Sends a ping and waits for the pong: all that was sent before is stored."""
        for socket in self.sockets:
            if socket is not None and not socket.ping().wait(PATIENCE):
                raise TimeoutError(f"no pong on {self.path}")

    def closed(self, step: str) -> None:
        """Waits until the server closes and compares the code and the reason."""
        self._both(step, lambda side, socket: _close_reason(socket))

    def close(self) -> None:
        for socket in self.sockets:
            if socket is not None:
                socket.close()

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _both(self, step: str, ask: Callable[[Side, ClientConnection], Any], stalls: tuple[str, ...] = (SILENCE, OPEN)) -> Captured:
        answers = []
        for side, socket in zip(self.api.sides, self.sockets, strict=True):
            answers.append(MISSING if socket is None else ask(side, socket))
        self._record(step, answers, stalls)
        return Captured.of(self.api.sides, answers)

    def _record(self, step: str, answers: list[Any], stalls: tuple[str, ...] = ()) -> None:
        reference, candidate = answers
        if reference in stalls:
            raise ReferenceStalled(f"{self.path}: the reference did not do what was awaited: {step}")
        note = ""
        if self.sockets[0] is not None and self.sockets[-1] is None:
            note = f"no websocket: {candidate}"
        differences: list[Difference] = []
        if not note:
            differences = self.api.comparer.differences("message", reference, candidate)
        code = _number(reference) if _number(reference) == _number(candidate) else None
        self.api.record_socket(self.path, step, differences, note, code)

    @property
    def operation(self) -> Operation:
        return self.api.contract.operation("WS", self.path)


def _next(socket: ClientConnection, skip: Callable[[Any], bool] = lambda message: False) -> Any:
    try:
        while True:
            message = json.loads(socket.recv(timeout=PATIENCE))
            if not skip(message):
                return message
    except TimeoutError:
        return SILENCE
    except ConnectionClosed:
        return _code(socket)


def _close_reason(socket: ClientConnection) -> str:
    try:
        while True:
            socket.recv(timeout=PATIENCE)
    except TimeoutError:
        return OPEN
    except ConnectionClosed:
        return _code(socket)


def _code(socket: ClientConnection) -> str:
    return f"closed with {socket.close_code}: {socket.close_reason}"


def _number(answer: Any) -> int | None:
    """The code in what a step came to: of the handshake's HTTP, or of a close."""
    if not isinstance(answer, str):
        return None
    if answer.startswith("open, "):
        return 101
    found = re.match(r"(?:refused with HTTP|closed with) (\d+)", answer)
    return int(found[1]) if found else None
