"""A rule about who speaks, and how far their posts went."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from alerts.authors import AuthorOptions, influential_author
from alerts.facts import Flagged, Span
from alerts.message import render
from alerts.reach import with_reach
from classifier.verdict import Sentiment
from pipeline import reach
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


def test_people_who_answered_or_repeated_are_counted_once(any_database: Database) -> None:
    with any_database.writing() as session:
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


def test_many_authors_are_asked_about_at_once(any_database: Database) -> None:
    """Each as alone: by source, up to their own time, of a day once; in as many questions."""
    people = [f'Автор "{number}" \\ 🦊' for number in range(40)]
    listeners = [f"Слушатель {number}" for number in range(40)]
    with any_database.writing() as session:
        for number, author in enumerate(people):
            thread = f"https://town.example/t{number}"
            session.add_all(
                post(number * 100 + spoken, name, 50 - spoken, thread=thread)
                for spoken, name in enumerate([author, "Пётр", author, *listeners[:number]])
            )
        elsewhere = {"source": "village", "thread": "https://town.example/t0"}
        session.add(post(9_001, people[30], 60, **elsewhere))
    spoken = [
        replace(LOUD, author=author, found=FOUND - timedelta(hours=ago), source=source, reach=0)
        for author in people
        for ago, source in ((0, "town"), (3, "town"), (49, "town"), (0, "village"))
    ]
    questions: list[str] = []
    event.listen(
        any_database.engine, "before_cursor_execute", lambda *facts: questions.append(facts[2])
    )
    with any_database.reading() as session:
        together = with_reach(session, AuthorOptions(), spoken)
        asked = sum("posts" in question for question in questions)
        alone = [with_reach(session, AuthorOptions(), [one])[0] for one in spoken]
    assert asked == 1
    # What was counted for a day's first mention holds for the day's others.
    assert [one.reach for one in together[::4]] == [one.reach for one in alone[::4]]
    assert [one.reach for one in together[1::4]] == [one.reach for one in together[::4]]
    assert [one.reach for one in together[2::4]] == [one.reach for one in alone[2::4]]
    assert [one.reach for one in together[::4]] == [1 + number for number in range(40)]
    assert [bool(one.reach) for one in together[3::4]] == [number == 30 for number in range(40)]


def test_only_the_latest_posts_of_an_author_are_looked_at(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "LATEST", 2)
    reach._ask_people.cache_clear()
    with any_database.writing() as session:
        for number in range(4):
            thread = {"thread": f"https://town.example/t{number}"}
            session.add(post(number * 2, "Ольга", 30 - number, **thread))
            session.add(post(number * 2 + 1, f"Слушатель {number}", 20, **thread))
        session.flush()
        told = with_reach(session, AuthorOptions(), [LOUD])
    reach._ask_people.cache_clear()
    assert [one.reach for one in told] == [2]


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
