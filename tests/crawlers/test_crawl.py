"""Whole crawls of servers on loopback."""

import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from crawlers.crawl import interleave, plan
from crawlers.raw import RawStore
from pipeline.database import Database
from pipeline.model import BrandRow, Mention, PostRow, SourceRow
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Brand, Options, Source
from tests.crawlers.conftest import Asked, Reply, Web

Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RSS = "application/rss+xml"
MORE = " on a kettle that leaks and hums"  # a forum's reader takes few letters for a list


def feed(*texts: str, link: str = "http://blog.example") -> Reply:
    items = "".join(
        f"<item><title>{text}</title><link>{link}/{n}</link><description>{text}</description>"
        f"<pubDate>Fri, 20 Nov 2026 1{n}:00:00 GMT</pubDate></item>"
        for n, text in enumerate(texts)
    )
    body = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
    )
    return Reply(body, type=RSS)


def thread_page(*posts: str, next_page: str | None = None) -> Reply:
    blocks = "".join(
        f'<article class="post" id="p{n}"><header><a class="author" href="/user/{n}">Anna {n}</a>'
        f'<a class="permalink" href="#p{n}"><time datetime="2026-11-2{n % 2}T10:00Z">x</time></a>'
        f'</header><div class="content">{text}{MORE}</div></article>'
        for n, text in enumerate(posts)
    )
    link = f'<a rel="next" href="{next_page}">next</a>' if next_page else ""
    return Reply(f"<html><body><h1>Kettle</h1>{blocks}<nav>{link}</nav></body></html>")


def watch(database: Database, *sources: Source) -> None:
    with database.writing() as session:
        session.add_all(SourceRow(source=source, due=None) for source in sources)


def source(name: str, url: str, kind: str = "feed", **options: object) -> Source:
    return Source(name, kind, Channel.BLOG, url, options=Options(options))


def fetches(database: Database, name: str) -> list[Fetch]:
    with database.reading() as session:
        return list(session.scalars(select(Fetch).where(Fetch.source == name).order_by(Fetch.id)))


def texts(database: Database) -> set[str]:
    with database.reading() as session:
        return {row.post.text for row in session.scalars(select(PostRow))}


def due(database: Database, name: str) -> datetime:
    with database.reading() as session:
        found = session.scalar(
            select(SourceRow.__table__.c.due).where(SourceRow.__table__.c.name == name)
        )
        assert isinstance(found, datetime)
        return found


def test_a_feed_is_read_once_and_asked_politely_after(
    web: Web, otklik: Run, database: Database
) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(status=304)
        reply = feed("Tea for the Kettle", "Nothing to see")
        return Reply(reply.body, headers={"ETag": '"v1"'}, type=RSS)

    web.pages["/feed"] = answer
    watch(database, source("blog", f"{web.url}/feed"))
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Kettle", "Kettle")))

    first = otklik("crawl", allow=[web.host], contact="https://us.example/bot")
    otklik("crawl", "--source", "blog", allow=[web.host])
    otklik("crawl", "--now", allow=[web.host])
    idle = otklik("crawl", allow=[web.host])

    assert "source=blog outcome=ok pages=1 posts=2 new=2 mentions=1" in first.stdout
    assert "0 visits" in idle.stdout
    outcomes = [(row.outcome, row.posts_seen, row.posts_new) for row in fetches(database, "blog")]
    assert outcomes == [(Outcome.OK, 2, 2), (Outcome.UNCHANGED, 0, 0), (Outcome.OK, 2, 0)]
    asked = [one.headers for one in web.asked if one.path == "/feed"]
    assert [one.get("if-none-match") for one in asked] == [None, '"v1"', None]
    assert asked[0]["user-agent"].startswith("Otklik/")
    assert "(+https://us.example/bot)" in asked[0]["user-agent"]
    assert {"gzip", "br"} <= set(asked[0]["accept-encoding"].replace(" ", "").split(","))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Mention)) == 1


def test_the_same_page_once_more_is_neither_read_nor_kept_again(
    web: Web, otklik: Run, database: Database, tmp_path: Path
) -> None:
    index = (
        '<ul class="topiclist"><li><a class="topictitle" href="/thread/1">The kettle</a></li></ul>'
    )
    web.pages["/board"] = Reply(f"<html><body>{index}</body></html>")
    web.pages["/thread/1"] = thread_page("First words", "Second words")
    web.pages["/feed"] = feed("Tea for the Kettle", "Nothing to see")
    watch(
        database,
        source("feed", f"{web.url}/feed"),
        source("thread", f"{web.url}/thread/1", kind="forum"),
        source("board", f"{web.url}/board", kind="forum"),
    )
    everything = ["--source", "feed", "--source", "thread", "--source", "board"]

    otklik("crawl", allow=[web.host])
    web.asked.clear()
    otklik("crawl", *everything, allow=[web.host])
    asked = sorted(web.paths())
    otklik("crawl", "--now", allow=[web.host])

    outcomes = {
        name: [(row.outcome, row.posts_seen) for row in fetches(database, name)]
        for name in ("feed", "thread", "board")
    }
    read, same = (Outcome.OK, 2), (Outcome.UNCHANGED, 0)
    assert outcomes["feed"] == outcomes["thread"] == [read, same, read]
    assert asked == ["/board", "/feed", "/thread/1", "/thread/1"]  # threads grow behind it
    kept = [
        len(list(RawStore(tmp_path / "data" / "pages").pages(name, date.min)))
        for name in ("feed", "thread")
    ]
    assert kept == [2, 2]


def test_manners_toward_hosts(open_web: Callable[[], Web], otklik: Run, database: Database) -> None:
    no, down, busy, slow, fine = (open_web() for _ in range(5))
    for web in (no, down, busy, slow, fine):
        web.pages["/feed"] = feed("Words")
    no.pages["/robots.txt"] = Reply("User-agent: otklik\nDisallow: /feed", type="text/plain")
    down.pages["/robots.txt"] = Reply("down", 503)
    busy.pages["/feed"] = Reply("later", 429, {"Retry-After": "7200"})
    slow.pages["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 1", type="text/plain")
    slow.pages["/feed2"] = feed("Other words", link="http://other.example")
    slow.pages["/feed3"] = feed("More words", link="http://third.example")
    fine.pages["/robots.txt"] = Reply("forbidden", 403)
    watch(
        database,
        *(
            source(name, f"{web.url}/feed")
            for name, web in {"no": no, "down": down, "busy": busy, "fine": fine}.items()
        ),
        source("busy2", f"{busy.url}/feed?2"),
        *(source(f"slow{n}", f"{slow.url}/feed{n}") for n in ("", "2", "3")),
    )
    started = time.monotonic()

    done = otklik(
        "crawl", allow=[web.host for web in (no, down, busy, slow, fine)], crawl_delay="0.1"
    )

    assert done.returncode == 0, done.stderr
    assert no.paths() == []
    assert down.paths() == []
    assert len(busy.paths()) == 1
    assert "robots.txt says no" in (fetches(database, "no")[0].error or "")
    assert "answered 503" in (fetches(database, "down")[0].error or "")
    assert "asks to wait" in (fetches(database, "busy")[0].error or "")
    assert due(database, "busy") - datetime.now(UTC) > timedelta(minutes=115)
    assert due(database, "busy2") - datetime.now(UTC) > timedelta(minutes=115)
    assert fetches(database, "fine")[0].outcome is Outcome.OK
    assert time.monotonic() - started > 2
    assert {"Words", "Other words", "More words"} == texts(database)
    watch(database, source("busy3", f"{busy.url}/feed?3"))
    otklik("crawl", allow=[busy.host])
    assert len(busy.paths()) == 1  # the next crawl knows, too
    assert due(database, "busy3") - datetime.now(UTC) > timedelta(minutes=115)


def test_a_forum_is_followed_to_its_last_pages_and_resumed_there(
    web: Web, otklik: Run, database: Database
) -> None:
    index = (
        '<ul class="topiclist"><li><a class="topictitle" href="/thread/1">The kettle</a></li></ul>'
    )
    web.pages["/"] = Reply(f"<html><body>{index}</body></html>")
    web.pages["/thread/1"] = thread_page(
        "First words", "Second words", next_page="/thread/1/page/2"
    )
    web.pages["/thread/1/page/2"] = thread_page("Third words", "Fourth words")
    watch(database, source("forum", f"{web.url}/", kind="forum"))

    otklik("crawl", allow=[web.host])
    web.asked.clear()
    web.pages["/thread/1/page/2"] = thread_page(
        "Third words", "Fourth words", next_page="/thread/1/page/3"
    )
    web.pages["/thread/1/page/3"] = thread_page("Fifth words", "Sixth words")
    otklik("crawl", "--source", "forum", allow=[web.host])

    assert texts(database) == {
        f"{number} words{MORE}"
        for number in ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
    }
    assert web.paths() == ["/", "/thread/1/page/2", "/thread/1/page/3"]
    assert [row.posts_new for row in fetches(database, "forum")] == [4, 2]

    del web.pages["/thread/1/page/3"]  # the end of the thread was deleted
    web.asked.clear()
    otklik("crawl", "--now", allow=[web.host])
    assert "/thread/1" in web.paths()
    assert fetches(database, "forum")[2].outcome is Outcome.OK


def test_failures_are_told_in_words_and_stop_nobody(
    open_web: Callable[[], Web], otklik: Run, database: Database
) -> None:
    web, gone = open_web(), open_web()
    gone.close()
    web.pages["/good"] = feed("Words")
    web.pages["/500"] = Reply("broken", 500)
    web.pages["/page"] = Reply("<html><body><p>No feed here</p></body></html>")
    web.pages["/picture"] = Reply(b"\x89PNG", type="image/png")
    web.pages["/fading"] = feed("Once")
    watch(
        database,
        *(source(name, f"{web.url}/{name}") for name in ("good", "500", "404", "page", "picture")),
        source("fading", f"{web.url}/fading"),
        source("dead", f"{gone.url}/feed"),
        source("odd", "http://[broken/feed"),
        source("unknown", f"{web.url}/good", kind="fead"),
        source("option", f"{web.url}/good", kind="feed", page=3),
    )

    done = otklik("crawl", allow=[web.host, gone.host])
    web.pages["/fading"] = feed()
    otklik("crawl", "--now", "--source", "fading", allow=[web.host], keep_pages_days="0")

    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    errors = {
        name: fetches(database, name)[-1].error or ""
        for name in ("500", "404", "page", "picture", "fading", "dead", "unknown", "option", "odd")
    }
    assert "500 Internal Server Error" in errors["500"]
    assert "404 Not Found" in errors["404"]
    assert "found no link to a feed" in errors["page"]
    assert "image/png" in errors["picture"]
    assert "no posts found where every earlier visit found some" in errors["fading"]
    assert "connection refused" in errors["dead"]
    assert 'unknown kind "fead" (did you mean "feed"?)' in errors["unknown"]
    assert 'unknown option "page" (did you mean "pages"?)' in errors["option"]
    assert "[broken" in errors["odd"]
    assert fetches(database, "good")[0].outcome is Outcome.OK
    assert len([path for path in web.paths() if path == "/500"]) == 3  # tried again twice


def test_limits_of_a_visit(web: Web, otklik: Run, database: Database) -> None:
    for number in range(1, 40):
        web.pages[f"/thread/7/page/{number}"] = thread_page(
            f"Words {number}", f"More words {number}", next_page=f"/thread/7/page/{number + 1}"
        )
    watch(database, source("forum", f"{web.url}/thread/7/page/1", kind="forum", pages=5))

    otklik("crawl", allow=[web.host])
    assert len(web.paths()) == 5
    otklik("crawl", "--source", "forum", allow=[web.host])

    assert len(texts(database)) == 18  # nine pages: the second visit began where the first ended


def test_sources_of_one_host_stand_apart() -> None:
    sources = [source(str(n), f"http://{host}/{n}") for host in "ab" for n in range(3)]
    assert [one.url[7] for one in interleave(sources)] == ["a", "b"] * 3


def test_a_source_that_cannot_be_walked_has_failed_before_it_is_visited() -> None:
    visit = plan(source("one", "http://a.example", every="soon"), NOW)

    assert visit.trouble is not None
    assert 'option "every": must be a whole number' in visit.trouble.words
