"""Walks into the past: how far they go, what they leave alone, and going on after a crash."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.http import Response
from sqlalchemy import func, select

from classifier.words import WordsJudge
from crawlers.backfill import Reach
from crawlers.page_folder import PageFolder, forget_old
from pipeline import followup
from pipeline.assess import assess
from pipeline.database import Database
from pipeline.model import BrandRow, Mention, PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.task_model import Task
from pipeline.visit_model import Fetch, LedgerDay
from pipeline.watch import Brand, Source
from tests.crawlers.conftest import Reply, Web

Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_list_all_of_whose_posts_are_too_old_is_the_last() -> None:
    reach = Reach(NOW)
    young = Post("s", Channel.BLOG, "https://a.example/1", "x", published=NOW + timedelta(days=1))
    old = Post("s", Channel.BLOG, "https://a.example/2", "x", published=NOW - timedelta(days=1))
    undated = Post("s", Channel.BLOG, "https://a.example/3", "x")

    assert reach.keep([old, undated]) == [undated]
    assert reach.passed()
    assert reach.keep([young]) == [young]
    assert not reach.passed()
    reach.begin()
    assert reach.keep([undated]) == [undated]
    assert not reach.passed()
    assert reach.oldest == young.published


def test_kept_answers_hold_for_a_week_and_broken_ones_never(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path / "walk")
    folder.keep("https://a.example/1", Response("https://a.example/one", body=b"\n\x00tea"))

    now = datetime.now(UTC)
    found = folder.find("https://a.example/1", now)
    assert found
    assert (found.url, found.body) == ("https://a.example/one", b"\n\x00tea")
    assert folder.find("https://a.example/2", now) is None
    assert folder.find("https://a.example/1", now + timedelta(days=8)) is None
    forget_old(tmp_path, now)
    path = next(tmp_path.glob("*/*/*.gz"))
    path.write_bytes(path.read_bytes()[:-9])
    assert folder.find("https://a.example/1", now) is None
    forget_old(tmp_path, now + timedelta(days=8))
    assert not path.exists()


def page_of_list(number: int, last: int) -> Reply:
    entries = "".join(
        f'<h2><a href="/a/{number}-{n}">Kettle number {number}-{n} leaks</a></h2>' for n in (1, 2)
    )
    more = f'<a rel="next" href="/news?page={number + 1}">older</a>' if number < last else ""
    return Reply(f"<html><body>{entries}{more}</body></html>")


def article(name: str, day: datetime) -> Reply:
    text = f"The Kettle {name} broke, a disgrace, terrible service, give my money back. " * 9
    return Reply(
        f'<html><head><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{day.isoformat()}"></head>'
        f"<body><article><h1>Kettle {name}</h1><p>{text}</p></article></body></html>"
    )


@pytest.fixture
def archive(web: Web, otklik: Run, database: Database) -> Web:
    """Ten pages of a list, two articles on each, a month apart; the first is visited already."""
    started = datetime.now(UTC)
    web.pages["/news"] = page_of_list(1, 10)
    for number in range(1, 11):
        web.pages[f"/news?page={number}"] = page_of_list(number, 10)
        for n in (1, 2):
            day = started - timedelta(days=30 * number)
            web.pages[f"/a/{number}-{n}"] = article(f"{number}-{n}", day)
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Kettle", "Kettle")))
        made = Source("news", "article", Channel.NEWS, f"{web.url}/news", options={"pages": 3})
        session.add(SourceRow(source=made, due=None))
    otklik("crawl", "--source", "news", allow=[web.host])
    web.asked.clear()
    return web


def since(days: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%d}"


def count(database: Database, *conditions: object) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Mention).where(*conditions)) or 0  # type: ignore[arg-type]


def rhythm(database: Database) -> tuple[datetime | None, int]:
    """What the source's next visits are planned from."""
    with database.reading() as session:
        due = session.scalars(select(SourceRow.__table__.c.due)).one()
        return due, session.scalar(select(func.count()).select_from(Fetch)) or 0


def test_the_past_is_history_and_changes_nothing_else(
    archive: Web, otklik: Run, database: Database, tmp_path: Path
) -> None:
    before = rhythm(database)
    live = count(database)

    done = otklik("source", "backfill", "news", "--since", since(200), allow=[archive.host])

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "done"
    lists = [path for path in archive.paths() if path.startswith("/news")]
    assert lists == ["/news", *(f"/news?page={number}" for number in range(2, 8))]
    assert count(database, Mention.backfill.is_(False)) == live
    assert count(database, Mention.backfill) == 12 - live
    with database.reading() as session:
        times = [row.post.published for row in session.scalars(select(PostRow))]
        (day,) = session.scalars(select(LedgerDay))
        assert (day.posts_new, day.past_posts, day.past_mentions) == (live, 12 - live, 12 - live)
    assert min(filter(None, times)) >= datetime.now(UTC) - timedelta(days=201)
    assert rhythm(database) == before
    assert not (tmp_path / "data" / "backfill").exists() or not list(
        (tmp_path / "data" / "backfill").glob("*/*/*")
    )
    with database.writing() as session:
        assess(session, WordsJudge(), datetime.now(UTC), 100)
        followup.open_tasks(session, datetime.now(UTC))
        tasks = list(session.scalars(select(Task)))
        assert all(not task.mention.backfill for task in tasks)
        judged = session.scalars(select(Mention).where(Mention.backfill)).all()
        assert any(mention.complaint for mention in judged)  # they would have been tasks


def test_a_limit_stops_it_and_the_next_run_asks_for_nothing_twice(
    archive: Web, otklik: Run, database: Database
) -> None:
    words = ("source", "backfill", "news", "--since", since(400), "--pages", "14")

    runs = [otklik(*words, allow=[archive.host]) for _ in range(2)]

    assert [run.returncode for run in runs] == [0] * 2
    assert "stopped at the limit" in runs[0].stdout
    assert runs[-1].stdout.endswith("done\n")
    asked = archive.paths()[: 10 + 20]
    assert len(set(asked)) == len(asked)
    assert count(database) == 20


def test_a_killed_walk_goes_on_where_it_was(
    archive: Web, otklik: Run, database: Database, tmp_path: Path
) -> None:
    killed = threading.Event()
    for number in range(2, 11):
        page = archive.pages[f"/a/{number}-1"]

        def held(_: object, page: object = page) -> Reply:
            # No walk gets further than this before it is killed, however fast it is.
            assert len(archive.paths()) < 8 or killed.wait(60)
            assert isinstance(page, Reply)
            return page

        archive.pages[f"/a/{number}-1"] = held
    environment = {name: value for name, value in os.environ.items() if name[:7] != "OTKLIK_"} | {
        "OTKLIK_DATA": str(tmp_path / "data"),
        "OTKLIK_ALLOW": f'["{archive.host}"]',
        "OTKLIK_CRAWL_DELAY": "0",
    }
    command = [sys.executable, "-m", "pipeline.cli", "source", "backfill", "news"]
    run = subprocess.Popen([*command, "--since", since(400)], env=environment)
    while len(archive.paths()) < 8 and run.poll() is None:
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    killed.set()
    first = archive.paths()
    with database.reading() as session:
        brought = session.scalars(select(LedgerDay.past_posts)).all()
    assert 0 < sum(brought) < 20
    archive.asked.clear()

    done = otklik("source", "backfill", "news", "--since", since(400), allow=[archive.host])

    assert done.stdout.endswith("done\n"), done.stderr
    again = set(first) & set(archive.paths())
    assert len(again) <= 3  # what was under way
    assert len(first) >= 8
    assert count(database) == 20


@pytest.mark.parametrize(
    ("name", "told"), [("nwes", 'did you mean "news"'), ("fresh", "run `otklik crawl --source")]
)
def test_what_cannot_be_walked_is_told(
    otklik: Run, database: Database, name: str, told: str
) -> None:
    with database.writing() as session:
        for one in ("news", "fresh"):
            made = Source(one, "feed", Channel.NEWS, "https://a.example/feed")
            session.add(SourceRow(source=made, due=None))

    done = otklik("source", "backfill", name, "--since", "2026-01-01")

    assert done.returncode == 2
    assert told in done.stderr
