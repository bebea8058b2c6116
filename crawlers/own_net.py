"""A walk that blames no source when our own network is away."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawlers.ask import Ask
from crawlers.away import Away, Way, find_away, site_of
from crawlers.visit import Visit
from crawlers.walk import Walk
from pipeline.database import Unavailable

log = logging.getLogger(__name__)


class WaryWalk(Walk):
    """Tells visits that reached nobody at its end, when it is known who else was not reached."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._answered = set[int]()  # visits that somebody answered
        self._asked: dict[str, Way | None] = {}
        self._held: list[Visit] = []

    async def start(self) -> AsyncIterator[Request]:
        async for request in super().start():
            yield request
        away = find_away(self._asked)
        if away and not self._lost:
            log.error("%s; no source is blamed, all of them stay due", away)
        for visit in () if self._lost else self._held:
            self._begin(self._tell_late(visit, away))
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _receive(self, response: Response, ask: Ask) -> list[Ask]:
        self._answered.add(id(ask.visit))
        return await super()._receive(response, ask)

    async def _finish(self, visit: Visit) -> None:
        way = visit.trouble.way if visit.trouble else None
        if id(visit) in self._answered:
            self._answered.discard(id(visit))
            self._asked[site_of(visit.source.url)] = None
        elif way:
            self._asked.setdefault(site_of(visit.source.url), way)
            self._held.append(visit)
            return
        await super()._finish(visit)

    async def _tell_late(self, visit: Visit, away: Away | None) -> None:
        assert visit.trouble is not None  # noqa: S101  (why it was held)
        if away and away.way is self._asked[site_of(visit.source.url)]:
            visit.trouble = replace(visit.trouble, words=str(away), ours=True)
        try:
            await super()._finish(visit)
        except Unavailable as error:
            self._give_up(error)
        except Exception:  # the row is lost, not the crawl; the source stays due
            log.exception("source=%s", visit.source.name)
