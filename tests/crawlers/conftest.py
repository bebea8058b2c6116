"""Web servers on loopback for crawls to visit, and the command that visits them."""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.model import PostRow
from tests.forked import Forks


@dataclass(frozen=True)
class Reply:
    """What a server answers."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """What a server was asked."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


Answer = Reply | Callable[[Asked], Reply]


class Web:
    """A server whose pages a test writes; remembers what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def paths(self, but: str = "/robots.txt") -> list[str]:
        """The paths asked for, in order."""
        return [asked.path for asked in self.asked if asked.path != but]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, sent)
                web.asked.append(asked)
                answer = web.pages.get(self.path, Reply("not here", 404))
                reply = answer(asked) if callable(answer) else answer
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                self.send_response(reply.status)
                headers = {"Content-Type": reply.type, "Content-Length": str(len(body))}
                for name, value in (headers | reply.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815  (http.server's name)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def open_web() -> Iterator[Callable[[], Web]]:
    """Opens servers that close with the test."""
    opened: list[Web] = []

    def open_one() -> Web:
        opened.append(Web())
        return opened[-1]

    yield open_one
    for web in opened:
        web.close()


@pytest.fixture
def web(open_web: Callable[[], Web]) -> Web:
    """A server."""
    return open_web()


@pytest.fixture
def otklik(
    tmp_path: Path, database: Database, forks: Forks
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command in a process of its own: a reactor runs once in a process."""
    assert database.engine.url.database == str(tmp_path / "data" / "otklik.sqlite3")

    def run(
        *words: str, allow: list[str] | None = None, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OTKLIK_")} | {
            "OTKLIK_DATA": str(tmp_path / "data"),
            "OTKLIK_ALLOW": json.dumps(allow or []),
            "OTKLIK_CRAWL_DELAY": "0",
            **{f"OTKLIK_{name.upper()}": value for name, value in settings.items()},
        }
        return forks.run(*words, environment=environment)

    return run


def lost(database: Database) -> set[str]:
    """Where on their sites the posts stood that are marked as deleted."""
    with database.reading() as session:
        rows = session.scalars(select(PostRow).where(PostRow.__table__.c.deleted.is_not(None)))
        return {row.post.url.partition("://")[2].partition("/")[2] for row in rows}
