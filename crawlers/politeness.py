"""Manners toward a host: robots.txt, Crawl-delay, Retry-After."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.robots import LARGEST, Robots
from crawlers.robots_memory import RobotsMemory, heard, unheard
from crawlers.trouble import BUSY, BUSY_403, AskedToWait, RobotsRefused, retry_after

LONGEST_CRAWL_DELAY = 120.0  # seconds; a site that asks for more is visited page by page


def read_clock() -> datetime:
    """Now, for Scrapy's components, which nobody hands a clock."""
    return datetime.now(UTC)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt as RFC 9309 says: 4xx is a yes, 5xx and silence are "not now"."""

    def __init__(self, crawler: Crawler, clock: Callable[[], datetime] = read_clock) -> None:
        super().__init__(crawler)
        self._silent: dict[str, Exception] = {}  # host -> why nothing of it may be fetched now
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._clock = clock
        folder = crawler.settings["ROBOTS_MEMORY"]
        self._memory = RobotsMemory(Path(folder)) if folder else None

    async def process_request(self, request: Request, spider: object = None) -> None:  # noqa: ARG002
        """Ask the host's robots.txt, once per crawl, whether this address may be fetched."""
        redirected = bool(request.meta.get("redirect_urls"))
        if request.meta.get("dont_obey_robotstxt") or (
            request.meta.get("interface") and not redirected
        ):
            return
        await self.robot_parser(request)
        netloc = _netloc(request.url)
        if netloc in self._silent:
            raise self._silent[netloc]
        parser = self._parsers[urlsplit(request.url).netloc]
        assert isinstance(parser, RobotsParser)  # noqa: S101  (it has been waited for)
        if not parser.allowed(request.url, self._agent):
            raise RobotsRefused(f"{request.url}: robots.txt says no", for_now=False)
        self._slow_down(request, parser.crawl_delay(self._agent))

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The host's rules: as remembered while that holds, else asked for."""
        key = urlsplit(request.url).netloc  # by which Scrapy knows it: with name and password
        if self._memory and key not in self._parsers:
            known = self._memory.recall(_netloc(request.url))
            if known and known.body is not None and known.holds(self._clock()):
                self._parsers[key] = RobotsParser(known.body)
        return await super().robot_parser(request)

    def _slow_down(self, request: Request, delay: float | None) -> None:
        if not delay or self.crawler.engine is None:
            return
        downloader = self.crawler.engine.downloader
        host = downloader.get_slot_key(request)
        delay = min(delay, LONGEST_CRAWL_DELAY)
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1}
        if host in downloader.slots:
            slot = downloader.slots[host]
            slot.delay, slot.concurrency = max(slot.delay, delay), 1

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        host = _bare(netloc)
        if response.status >= 500 or response.status == 429:
            words = f"robots.txt of {host} answered {response.status}"
            body = self._go_without(host, RobotsRefused(words, for_now=True))
            await super()._parse_robots(response.replace(body=body), netloc, request)
            return
        if not 200 <= response.status < 300:
            response = response.replace(body=b"")
        if self._memory:
            header = response.headers.get("Cache-Control")
            said = header.decode("latin-1") if header else None
            self._memory.keep(host, heard(response.body[:LARGEST], said, self._clock()))
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        body = b""
        if isinstance(exc, IgnoreRequest):  # refused, asked to wait: it holds for all pages
            self._silent[_bare(netloc)] = exc
        else:
            body = self._go_without(_bare(netloc), exc)
        super()._robots_error(exc, netloc)
        self._parsers[netloc] = RobotsParser(body)

    def _go_without(self, netloc: str, why: Exception) -> bytes:
        """The host is silent: for a month nothing of it is fetched; then its last word holds."""
        now = self._clock()
        known = unheard(self._memory.recall(netloc) if self._memory else None, now)
        if self._memory:
            self._memory.keep(netloc, known)
        if known.forbids_all(now):
            self._silent[netloc] = why
        return known.body or b""


class RobotsParser(RobotParser):
    """Our reader of robots.txt in the shape Scrapy asks for."""

    def __init__(self, body: bytes) -> None:
        self._robots = Robots.parse(body)

    @classmethod
    def from_crawler(cls, _crawler: Crawler, robotstxt_body: bytes) -> "RobotsParser":
        return cls(robotstxt_body)

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Whether this agent may fetch this address."""
        return self._robots.allows(_text(user_agent), _text(url))

    def crawl_delay(self, user_agent: str | bytes) -> float | None:
        """Seconds this agent is to wait between requests."""
        return self._robots.delay(_text(user_agent))


class PatienceMiddleware:
    """Asks a host nothing more after it said 429, or 503 with Retry-After."""

    def __init__(self, clock: Callable[[], datetime] = read_clock) -> None:
        self._clock = clock
        self._until: dict[str, datetime] = {}

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> "PatienceMiddleware":
        return cls()

    def process_request(self, request: Request) -> None:
        """Refuse what would go to a host that asked for patience."""
        self.check(request)

    def check(self, request: Request) -> None:
        """Raise AskedToWait while a request's host wants no requests."""
        netloc = _netloc(request.url)
        until = self._until.get(netloc)
        if until and until > self._clock():
            raise AskedToWait(netloc, until)

    def process_response(self, request: Request, response: Response) -> Response:
        """Remember a wish for patience."""
        now = self._clock()
        header = response.headers.get("Retry-After")
        until = retry_after(header.decode("latin-1") if header else None, now)
        busy = response.status == 429 or (response.status == 503 and until is not None)
        if busy or (response.status == 403 and _means_busy(request.url)):
            self._until[_netloc(request.url)] = until or now + BUSY
            raise AskedToWait(_netloc(request.url), until or now + BUSY)
        return response


class PatientHandler(HTTP11DownloadHandler):
    """Sends so many requests at a time; those that wait out a host's pause are not among them."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate = asyncio.Semaphore(crawler.settings.getint("CONCURRENT_REQUESTS"))

    async def download_request(self, request: Request) -> Response:
        async with self._gate:
            self._go_out(request)
            return await super().download_request(request)

    def _go_out(self, request: Request) -> None:
        """Look once more whether the host wants it, and count its pause from now."""
        patience = self._crawler.get_downloader_middleware(PatienceMiddleware)
        if patience is not None:
            patience.check(request)
        assert self._crawler.engine is not None  # noqa: S101  (it is what calls us)
        slots = self._crawler.engine.downloader.slots
        slots[request.meta[Downloader.DOWNLOAD_SLOT]].lastseen = monotonic()


class Throttle(AutoThrottle):
    """AutoThrottle that never goes below the delay robots.txt asks for."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        assert self.crawler.engine is not None  # noqa: S101  (it is what calls us)
        downloader = self.crawler.engine.downloader
        asked = next(
            (
                downloader.per_slot_settings.get(key, {})
                for key, known in downloader.slots.items()
                if known is slot
            ),
            {},
        )
        slot.delay = max(slot.delay, float(asked.get("delay", 0.0)))


def _means_busy(url: str) -> bool:
    host = f".{_netloc(url).partition(':')[0]}"
    return host.endswith(tuple(f".{name}" for name in BUSY_403))


def _netloc(url: str) -> str:
    return _bare(url.split("/", 3)[2])


def _bare(netloc: str) -> str:
    return netloc.rpartition("@")[2].lower()


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
