"""A small server that behaves as a platform's interface is documented to."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pipeline.posting.door import Door


@dataclass
class Call:
    """One request."""

    method: str
    path: str
    asked: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


Rule = Callable[[Call], tuple[int, Any]]


@dataclass
class Site:
    """Answers every request by its rule, and keeps them all."""

    address: str = ""
    calls: list[Call] = field(default_factory=list)
    rule: Rule = lambda _call: (404, {})
    drops: bool = False  # hears a post, and hangs up without a word

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def door(self, timeout: float = 10.0) -> Door:
        """A way out that may reach this site and no other private one."""
        return Door([self.host], timeout)

    def hear(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        length = int(request.headers.get("Content-Length") or 0)
        headers = dict(request.headers.items())
        body = request.rfile.read(length)
        call = Call(request.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
        self.calls.append(call)
        if self.drops and call.method == "POST":
            return
        status, content = self.rule(call)
        said = content if isinstance(content, bytes) else json.dumps(content).encode()
        request.send_response(status)
        request.send_header("Content-Length", str(len(said)))
        request.end_headers()
        request.wfile.write(said)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.hear(self)

        def do_POST(self) -> None:
            made.hear(self)

        def do_DELETE(self) -> None:
            made.hear(self)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
