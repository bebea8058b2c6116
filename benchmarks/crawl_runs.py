"""What benchmarks/crawl.py measures, each in a process of its own.

    echo '{"urls": [...], ...}' | python benchmarks/crawl_runs.py bare|ours|parsing

The clock starts when the first page is asked for and stops when the last thing found is stored.
What a process loads before is told as `start` in CPU seconds: it counts for a short crawl only.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from multiprocessing import active_children
from pathlib import Path
from typing import Any

from crawl_site import TEXT, feed

FIELDS = (".author .username::text", "time::attr(datetime)", ".author a::attr(href)")


class Clock:
    """Seconds and CPU seconds, of processes begun on the way too, since the first page."""

    def __init__(self) -> None:
        self._made, self._begun = _spent(), (0.0, 0.0)

    def wind(self) -> None:
        """What came before, imports and stored rows, does not count."""
        self._made = _spent()

    def begin(self) -> None:
        """The first page is asked for; a second time changes nothing."""
        if self._begun == (0.0, 0.0):
            self._begun = _spent()

    def figures(self) -> dict[str, float]:
        """What the work took, and what came before it."""
        seconds, cpu = (now - then for now, then in zip(_spent(), self._begun, strict=True))
        return {"seconds": seconds, "cpu": cpu, "start": self._begun[1] - self._made[1]}


def _spent() -> tuple[float, float]:
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), time.process_time() + others.ru_utime + others.ru_stime


CLOCK = Clock()


def run_bare(urls: Sequence[str], reader: str = "") -> dict[str, Any]:
    """Scrapy alone, following nothing, keeping nothing."""
    import feedparser
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    got = 0

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self) -> Any:
            CLOCK.begin()
            for url in urls:
                yield scrapy.Request(url, dont_filter=True)

        def parse(self, response: Any) -> None:
            nonlocal got
            got += 1
            if reader == "feedparser":
                feedparser.parse(response.body)
            elif reader == "parsel":
                for post in response.css(".post"):
                    [post.css(query).get() for query in FIELDS]
                    " ".join(post.css(".content *::text").getall())

    CLOCK.wind()
    process = AsyncCrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Bare)
    process.start()
    return {"pages": got, **CLOCK.figures()}


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

    from crawlers.aside import pays
    from crawlers.crawl import crawl
    from crawlers.deliver import Deliver
    from crawlers.jobs import Told
    from crawlers.states import due_sources
    from pipeline.database import open_database
    from pipeline.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), crawl_delay=0, allow=[urlsplit(urls[0]).netloc])
        database = open_database(settings.database_url)
        with database.writing() as session:
            watch(session, kind, urls, brands, visited=states or again)
        with database.writing() as session:
            sources = due_sources(session, now())
            if again:
                show(session, sources)
            store(session, [old_post(number) for number in range(stored)])
        seen = {"pages": 0, "new": 0, "visits": 0}
        memory: list[float] = []

        def tell(told: Told) -> None:
            seen["pages"] += told.visit.pages
            seen["new"] += told.visit.posts_new
            seen["visits"] += 1
            if seen["visits"] % max(1, len(sources) // 5) == 0:
                memory.append(_resident())

        CLOCK.wind()
        crawl(sources, Deliver(database, now, aside=pays(len(sources))), settings, first_now, tell)
        figures = CLOCK.figures()
        database.close()
        assert seen["new"], "nothing was stored: that is no measurement"
    return seen | figures | {"memory": memory}


def watch(session: Any, kind: str, urls: Sequence[str], brands: int, *, visited: bool) -> None:
    """Brands, a source for each address, and that they were visited once."""
    from pipeline.model import BrandRow, SourceRow
    from pipeline.post import Channel
    from pipeline.visit_model import PageState
    from pipeline.watch import Brand, Source

    for number in range(brands):
        name = "Зефир" if number == 0 else f"Марка{number}"
        session.add(BrandRow(brand=Brand(name, name)))
    for url in urls:
        session.add(SourceRow(source=Source(url, kind, Channel.FORUM, url), due=None))
        if visited:
            known = PageState(source=url, url=url, first=now(), visited=now(), etag='"1"')
            session.add(known)


def show(session: Any, sources: Sequence[Any]) -> None:
    """What a visit leaves that found each feed as it was before its newest entry came."""
    from sqlalchemy import select

    from crawlers.shown import join, marks
    from pipeline.visit_model import PageState

    found = {source.url: list(read_old(source)) for source in sources}
    store(session, [post for posts in found.values() for post in posts])
    for state in session.scalars(select(PageState)):
        state.etag, state.shown = None, join(None, marks(found[state.url], now()))


def now() -> datetime:
    return datetime.now(UTC)


def first_now() -> datetime:
    """The time; a crawl asks for it when it begins its first visit."""
    CLOCK.begin()
    return now()


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
    """What this process and the one that writes hold; what they share counts twice."""
    held = [os.getpid(), *(each.pid for each in active_children())]
    pages = [int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in held]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


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


RUNS: dict[str, Callable[..., dict[str, Any]]] = {
    "bare": run_bare,
    "ours": run_ours,
    "parsing": run_parsing,
}

if __name__ == "__main__":
    print(json.dumps(RUNS[sys.argv[1]](**json.load(sys.stdin))))
