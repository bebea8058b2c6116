"""Real servers that take messages, and a database with something to say."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from classifier.verdict import Sentiment
from pipeline.database import Database
from pipeline.model import BrandRow, Incident, Mention, PostRow, RuleRow
from pipeline.post import Channel, Post
from pipeline.task_model import Task
from pipeline.watch import Brand, Rule

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@dataclass
class Mailbox:
    """What an SMTP server was given."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """An SMTP server on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as free:  # the controller cannot choose itself
        box = Mailbox(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=10)
    controller.start()
    yield box
    controller.stop()


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Hall:
    """An HTTP server that keeps what it is given and answers what it is told."""

    address: str = ""
    calls: list[Call] = field(default_factory=list)
    status: int = 200
    answer: Callable[[Call], Any] = lambda _call: {}

    def handler(self) -> type[BaseHTTPRequestHandler]:
        hall = self

        class Clerk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                call = Call("POST", self.path, dict(self.headers), self.rfile.read(length))
                hall.calls.append(call)
                body = json.dumps(hall.answer(call)).encode()
                self.send_response(hall.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        return Clerk


@pytest.fixture
def hall() -> Iterator[Hall]:
    """An HTTP server on a free port of loopback."""
    opened = Hall()
    server = ThreadingHTTPServer(("127.0.0.1", 0), opened.handler())
    opened.address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield opened
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Town:
    """A database people speak in."""

    database: Database
    said: int = 0

    def rule(self, *to: str, kind: str = "new-complaint", name: str = "r", **options: Any) -> None:
        """Make a rule that holds for a month."""
        with self.database.writing() as session:
            rule = Rule(name, kind, list(to), options)
            session.add(RuleRow(rule=rule, since=NOW - timedelta(days=31)))

    def complain(
        self,
        text: str = "Деньги не вернули",
        *,
        at: datetime = NOW,
        brand: str = "Кедробанк",
        severity: int = 1,
        incident: str | None = None,
        **more: Any,
    ) -> int:
        """A judged complaint with a task; gives the mention's number."""
        self.said += 1
        url = f"https://forum.example/posts/{self.said}"
        channel = more.pop("channel", Channel.FORUM)
        post = Post("forum", channel, url, text, author="Анна", published=at)
        facts: dict[str, Any] = {
            "judge": "words-1",
            "complaint": True,
            "sentiment": Sentiment.NEGATIVE,
        }
        facts |= {"p_complaint": 0.9, "p_negative": 0.9, "severity": severity} | more
        with self.database.writing() as session:
            named = session.query(BrandRow).filter_by(name=brand).one_or_none()
            named = named or BrandRow(brand=Brand(brand, brand))
            row = PostRow(key=url, post=post, found=at)
            session.add_all([named, row])
            session.flush()
            event = session.query(Incident).filter_by(key=incident or url).one_or_none()
            event = event or Incident(brand_id=named.id, key=incident or url, opened=at)
            session.add(event)
            mention = Mention(brand=named, post=row, found=at, incident=event, **facts)
            session.add(mention)
            session.flush()
            if session.query(Task).filter_by(incident_id=event.id).count() == 0:
                session.add(Task(incident_id=event.id, mention_id=mention.id, opened=at))
            return mention.id


@pytest.fixture
def town(database: Database) -> Town:
    """A database people speak in, empty."""
    return Town(database)


@pytest.fixture
def any_town(any_database: Database) -> Town:
    """The same on SQLite and on PostgreSQL."""
    return Town(any_database)


@pytest.fixture
def postgres_town(postgres: Database) -> Town:
    """The same on PostgreSQL."""
    return Town(postgres)
