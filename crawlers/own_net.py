"""A walk that blames no source when our own network is away."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawlers.ask import Ask
from crawlers.away import Asked, Away, find_lost, site_of
from crawlers.departures import Departures
from crawlers.quota import host_of
from crawlers.visit import Visit
from crawlers.walk import Walk
from pipeline.database import Unavailable

LATER = " later"  # of a site that answered, and then did not any more
log = logging.getLogger(__name__)


class WaryWalk(Walk):
    """Tells visits that reached nobody at its end, when it is known who else was not reached."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.departures = Departures()
        self._answered = set[int]()  # visits that somebody answered
        self._asked: dict[str, Asked] = {}
        self._held: list[Visit] = []

    async def start(self) -> AsyncIterator[Request]:
        async for request in super().start():
            yield request
        lost = find_lost(self._asked)
        for away in () if self._lost else dict.fromkeys(lost.values()):
            log.error("%s; no source is blamed, all of them stay due", away)
        for visit in () if self._lost else self._held:
            site = _site(visit)
            self._begin(self._tell_late(visit, lost.get(f"{site}{LATER}") or lost.get(site)))
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _receive(self, response: Response, ask: Ask) -> list[Ask]:
        self._answered.add(id(ask.visit))
        left, now = self.departures.last(host_of(response.url))
        asked = self._asked.setdefault(_site(ask.visit), Asked(left))
        asked.way = None
        asked.answer(now)
        return await super()._receive(response, ask)

    async def _finish(self, visit: Visit) -> None:
        way = visit.trouble.way if visit.trouble else None
        if id(visit) in self._answered:
            self._answered.discard(id(visit))
        elif way:
            left, site = self.departures.since(host_of(visit.source.url)), _site(visit)
            known = self._asked.get(site)
            later = known is not None and known.way is None  # it answered another visit
            self._asked.setdefault(f"{site}{LATER}" if later else site, Asked(left, way))
            self._held.append(visit)
            return
        await super()._finish(visit)

    async def _tell_late(self, visit: Visit, away: Away | None) -> None:
        assert visit.trouble is not None  # noqa: S101  (why it was held)
        if away and away.way is visit.trouble.way:
            visit.trouble = replace(visit.trouble, words=str(away), ours=True)
        try:
            await super()._finish(visit)
        except Unavailable as error:
            self._give_up(error)
        except Exception:  # the row is lost, not the crawl; the source stays due
            log.exception("source=%s", visit.source.name)


def _site(visit: Visit) -> str:
    return site_of(visit.source.url)
