"""A real desk on a free port over the posts of a small town, and a real browser to look at it."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from classifier.verdict import Act, Sentiment, Verdict
from pipeline import assess, followup, intake
from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.model import BrandRow, Mention, RuleRow, SourceRow
from pipeline.people import add_person
from pipeline.post import Channel, Post
from pipeline.replies import Template
from pipeline.settings import Settings
from pipeline.states import Outcome, Role
from pipeline.visit_model import Fetch
from pipeline.watch import Brand, Rule, Source
from web.app import create_app

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "верно, лошадь"
PATIENCE = 30_000  # ms; the machine may be busy
NOW = datetime.now(UTC).replace(microsecond=0)
COMPLAINT = Verdict(
    Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95, theme="delivery"
)
PRAISE = Verdict(Sentiment.POSITIVE, 0.02, 0.08, 0.9, False, 0.01, Act.PRAISE)
SOURCE = Source("Отзывы", "review", Channel.REVIEW, "https://otzyv.example/")
THREAD = "https://forum.example/t/7"


def said(number: int, text: str, author: str, hours: int, **more: Any) -> Post:
    """A post of the town; a review when nothing else is said."""
    return Post(
        source=more.get("source", SOURCE.name),
        channel=more.get("channel", Channel.REVIEW),
        url=f"https://otzyv.example/{number}",
        text=text,
        author=author,
        published=NOW - timedelta(hours=hours),
        stars=more.get("stars"),
        thread=more.get("thread"),
        language=more.get("language", "ru"),
    )


# The author of the first task praised us before, and writes in a thread with others.
FORUM: dict[str, Any] = {"source": "Форум", "channel": Channel.FORUM, "thread": THREAD}
PRAISED = said(1, "Ромашка выручила, спасибо за доставку!", "Ольга Иванова", 90, **FORUM)
POSTS = (
    said(2, "А кто-нибудь заказывал в магазине Ромашка?", "Сосед", 8, **FORUM),
    said(3, "Ромашка третий день не везёт заказ. Верните деньги!", "Ольга Иванова", 5, **FORUM),
    said(4, "У меня Ромашка тоже потеряла посылку, ужас.", "Пётр", 4, **FORUM),
    said(5, "Ромашка прислала разбитую вазу и молчит.", "Пётр Петров", 3, stars=1.0),
    said(6, "Romashka broke my vase and keeps silent.", "John", 2, stars=1.0, language="en"),
)


@pytest.fixture
def filled(database: Database) -> Database:
    """A thread, reviews, a praise, four tasks, a broken source, and two managers."""
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка OR romashka")))
        session.add(BrandRow(brand=Brand("Василёк", "василёк", competitor=True)))
        session.add(SourceRow(source=SOURCE, due=NOW + timedelta(days=1)))
        session.add(RuleRow(rule=Rule("Жалобы", "new-complaint", ["post"]), since=NOW))
        text = "Здравствуйте, {имя}! Проверим заказ и вернём деньги. {подпись}"
        session.add(TemplateRow(template=Template("Возврат", text, "ru", "delivery")))
        trouble = "https://otzyv.example/: the page has changed"
        started = NOW - timedelta(hours=1)
        visit = {"started": started, "finished": started, "outcome": Outcome.FAILED}
        session.add(Fetch(source=SOURCE.name, **visit, posts_new=2, error=trouble))
        add_person(session, "anna", "Анна Смирнова", PASSWORD, Role.MANAGER)
        add_person(session, "kate", "Kate Brown", PASSWORD, Role.MANAGER, language="en")
        session.flush()
        hear(session, PRAISED, PRAISE)
        for post in POSTS:
            hear(session, post, COMPLAINT)
        session.flush()
        followup.open_tasks(session, NOW)
    return database


def hear(session: Any, post: Post, verdict: Verdict, now: datetime = NOW) -> None:
    """Let the line take in a post, with a verdict."""
    intake.receive(session, post, intake.matcher(session), now)
    session.flush()
    for mention in session.query(Mention).filter(Mention.judge.is_(None)):
        assess.record(session, mention, verdict, "test judge", None, now)


@pytest.fixture
def desk(settings: Settings, filled: Database) -> Iterator[str]:
    """The address of a running desk over the town."""
    with serving(create_app(settings, filled)) as address:
        yield address


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Runs a desk on a free port while the block lasts, and gives its address."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{door.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    yield address
    server.should_exit = True
    thread.join()
    door.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Debian's Chromium, driven by Playwright.

    Not for the whole session: while it is open, its event loop runs in this thread, and no other
    test can run one.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, desk: str) -> Iterator[Any]:
    """A page whose console stays silent."""
    context = browser.new_context(base_url=desk, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    said: list[str] = []
    pages: set[str] = set()

    def listen(message: Any) -> None:
        url = message.location["url"]
        # A page that is not there may say so; plain text names no icon, and browsers ask for one.
        # A form with a mistake in it, or of somebody whose login has ended.
        refused = "409 (Conflict)" in message.text or "401 (Unauthorized)" in message.text
        if url not in pages and not url.endswith("/favicon.ico") and not refused:
            said.append(f"{message.text} {url}")

    def follow(request: Any) -> None:
        if request.is_navigation_request():
            pages.add(request.url)

    opened.on("request", follow)
    opened.on("console", listen)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


@pytest.fixture
def log_in(page: Any) -> Any:
    """Logs somebody in on the page."""

    def enter(login: str) -> None:
        page.goto("/login")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/inbox")

    return enter
