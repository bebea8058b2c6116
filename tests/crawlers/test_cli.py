"""The commands around sources."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from click import unstyle
from sqlalchemy import func, select

from crawlers.cli import tidy_up
from crawlers.health import plain, shown
from crawlers.raw import RawPage, RawStore
from crawlers.source_cli import _shown
from pipeline.coverage import Coverage, Sight
from pipeline.database import Database
from pipeline.emptied import Emptied
from pipeline.model import PostRow
from pipeline.post import Channel, Post
from pipeline.settings import Settings
from pipeline.silence import Silence
from pipeline.states import Outcome
from pipeline.visit_model import Fetch, LedgerDay
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


def test_a_strangers_text_steers_no_terminal() -> None:
    wild = "\x1b[2J\x9b\n\u202eX"
    post = Post(wild, Channel.BLOG, f"http://blog.example/{wild}", wild, wild, wild)

    assert not set("\x1b\x9b\u202e") & set(unstyle(_shown(post)))


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
    ):
        done = otklik(*words, allow=[web.host])
        assert done.returncode == 2
        assert text in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_crawl_without_sources_is_no_failure(otklik: Run) -> None:
    """A line over imported mentions alone goes on, and lets go of what is old."""
    done = otklik("crawl")

    assert done.returncode == 0, done.stderr
    assert "no sources yet; see `otklik source add`" in done.stdout


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
    assert listed.stdout == (
        f"news  new  feed  blog  {web.url}/feed  0.0 a day  last good never  next at once\n"
    )
    assert "1 visits, 0 failed, 1 new posts" in crawled.stdout
    health = json.loads(checked.stdout)
    assert (health["state"], health["per_day"], health["error"]) == ("ok", 1.0, None)
    assert failed.returncode == 2
    assert "not a public address" in failed.stdout


def test_what_is_older_than_the_settings_want_is_let_go(
    database: Database, settings: Settings
) -> None:
    pages = RawStore(settings.data / "pages")
    for back in (0, 3, 20):
        when = NOW - timedelta(days=back)
        pages.keep(RawPage("news", "http://a.example/", "text/html", when, b"<p>"))
    with database.writing() as session:
        for back in (0, 100):
            session.add(LedgerDay(source="news", day=(NOW - timedelta(days=back)).date()))

    tidy_up(database, settings.model_copy(update={"keep_ledger_days": 90}), NOW)
    assert pages.days("news") == [(NOW - timedelta(days=back)).date() for back in (3, 0)]
    tidy_up(database, settings.model_copy(update={"keep_pages_days": 0}), NOW)
    assert pages.days("news") == [NOW.date()]
    with database.reading() as session:
        assert session.scalars(select(LedgerDay.__table__.c.day)).all() == [NOW.date()]


def test_a_state_is_told_with_its_reasons() -> None:
    source = Source("news", "feed", Channel.NEWS, "http://a.example")
    day, morning = timedelta(days=1), NOW - timedelta(hours=3)
    last = Fetch(source="news", started=NOW, finished=NOW, outcome=Outcome.FAILED, error="404")
    one = Coverage(
        1,
        source,
        Sight.CHANGED,
        due=NOW + day,
        last=last,
        failures=3,
        failing_since=morning,
        last_good=NOW - day,
        silence=Silence(NOW - 9 * day, NOW - day, 12.34, 0.0000123),
        emptied=(Emptied("author", morning, 40, 0.98, 1e-9),),
    )

    lines = shown(one, NOW).splitlines()

    assert lines[0] == (
        "news: changed: the page comes and is not recognised any more; "
        "last good visit 2026-11-21 12:00; 0.0 new posts a day; next visit 2026-11-23 12:00"
    )
    assert [line.strip() for line in lines[1:]] == [
        "last error: 404 (3 in a row)",
        "no new post since 2026-11-13 12:00, 12.3 were to be expected: chance does that once in "
        "81,000 times",
        "author empty since 2026-11-22 09:00, in 40 posts; before, 98% had it",
        'when its reader is mended: otklik source reread "news" --since 2026-11-22',
    ]
    facts = plain(one, NOW)
    assert (facts["state"], facts["since"]) == ("changed", morning.isoformat())
    assert facts["emptied"] == {"author": morning.isoformat()}
    assert (facts["expected"], facts["probability"]) == (12.3, 0.0000123)
