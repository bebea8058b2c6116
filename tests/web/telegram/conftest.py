"""A Bot API on loopback, and people who talk to the bot."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline import desk
from pipeline.database import Database
from pipeline.people import get_person
from pipeline.posting.door import Door
from pipeline.posting.ways import read_accounts
from pipeline.settings import Settings
from pipeline.task_model import Task
from pipeline.telegram_links import link, make_code
from web.telegram.bot import Bot
from web.telegram.poll import Poller
from web.telegram.talk import House

TOKEN = "4711:AAE-loopback-loopback-loopback"
BOT = {"id": 4711, "is_bot": True, "first_name": "Otklik", "username": "otklik_test_bot"}
AGENT = 100_001  # a Telegram user
GOOD = "Ольга, просим прощения! Мы уже разбираемся и напишем вам здесь."
Link = Callable[[str], int]


@dataclass
class Telegram:
    """What the Bot API does, as far as the bot uses it."""

    address: str = ""
    waiting: list[dict[str, Any]] = field(default_factory=list)  # updates nobody confirmed
    sent: list[dict[str, Any]] = field(default_factory=list)  # messages of the bot, as it got them
    noticed: list[dict[str, Any]] = field(default_factory=list)  # answered presses
    offsets: list[int | None] = field(default_factory=list)
    troubles: list[tuple[str, int, str, int]] = field(default_factory=list)  # once each
    blocked: set[int] = field(default_factory=set)
    next_update: int = 900
    next_message: int = 1

    def call(self, method: str, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.troubles and self.troubles[0][0] == method:
            _, code, why, wait = self.troubles.pop(0)
            more = {"parameters": {"retry_after": wait}} if wait else {}
            return code, {"ok": False, "error_code": code, "description": why, **more}
        return getattr(self, f"on_{method}")(said)  # type: ignore[no-any-return]

    def on_getMe(self, _said: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802
        return 200, {"ok": True, "result": BOT}

    def on_getWebhookInfo(self, _said: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802
        return 200, {"ok": True, "result": {"url": ""}}

    def on_getUpdates(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802
        offset = said.get("offset")
        self.offsets.append(offset)
        if offset is not None:
            self.waiting = [one for one in self.waiting if one["update_id"] >= offset]
        return 200, {"ok": True, "result": self.waiting[: said["limit"]]}

    def on_sendMessage(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802
        if said["chat_id"] in self.blocked:
            why = "Forbidden: bot was blocked by the user"
            return 403, {"ok": False, "error_code": 403, "description": why}
        assert 1 <= len(said["text"].encode("utf-16-le")) // 2 <= 4096
        assert "parse_mode" not in said
        for row in said.get("reply_markup", {}).get("inline_keyboard", []):
            assert all(1 <= len(key["callback_data"].encode()) <= 64 for key in row)
        message = {
            "message_id": self.number(),
            "from": BOT,
            "chat": {"id": said["chat_id"], "type": "private"},
            **{name: said[name] for name in ("text", "reply_markup", "entities") if name in said},
        }
        self.sent.append(message)
        return 200, {"ok": True, "result": message}

    def on_answerCallbackQuery(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802
        self.noticed.append(said)
        return 200, {"ok": True, "result": True}

    def number(self) -> int:
        self.next_message += 1
        return self.next_message

    def add(self, update: dict[str, Any]) -> dict[str, Any]:
        """An update that waits; the same may be added again."""
        if "update_id" not in update:
            self.next_update += 1
            update = {"update_id": self.next_update, **update}
        self.waiting.append(update)
        return update

    def say(
        self,
        text: str | None,
        to: dict[str, Any] | None = None,
        user: int = AGENT,
        chat: str = "private",
    ) -> dict[str, Any]:
        """Somebody writes to the bot, perhaps in reply to a message."""
        sender = {"id": user, "is_bot": False, "username": f"user{user}", "language_code": "ru"}
        place = {"id": user if chat == "private" else -5, "type": chat}
        message = {"message_id": self.number(), "from": sender, "chat": place}
        message |= {"text": text} if text is not None else {"voice": {"file_id": "x"}}
        return self.add({"message": message | ({"reply_to_message": to} if to else {})})

    def edit(self, update: dict[str, Any], text: str) -> dict[str, Any]:
        """Somebody changes what they wrote."""
        return self.add({"edited_message": update["message"] | {"text": text, "edit_date": 1}})

    def press(self, label: str, message: dict[str, Any], user: int = AGENT) -> dict[str, Any]:
        """Somebody presses a button below a message."""
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(key["callback_data"] for row in rows for key in row if label in key["text"])
        return self.press_data(data, message, user)

    def press_data(self, data: str, message: dict[str, Any], user: int = AGENT) -> dict[str, Any]:
        sender = {"id": user, "is_bot": False, "first_name": "А"}
        return self.add(
            {"callback_query": {"id": "77", "from": sender, "message": message, "data": data}}
        )

    def texts(self, chat: int = AGENT) -> list[str]:
        return [one["text"] for one in self.sent if one["chat"]["id"] == chat]


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    """A Bot API on a free port of loopback."""
    api = Telegram()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token, _, method = self.path.removeprefix("/bot").partition("/")
            refused = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            status, answer = (401, refused) if token != TOKEN else api.call(method, said)
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    api.address = f"http://127.0.0.1:{server.server_port}"
    yield api
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(settings: Settings, telegram: Telegram) -> Settings:
    """Settings with a bot."""
    known = {"telegram_bot": SecretStr(TOKEN), "telegram_api": telegram.address}
    return settings.model_copy(update=known)


@pytest.fixture
def poller(settings: Settings, filled: Database, telegram: Telegram, clock: Clock) -> Poller:
    """The bot over the filled desk."""
    return make_poller(settings, filled, clock)


def make_poller(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Poller:
    assert settings.telegram_bot is not None
    bot = Bot(settings.telegram_bot, settings.telegram_api)
    house = House(bot.id, settings.desk, read_accounts(settings.post_as))
    return Poller(database, bot, house, Door(settings.allow), clock)


@pytest.fixture
def linked(filled: Database, clock: Clock) -> Callable[[str], int]:
    """Links people by their logins; their Telegram users are numbered."""
    users: dict[str, int] = defaultdict(lambda: AGENT + len(users))

    def bring(login: str) -> int:
        with filled.writing() as session:
            code = make_code(session, get_person(session, login), clock())
            assert link(session, code.replace("-", ""), users[login], f"@{login}", clock())
        return users[login]

    return bring


def the_task(database: Database) -> Task:
    with database.reading() as session:
        task = session.get_one(Task, 1)
        assert len(task.changes) > 0
    return task


def news_of(poller: Poller, telegram: Telegram, clock: Clock) -> dict[str, Any]:
    """The message that tells of the task, given to the agent by the manager."""
    poller.round()
    with poller.database.writing() as session:
        task = session.get_one(Task, 1)
        agent, manager = get_person(session, "agent"), get_person(session, "manager")
        desk.assign(session, task, agent, manager, clock())
    clock.forward(minutes=1)
    poller.round()
    return telegram.sent[-1]
