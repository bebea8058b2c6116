"""A rule about who speaks, and how far their posts went."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.authors import AuthorOptions, influential_author
from alerts.facts import Flagged, Span
from alerts.message import render
from alerts.reach import with_reach
from classifier.verdict import Sentiment
from pipeline.database import Database
from pipeline.model import PostRow
from pipeline.post import Channel, Post

FOUND = datetime(2026, 3, 4, 12, tzinfo=UTC)
SPAN = Span(FOUND - timedelta(days=1), FOUND + timedelta(days=1))
LOUD = Flagged(
    mention_id=7,
    brand="Кедробанк",
    competitor=False,
    channel=Channel.SOCIAL,
    source="town",
    url="https://town.example/7",
    text="Деньги не вернули",
    found=FOUND,
    complaint=False,
    p_complaint=0.2,
    sentiment=Sentiment.NEGATIVE,
    p_negative=0.9,
    author="Ольга",
    reach=30,
)


@pytest.mark.parametrize(
    ("facts", "options", "fires"),
    [
        ({}, {}, True),
        ({"reach": 19}, {}, False),
        ({"followers": 9_999}, {}, False),  # whoever answered: the platform tells
        ({"followers": 10_000, "reach": 0}, {}, True),
        ({"followers": 500}, {"followers": 500}, True),
        ({"reach": 19}, {"people": 19}, True),
        ({"sentiment": Sentiment.NEUTRAL}, {}, False),
        ({"complaint": True}, {"negative": False}, True),
        ({}, {"negative": False}, False),
        ({"competitor": True}, {}, False),
        ({"found": FOUND - timedelta(days=3)}, {}, False),
        ({}, {"channels": ["forum"]}, False),
    ],
)
def test_who_is_influential(facts: dict[str, Any], options: dict[str, Any], fires: bool) -> None:
    hits = influential_author(AuthorOptions(**options), [replace(LOUD, **facts)], SPAN)
    assert bool(hits) is fires


def post(number: int, author: str | None, hours: float, **facts: Any) -> PostRow:
    said = Post(
        source="town",
        channel=Channel.SOCIAL,
        url=f"https://town.example/{number}",
        text="что-то",
        author=author,
        published=FOUND - timedelta(hours=hours),
        thread="https://town.example/t1",
    )
    return PostRow(key=f"k{number}", post=replace(said, **facts), found=FOUND)


def test_people_who_answered_or_repeated_are_counted_once(database: Database) -> None:
    with database.writing() as session:
        session.add_all(
            [
                post(1, "Ольга", 10),
                post(2, "Пётр", 9),
                post(3, "Пётр", 8),
                post(4, "Анна", 7),
                post(5, "Раньше", 11),
                post(6, "Ольга", 5),
                post(7, None, 4),
                post(8, "Вторит", 3, thread=None, original="https://town.example/1"),
                post(9, "Чужой", 3, thread="https://town.example/t2"),
                post(10, "Ольга", 2, thread="https://town.example/r", channel=Channel.REVIEW),
                post(11, "Сосед", 1, thread="https://town.example/r", channel=Channel.REVIEW),
                post(12, "Ольга", 24 * 400, thread="https://town.example/old"),
                post(13, "Давний", 24 * 399, thread="https://town.example/old"),
            ]
        )
        session.flush()
        nobody = replace(LOUD, author=None)
        calm = replace(LOUD, sentiment=Sentiment.POSITIVE)
        told = with_reach(session, AuthorOptions(), [LOUD, nobody, calm])
        assert [one.reach for one in told] == [3]
        known = replace(LOUD, followers=12_000, reach=0)
        assert with_reach(session, AuthorOptions(), [known]) == [known]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"followers": 12_000}, "подписчиков: 12000"),
        ({}, "отвечали или повторяли: 30"),
    ],
)
def test_the_message_says_why_somebody_is_heard(facts: dict[str, Any], said: str) -> None:
    hits = influential_author(AuthorOptions(), [replace(LOUD, **facts)], SPAN)
    assert said in render("r", hits, AuthorOptions(), "https://desk.example").body
