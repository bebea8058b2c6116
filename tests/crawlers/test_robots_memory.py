"""robots.txt kept between crawls: how long an answer holds, and what silence means."""

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.robots_memory import Remembered, RobotsMemory, heard, lifetime, unheard
from pipeline.database import Database
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web

Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        (None, 24),
        ("public, max-age=7200", 2),
        ("max-age=31536000", 24),
        ("max-age=0", 1),
        ("no-store", 1),
        ("immutable", 24),
    ],
)
def test_an_answer_is_kept_as_it_says_within_a_day(said: str | None, hours: int) -> None:
    assert lifetime(said) == timedelta(hours=hours)


def test_an_answer_holds_until_its_time() -> None:
    known = heard(b"User-agent: *", None, NOW)

    assert known.holds(NOW + timedelta(hours=23))
    assert not known.holds(NOW + timedelta(hours=25))


def test_silence_forbids_everything_for_a_month_then_the_last_answer_holds() -> None:
    silent = unheard(heard(b"User-agent: *\nDisallow: /a", None, NOW), NOW + DAY)
    later = unheard(silent, NOW + 20 * DAY)

    assert later == Remembered(b"User-agent: *\nDisallow: /a", NOW + 20 * DAY, NOW + DAY)
    assert later.forbids_all(NOW + 30 * DAY)
    assert not later.forbids_all(NOW + 31 * DAY)
    assert not later.holds(NOW + 31 * DAY)
    assert not heard(b"", None, NOW + 31 * DAY).forbids_all(NOW + 31 * DAY)


def test_what_is_kept_is_recalled(tmp_path: Path) -> None:
    memory = RobotsMemory(tmp_path)
    for known in (
        Remembered(b"User-agent: *\nDisallow: /\xff", NOW),
        Remembered(None, NOW, NOW - DAY),
    ):
        memory.keep("shop.example:8080", known)
        assert memory.recall("shop.example:8080") == known
    assert memory.recall("shop.example") is None


@pytest.mark.parametrize("broken", [b"", b"{", b"[]\n", b'{"until": 1}\n', b"\xff\n", b"null\n"])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, broken: bytes) -> None:
    memory = RobotsMemory(tmp_path)
    memory.keep("shop.example", Remembered(b"", NOW))
    next(tmp_path.glob("*/*")).write_bytes(broken)

    assert memory.recall("shop.example") is None


def test_hosts_nobody_asks_for_are_forgotten(tmp_path: Path) -> None:
    memory = RobotsMemory(tmp_path)
    for host, age in (("old.example", 61 * DAY), ("new.example", 59 * DAY)):
        memory.keep(host, Remembered(b"", NOW))
        path = max(tmp_path.glob("*/*"), key=lambda one: one.stat().st_mtime)
        os.utime(path, times=((NOW - age).timestamp(),) * 2)

    memory.forget(NOW)

    assert memory.recall("old.example") is None
    assert memory.recall("new.example")


def _visit(otklik: Run, database: Database, web: Web) -> Fetch:
    otklik("crawl", "--now", allow=[web.host])
    with database.reading() as session:
        found = session.query(Fetch).order_by(Fetch.id.desc()).first()
        assert found
        return found


def test_robots_txt_is_asked_for_once_a_day_and_not_with_every_crawl(
    web: Web, otklik: Run, database: Database, tmp_path: Path
) -> None:
    web.pages["/robots.txt"] = Reply("User-agent: *\nDisallow: /a", type="text/plain")
    with database.writing() as session:
        made = Source("blog", "feed", Channel.BLOG, f"{web.url}/a")
        session.add(SourceRow(source=made, due=None))

    first, second = _visit(otklik, database, web), _visit(otklik, database, web)

    assert first.error == second.error == f"{web.url}/a: robots.txt says no"
    assert [asked.path for asked in web.asked] == ["/robots.txt"]

    memory = RobotsMemory(tmp_path / "data" / "robots")
    known = memory.recall(web.host)
    assert known
    assert known.until - datetime.now(UTC) > timedelta(hours=23)
    memory.keep(web.host, Remembered(known.body, datetime.now(UTC)))
    web.pages["/robots.txt"] = Reply("down", 503)
    assert "answered 503" in (_visit(otklik, database, web).error or "")

    long_ago = Remembered(known.body, NOW, datetime.now(UTC) - 31 * DAY)
    memory.keep(web.host, long_ago)
    assert _visit(otklik, database, web).error == f"{web.url}/a: robots.txt says no"
    memory.keep(web.host, Remembered(None, NOW, datetime.now(UTC) - 31 * DAY))
    web.pages["/a"] = Reply(
        '<rss version="2.0"><channel><item><title>Tea</title></item></channel></rss>',
        type="application/rss+xml",
    )
    assert _visit(otklik, database, web).outcome is Outcome.OK
