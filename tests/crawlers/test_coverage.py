"""Whole crawls of a site that loses its authors and of one that falls silent, at given times."""

import json
import os
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from pipeline import ledger
from pipeline.database import Database
from pipeline.filled import Filled
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web
from tests.forked import Forks

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AT = """
import sys
from datetime import datetime
import crawlers.cli
crawlers.cli.read_clock = lambda: datetime.fromisoformat(sys.argv[1])
from pipeline.cli import main
main(sys.argv[2:])
"""


def run(forks: Forks, web: Web, folder: Path, now: datetime, *words: str) -> str:
    """What a command prints at a time of our choice."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OTKLIK_")} | {
        "OTKLIK_DATA": str(folder),
        "OTKLIK_ALLOW": json.dumps([web.host]),
        "OTKLIK_CRAWL_DELAY": "0",
    }
    done = forks.run(now.isoformat(), *words, environment=environment, script=AT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def feed(site: str, posts: int, *, bare: int = 0) -> Reply:
    """A feed of so many posts, the latest of them without their authors."""
    items = (
        f"<item><title>Post {n}</title><link>http://{site}.example/{n}</link>"
        f"<description>Words of post {n}</description>"
        f"<pubDate>{format_datetime(START - n * HOUR)}</pubDate>"
        + ("" if n < bare else f"<author>anna@{site}.example (Anna {n})</author>")
        + "</item>"
        for n in range(posts)
    )
    return Reply(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{"".join(items)}'
        "</channel></rss>",
        type="application/rss+xml",
    )


def live_on(database: Database, source: str, days: int) -> None:
    """Visits before the first crawl: every six hours, two new posts each."""
    with database.writing() as session:
        before = None
        for n in range(days * 4):
            at = START - DAY * days + n * 6 * HOUR
            fetch = Fetch(
                source=source,
                started=at,
                finished=at,
                outcome=Outcome.OK,
                pages=1,
                posts_seen=8,
                posts_new=2,
                mentions_new=0,
                filled=Filled(8, 8, 8, 8, 8, 0),
            )
            session.add(fetch)
            ledger.enter(
                session,
                ledger.Visited(fetch, before, 6 * HOUR, [fetch.finished] * (2 if before else 0)),
            )
            before = at


def test_lost_authors_and_silence_are_noticed(
    forks: Forks, web: Web, database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    with database.writing() as session:
        for name in ("bare", "still"):
            source = Source(name, "feed", Channel.BLOG, f"{web.url}/{name}")
            session.add(SourceRow(source=source, due=None))
    live_on(database, "still", 20)
    web.pages["/bare"], web.pages["/still"] = feed("bare", 20), feed("still", 8)

    run(forks, web, folder, START, "crawl", "--now")
    well = check(run(forks, web, folder, START, "source", "check", "--json"))
    web.pages["/bare"] = feed("bare", 20, bare=20)
    later = START + 3 * DAY
    run(forks, web, folder, later, "crawl", "--now")
    ill = check(run(forks, web, folder, later, "source", "check", "--json"))
    words = run(forks, web, folder, later, "source", "check")

    assert {name: facts["state"] for name, facts in well.items()} == {"bare": "ok", "still": "ok"}
    assert (ill["bare"]["state"], ill["bare"]["emptied"]) == (
        "partly",
        {"author": later.isoformat()},
    )
    assert (ill["still"]["state"], ill["still"]["since"]) == ("quiet", START.isoformat())
    assert ill["still"]["probability"] < 0.001
    assert 15 < ill["still"]["expected"] < 25
    assert "author empty since 2026-03-05 12:00" in words
    assert "author: the page kept on 2026-03-02 12:00 still gives it: the site shows it no" in words
    assert "no new post since 2026-03-02 12:00" in words
    assert "it gives no fewer posts than before; 0 of 1 other sources of its host had" in words


def check(printed: str) -> dict[str, Any]:
    return {facts["name"]: facts for facts in map(json.loads, printed.splitlines())}
