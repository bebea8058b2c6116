"""Themes: counted against before, found by clustering, stable, renamed and merged by people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.verdict import Verdict
from pipeline import theme_desk, theme_finding
from pipeline.clusters import Complaint, find_clusters, name_words
from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.errors import OtklikError
from pipeline.finding_model import MentionVector, Theme, ThemeChange
from pipeline.mention_search import MentionFilter, find_mentions
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.replies import Template
from pipeline.reports.by_theme import by_theme
from pipeline.reports.scope import Asked
from pipeline.reports.themes import themes as report
from pipeline.themes import MANY, READ, Reason, read_reasons
from tests.pipeline.conftest import add_brands

Store = Callable[..., Mention]
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)


@pytest.fixture
def told(mention: Store, complaint: Verdict, now: datetime) -> Callable[..., Mention]:
    """Stores a complaint with a theme and, where asked, a vector near a direction."""

    chance = np.random.default_rng(11)
    middles = chance.normal(size=(3, 32))

    def store(
        session: object, text: str, theme: str = "app", about: int | None = None, **facts: object
    ) -> Mention:
        made = mention(session, replace(complaint, theme=theme), text=text, **facts)
        row = chance.normal(size=32) * (0.25 if about is not None else 1.0)
        row += middles[about] if about is not None else 0
        vector = (row / np.abs(row).max() * 127).round().astype(np.int8).tobytes()
        session.add(MentionVector(mention_id=made.id, judge="test-1", vector=vector))  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        return made

    return store


@pytest.fixture
def full(brands: Database, told: Callable[..., Mention], now: datetime) -> Database:
    """Two events among many other complaints."""
    fill(brands, told)
    return brands


def fill(database: Database, told: Callable[..., Mention]) -> None:
    with database.writing() as session:
        for number in range(45):
            told(session, f"Ромашка случай{number} разный{number}", author=f"А{number}")
        for number in range(8):
            told(session, f"Ромашка: белый экран при входе {number}", about=0, author=f"Б{number}")
            told(session, f"В Ромашке кислое молоко опять {number}", about=1, author=f"В{number}")


def make_themes(session: Session, now: datetime) -> int:
    found = theme_finding.find_themes(session, now)
    return sum(theme_finding.keep(session, one, now) for one in found)


def reason_of(reasons: list[Reason], key: str) -> Reason:
    return next(one for one in reasons if one.key == key)


def test_clusters_are_found_named_and_stay(
    full: Database, told: Callable[..., Mention], now: datetime
) -> None:
    with full.writing() as session:
        assert make_themes(session, now) == 2
        first = {theme.key: set(theme.words) for theme in session.scalars(select(Theme))}
        assert sorted(map(sorted, first.values())) == [
            ["белый", "входе", "экран"],
            ["кислое", "молоко", "опять"],
        ]

        assert make_themes(session, now) == 0  # a second time changes nothing
        more = told(session, "Ромашка: экран белый, не войти", about=0, author="Новый")
        session.info.clear()
        assert make_themes(session, now + timedelta(days=1)) == 0
        row = session.get_one(MentionVector, more.id)
        assert row.theme is not None
        assert "экран" in row.theme.words
        assert {theme.key for theme in session.scalars(select(Theme))} == set(first)

        found = reason_of(read_reasons(session, Asked(now - MONTH, now)), row.theme.key)
        assert (found.found, len(found.quotes)) == (True, 2)
        shown = find_mentions(session, MentionFilter(theme=row.theme.key))
        assert len(shown) == found.count >= 9


def test_two_processes_find_a_theme_once(
    postgres: Database, told: Callable[..., Mention], now: datetime
) -> None:
    add_brands(postgres)
    fill(postgres, told)
    with postgres.reading() as session:
        found = theme_finding.find_themes(session, now)
    with postgres.writing() as other:  # finds the same before the first one has kept it
        assert make_themes(other, now) == len(found) == 2
    with postgres.writing() as session:
        assert [theme_finding.keep(session, one, now) for one in found] == [False, False]
        assert len(session.scalars(select(Theme)).all()) == 2


def test_few_people_make_no_theme(
    brands: Database, told: Callable[..., Mention], now: datetime
) -> None:
    with brands.writing() as session:
        for number in range(45):
            told(session, f"Ромашка случай{number} разный{number}", author=f"А{number}")
        for number in range(8):
            told(session, f"Ромашка: белый экран при входе {number}", about=0, author="Один")

        assert make_themes(session, now) == 0


def test_counts_before_and_now_trend_and_article(
    brands: Database, told: Callable[..., Mention], now: datetime
) -> None:
    with brands.writing() as session:
        for number in range(MANY):
            told(session, f"Ромашка {number}", "app", published=now - timedelta(days=1 + number))
        told(session, "Ромашка давно", "app", published=now - timedelta(days=40))
        told(session, "Ромашка цена", "price", published=now - timedelta(days=1))

        app, price = read_reasons(session, Asked(now - MONTH, now, "Ромашка"))
        assert (app.key, app.count, app.before, sum(app.trend)) == ("app", MANY, 1, MANY + 1)
        assert (app.needs_article, price.needs_article) == (True, False)
        assert report(session, Asked(now - MONTH, now)).rows[0][:5] == (
            *("app", MANY, 1, "known"),
            "yes",
        )

        session.add(TemplateRow(template=Template("Сбой", "Чиним", "ru", "app")))
        session.flush()
        assert not read_reasons(session, Asked(now - MONTH, now))[0].needs_article


@pytest.mark.parametrize(
    ("authors", "merged", "quoted"),
    [
        ("ABC", False, "CB"),  # of those as sure the latest
        ("A" + "B" * (READ + 5), False, "BA"),  # whoever says it most is quoted once
        ("B" * (READ + 5), False, "B"),
        ("AB" + "C" * (READ + 5), True, "CB"),
    ],
)
def test_quotes_are_of_two_people(
    brands: Database,
    told: Callable[..., Mention],
    now: datetime,
    authors: str,
    merged: bool,
    quoted: str,
) -> None:
    with brands.writing() as session:
        for number, author in enumerate(authors):
            theme = "price" if merged and author == "B" else "app"
            told(session, f"Ромашка {number}", theme, author=author, published=now - HOUR)
        if merged:
            parts = {key: Theme(key=key, words=[], seen=now) for key in ("app", "price")}
            parts["price"].into = parts["app"]
            session.add_all(parts.values())
            session.flush()

        (app,) = read_reasons(session, Asked(now - MONTH, now))

        assert "".join(one.post.post.author or "" for one in app.quotes) == quoted


@pytest.mark.parametrize(
    ("asked", "count", "before", "trend"),
    [
        ((timedelta(days=8), timedelta(0), None), 2, 3, "0:1 7:2 8:1 15:1"),
        ((timedelta(days=8), None, timedelta(0)), 2, 3, "0:1 7:2 8:1 15:1"),
        ((timedelta(days=8), timedelta(0), timedelta(days=4)), 2, 1, "0:1 7:2 8:1 15:1"),
        ((timedelta(days=8), None, None), 2, None, ""),
        ((None, None, None), 5, None, ""),
    ],
)
def test_complaints_are_counted_where_their_time_lies(
    brands: Database,
    told: Callable[..., Mention],
    now: datetime,
    asked: tuple[timedelta | None, timedelta | None, timedelta | None],
    count: int,
    before: int | None,
    trend: str,
) -> None:
    tick = timedelta(microseconds=1)
    days = (timedelta(days=many) for many in (16, 8, 9))
    ages = (*days, timedelta(days=8) + tick, tick)  # each at an edge of a part, or beside it
    since, until, present = (None if ago is None else now - ago for ago in asked)
    with brands.writing() as session:
        for number, age in enumerate(ages):
            told(session, f"Ромашка {number}", published=now - age)

        (one,) = read_reasons(session, Asked(since, until, now=present))

    assert (one.count, one.before) == (count, before)
    assert " ".join(f"{n}:{many}" for n, many in enumerate(one.trend) if many) == trend


def test_people_rename_merge_and_take_it_back(
    brands: Database,
    told: Callable[..., Mention],
    person: Callable[..., Person],
    now: datetime,
) -> None:
    with brands.writing() as session:
        told(session, "Ромашка раз", "app")
        told(session, "Ромашка два", "network")
        anna = person(session)

        theme_desk.rename(session, "app", "  Сбои   входа ", anna, now)
        theme_desk.merge(session, "network", "app", anna, now)
        [one] = read_reasons(session, Asked(now - MONTH, now))
        assert (one.name, one.count, one.parts) == ("Сбои входа", 2, ("network",))
        assert len(find_mentions(session, MentionFilter(theme="app"))) == 2
        assert [row[:2] for row in by_theme(session, Asked()).rows] == [("Сбои входа", 2)]
        for key, into in (("app", "network"), ("app", "app"), ("app", "price")):
            with pytest.raises(OtklikError):  # merged already, itself, has parts
                theme_desk.merge(session, key, into, anna, now)

        theme_desk.unmerge(session, "network", anna, now)
        theme_desk.rename(session, "app", "", anna, now)
        assert {one.name for one in read_reasons(session, Asked(now - MONTH, now))} == {
            "app",
            "network",
        }
        changes = session.scalars(select(ThemeChange).order_by(ThemeChange.id)).all()
        assert [change.what for change in changes] == ["name", "into_id", "into_id", "name"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", "https://", "http://[x"])
def test_help_is_a_web_address(
    brands: Database, person: Callable[..., Person], now: datetime, url: str
) -> None:
    with brands.writing() as session, pytest.raises(OtklikError):
        theme_desk.set_help(session, "app", url, person(session), now)


def test_clusters_are_the_same_whatever_runs_again() -> None:
    chance = np.random.default_rng(3)
    rows = chance.normal(size=(60, 16)).astype(np.float32)
    rows[:9] = rows[0] + chance.normal(size=(9, 16)) * 0.1
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)

    found = find_clusters(rows)

    assert set(range(9)) <= set(found[0])
    assert find_clusters(rows) == found
    assert len({row for members in found for row in members}) == sum(map(len, found))
    assert find_clusters(rows[:0]) == []


def test_words_count_once_for_each_person() -> None:
    loud = [Complaint(("капец", "молоко"), "один")] * 6
    others = [Complaint(("молоко", "кислое"), f"п{n}") for n in range(4)]
    rest = [Complaint(("заказ", "капец"), f"р{n}") for n in range(20)]

    assert name_words([*loud, *others], [*loud, *others, *rest]) == ["молоко", "кислое"]


def test_a_cluster_is_named_in_its_main_language_by_each_word_once() -> None:
    said = ("after", "the", "outages", "outage", "network")
    cluster = [Complaint(said, f"a{n}", "en") for n in range(6)] + [Complaint(("сеть",), "b", "ru")]
    rest = [Complaint(("after", "the", f"word{n}"), f"c{n}", "en") for n in range(30)]
    others = [Complaint(("сеть", f"слово{n}"), f"d{n}", "ru") for n in range(300)]

    assert name_words(cluster, [*cluster, *rest, *others])[:2] == ["network", "outage"]
