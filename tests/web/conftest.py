"""A desk with a brand, a complaint with its task, a praise, and people of every role."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from re import search
from types import TracebackType

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from classifier.verdict import Act, Sentiment, Verdict
from pipeline import assess, followup, intake
from pipeline.database import Database, open_database
from pipeline.model import BrandRow, Mention, RuleRow, SourceRow
from pipeline.people import add_person, find_person, find_session, start_session
from pipeline.post import Channel, Post
from pipeline.settings import Settings
from pipeline.states import Outcome, Role
from pipeline.visit_model import Fetch
from pipeline.watch import Brand, Rule, Source
from web.app import create_app
from web.desk import COOKIE

NOW = datetime.now(UTC).replace(microsecond=0)
PASSWORD = "верно, лошадь"
COMPLAINT = Verdict(
    Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95, theme="delivery"
)
PRAISE = Verdict(Sentiment.POSITIVE, 0.02, 0.08, 0.9, False, 0.01, Act.PRAISE)
POSTS = (
    Post(
        source="Отзывы",
        channel=Channel.REVIEW,
        url="https://otzyv.example/1?a=1&b=<2>",
        text="Ромашка опоздала на три дня. <script>alert(1)</script> Верните деньги!",
        title="Ужас & позор",
        author="Ольга <b>Иванова</b>",
        published=NOW - timedelta(hours=3),
        stars=1.0,
        thread="https://otzyv.example/",
        language="ru",
    ),
    Post(
        source="Отзывы",
        channel=Channel.FORUM,
        url="https://otzyv.example/2",
        text="Ромашка — лучший магазин, спасибо!",
        author="Пётр",
        published=NOW - timedelta(hours=2),
        thread="https://otzyv.example/",
        language="ru",
    ),
)


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Path:
    """An SQLite file with one task and two mentions, to be copied: hashing takes its time."""
    path = tmp_path_factory.mktemp("desk") / "filled.sqlite3"
    shutil.copy(empty_file, path)
    database = open_database(f"sqlite:///{path}")
    fill(database)
    database.close()
    return path


@pytest.fixture
def filled(settings: Settings, filled_file: Path) -> Iterator[Database]:
    """The database with one task and two mentions."""
    settings.data.mkdir(parents=True, exist_ok=True)
    shutil.copy(filled_file, settings.data / "otklik.sqlite3")
    opened = open_database(settings.database_url)
    yield opened
    opened.close()


def fill(database: Database) -> None:
    """Put brands, posts, verdicts and people in, through the line's own functions."""
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        session.add(SourceRow(source=SOURCE, due=NOW + timedelta(days=1)))
        session.add(RuleRow(rule=RULE, since=NOW))
        session.add(
            Fetch(
                source=SOURCE.name,
                started=NOW - timedelta(hours=1),
                finished=NOW - timedelta(hours=1),
                outcome=Outcome.FAILED,
                posts_new=2,
                error="https://otzyv.example/: the page has changed",
            )
        )
        session.flush()
        matcher = intake.matcher(session)
        for post in POSTS:
            intake.receive(session, post, matcher, NOW - timedelta(hours=1))
        for role in Role:
            add_person(session, role.value, f"Имя {role}", PASSWORD, role)
        for mention, verdict in zip(
            session.query(Mention).order_by(Mention.id), (COMPLAINT, PRAISE), strict=True
        ):
            assess.record(session, mention, verdict, "test judge", None, NOW)
        session.flush()
        assert len(followup.open_tasks(session, NOW)) == 1


SOURCE = Source("Отзывы", "review", Channel.REVIEW, "https://otzyv.example/")
RULE = Rule("Жалобы", "new-complaint", ["post"])


class Visitor:
    """A browser of one person, without JavaScript."""

    def __init__(self, app: FastAPI) -> None:
        self.client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        self.csrf = ""

    def __enter__(self) -> "Visitor":
        self.client.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.__exit__(kind, error, trace)

    def log_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Log in and remember the token that forms carry."""
        answer = self.post("/login", login=login, password=password)
        found = search(r'name="csrf" value="([^"]+)"', answer.text)
        self.csrf = found[1] if found else ""
        return answer

    def bring_login(self, database: Database, login: str) -> None:
        """Be logged in already: the form and the page behind it are proven in test_login."""
        now = datetime.now(UTC)
        with database.writing() as session:
            person = find_person(session, login)
            assert person is not None
            token = start_session(session, person, now)
            begun = find_session(session, token, now)
            assert begun is not None
            self.csrf = begun.csrf
        self.client.cookies.set(COOKIE, token, domain="127.0.0.1")

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self.client.get(address, headers=headers)

    def post(self, address: str, /, **fields: str) -> httpx.Response:
        return self.client.post(address, data={"csrf": self.csrf} | fields)


@pytest.fixture
def app(settings: Settings, filled: Database) -> FastAPI:
    made = create_app(settings, filled)
    made.state.desk.live.close()  # a test client would wait for the end of a stream
    return made


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[Visitor]:
    """Somebody who is not logged in."""
    with Visitor(app) as visitor:
        yield visitor


@pytest.fixture
def enter(app: FastAPI, filled: Database) -> Iterator[Callable[[str], Visitor]]:
    """Gives a visitor who is logged in, by role."""
    opened: list[Visitor] = []

    def bring(role: str) -> Visitor:
        visitor = Visitor(app)
        opened.append(visitor)
        visitor.bring_login(filled, role)
        return visitor

    yield bring
    for visitor in opened:
        visitor.client.close()


@pytest.fixture
def agent(enter: Callable[[str], Visitor]) -> Visitor:
    return enter("agent")


@pytest.fixture
def manager(enter: Callable[[str], Visitor]) -> Visitor:
    return enter("manager")


@pytest.fixture
def add_second(filled: Database) -> Callable[[], None]:
    """Adds a second complaint by the author of the first about the same theme, with task 2."""

    def add() -> None:
        now = datetime.now(UTC)
        post = Post(
            source="Отзывы",
            channel=Channel.REVIEW,
            url="https://otzyv.example/7",
            text="Ромашка, где мои деньги?",
            author="Ольга <b>Иванова</b>",
            published=now - timedelta(hours=1),
            language="ru",
        )
        with filled.writing() as session:
            intake.receive(session, post, intake.matcher(session), now)
            mention = session.query(Mention).order_by(Mention.id.desc()).first()
            assert mention is not None
            assess.record(session, mention, COMPLAINT, "test judge", None, now)
            session.flush()
            assert [task.id for task in followup.open_tasks(session, now)] == [2]

    return add
