"""Receivers that keep what they are sent, for services without a server that runs here. What a request must be by its
documentation is checked as it comes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Arrived:
    """One request."""

    path: str
    headers: dict[str, str]  # by name in lower case
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Service:
    """A service: its address, what arrived, and the statuses that the next requests get in place of its own answers."""

    url: str = ""
    requests: list[Arrived] = field(default_factory=list)
    failures: list[int] = field(default_factory=list)

    def to(self, path: str) -> list[Arrived]:
        return [request for request in self.requests if request.path == path]


@contextmanager
def service(answer: Callable[[Arrived], tuple[int, Any]]) -> Iterator[Service]:
    """Runs one that answers JSON as `answer` says. A failed request is not kept."""
    kept = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            request = Arrived(self.path, {name.lower(): value for name, value in self.headers.items()}, text)
            if kept.failures:
                status, told = kept.failures.pop(0), {}
            else:
                status, told = answer(request)
                kept.requests.append(request)
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
