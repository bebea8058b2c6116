"""Hands posts to the pipeline and remembers visits: many small jobs, few transactions."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from crawlers.raw import RawPage, RawStore
from crawlers.rhythm import SELDOM, Past, Rhythm, interval, jitter, next_visit
from crawlers.states import (
    look_for,
    new_fetch,
    read_states,
    recent_fetches,
    set_due,
    worth_another_look,
    write_states,
)
from crawlers.visit import Ending, State, Visit, conclude
from pipeline import deletion, intake, ledger, websub
from pipeline.database import Database
from pipeline.matching import Matcher
from pipeline.model import Fetch, Outcome
from pipeline.post import Post
from pipeline.push_model import Subscription
from pipeline.websub import Waiting

BRANDS_ASKED = timedelta(minutes=1)  # how old the matcher may grow in a long crawl
WHOLE_THREADS = ("forum", "article")  # kinds whose pages show all posts between first and last
WALLS = ("telegram", "vk")  # kinds that leave a deleted post out without a word
AT_ONCE = 500  # jobs in one transaction; what a crash may lose


@dataclass(frozen=True)
class Taken:
    """What became of the posts of one page."""

    new: int
    mentions: int
    states: dict[str, State]  # of the pages asked about, by address
    pushes: Sequence[Waiting] = ()  # what hubs sent
    subscription: Subscription | None = None  # that its hub is to be asked for


@dataclass(frozen=True)
class Told:
    """A visit that ended, for whoever watches."""

    visit: Visit
    ending: Ending
    finished: datetime
    due: datetime | None


class Keeper(Protocol):
    """Where a crawl's findings go."""

    async def take(
        self,
        visit: Visit,
        posts: Sequence[Post],
        urls: Sequence[str],
        page: RawPage | None,
        gone: Sequence[str] = (),
    ) -> Taken:
        """Keep the posts of a page; tell what is remembered of these addresses.

        `gone` are addresses of posts that are known to be deleted.
        """

    async def old_pages(self, visit: Visit) -> Taken:
        """Tell which pages of the source are worth another look."""

    async def listen(self, visit: Visit) -> Taken:
        """Tell what hubs sent for the source, and when it was last asked itself."""

    async def subscribe(self, visit: Visit) -> Taken:
        """Tell which subscription a hub is to be asked for, if any."""

    async def end(self, visit: Visit) -> Told:
        """Keep how a visit ended."""


@dataclass(frozen=True)
class _Job:
    work: Callable[[Session], Taken | Told]
    answer: "asyncio.Future[Taken | Told]"
    page: RawPage | None = None


class Deliver:
    """The keeper that writes to the database, from a thread of its own.

    While one transaction commits, the jobs that arrive meanwhile gather for the next one,
    so that a busy crawl commits seldom and a quiet one at once.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        raw: RawStore | None = None,
        history: timedelta = timedelta(days=90),
    ) -> None:
        self._database, self._clock, self._raw, self._history = database, clock, raw, history
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="deliver")
        self._jobs: deque[_Job] = deque()
        self._busy: asyncio.Task[None] | None = None
        self._matcher: tuple[datetime, Matcher] | None = None

    async def take(
        self,
        visit: Visit,
        posts: Sequence[Post],
        urls: Sequence[str],
        page: RawPage | None,
        gone: Sequence[str] = (),
    ) -> Taken:
        """Store the posts of a page and count them for the visit."""
        if not posts and not urls and not page and not gone:
            return Taken(0, 0, {})
        whole = page.body if page and visit.source.kind in WHOLE_THREADS else None

        def work(session: Session) -> Taken:
            taken = self._take(session, visit, posts, urls)
            deletion.note(session, posts, gone, whole, self._clock(), source=visit.source)
            if posts and visit.source.kind in WALLS:
                gaps = deletion.find_gaps(session, posts, visit.source.name)
                look_for(session, visit.source.name, gaps, self._clock())
            return taken

        taken = await self._ask(work, page)
        assert isinstance(taken, Taken)  # noqa: S101  (what _take gives)
        visit.posts_new += taken.new
        visit.mentions_new += taken.mentions
        return taken

    async def old_pages(self, visit: Visit) -> Taken:
        """Ask what is remembered of the source."""
        name = visit.source.name
        taken = await self._ask(
            lambda session: Taken(0, 0, worth_another_look(session, name, self._clock()))
        )
        assert isinstance(taken, Taken)  # noqa: S101  (what was asked for)
        return taken

    async def listen(self, visit: Visit) -> Taken:
        """Ask for what was pushed and not read yet."""
        source = visit.source

        def work(session: Session) -> Taken:
            states = read_states(session, source.name, [source.url])
            return Taken(0, 0, states, websub.waiting(session, source.name))

        taken = await self._ask(work)
        assert isinstance(taken, Taken)  # noqa: S101  (what was asked for)
        return taken

    async def subscribe(self, visit: Visit) -> Taken:
        """Ask for the subscription that the visit's offer calls for, or that is about to end."""
        offer = (visit.offer.topic, visit.offer.hub) if visit.offer else None

        def work(session: Session) -> Taken:
            wanted = websub.want(session, visit.source.name, offer, self._clock())
            if wanted is not None:
                session.flush()
                session.expunge(wanted)
            return Taken(0, 0, {}, subscription=wanted)

        taken = await self._ask(work)
        assert isinstance(taken, Taken)  # noqa: S101  (what was asked for)
        return taken

    async def end(self, visit: Visit) -> Told:
        """Write the visit's Fetch row and when the source is due again."""
        told = await self._ask(lambda session: self._end(session, visit))
        assert isinstance(told, Told)  # noqa: S101  (what _end gives)
        return told

    async def _ask(
        self, work: Callable[[Session], Taken | Told], page: RawPage | None = None
    ) -> Taken | Told:
        answer: asyncio.Future[Taken | Told] = asyncio.get_running_loop().create_future()
        self._jobs.append(_Job(work, answer, page))
        if self._busy is None or self._busy.done():
            self._busy = asyncio.ensure_future(self._work_off())
        return await answer

    async def _work_off(self) -> None:
        loop = asyncio.get_running_loop()
        while self._jobs:
            batch = [self._jobs.popleft() for _ in range(min(len(self._jobs), AT_ONCE))]
            results = await loop.run_in_executor(self._writer, self._work, batch)
            for job, result in zip(batch, results, strict=True):
                if job.answer.done():
                    continue  # nobody waits any more: the crawl is shutting down
                if isinstance(result, Exception):
                    job.answer.set_exception(result)
                else:
                    job.answer.set_result(result)

    def _work(self, batch: Sequence[_Job]) -> Sequence[Taken | Told | Exception]:
        try:
            for job in batch:
                if self._raw and job.page:
                    self._raw.keep(job.page)
        except OSError as error:  # a full disk; an answer that never comes would hang the crawl
            return [error] * len(batch)
        return self._write([job.work for job in batch])

    def _write(
        self, works: Sequence[Callable[[Session], Taken | Told]]
    ) -> Sequence[Taken | Told | Exception]:
        try:
            with self._database.writing() as session:
                return [work(session) for work in works]
        except Exception as error:
            if len(works) == 1:
                return [error]
        # One of them is bad: each gets a transaction of its own, so that it falls alone.
        return [result for work in works for result in self._write([work])]

    def _take(
        self, session: Session, visit: Visit, posts: Sequence[Post], urls: Sequence[str]
    ) -> Taken:
        now = self._clock()
        received = self._receive(session, posts, now) if posts else []
        return Taken(
            sum(each.new for each in received),
            sum(each.mentions for each in received),
            read_states(session, visit.source.name, urls),
        )

    def _receive(
        self, session: Session, posts: Sequence[Post], now: datetime
    ) -> list[intake.Received]:
        # Sorted, so that two processes on PostgreSQL never wait for each other in a circle.
        ordered = sorted(posts, key=lambda post: post.url)
        arrivals = [intake.Arrival(post, self._is_history(post, now)) for post in ordered]
        return intake.receive_all(session, arrivals, self._fresh_matcher(session, now), now)

    def _is_history(self, post: Post, now: datetime) -> bool:
        return post.published is not None and post.published < now - self._history

    def _fresh_matcher(self, session: Session, now: datetime) -> Matcher:
        if self._matcher is None or now - self._matcher[0] > BRANDS_ASKED:
            self._matcher = (now, intake.matcher(session))
        return self._matcher[1]

    def _end(self, session: Session, visit: Visit) -> Told:
        now = self._clock()
        name = visit.source.name
        past = recent_fetches(session, name)
        rhythm = Rhythm.of(past, now)
        ending = conclude(visit, rhythm)
        fetch = new_fetch(visit, ending, now)
        session.add(fetch)
        pushed = visit.listens and websub.settle(session, name, visit.heard, visit.posts_new, now)
        usual = SELDOM if pushed else interval(rhythm)
        ledger.enter(session, count_visit(visit, fetch, past, usual))
        due = due_again(visit, [fetch, *past], now)
        if pushed:
            due = max(due, now + SELDOM * jitter(name, now))
        set_due(session, name, due)
        write_states(session, name, visit.lasting_states())
        if visit.lost:
            deletion.note_lost(session, visit.lost, now, source=visit.source)
        return Told(visit, ending, now, due)


def count_visit(
    visit: Visit, fetch: Fetch, past: Sequence[Past], usual: timedelta
) -> ledger.Visited:
    """A visit as the ledger counts it, in the light of earlier ones, newest first."""
    known = any(earlier.outcome is not Outcome.FAILED for earlier in past)
    return ledger.Visited(
        fetch,
        before=past[0].finished if past else None,
        interval=visit.every() or usual,
        # What the first good visit finds had piled up: it does not tell how fast posts come.
        fresh=min(visit.posts_new, visit.recent) if known else 0,
    )


def due_again(visit: Visit, fetches: Sequence[Past | Fetch], now: datetime) -> datetime:
    """When the source of a visit is due again; `fetches` begins with this visit's."""
    waits = visit.trouble or visit.mishap
    return next_visit(
        visit.source.name,
        Rhythm.of(fetches, now),
        now,
        every=visit.every(),
        wait_until=waits.wait_until if waits else None,
    )
