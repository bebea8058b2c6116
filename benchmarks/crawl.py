"""How fast a crawl is, on loopback: against bare Scrapy, with answers that changed nothing.

    python benchmarks/crawl.py [--quick]

Prints one JSON object. Every measurement runs in a process of its own; the server too.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ITEMS, POSTS, PAGES = 20, 15, 10
TEXT = (
    "Купил чайник Зефир неделю назад, и он уже течёт. Поддержка отвечает, что так и должно быть, "
    "а магазин не принимает возврат. Кто сталкивался, подскажите, куда писать дальше? "
)


def feed(number: int) -> bytes:
    """A feed of some length; no two are alike."""
    items = "".join(
        f"<item><title>Отзыв {number}-{n}</title><link>http://blog{number}.example/{n}</link>"
        f"<guid>http://blog{number}.example/{n}</guid>"
        f"<description>{TEXT} {number} {n}</description>"
        f"<pubDate>Fri, 20 Nov 2026 10:{n:02}:00 GMT</pubDate></item>"
        for n in range(ITEMS)
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


def run_bare(urls: Sequence[str]) -> dict[str, Any]:
    """Scrapy alone, following nothing, keeping nothing."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    got = 0

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = list(urls)  # noqa: RUF012

        def parse(self, response: Any) -> None:  # noqa: ARG002
            nonlocal got
            got += 1

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


def run_ours(kind: str, urls: Sequence[str], states: bool, brands: int) -> dict[str, Any]:
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

    def now() -> datetime:
        return datetime.now(UTC)

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
        with database.reading() as session:
            sources = due_sources(session, now())
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
        import fastfeedparser
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
    """All measurements, bare and ours in turn, so that a busy machine hurts both alike."""
    feeds, threads, polled = (100, 10, 1_000) if quick else (1_000, 60, 20_000)
    server = subprocess.Popen(
        [sys.executable, __file__, "--only", "serve", "{}"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    site = f"http://127.0.0.1:{int(server.stdout.readline())}"
    try:
        feed_urls = [f"{site}/feed/{n}" for n in range(feeds)]
        first = [f"{site}/viewtopic.php?t={n}" for n in range(threads)]
        pages = [f"{url}&start={n * POSTS}" for url in first for n in range(PAGES)]
        bare_feed = measure("bare", urls=feed_urls)
        our_feed = measure("ours", kind="feed", urls=feed_urls, states=False, brands=10)
        many = measure("ours", kind="feed", urls=feed_urls, states=False, brands=10_000)
        bare_forum = measure("bare", urls=pages)
        our_forum = measure("ours", kind="forum", urls=first, states=False, brands=10)
        poll_urls = [f"{site}/poll/{n}" for n in range(polled)]
        poll = measure("ours", kind="feed", urls=poll_urls, states=True, brands=10)
        parsing = measure("parsing", count=100 if quick else 300)
    finally:
        server.kill()
    memory = poll["memory"]
    print(
        json.dumps(
            {
                "feed_ratio_bare_scrapy": round(_speed(our_feed) / _speed(bare_feed), 3),
                "forum_ratio_bare_scrapy": round(_speed(our_forum) / _speed(bare_forum), 3),
                "feeds_304_per_s": round(_speed(poll), 1),
                "feed_ratio_by_cpu": round(_economy(our_feed) / _economy(bare_feed), 3),
                "forum_ratio_by_cpu": round(_economy(our_forum) / _economy(bare_forum), 3),
                "feeds_304_per_cpu_s": round(_economy(poll), 1),
                "rss_growth_mb": round(memory[-1] - memory[0], 1),
                "rss_mb": round(memory[-1], 1),
                "bare_feed_pages_per_s": round(_speed(bare_feed), 1),
                "our_feed_pages_per_s": round(_speed(our_feed), 1),
                "our_forum_pages_per_s": round(_speed(our_forum), 1),
                "posts_stored": our_feed["new"] + our_forum["new"],
                "feed_ratio_10000_brands": round(_speed(many) / _speed(our_feed), 3),
                "parsing": {name: round(value, 2) for name, value in parsing.items()},
            }
        )
    )


def _economy(result: dict[str, Any]) -> float:
    """Pages for each second of CPU: what other work on the machine does not change much."""
    return float(result["pages"] / result["cpu"])


def _speed(result: dict[str, Any]) -> float:
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
        run = {"bare": run_bare, "ours": run_ours, "parsing": run_parsing}[arguments.only[0]]
        print(json.dumps(run(**json.loads(arguments.only[1]))))
