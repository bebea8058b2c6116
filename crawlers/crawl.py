"""Runs a walk in this process: the reactor, the signals, what comes of them."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from twisted.logger import globalLogBeginner

from crawlers.deliver import Keeper
from crawlers.jobs import Told
from crawlers.own_net import WaryWalk
from crawlers.rhythm import Weight
from crawlers.settings import scrapy_settings
from crawlers.spiders import open_spider
from crawlers.trouble import Trouble
from crawlers.visit import Visit
from crawlers.walk import Walk
from pipeline.addresses import check_web_address
from pipeline.errors import OtklikError
from pipeline.settings import Settings
from pipeline.watch import Source


def crawl(
    sources: Sequence[Source],
    keeper: Keeper,
    settings: Settings,
    clock: Callable[[], datetime],
    tell: Callable[[Told], None],
    *,
    fresh: bool = False,
    robots: Path | None = None,
) -> None:
    """Visit these sources; returns when all visits ended or somebody stopped them.

    `robots` is the folder where what the hosts' robots.txt said is kept for the next crawl.
    """
    visits = (plan(source, clock()) for source in interleave(sources))
    doorstep = settings.doorstep if settings.is_public else None
    run(settings, robots, WaryWalk, visits, keeper, clock, tell, fresh=fresh, doorstep=doorstep)


def run(
    settings: Settings, robots: Path | None, walk: type[Walk], *made_of: object, **named: object
) -> None:
    """Let one walk run to its end; only once in a process: a reactor cannot be started again."""
    _quieten()
    process = AsyncCrawlerProcess(scrapy_settings(settings) | {"ROBOTS_MEMORY": robots})
    # Until it is told where to, Twisted writes what went wrong to stderr itself.
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)
    # Set after Scrapy's own set-up, which undoes it: a robots.txt that cannot be had is told
    # with the visit. Nobody reads what Scrapy says of every page.
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    done = process.crawl(walk, *made_of, **named)
    process.start()
    if done.done() and not done.cancelled() and (error := done.exception()):
        raise error


def _quieten() -> None:
    """Only warnings on stderr: Scrapy tells every step, our own lines tell the outcome."""
    if not logging.root.handlers:
        handler = logging.StreamHandler()
        handler.setLevel(logging.WARNING)  # Scrapy sets its loggers' levels, not the handlers'
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        logging.root.addHandler(handler)
        handler.addFilter(_is_news)
    # "discarding data" of a page without an article: what was found is told with the visit
    logging.getLogger("trafilatura").setLevel(logging.ERROR)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a visit's own line does not tell it: certificates and answers cut off it does."""
    told = record.name.startswith("scrapy.core.downloader") and record.levelno < logging.ERROR
    return not told and "while verifying certificate" not in record.getMessage()


def plan(source: Source, now: datetime) -> Visit:
    """The visit to a source; one whose configuration cannot be used has failed already."""
    visit = Visit(source, now)
    try:
        check_web_address(source.url)
        visit.spider = open_spider(source)
    except OtklikError as error:
        visit.fail(Trouble(str(error), Weight.HARD))
    return visit


def interleave(sources: Sequence[Source]) -> Iterator[Source]:
    """Sources of one host apart from each other, so that its pauses hold up nobody else."""
    by_host: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_host[_host(source.url)].append(source)
    for row in zip_longest(*by_host.values()):
        yield from (source for source in row if source is not None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""  # the visit will say that this is no address
