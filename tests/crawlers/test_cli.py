"""The commands around sources."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from crawlers.health import tell_health
from pipeline.database import Database
from pipeline.model import Fetch, Outcome, PostRow, SourceRow
from pipeline.post import Channel
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web

Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item>
<title>Kettle</title><link>http://blog.example/1</link><description>It leaks</description>
<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""


def test_preview_shows_and_stores_nothing(web: Web, otklik: Run, database: Database) -> None:
    web.pages["/feed"] = Reply(FEED, type="application/rss+xml")

    shown = otklik("source", "preview", "--kind", "feed", f"{web.url}/feed", allow=[web.host])
    plain = otklik("source", "preview", "--json", f"{web.url}/feed", allow=[web.host])

    assert "2026-11-20 10:00" in shown.stdout
    assert "It leaks" in shown.stdout
    assert json.loads(plain.stdout)["url"] == "http://blog.example/1"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PostRow)) == 0
        assert session.scalar(select(func.count()).select_from(Fetch)) == 0


def test_what_is_the_callers_to_mend_is_one_line_and_exit_2(web: Web, otklik: Run) -> None:
    url = f"{web.url}/feed"
    for words, text in (
        (
            ("source", "preview", "--kind", "fead", url),
            'unknown kind "fead" (did you mean "feed"?)',
        ),
        (("source", "preview", "--kind", "feed", url), "404 Not Found"),
        (("source", "preview", "--kind", "feed", "news.example"), "is not an address"),
        (("source", "check", "nobody"), 'unknown source "nobody"'),
        (("crawl",), "no sources yet"),
    ):
        done = otklik(*words, allow=[web.host])
        assert done.returncode == 2
        assert text in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_sources_are_added_listed_crawled_and_checked(web: Web, otklik: Run) -> None:
    web.pages["/feed"] = Reply(FEED, type="application/rss+xml")

    added = otklik("source", "add", "news", f"{web.url}/feed", "--kind", "feed", "-o", "pages=5")
    twice = otklik("source", "add", "news", f"{web.url}/feed", "--kind", "feed")
    listed = otklik("source", "list")
    crawled = otklik("crawl", "--source", "news", allow=[web.host])
    checked = otklik("source", "check", "--json")
    failed = otklik("crawl", "--source", "news")

    assert added.returncode == 0, added.stderr
    assert twice.returncode == 2
    assert f"news  feed  blog  {web.url}/feed" in listed.stdout
    assert "1 visits, 0 failed, 1 new posts" in crawled.stdout
    health = json.loads(checked.stdout)
    assert (health["state"], health["per_day"], health["error"]) == ("ok", 1.0, None)
    assert failed.returncode == 2
    assert "not a public address" in failed.stdout


def fetch(ago: timedelta, outcome: Outcome = Outcome.OK, error: str | None = None) -> Fetch:
    started = NOW - ago
    return Fetch(
        source="news", started=started, finished=started, outcome=outcome, posts_new=4, error=error
    )


def test_the_state_of_a_source() -> None:
    row = SourceRow(source=Source("news", "feed", Channel.NEWS, "http://a.example"), due=NOW)
    day = timedelta(days=1)
    good = fetch(2 * day)
    bad = [fetch(n * day / 4, Outcome.FAILED, f"reason {n}") for n in range(1, 4)]

    assert tell_health(row, [], NOW).state == "new"
    assert tell_health(row, [good], NOW).state == "ok"
    assert tell_health(row, [good], NOW).per_day == 2.0
    assert tell_health(row, [*bad[:2], good], NOW).state == "hiccup"
    broken = tell_health(row, [*bad, good], NOW)
    assert (broken.state, broken.failures, broken.error) == ("broken", 3, "reason 1")
    assert broken.good == good.finished
