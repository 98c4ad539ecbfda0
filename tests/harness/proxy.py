"""A proxy that refuses requests as it is told, and otherwise passes them on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

# They are of one connection only, or httpx sets them.
HOP = {"connection", "content-length", "content-encoding", "host", "transfer-encoding"}


@dataclass
class Proxy:
    """`pauses` are the seconds between each refusal and the next request of the same path; `headers` those of the last,
    and `requests` how many have come."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    pauses: list[float] = field(default_factory=list)
    _path: str = ""
    _answer: tuple[int, dict[str, str]] = (429, {})
    _times: int = 0
    _refused: float | None = None

    def refuse(self, path: str, headers: dict[str, str], times: int, status: int = 429) -> None:
        """Refuses the next requests of this path."""
        self._path, self._answer, self._times = path, (status, headers), times

    def _refusal(self, path: str) -> tuple[int, dict[str, str]] | None:
        if path != self._path:
            return None
        if self._refused is not None:
            self.pauses.append(time.monotonic() - self._refused)
            self._refused = None
        if not self._times:
            return None
        self._times -= 1
        self._refused = time.monotonic()
        return self._answer


@contextmanager
def proxy(root: str) -> Iterator[Proxy]:
    """A proxy on a free loopback port before the server at `root`."""
    client = httpx.Client(base_url=root, timeout=60)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            between.requests += 1
            between.headers = {name.lower(): value for name, value in self.headers.items()}
            if refusal := between._refusal(self.path):
                self._send(*refusal, b"not now")
                return
            headers = {name: value for name, value in between.headers.items() if name not in HOP}
            answer = client.request(self.command, self.path, content=body, headers=headers)
            self._send(answer.status_code, {k: v for k, v in answer.headers.items() if k not in HOP}, answer.content)

        do_GET = do_POST = _pass_on

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    between = Proxy(url=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield between
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        client.close()
