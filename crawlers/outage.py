"""A database that does not answer for a while: what a crawl has in hand waits for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from crawlers.jobs import Answer, Job
from pipeline.database import Unavailable

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds: a server that is started anew is back by then

Work = Callable[[Sequence[Job]], Awaitable[Sequence[Answer | Exception]]]


class Outage:
    """Asks again what the database did not answer, and says when it stays away."""

    def __init__(self, pauses: Sequence[float] = PAUSES) -> None:
        self._pauses = pauses
        self._stays: Unavailable | None = None

    async def get_past(self, work: Work, jobs: Sequence[Job]) -> list[Answer | Exception]:
        """The answers to all jobs; once the database stayed away, its error without asking."""
        answers = [self._stays] * len(jobs) if self._stays else await work(jobs)
        told = dict(enumerate(answers))
        for pause in () if self._stays else self._pauses:
            left = [number for number, answer in told.items() if isinstance(answer, Unavailable)]
            if not left:
                break
            await asyncio.sleep(pause)
            told |= zip(left, await work([jobs[number] for number in left]), strict=True)
        lost = [answer for answer in told.values() if isinstance(answer, Unavailable)]
        self._stays = lost[0] if lost else None
        return [told[number] for number in range(len(jobs))]
