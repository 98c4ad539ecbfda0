"""Sends one request to two servers and compares their answers.

A scenario talks to `Lockstep` as if there were one server. What it takes out of an answer (`flow["id"]`) is a token
that stands for the reference's value in the requests to the reference and for the candidate's in the others.
"""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.compat.compare import MISSING, Comparer, Difference
from tests.compat.openapi import Contract, Operation
from tests.harness.servers import Server

TOKEN = re.compile(r"\u27e6\d+\u27e7")
HEADERS = ("content-type", "content-disposition", "location", "allow", "www-authenticate", "etag", "retry-after")
API_VERSION = "0.8.4"


class Blocked(Exception):
    """A request needs a value that this server never answered."""


@dataclass
class Side:
    """One server, with the values that tokens stand for there."""

    server: Server
    client: httpx.Client
    reference: bool
    values: dict[str, Any] = field(default_factory=dict)

    def fill(self, value: Any) -> Any:
        """Replaces tokens by this server's values."""
        if isinstance(value, str):
            if TOKEN.fullmatch(value):
                return self._value(value)
            return TOKEN.sub(lambda found: str(self._value(found.group())), value)
        if isinstance(value, dict):
            return {self.fill(key): self.fill(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.fill(item) for item in value]
        return value

    def _value(self, token: str) -> Any:
        if token not in self.values:
            raise Blocked(token)
        return self.values[token]


class Captured(str):
    """A value of an answer, different on each side; usable in paths, bodies and f-strings, and divisible by `[]`."""

    sides: tuple[Side, ...]
    counter = itertools.count()

    @staticmethod
    def of(sides: tuple[Side, ...], values: list[Any]) -> Captured:
        captured = Captured(f"\u27e6{next(Captured.counter)}\u27e7")
        captured.sides = sides
        for side, value in zip(sides, values, strict=True):
            if value is not MISSING:
                side.values[str(captured)] = value
        return captured

    def __getitem__(self, key: Any) -> Captured:
        values = []
        for side in self.sides:
            try:
                values.append(side.values[str(self)][key])
            except (KeyError, IndexError, TypeError):
                values.append(MISSING)
        return Captured.of(self.sides, values)


@dataclass
class Exchange:
    """One request and how the two answers compare. `verdict` is same, different or missing.

    `statuses` are the reference's and the candidate's; zeros where there was no HTTP answer. `code` is the status that
    both answered; of a websocket 101 when it opened, and otherwise the code of the close.
    """

    operation: Operation
    scenario: str
    request: str
    verdict: str
    differences: list[Difference] = field(default_factory=list)
    note: str = ""
    statuses: tuple[int, int] = (0, 0)
    code: int | None = None


class ReferenceStalled(TimeoutError):
    """The reference never did what a scenario awaits of it.

    A write that meets another one in Prefect's SQLite fails and is sent again; the events that it caused may then be
    there twice, or not at all. Nothing can be compared with that.
    """


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: Any

    @staticmethod
    def of(response: httpx.Response, folder: str) -> Answer:
        """Takes what is compared out of a response; `folder` is where that server keeps its files."""
        headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
        text = response.text.replace(folder, "(server's folder)")
        body: Any = text
        if response.headers.get("content-type", "").startswith("application/json"):
            try:
                body = json.loads(text)
            except ValueError:
                headers["(body)"] = "not JSON"
        return Answer(response.status_code, headers, body)

    def sort(self, unordered: str | Callable[[Any], Any] | None) -> None:
        """Sorts the answered list by a key, where the server is free to choose its order."""
        if unordered is None:
            return
        rows = self.body
        if isinstance(rows, dict):
            rows = rows.get("results", rows.get("events"))
        if isinstance(rows, list):
            rows.sort(key=unordered if callable(unordered) else lambda row: json.dumps(row.get(unordered)))


class Lockstep:
    """The client that scenarios are given."""

    def __init__(self, contract: Contract, reference: Server, candidate: Server) -> None:
        self.contract = contract
        self.exchanges: list[Exchange] = []
        self.scenario = ""
        self.started = datetime.now(UTC).replace(microsecond=0)
        self.comparer = Comparer()
        self.reference = Side(reference, _client(reference), reference=True)
        self.candidate = Side(candidate, _client(candidate), reference=False)
        self.sides = (self.reference, self.candidate)

    def get(self, path: str, **more: Any) -> Captured:
        return self.request("GET", path, **more)

    def post(self, path: str, body: Any = ..., **more: Any) -> Captured:
        return self.request("POST", path, body, **more)

    def patch(self, path: str, body: Any = ..., **more: Any) -> Captured:
        return self.request("PATCH", path, body, **more)

    def put(self, path: str, body: Any = ..., **more: Any) -> Captured:
        return self.request("PUT", path, body, **more)

    def delete(self, path: str, body: Any = ..., **more: Any) -> Captured:
        return self.request("DELETE", path, body, **more)

    def request(
        self,
        method: str,
        path: str,
        body: Any = ...,
        *,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
        unordered: str | Callable[[Any], Any] | None = None,
        ids: str | None = None,
        ignore: str | None = None,
        ready: Callable[[Any], bool] | None = None,
        patience: float = 20.0,
    ) -> Captured:
        """Sends a request to both servers, compares the answers and returns the answered body.

        `body` is sent as JSON, `raw` as it is. `unordered` names the field by which an answered list is sorted
        before it is compared; `ids` names a field with a list of ids, or of objects that have a `flow_run_id`, in the
        order of their random ids. Differences in fields that match the pattern `ignore` are not counted; say why in
        the scenario. With `ready` each server is asked again until its body satisfies it.
        """
        self.comparer.remember_sent(body if body is not ... else None)
        operation = self.contract.operation(method, TOKEN.sub("x", path))
        answers: list[Answer | None] = []
        for side in self.sides:
            try:
                answers.append(_ask(side, method, path, body, raw, headers, unordered, ready, patience))
            except Blocked:
                answers.append(None)
        reference, candidate = answers
        if reference is None:
            raise RuntimeError(f"{self.scenario}: {method} {path} uses a value that the reference did not answer")
        if ids is not None and candidate is not None:
            self._align(reference.body, candidate.body, ids)
        self._record(operation, f"{method} {path}", _preview(body, raw), reference, candidate, ignore)
        return Captured.of(self.sides, [MISSING if answer is None else answer.body for answer in answers])

    def _align(self, reference: Any, candidate: Any, field_name: str) -> None:
        """Brings both lists into the order of the reference's ids."""

        def own(row: Any) -> str:
            return row if isinstance(row, str) else row["flow_run_id"]

        for body, translate in ((reference, {}), (candidate, self.comparer.ids_back)):
            if isinstance(body, dict) and isinstance(rows := body.get(field_name), list):
                rows.sort(key=lambda row: translate.get(own(row), own(row)))

    def _record(self, operation: Operation, line: str, sent: str, reference: Answer, candidate: Answer | None, ignore: str | None) -> None:
        request = self.readable(f"{line} {sent}".strip())
        exchange = Exchange(operation, self.scenario, request, "same")
        exchange.statuses = (reference.status, candidate.status if candidate else 0)
        self.exchanges.append(exchange)
        if candidate is None:
            exchange.verdict, exchange.note = "missing", "an earlier request gave no answer to build on"
        elif _not_served(reference, candidate):
            exchange.verdict, exchange.note = "missing", f"answers {candidate.status}"
        elif reference.status >= 500 and candidate.status < 500:
            exchange.note = f"the reference fails with {reference.status}, the candidate answers {candidate.status}"
        elif reference.status != candidate.status:
            exchange.verdict = "different"
            exchange.differences = [
                Difference("status", reference.status, candidate.status),
                Difference("answer", reference.body, candidate.body),
            ]
        else:
            exchange.code = reference.status
            exchange.differences = self.comparer.differences("headers", reference.headers, candidate.headers)
            exchange.differences += self.comparer.differences("body", reference.body, candidate.body)
            exchange.differences = [one for one in exchange.differences if not (ignore and re.search(ignore, one.path))]
            exchange.verdict = "different" if exchange.differences else "same"

    def record_socket(self, path: str, step: str, differences: list[Difference], note: str = "", code: int | None = None) -> None:
        """Notes how one step of a websocket conversation compared, and the code with which both ended it or began it."""
        operation = self.contract.operation("WS", TOKEN.sub("x", path))
        verdict = "missing" if note else "different" if differences else "same"
        self.exchanges.append(Exchange(operation, self.scenario, self.readable(step), verdict, differences, note, code=code))

    def readable(self, text: str) -> str:
        """A request as the reference saw it."""
        return TOKEN.sub(lambda found: _short(self.reference.values.get(found.group(), "?")), text)


def _client(server: Server) -> httpx.Client:
    # Prefect's server closes a connection after it has failed, so a connection that is used again may be reset.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=server.api, timeout=60, headers={"x-prefect-api-version": API_VERSION}, limits=limits)


def _ask(
    side: Side,
    method: str,
    path: str,
    body: Any,
    raw: bytes | None,
    headers: dict[str, str] | None,
    unordered: str | Callable[[Any], Any] | None,
    ready: Callable[[Any], bool] | None,
    patience: float,
) -> Answer:
    content = raw
    sent_headers = side.fill(dict(headers or {}))
    if body is not ...:
        content = json.dumps(side.fill(body)).encode()
        sent_headers.setdefault("content-type", "application/json")
    address = side.fill(path)
    deadline = time.monotonic() + patience
    pause = 0.02
    while True:
        response = _send(side, method, address, content, sent_headers)
        answer = Answer.of(response, str(side.server.folder))
        answer.sort(unordered)
        if response.status_code < 400:
            done = ready is None or ready(answer.body)
        else:
            # What is awaited may not be there yet; and a busy server asks to be asked again.
            done = response.status_code != 503 and not (ready and response.status_code == 404)
        # Prefect's server lets a request fail when another of its connections writes; it does nothing then.
        done = done and not (side.reference and "database is locked" in response.text)
        if done:
            return answer
        if time.monotonic() > deadline:
            if ready and side.reference:
                raise ReferenceStalled(f"{method} {address} of the reference never answered what was awaited: {str(answer.body)[:800]}")
            return answer
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)


def _send(side: Side, method: str, address: str, content: bytes | None, headers: dict[str, str]) -> httpx.Response:
    try:
        return side.client.request(method, address, content=content, headers=headers)
    except httpx.TimeoutException as error:
        if side.reference:
            # Two of its own connections may lock each other out of SQLite for longer than a minute.
            raise ReferenceStalled(f"{method} {address} of the reference got no answer") from error
        raise
    except (httpx.ReadError, httpx.RemoteProtocolError):
        if not side.reference:
            raise
        # Prefect's server closes a connection on which it failed, perhaps when the client is about to use it again.
        return side.client.request(method, address, content=content, headers=headers)


def _not_served(reference: Answer, candidate: Answer) -> bool:
    if candidate.status == 501:
        return True
    no_route = candidate.status in (404, 405) and candidate.body in ({"detail": "Not Found"}, {"detail": "Method Not Allowed"}, "")
    return no_route and reference.status not in (404, 405)


def _preview(body: Any, raw: bytes | None) -> str:
    if raw is not None:
        return repr(raw[:120]) + (f" ({len(raw)} bytes)" if len(raw) > 120 else "")
    text = "" if body is ... else json.dumps(body, ensure_ascii=False)
    return text if len(text) < 400 else f"{text[:400]}... ({len(text)} characters)"


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)[:80]
