"""Serves the town's sites on loopback, each on a port of its own."""

import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.demo.town import Site
from pipeline.errors import OtklikError

HOST = "127.0.0.1"
LONGEST_ALERT = 1_000_000  # bytes


class Clerk(BaseHTTPRequestHandler):
    """Answers for one site; a page that did not change answers 304."""

    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Serve the leaf at this path."""
        leaf = self.site.get(self.path)
        if leaf is None:
            self.send_error(404)
            return
        tag = f'"{hashlib.sha256(leaf.body).hexdigest()[:16]}"'
        unchanged = self.headers.get("If-None-Match") == tag
        self.send_response(304 if unchanged else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", leaf.type)
        self.send_header("Content-Length", "0" if unchanged else str(len(leaf.body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(leaf.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base's name)
        """Say nothing: the crawl says what was fetched."""


class HallClerk(BaseHTTPRequestHandler):
    """Takes alerts as JSON and keeps each as a line of a file."""

    book: Path

    def do_POST(self) -> None:
        """Write the alert into the book."""
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST_ALERT)
        alert = json.loads(self.rfile.read(length))
        with self.book.open("a", encoding="utf-8") as book:
            book.write(json.dumps(alert, ensure_ascii=False) + "\n")
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base's name)
        """Say nothing: the book says what came."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # the base's signature
        """Say nothing of a visitor who left early, as a crawl that is stopped does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve_on(port: int, clerk: type[BaseHTTPRequestHandler]) -> Iterator[None]:
    """Serve on loopback while the block lasts; raises OtklikError when the port is taken."""
    try:
        server = _Server((HOST, port), clerk)
    except OSError as error:
        raise OtklikError(
            f"town: port {port}: {error.strerror}; choose others with --town-port"
            " (make run TOWN_PORT=...)"
        ) from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve_town(town: dict[str, Site], ports: dict[str, int]) -> Iterator[None]:
    """Serve every site of the town while the block lasts."""
    with ExitStack() as stack:
        for name, site in town.items():
            clerk = type("SiteClerk", (Clerk,), {"site": site})
            stack.enter_context(serve_on(ports[name], clerk))
        yield


@contextmanager
def serve_hall(book: Path, port: int) -> Iterator[None]:
    """Serve the town hall, where the demo's alerts arrive, while the block lasts."""
    with serve_on(port, type("BookClerk", (HallClerk,), {"book": book})):
        yield
