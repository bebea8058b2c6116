"""How fast a crawl is, on loopback: against bare Scrapy, with answers that changed nothing.

    python benchmarks/crawl.py [--quick]

Prints one JSON object. Every measurement runs in a process of its own; the server too. Bare
Scrapy fetches the same pages and keeps nothing; a second one reads them too, with feedparser or
parsel, so that the reader's share is seen. Both sides run in turn, so that what else a machine
does hurts both alike.

"Again" is what a monitor does all day: the feed has one new entry, the others are stored.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ITEMS, POSTS, PAGES = 20, 15, 10
FIELDS = (".author .username::text", "time::attr(datetime)", ".author a::attr(href)")
TEXT = (
    "Купил чайник Зефир неделю назад, и он уже течёт. Поддержка отвечает, что так и должно быть, "
    "а магазин не принимает возврат. Кто сталкивался, подскажите, куда писать дальше? "
)


def feed(number: int, first: int = 0) -> bytes:
    """A feed of some length; no two are alike. The first entries are those that came last."""
    items = "".join(
        f"<item><title>Отзыв {number}-{n}</title><link>http://blog{number}.example/{n}</link>"
        f"<guid>http://blog{number}.example/{n}</guid>"
        f"<description>{TEXT} {number} {n}</description>"
        f"<pubDate>Fri, 20 Nov 2026 10:{n:02}:00 GMT</pubDate></item>"
        for n in range(first, ITEMS)
    )
    head = "<rss version='2.0'><channel><title>Blog</title><link>http://blog.example/</link>"
    return f"<?xml version='1.0' encoding='utf-8'?>{head}{items}</channel></rss>".encode()


def thread(number: int, page: int) -> bytes:
    """A page of a thread as phpBB makes it."""
    posts = "".join(
        f'<div id="p{number}{page:03}{n:02}" class="post has-profile bg2"><div class="inner">'
        f'<dl class="postprofile"><dt><a href="./memberlist.php?mode=viewprofile&amp;u={n}" '
        f'class="username">Anna{n}</a></dt></dl><div class="postbody"><div id="post_content{n}">'
        f'<h3><a href="#p{number}{page:03}{n:02}">Re: Kettle</a></h3><p class="author">'
        f'<a class="unread" href="./viewtopic.php?p={number}{page:03}{n:02}'
        f'#p{number}{page:03}{n:02}">'
        f'</a> by <a class="username">Anna{n}</a> » <time datetime="{_moment(number, page, n)}">'
        f'20 Nov 2026, 10:{n:02}</time></p><div class="content">{TEXT} {number} {page} {n}</div>'
        f"</div></div></div></div>"
        for n in range(POSTS)
    )
    step = f"viewtopic.php?t={number}&amp;start={page * POSTS}"
    more = f'<li class="arrow next"><a rel="next" href="{step}">Next</a></li>'
    links = more if page < PAGES else ""
    return (
        "<!DOCTYPE html><html lang='ru'><head><title>Kettle - Forum</title></head>"
        f"<body id='phpbb' class='section-viewtopic'><h2 class='topic-title'>Kettle</h2>"
        f"<div class='pagination'><ul>{links}</ul></div>{posts}"
        "<div class='copyright'>Powered by phpBB</div></body></html>"
    ).encode()


def _moment(number: int, page: int, n: int) -> str:
    """No two posts of one author at one moment, as in life."""
    return f"2026-{1 + number % 10:02}-{1 + number // 10 % 28:02}T{page:02}:{n:02}:00+00:00"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept alive: feeds, threads, and feeds that mostly did not change."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1].decode()
            status, kind, body = _page(path, b"if-none-match" in head.lower())
            writer.write(
                f'HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nETag: "1"\r\n'
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


_kept: dict[str, tuple[str, str, bytes]] = {}


def _page(path: str, conditional: bool) -> tuple[str, str, bytes]:
    if path.startswith("/poll/") and conditional and int(path.rpartition("/")[2]) % 20:
        return "304 Not Modified", "text/plain", b""
    if path not in _kept:
        _kept[path] = _make(path)
    return _kept[path]


def _make(path: str) -> tuple[str, str, bytes]:
    if path.startswith(("/poll/", "/feed/")):
        return "200 OK", "application/rss+xml", feed(int(path.rpartition("/")[2]))
    if path.startswith("/viewtopic.php?t="):
        number, _, start = path.partition("t=")[2].partition("&start=")
        return (
            "200 OK",
            "text/html; charset=utf-8",
            thread(int(number), int(start or 0) // POSTS + 1),
        )
    return "404 Not Found", "text/plain", b""


async def serve() -> None:
    """Tell the port, then answer until killed."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 16)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def run_bare(urls: Sequence[str], reader: str = "") -> dict[str, Any]:
    """Scrapy alone, following nothing, keeping nothing."""
    import feedparser
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    got = 0

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = list(urls)  # noqa: RUF012

        def parse(self, response: Any) -> None:
            nonlocal got
            got += 1
            if reader == "feedparser":
                feedparser.parse(response.body)
            elif reader == "parsel":
                for post in response.css(".post"):
                    [post.css(query).get() for query in FIELDS]
                    " ".join(post.css(".content *::text").getall())

    process = AsyncCrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Bare)
    started, busy = time.perf_counter(), time.process_time()
    process.start()
    return {
        "pages": got,
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - busy,
    }


def run_ours(
    kind: str,
    urls: Sequence[str],
    states: bool = False,
    brands: int = 10,
    again: bool = False,
    stored: int = 0,
) -> dict[str, Any]:
    """Our crawl of the same pages, parsing and storing included."""
    from urllib.parse import urlsplit

    from crawlers.crawl import crawl
    from crawlers.deliver import Deliver, Told
    from crawlers.states import due_sources
    from pipeline.database import open_database
    from pipeline.model import BrandRow, PageState, SourceRow
    from pipeline.post import Channel
    from pipeline.settings import Settings
    from pipeline.watch import Brand, Source

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), crawl_delay=0, allow=[urlsplit(urls[0]).netloc])
        database = open_database(settings.database_url)
        with database.writing() as session:
            for number in range(brands):
                name = "Зефир" if number == 0 else f"Марка{number}"
                session.add(BrandRow(brand=Brand(name, name)))
            for url in urls:
                session.add(SourceRow(source=Source(url, kind, Channel.FORUM, url), due=None))
                if states:
                    known = PageState(source=url, url=url, first=now(), visited=now(), etag='"1"')
                    session.add(known)
        with database.writing() as session:
            sources = due_sources(session, now())
            if again:
                store(session, [post for source in sources for post in read_old(source)])
            store(session, [old_post(number) for number in range(stored)])
        seen = {"pages": 0, "new": 0, "visits": 0}
        memory: list[float] = []

        def tell(told: Told) -> None:
            seen["pages"] += told.visit.pages
            seen["new"] += told.visit.posts_new
            seen["visits"] += 1
            if seen["visits"] % max(1, len(sources) // 5) == 0:
                memory.append(_resident())

        started, busy = time.perf_counter(), time.process_time()
        crawl(sources, Deliver(database, now), settings, now, tell)
        seconds, cpu = time.perf_counter() - started, time.process_time() - busy
        database.close()
    return seen | {"seconds": seconds, "cpu": cpu, "memory": memory}


def now() -> datetime:
    return datetime.now(UTC)


def read_old(source: Any) -> Iterable[Any]:
    """The posts of a feed as it was before its newest entry came."""
    from crawlers.decode import open_page
    from crawlers.kinds import read_as

    body = feed(int(source.url.rpartition("/")[2]), first=1)
    return read_as("feed", open_page(body, source.url, "application/rss+xml", source, now()))


def old_post(number: int) -> Any:
    """A post of long ago that names the brand."""
    from pipeline.post import Channel, Post

    url = f"http://old.example/{number}"
    return Post("old", Channel.FORUM, url, f"{TEXT} {number}", language="ru")


def store(session: Any, posts: Sequence[Any]) -> None:
    """Posts that were there before."""
    from pipeline import intake

    if posts:
        arrivals = [intake.Arrival(post) for post in posts]
        intake.receive_all(session, arrivals, intake.matcher(session), now())


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def run_parsing(count: int) -> dict[str, Any]:
    """Feeds parsed by our reader and by feedparser alone."""
    import feedparser

    from crawlers.decode import open_page
    from crawlers.kinds import read_as
    from pipeline.post import Channel
    from pipeline.watch import Source

    bodies = [feed(number) for number in range(count)]
    source = Source("feed", "feed", Channel.BLOG, "http://blog.example/feed")
    started = time.perf_counter()
    for body in bodies:
        feedparser.parse(body)
    alone = time.perf_counter() - started
    started = time.perf_counter()
    for body in bodies:
        page = open_page(body, source.url, "application/rss+xml", source, datetime.now(UTC))
        list(read_as("feed", page))
    ours = time.perf_counter() - started
    found: dict[str, Any] = {"feedparser_ms": 1e3 * alone / count, "ours_ms": 1e3 * ours / count}
    try:
        import fastfeedparser  # type: ignore[import-not-found]
    except ImportError:
        return found
    started = time.perf_counter()
    for body in bodies:
        fastfeedparser.parse(body)
    return found | {"fastfeedparser_ms": 1e3 * (time.perf_counter() - started) / count}


def measure(what: str, **facts: Any) -> dict[str, Any]:
    """One measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--only", what, json.dumps(facts)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main(quick: bool) -> None:
    """All measurements."""
    server = subprocess.Popen(
        [sys.executable, __file__, "--only", "serve", "{}"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    site = f"http://127.0.0.1:{int(server.stdout.readline())}"
    try:
        figures = measure_speed(site, *((300, 30, 1) if quick else (1_000, 100, 3)))
        figures |= measure_growth(site, *((60, 5_000) if quick else (400, 200_000)))
        figures |= measure_polling(site, 1_500 if quick else 20_000)
    finally:
        server.kill()
    parsing = measure("parsing", count=100 if quick else 300)
    figures["parsing"] = {name: round(value, 2) for name, value in parsing.items()}
    print(json.dumps(figures))


def measure_speed(site: str, feeds: int, threads: int, rounds: int) -> dict[str, Any]:
    """Pages a second, ours and bare Scrapy's in turn."""
    feed_urls = [f"{site}/feed/{n}" for n in range(feeds)]
    first = [f"{site}/viewtopic.php?t={n}" for n in range(threads)]
    pages = [f"{url}&start={n * POSTS}" for url in first for n in range(PAGES)]
    for url in (*feed_urls, *pages):  # the server makes each page once
        urllib.request.urlopen(url).read()  # noqa: S310  (our own server)
    runs: dict[str, tuple[str, dict[str, Any]]] = {
        "bare_feed": ("bare", {"urls": feed_urls}),
        "feed": ("ours", {"kind": "feed", "urls": feed_urls}),
        "feed_again": ("ours", {"kind": "feed", "urls": feed_urls, "again": True}),
        "feedparser": ("bare", {"urls": feed_urls, "reader": "feedparser"}),
        "bare_forum": ("bare", {"urls": pages}),
        "forum": ("ours", {"kind": "forum", "urls": first}),
        "parsel": ("bare", {"urls": pages, "reader": "parsel"}),
    }
    totals: dict[str, Counter[str]] = {name: Counter() for name in runs}
    for _ in range(rounds):
        for name, (what, facts) in runs.items():
            found = measure(what, **facts)
            totals[name].update({key: found[key] for key in ("pages", "seconds", "cpu")})
    ratios = {
        "feed_ratio_bare_scrapy": ("feed", "bare_feed"),
        "feed_again_ratio_bare_scrapy": ("feed_again", "bare_feed"),
        "forum_ratio_bare_scrapy": ("forum", "bare_forum"),
        "feed_ratio_scrapy_with_feedparser": ("feed", "feedparser"),
        "feed_again_ratio_scrapy_with_feedparser": ("feed_again", "feedparser"),
        "forum_ratio_scrapy_with_parsel": ("forum", "parsel"),
    }
    figures = {
        name: round(_speed(totals[ours]) / _speed(totals[bare]), 3)
        for name, (ours, bare) in ratios.items()
    }
    by_cpu = {
        name.replace("ratio", "cpu_ratio"): round(
            _economy(totals[ours]) / _economy(totals[bare]), 3
        )
        for name, (ours, bare) in ratios.items()
    }
    pace = {f"{name}_pages_per_s": round(_speed(total), 1) for name, total in totals.items()}
    return figures | by_cpu | pace


def measure_growth(site: str, feeds: int, mentions: int) -> dict[str, Any]:
    """What 10,000 brands, and many stored mentions, leave of the speed."""
    facts = {"kind": "feed", "urls": [f"{site}/feed/{n}" for n in range(feeds)]}
    few = measure("ours", **facts, stored=1_000)
    many = measure("ours", **facts, stored=mentions)
    brands = measure("ours", **facts, stored=1_000, brands=10_000)
    return {
        "feed_ratio_10000_brands": round(_economy(brands) / _economy(few), 3),
        f"feed_ratio_{mentions}_mentions": round(_economy(many) / _economy(few), 3),
    }


def measure_polling(site: str, feeds: int) -> dict[str, Any]:
    """Feeds in one process, of which 95 % did not change."""
    urls = [f"{site}/poll/{n}" for n in range(feeds)]
    poll = measure("ours", kind="feed", urls=urls, states=True)
    memory = poll["memory"]
    return {
        "feeds_polled": poll["pages"],
        "feeds_304_per_s": round(_speed(poll), 1),
        "feeds_304_per_cpu_s": round(_economy(poll), 1),
        "rss_growth_mb": round(memory[-1] - memory[0], 1),
        "rss_mb": round(memory[-1], 1),
    }


def _economy(result: Mapping[str, Any]) -> float:
    """Pages for each second of CPU: what other work on the machine does not change much."""
    return float(result["pages"] / result["cpu"])


def _speed(result: Mapping[str, Any]) -> float:
    return float(result["pages"] / result["seconds"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the pages")
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only is None:
        main(arguments.quick)
    elif arguments.only[0] == "serve":
        asyncio.run(serve())
    else:
        runs: dict[str, Callable[..., dict[str, Any]]] = {
            "bare": run_bare,
            "ours": run_ours,
            "parsing": run_parsing,
        }
        run = runs[arguments.only[0]]
        print(json.dumps(run(**json.loads(arguments.only[1]))))
