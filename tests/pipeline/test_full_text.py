"""Words found in posts, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.full_text import says
from pipeline.model import PostRow
from pipeline.post import Channel, Post

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def find(database: Database, question: str) -> bool:
    condition = says(question)
    assert condition is not None
    with database.reading() as session:
        return session.scalar(select(PostRow.id).where(condition)) is not None


@pytest.fixture
def told(any_database: Database) -> Database:
    post = Post("a", Channel.NEWS, "https://a.example/", "Жду ДОСТАВКУ всё ещё", "Café", "Пётр_1")
    with any_database.writing() as session:
        session.add(PostRow(key="a", post=post, found=NOW))
    return any_database


@pytest.mark.parametrize(
    "question",
    ["доставка", "ДОСТАВК", "все еще", "всё", "пётр", "петр 1", 'доставку"*)', "жду*"],
)
def test_words_are_found_however_they_are_typed(told: Database, question: str) -> None:
    assert find(told, question)


@pytest.mark.parametrize("question", ["почта", "доставка почта", "and", 'доставка" OR "', "ставка"])
def test_all_words_must_be_there(told: Database, question: str) -> None:
    assert not find(told, question)


def test_the_index_follows_the_post(told: Database) -> None:
    with told.writing() as session:
        row = session.scalars(select(PostRow)).one()
        row.edited_text = "Привезли"
    assert find(told, "привезли")
    with told.writing() as session:
        session.delete(session.scalars(select(PostRow)).one())
    assert not find(told, "доставка")


@pytest.mark.parametrize("question", ["", "  ", "\"'*()", "—"])
def test_no_words_ask_nothing(question: str) -> None:
    assert says(question) is None
