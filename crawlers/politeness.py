"""Manners toward a host: robots.txt and Crawl-delay."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.patience import read_clock
from crawlers.quota import host_of
from crawlers.robots import LARGEST, Robots
from crawlers.robots_memory import RobotsMemory, heard, unheard
from crawlers.trouble import RobotsRefused

LONGEST_CRAWL_DELAY = 120.0  # seconds; a site that asks for more is visited page by page


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
        netloc = host_of(request.url)
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
            known = self._memory.recall(host_of(request.url))
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


def _bare(netloc: str) -> str:
    return netloc.rpartition("@")[2].lower()


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
