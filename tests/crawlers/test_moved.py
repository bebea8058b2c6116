"""A source whose site says that it moved: told, never followed silently, changed by a command."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from pipeline.database import Database
from pipeline.model import SourceRow
from pipeline.new_address import Move, find_move, tell_move
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web
from tests.crawlers.test_crawl import feed, fetches, source, watch

Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OLD, NEW = "http://a.example/feed", "http://b.example/feed"
MOVED = f"{OLD}: has moved for good to {NEW}"
OTHER = f"{OLD}: has moved for good to http://c.example/feed"


def url_of(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(SourceRow)).one().source.url


@pytest.mark.parametrize(
    ("url", "new", "said"),
    [
        (OLD, NEW, MOVED),
        ("http://a.example/feed", "https://www.a.example/feed/", None),
        (OLD, "http://a.example/", "leads to a front page for good"),
        ("http://a.example/", "http://b.example/", "has moved for good to http://b.example/"),
    ],
)
def test_a_move_in_words(url: str, new: str, said: str | None) -> None:
    told = tell_move(url, new)

    assert told is None if said is None else said in (told or "")


@pytest.mark.parametrize(
    ("told", "found", "lasting"),
    [
        ([], None, False),
        ([None, MOVED], None, False),
        ([MOVED], Move(NEW, NOW, 1, NOW), False),
        ([MOVED, MOVED, OTHER, MOVED], Move(NEW, NOW - DAY, 2, NOW), False),
        ([MOVED, MOVED, MOVED], Move(NEW, NOW - 2 * DAY, 3, NOW), True),
        ([f"http://x.example/: has moved for good to {NEW}"], None, False),
    ],
)
def test_a_move_is_what_the_latest_visits_agree_on(
    told: list[str | None], found: Move | None, *, lasting: bool
) -> None:
    watched = Source("a", "feed", Channel.BLOG, OLD)
    move = find_move(watched, [(NOW - n * DAY, error) for n, error in enumerate(told)])

    assert move == found
    assert (move is not None and move.lasting) is lasting


def test_three_visits_in_an_hour_are_no_lasting_move() -> None:
    told = [(NOW - n * DAY / 72, MOVED) for n in range(4)]
    move = find_move(Source("a", "feed", Channel.BLOG, OLD), told)

    assert move is not None
    assert not move.lasting


def test_a_source_that_moved_is_told_and_moved_by_command(
    web: Web, otklik: Run, database: Database
) -> None:
    watch(database, source("a", f"{web.url}/old"))
    web.pages["/old"] = Reply(status=301, headers={"Location": "/new"})
    web.pages["/new"] = Reply(status=302, headers={"Location": "/new/ru"})
    web.pages["/new/ru"] = feed("one")

    early = otklik("source", "move", "a")
    for back in (3, 2, 1):
        otklik("crawl", "--source", "a", "--now", allow=[web.host])
        with database.writing() as session:  # as if it had been days ago
            last = fetches(database, "a")[-1]
            at = datetime.now(UTC) - back * DAY
            session.execute(
                update(Fetch).where(Fetch.id == last.id).values(started=at, finished=at)
            )
    told = otklik("source", "check", "a").stdout
    stays = url_of(database)
    done = otklik("source", "move", "a")

    assert early.returncode == 2
    assert "told no new address" in early.stderr
    assert {fetch.outcome for fetch in fetches(database, "a")} == {Outcome.OK}
    assert f"{web.url}/old: has moved for good to {web.url}/new\n" in told
    assert "in 3 visits" in told
    assert '`otklik source move "a"`' in told
    assert stays == f"{web.url}/old"
    assert done.returncode == 0, done.stderr
    assert url_of(database) == f"{web.url}/new"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(status=302, headers={"Location": "/new"}), None),
        (Reply(status=308, headers={"Location": "/new"}), "has moved for good"),
        (feed("one"), None),
    ],
)
def test_what_counts_as_a_move(
    web: Web, otklik: Run, database: Database, reply: Reply, told: str | None
) -> None:
    watch(database, source("a", f"{web.url}/old"))
    web.pages |= {"/old": reply, "/new": feed("one")}

    otklik("crawl", allow=[web.host])
    otklik("crawl", "--source", "a", allow=[web.host])  # not modified, perhaps

    for fetch in fetches(database, "a"):
        assert (told in (fetch.error or "")) if told else fetch.error is None


def test_a_source_is_switched_off_and_on(otklik: Run, database: Database) -> None:
    watch(database, source("a", "http://a.example/feed"))

    def enabled() -> bool:
        with database.reading() as session:
            return session.scalars(select(SourceRow)).one().source.enabled

    off = otklik("source", "off", "a")
    was = enabled()
    otklik("source", "on", "a")

    assert off.stdout == "a: off\n"
    assert not was
    assert enabled()
    assert 'unknown source "b"' in otklik("source", "off", "b").stderr
    assert "begins with http" in otklik("source", "move", "a", "ftp://a.example/").stderr


def test_an_empty_answer_and_another_sort_of_file_are_no_quiet_day(
    web: Web, otklik: Run, database: Database
) -> None:
    watch(
        database,
        source("empty", f"{web.url}/empty", kind="forum"),
        source("file", f"{web.url}/file", kind="forum"),
        source("gone", f"{web.url}/gone"),
    )
    web.pages["/empty"] = Reply(" \n")
    web.pages["/file"] = Reply(b"\x01\x02words" * 50, type="application/octet-stream; x=1")
    web.pages["/gone"] = Reply(status=410)

    otklik("crawl", allow=[web.host])
    told = otklik("source", "check").stdout

    assert "/empty: answers with an empty page\n  Open it in a browser" in told
    assert "/file: application/octet-stream is no page to read\n  At this address" in told
    assert "/gone: answered 410 Gone\n  Its owner says that it is gone for good" in told
    assert "otklik source off" in told
