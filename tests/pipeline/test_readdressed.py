"""A reader learns the addresses of posts it knew by their thread alone: no post is doubled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pipeline import intake
from pipeline.database import Database
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.post import Channel, Post
from pipeline.watch import Brand

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
THREAD = "https://forum.example/t/5"
WORDS = "Acme lost my parcel, and nobody answers"


def say(words: str = WORDS, at: str = "", **facts: object) -> Post:
    said = {"author": "Anna", "published": NOW - DAY, "thread": THREAD, "language": "en"} | facts
    return Post("forum", Channel.FORUM, f"{THREAD}{at}", words, **said)  # type: ignore[arg-type]


def store(database: Database, *posts: Post) -> list[PostRow]:
    with database.writing() as session:
        if not session.scalar(select(BrandRow.id)):
            session.add(BrandRow(brand=Brand("Acme", "Acme")))
            session.flush()
        arrivals = [intake.Arrival(post) for post in posts]
        intake.receive_all(session, arrivals, intake.matcher(session), NOW)
    with database.reading() as session:
        return list(session.scalars(select(PostRow).order_by(PostRow.id)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (say(), say(at="#p12")),
        (say(), say(at="/post/12")),
        (say(), say(at="#p12", published=None)),
        (say(published=None), say(at="#p12")),
        (say(author=None), say(at="#p12")),
        (say(published=NOW.replace(hour=0)), say(at="#p12", published=NOW)),  # to the minute now
        (say("Acme: no"), say("Acme: no", at="#p12")),
        (say("Acme lost  it,\n too, as I found today"), say(WORDS, at="#p12")),
    ],
)
def test_a_post_that_gets_an_address_is_the_same(
    before: Post, after: Post, any_database: Database
) -> None:
    same = before.text == after.text
    (first,) = store(any_database, before)
    rows = store(any_database, after)
    again = store(any_database, replace(after, text=f"{after.text}. They called me now."))

    assert len(rows) == len(again) == (1 if same else 2)
    if same:
        assert rows[0].id == first.id
        assert rows[0].post.url == after.url
        assert again[0].latest_text.endswith("They called me now.")  # known by its address now
        with any_database.reading() as session:
            assert len(session.scalars(select(Mention)).all()) == 1


@pytest.mark.parametrize(
    "others",
    [
        (say("Acme: no"), say("Acme: no", at="#p12", published=NOW)),
        (say(), say(at="#p12", published=NOW - 9 * DAY)),
        (say(), say(at="#p12", author="Boris")),
        (say(), say(at="#p12", published=None, thread="https://forum.example/t/6")),
    ],
)
def test_others_are_others(others: tuple[Post, Post], database: Database) -> None:
    store(database, others[0])

    assert len(store(database, others[1])) == 2


def test_of_two_alike_one_is_the_one_that_was_known(database: Database) -> None:
    store(database, say("Acme: no"))
    twice = [say("Acme: no", at=f"#p{n}") for n in (12, 13)]

    assert len(store(database, *twice)) == 2
    assert len(store(database, *twice)) == 2
