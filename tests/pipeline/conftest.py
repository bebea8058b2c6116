"""Brands, mentions, verdicts and people to test with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.verdict import Sentiment, Verdict
from pipeline import assess, intake
from pipeline.database import Database
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.people_model import Person
from pipeline.post import Channel, Post
from pipeline.watch import Brand

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
COMPLAINT = Verdict(
    Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95, theme="delivery"
)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def complaint() -> Verdict:
    return COMPLAINT


@pytest.fixture
def praise() -> Verdict:
    return Verdict(Sentiment.POSITIVE, 0.02, 0.08, 0.9, complaint=False, p_complaint=0.01)


@pytest.fixture
def post() -> Post:
    return Post(
        source="town-forum",
        channel=Channel.FORUM,
        url="https://forum.example/topic/1#post-1",
        text="Ромашка опоздала на три дня и не извинилась, очень плохо.",
        thread="https://forum.example/topic/1",
        author="Ольга",
        published=NOW,
    )


@pytest.fixture
def brands(database: Database) -> Database:
    """A database with a brand of ours, Ромашка, and a competitor, Василёк."""
    add_brands(database)
    return database


@pytest.fixture
def any_brands(any_database: Database) -> Database:
    """The same, on SQLite and on PostgreSQL in turn."""
    add_brands(any_database)
    return any_database


def add_brands(database: Database) -> None:
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        session.add(BrandRow(brand=Brand("Василёк", "василёк", competitor=True)))


@pytest.fixture
def mention(post: Post) -> Callable[..., Mention]:
    """Stores a mention of a new post; facts of the post can be given, and a verdict."""
    numbers = count(1)

    def store(session: Session, verdict: Verdict | None = COMPLAINT, **facts: object) -> Mention:
        number = next(numbers)
        own = {
            "url": f"https://forum.example/topic/{number}#post-1",
            "published": NOW - timedelta(seconds=number),
        }
        told = replace(post, **(own | facts))  # type: ignore[arg-type]
        found = intake.receive(session, told, intake.matcher(session), NOW)
        assert found.mentions
        made = session.scalars(select(Mention).order_by(Mention.id.desc()).limit(1)).one()
        if verdict is not None:
            assess.record(session, made, verdict, "test-1", None, NOW)
        return made

    return store


@pytest.fixture
def person() -> Callable[..., Person]:
    """Stores somebody who works in the desk."""

    def store(session: Session, login: str = "anna", *, active: bool = True) -> Person:
        made = Person(login=login, name=login.title(), password="-", active=active)
        session.add(made)
        session.flush()
        return made

    return store


@pytest.fixture
def posts_stored() -> Callable[[Session], int]:
    def number(session: Session) -> int:
        return len(session.scalars(select(PostRow.id)).all())

    return number
