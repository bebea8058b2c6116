"""Words found in posts, on both databases."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from pipeline.database import Database
from pipeline.full_text import INDEX, TASK_WORDS, WORDS, says
from pipeline.model import BrandRow, Incident, Mention, PostRow
from pipeline.post import Channel, Post
from pipeline.search_words import split
from pipeline.task_model import Task
from pipeline.watch import Brand
from pipeline.word_index import EDITION

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def find(database: Database, question: str) -> bool:
    condition = says(question)
    assert condition is not None
    with database.reading() as session:
        return (
            session.scalar(
                select(PostRow.id).join(WORDS, WORDS.c.rowid == PostRow.id).where(condition)
            )
            is not None
        )


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


def test_the_index_of_tasks_follows_posts_and_tasks(told: Database) -> None:
    def found(question: str) -> list[int]:
        condition = says(question, TASK_WORDS)
        assert condition is not None
        with told.reading() as session:
            return sorted(session.scalars(select(TASK_WORDS.c.rowid).where(condition)))

    with told.writing() as session:
        other = PostRow(
            key="b", post=Post("a", Channel.NEWS, "https://b.example/", "Пусто"), found=NOW
        )
        brand = BrandRow(brand=Brand("Ромашка", "ромашка"))
        row = session.scalars(select(PostRow)).one()
        for post in (row, other):
            mention = Mention(brand=brand, post=post, found=NOW)
            incident = Incident(brand_id=1, key=post.key, opened=NOW)
            session.add_all([other, brand, mention])
            session.flush()
            session.add(Task(incident=incident, mention=mention, opened=NOW))
            session.flush()
    assert (found("доставка"), found("пусто")) == ([1], [2])
    with told.writing() as session:
        session.get_one(PostRow, 1).edited_text = "Привезли"
    assert found("привезли доставку") == [1]
    with told.writing() as session:
        session.get_one(Task, 1).mention = session.get_one(Mention, 2)
    assert (found("доставка"), found("пусто")) == ([], [1, 2])
    with told.writing() as session:
        session.delete(session.get_one(Task, 2))
    assert found("пусто") == [1]


@pytest.fixture
def shop(any_database: Database) -> Database:
    """One post of each kind of script and word."""
    with any_database.writing() as session:
        for number, text in enumerate(SAID):
            post = Post("a", Channel.NEWS, f"https://a.example/{number}", text)
            session.add(PostRow(key=str(number), post=post, found=NOW))
    return any_database


SAID = (
    "Курьеры отказались от доставки",
    "We refunded two orders today",
    "我要退款，一直没有到账",
    "配送が遅い！",
    "ส่งช้ามากเลย",
    "배송이너무늦어요",
    "मुझे पैसे वापस चाहिए",
    "İstanbul’da ÇÖP gibi ŞİRKET, ΟΔΥΣΣΕΎΣ ﬁne ①",
    "спасибо😊большое—очень",
)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        *(("курьерами", 0), ("доставкой", 0), ("отказалась", 0), ("дост* курьер", 0)),
        *(("order", 1), ("REFUND orders", 1), ("退款", 2), ("到账 退款", 2), ("账", 2)),
        *(("遅い", 3), ("配送", 3), ("ช้า", 4), ("ส่งช้า", 4), ("늦어", 5), ("배송", 5)),
        *(("पैसे", 6), ("cop sirket", 7), ("οδυσσευς", 7), ("fine 1", 7), ("большая", 8)),
    ],
)
def test_words_are_found_in_every_script(shop: Database, question: str, place: int) -> None:
    condition = says(question)
    assert condition is not None
    with shop.reading() as session:
        found = select(PostRow.key).join(WORDS, WORDS.c.rowid == PostRow.id).where(condition)
        assert session.scalars(found).all() == [str(place)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0")))
def test_postgresql_keeps_the_same_words(postgres: Database, said: str) -> None:
    with postgres.reading() as session:
        made = session.scalar(
            text(f"SELECT tsvector_to_array({INDEX}_of_{EDITION}(:a))"), {"a": said}
        )

    assert sorted(made or []) == sorted(split(said))


@pytest.mark.parametrize("question", ["", "  ", "\"'*()", "—"])
def test_no_words_ask_nothing(question: str) -> None:
    assert says(question) is None
