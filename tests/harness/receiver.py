"""A local HTTP server that keeps what it is sent, and answers as it is told."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Message:
    """One request that arrived."""

    path: str
    headers: dict[str, str]  # by name in lower case
    body: Any


@dataclass
class Receiver:
    """`answers` are the statuses of the next requests; when they are used up, 200."""

    url: str
    answers: list[int] = field(default_factory=list)
    _messages: queue.Queue[Message] = field(default_factory=queue.Queue)

    def next(self, patience: float = 30) -> Message:
        """The next message; fails when none comes in time."""
        return self._messages.get(timeout=patience)

    def is_quiet(self) -> bool:
        """Whether every message that came has been looked at."""
        return self._messages.empty()


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on a free loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = received.answers.pop(0) if received.answers else 200
            received._messages.put(Message(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            answer = b"ok" if status == 200 else b"refused"
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Says nothing: the tests look at the messages."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received = Receiver(url=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
