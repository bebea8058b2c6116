"""Hands what a crawl found to the writer: many small jobs, few transactions."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from crawlers.aside import Aside
from crawlers.jobs import Answer, End, Job, Listen, Recall, Subscribe, Take, Taken, Told
from crawlers.outage import Outage
from crawlers.raw import RawPage, RawStore
from crawlers.visit import Visit
from crawlers.writing import Writer
from pipeline.database import Database
from pipeline.intake import tell_language
from pipeline.post import Post

AT_ONCE = 100  # jobs in one transaction
BEHIND = 10  # jobs that wait: the process aside has more to do than this one, which helps it
LANES = 2  # with a process aside: one transaction is written while the next one is on its way


class Keeper(Protocol):
    """Where a crawl's findings go."""

    async def take(
        self,
        visit: Visit,
        posts: Sequence[Post],
        urls: Sequence[str],
        page: RawPage | None,
        gone: Sequence[str] = (),
        *,
        last: bool = False,
    ) -> Taken:
        """Keep the posts of a page; tell what is remembered of these addresses.

        `gone` are addresses of posts that are known to be deleted; a `last` page ends its thread.
        """

    async def old_pages(self, visit: Visit) -> Taken:
        """Tell which pages of the source are worth another look."""

    async def listen(self, visit: Visit) -> Taken:
        """Tell what hubs sent for the source, and when it was last asked itself."""

    async def subscribe(self, visit: Visit) -> Taken:
        """Tell which subscription a hub is to be asked for, if any."""

    async def kept(self, visit: Visit, url: str) -> RawPage | None:
        """The latest kept page of an address that gave something."""

    async def end(self, visit: Visit) -> Told:
        """Keep how a visit ended."""

    def close(self) -> None:
        """Let go of what is held: nothing is asked any more."""


@dataclass(frozen=True)
class _Asked:
    job: Job
    answer: "asyncio.Future[Answer]"


class Deliver:
    """The keeper that writes to the database, from a thread of its own.

    While one transaction commits, the jobs that arrive meanwhile gather for the next one,
    so that a busy crawl commits seldom and a quiet one at once. With `aside` a process of its own
    does the work, and finds the next jobs waiting when it is done with some; that is to be asked
    for before there are threads.
    """

    writes: ClassVar[type[Writer]] = Writer

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        raw: RawStore | None = None,
        history: timedelta = timedelta(days=90),
        *,
        aside: bool = False,
    ) -> None:
        self._writer = self.writes(database, clock, raw, history)
        self._aside = Aside(self._writer, database) if aside else None
        self._lanes = LANES if aside else 1
        self._outage = Outage()
        self._threads = ThreadPoolExecutor(self._lanes, thread_name_prefix="deliver")
        self._asked: deque[_Asked] = deque()
        self._busy: list[asyncio.Task[None]] = []

    async def take(
        self,
        visit: Visit,
        posts: Sequence[Post],
        urls: Sequence[str],
        page: RawPage | None,
        gone: Sequence[str] = (),
        *,
        last: bool = False,
    ) -> Taken:
        """Store the posts of a page and count them for the visit."""
        if not posts and not urls and not page and not gone:
            return Taken(0, 0, {})
        if self._aside and len(self._asked) > BEHIND:
            posts = [tell_language(post) for post in posts]
        taken = await self._tell(Take(visit.source, posts, urls, page, gone, last))
        visit.posts_new += taken.new
        visit.written += taken.written
        visit.mentions_new += taken.mentions
        return taken

    async def old_pages(self, visit: Visit) -> Taken:
        """Ask what is remembered of the source."""
        return await self._tell(Recall(visit.source))

    async def listen(self, visit: Visit) -> Taken:
        """Ask for what was pushed and not read yet."""
        return await self._tell(Listen(visit.source))

    async def subscribe(self, visit: Visit) -> Taken:
        """Ask for the subscription that the visit's offer calls for, or that is about to end."""
        offer = (visit.offer.topic, visit.offer.hub) if visit.offer else None
        return await self._tell(Subscribe(visit.source, offer))

    async def kept(self, visit: Visit, url: str) -> RawPage | None:
        """Look for it among the pages kept; nobody waits for that but this visit."""
        look, name = self._writer.kept_page, visit.source.name
        return await asyncio.get_running_loop().run_in_executor(self._threads, look, name, url)

    async def end(self, visit: Visit) -> Told:
        """Write the visit's Fetch row and when the source is due again."""
        # What the writer need not know.
        ended = replace(visit, spider=None, asked=set(), blank=None)
        told = await self._ask(End(ended, visit.every()))
        assert isinstance(told, Told)  # noqa: S101  (what is answered to an End)
        return replace(told, visit=visit)

    def close(self) -> None:
        """Nothing is asked any more."""
        self._threads.shutdown()
        if self._aside:
            self._aside.close()

    async def _tell(self, job: Job) -> Taken:
        taken = await self._ask(job)
        assert isinstance(taken, Taken)  # noqa: S101  (what is answered to all but an End)
        return taken

    async def _ask(self, job: Job) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked.append(_Asked(job, answer))
        self._busy = [task for task in self._busy if not task.done()]
        if len(self._busy) < self._lanes:
            self._busy.append(asyncio.ensure_future(self._work_off()))
        return await answer

    async def _work_off(self) -> None:
        while self._asked:
            batch = [self._asked.popleft() for _ in range(min(len(self._asked), AT_ONCE))]
            jobs = [asked.job for asked in batch]
            try:
                answers = await self._outage.get_past(self._work, jobs)
            except Exception as error:  # an answer that never comes would hang the crawl
                answers = [error for _ in jobs]
            for asked, answer in zip(batch, answers, strict=True):
                if asked.answer.done():
                    continue  # nobody waits any more: the crawl is shutting down
                if isinstance(answer, Exception):
                    asked.answer.set_exception(answer)
                else:
                    asked.answer.set_result(answer)

    async def _work(self, jobs: Sequence[Job]) -> Sequence[Answer | Exception]:
        writer = self._aside if self._aside and self._aside.is_there else self._writer
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, writer.work, jobs)
