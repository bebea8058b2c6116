"""Patience with hosts: nothing is asked of one that wants no requests, in the next crawl either."""

import asyncio
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers import quota
from crawlers.departures import Departures
from crawlers.fetching import Fetcher
from crawlers.quota import host_of
from crawlers.trouble import AskedToWait

WAITED_OUT = timedelta(seconds=30)  # a shorter pause is kept within the visit
MEMORY = "patience.json"  # beside what hosts' robots.txt said
_HEADERS = frozenset(name.encode().title() for name in quota.HEADERS)  # as Scrapy writes them


def read_clock() -> datetime:
    """Now, for Scrapy's components, which nobody hands a clock."""
    return datetime.now(UTC)


class Memory:
    """A small file that says which hosts want no requests until when."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def recall(self, now: datetime) -> dict[str, datetime]:
        """The hosts that still want none; a file that cannot be read is as good as none."""
        try:
            told = json.loads(self._path.read_bytes()) if self._path else {}
            found = {host: datetime.fromisoformat(until) for host, until in told.items()}
            # Nobody is waited for longer; what lies further ahead a wrong clock wrote.
            return {host: at for host, at in found.items() if now < at <= now + quota.LONGEST}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def keep(self, until: dict[str, datetime], now: datetime) -> None:
        """Write the file in one move, so that a crash leaves the old one."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lasting = self.recall(now) | until  # another crawl may run beside this one
        beside = self._path.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps({host: at.isoformat() for host, at in lasting.items()}))
        beside.replace(self._path)


class PatienceMiddleware:
    """Asks a host nothing more after it said 429, 503 with Retry-After, or that a quota is used up.

    It sees answers when they are decompressed and before they are tried again.
    """

    def __init__(self, memory: Memory, clock: Callable[[], datetime] = read_clock) -> None:
        self._clock, self._memory = clock, memory
        self._until = memory.recall(clock())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PatienceMiddleware":
        folder = crawler.settings["ROBOTS_MEMORY"]
        return cls(Memory(Path(folder) / MEMORY if folder else None))

    def process_request(self, request: Request) -> None:
        """Refuse what would go to a host that asked for patience."""
        self.check(request)

    def check(self, request: Request) -> float:
        """Seconds to wait before a request; AskedToWait when its host wants none for longer."""
        host = host_of(request.url)
        until = self._until.get(host)
        left = until - self._clock() if until else timedelta(0)
        if until and left > WAITED_OUT:
            raise AskedToWait(host, until)
        return max(left.total_seconds(), 0.0)

    def process_response(self, request: Request, response: Response) -> Response:
        """Remember a wish for patience."""
        now, url = self._clock(), request.url
        headers = {
            name.decode().lower(): (response.headers.get(name) or b"").decode("latin-1")
            for name in response.headers.keys() & _HEADERS  # most answers have none of them
        }
        until = quota.patience(url, response.status, headers, now)
        if until:
            self._wait(url, until, now)
            raise AskedToWait(host_of(url), until)
        later = quota.rest(url, headers, response.body, now)
        if later:
            self._wait(url, later, now)
        return response

    def _wait(self, url: str, until: datetime, now: datetime) -> None:
        self._until[host_of(url)] = until
        if until - now > WAITED_OUT:
            self._memory.keep(self._until, now)


class PatientHandler(Fetcher):
    """Sends so many requests at a time; those that wait out a host's pause are not among them."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate = asyncio.Semaphore(crawler.settings.getint("CONCURRENT_REQUESTS"))

    async def download_request(self, request: Request) -> Response:
        await asyncio.sleep(self._pause(request))
        async with self._gate:
            self._go_out(request)
            departures, host = self._departures(), host_of(request.url)
            departures.leave(host)
            response = await super().download_request(request)
            departures.arrive(host)
            return response

    def _departures(self) -> Departures:
        """Where it is written down when hosts are asked; nobody reads it in most walks."""
        found = getattr(self.crawler.spider, "departures", None)
        return found if isinstance(found, Departures) else Departures()

    def _pause(self, request: Request) -> float:
        """How long the host wants to be left alone; it may have said so a moment ago."""
        patience = self.crawler.get_downloader_middleware(PatienceMiddleware)
        return patience.check(request) if patience is not None else 0.0

    def _go_out(self, request: Request) -> None:
        """Look once more whether the host wants it, and count its pause from now."""
        self._pause(request)
        assert self.crawler.engine is not None  # noqa: S101  (it is what calls us)
        slots = self.crawler.engine.downloader.slots
        slots[request.meta[Downloader.DOWNLOAD_SLOT]].lastseen = monotonic()
