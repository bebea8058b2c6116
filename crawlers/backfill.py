"""A walk over one source into the past: its archives, list by list, as far back as asked."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Request
from scrapy.http import Response
from sqlalchemy.orm import Session

from crawlers.ask import Ask
from crawlers.crawl import plan, run
from crawlers.deliver import Deliver
from crawlers.jobs import End, Take, Taken, Told
from crawlers.page_folder import PageFolder
from crawlers.raw import RawPage
from crawlers.rhythm import Rhythm
from crawlers.source_spider import Follow
from crawlers.states import write_states
from crawlers.visit import Visit, conclude
from crawlers.walk import Walk
from crawlers.writing import Writer
from pipeline import ledger
from pipeline.addresses import LONGEST_URL
from pipeline.database import Database
from pipeline.post import Post
from pipeline.settings import Settings
from pipeline.watch import Source

DEEPEST = 10_000  # lists behind one another; a calendar without end must end somewhere


@dataclass
class LongVisit(Visit):
    """A visit that may take as long as it needs, and so many pages from the network."""

    most: int = 0
    fetched: int = 0

    def may_ask(self, follow: Follow, now: datetime) -> bool:  # noqa: ARG002  (the clock is no limit)
        """Whether a page was not asked for yet, and the limit is not reached."""
        if follow.url in self.asked or len(follow.url) > LONGEST_URL:
            return False
        over = self.fetched >= self.most
        self.cut = self.cut or over
        return not over


@dataclass
class Reach:
    """How far back a list of posts went."""

    since: datetime
    newest: datetime | None = None  # of the posts that a list led to
    oldest: datetime | None = None  # of all posts that were kept

    def begin(self) -> None:
        """Another list is asked for."""
        self.newest = None

    def keep(self, posts: Sequence[Post]) -> list[Post]:
        """The posts that are not too old; one without a date may be of any age."""
        times = [post.published for post in posts if post.published]
        self.newest = max([*times, *([self.newest] if self.newest else [])], default=None)
        kept = [time for time in times if time >= self.since]
        self.oldest = min([*kept, *([self.oldest] if self.oldest else [])], default=None)
        return [post for post in posts if post.published is None or post.published >= self.since]

    def passed(self) -> bool:
        """Whether all that a list led to was written before."""
        return self.newest is not None and self.newest < self.since


class HistoryWriter(Writer):
    """Writes what a walk into the past found: all of it is history, and the visit no visit."""

    def is_history(self, _post: Post, _now: datetime) -> bool:
        """All that a walk into the past finds."""
        return True

    def take(self, session: Session, jobs: Sequence[Take]) -> list[Taken]:
        """Store the posts of pages, and count them at once: a walk that is killed brought them."""
        taken = super().take(session, jobs)
        day = self._clock().astimezone(UTC).date()
        for job, brought in zip(jobs, taken, strict=True):
            ledger.enter_past(session, job.source.name, day, brought.new, brought.mentions)
        return taken

    def end(self, session: Session, jobs: Sequence[End]) -> list[Told]:
        """Remember single pages and threads; the source's rhythm learns nothing from this."""
        return [self._end(session, job.visit) for job in jobs]

    def _end(self, session: Session, visit: Visit) -> Told:
        lasting = [state for state in visit.lasting_states() if state.again or state.resume]
        write_states(session, {visit.source.name: lasting})
        return Told(visit, conclude(visit, Rhythm()), self._clock(), None)


class History(Deliver):
    """The keeper of a walk into the past."""

    writes = HistoryWriter

    def __init__(self, database: Database, clock: Callable[[], datetime], reach: Reach) -> None:
        super().__init__(database, clock)
        self._reach = reach

    async def take(
        self,
        visit: Visit,
        posts: Sequence[Post],
        urls: Sequence[str],  # noqa: ARG002  (all is asked for, known or not)
        page: RawPage | None,  # noqa: ARG002
        gone: Sequence[str] = (),  # noqa: ARG002  (an old copy of a page proves nothing)
        *,
        last: bool = False,  # noqa: ARG002
    ) -> Taken:
        """Store the posts that are not too old."""
        return await super().take(visit, self._reach.keep(posts), [], None)


class BackWalk(Walk):
    """Follows lists to older lists until all that one leads to is too old."""

    def __init__(
        self,
        visit: LongVisit,
        keeper: History,
        clock: Callable[[], datetime],
        tell: Callable[[Told], None],
        reach: Reach,
        pages: PageFolder,
        progress: Callable[[LongVisit, Reach], None],
    ) -> None:
        super().__init__([visit], keeper, clock, tell, fresh=True)
        self._visit, self._reach, self._pages, self._progress = visit, reach, pages, progress
        self._lists: list[Ask] = []  # older ones, found on the way through one

    async def _ask_all(self, asks: deque[Ask]) -> None:
        """One list after the other, each with everything that it leads to."""
        while asks:
            self._lists = []
            self._reach.begin()
            await super()._ask_all(deque([asks.popleft()]))
            self._progress(self._visit, self._reach)
            if not self._reach.passed():
                asks.extend(self._lists)

    async def _look_again(self, visit: Visit) -> list[Ask]:  # noqa: ARG002
        return []  # what is worth another look belongs to ordinary visits

    async def _fetch(self, ask: Ask) -> list[Ask]:
        found = await super()._fetch(ask)
        self._lists.extend(one for one in found if one.follow.if_new)
        return [one for one in found if not one.follow.if_new]

    def _asks(
        self,
        visit: Visit,
        follows: Sequence[Follow],
        taken: Taken,  # noqa: ARG002  (all is asked for, known or not)
        depth: int,
    ) -> Iterator[Ask]:
        now = self._clock()
        for follow in follows:
            if depth <= DEEPEST and visit.may_ask(follow, now):
                visit.asked.add(follow.url)
                yield Ask(visit, follow, None, depth)

    async def _download(self, request: Request) -> Response:
        kept = self._pages.find(request.url, self._clock())
        if kept is not None:
            return kept
        self._visit.fetched += 1
        response = await super()._download(request)
        if response.status == 200 and request.method == "GET":
            self._pages.keep(request.url, response)
        return response


def line(visit: LongVisit, reach: Reach) -> str:
    """How far a walk has come, as key=value facts."""
    facts = (
        f"pages={visit.pages} fetched={visit.fetched} posts={visit.posts_seen} "
        f"new={visit.posts_new} mentions={visit.mentions_new}"
    )
    return f"{facts} oldest={reach.oldest:%Y-%m-%d}" if reach.oldest else facts


@dataclass(frozen=True)
class Backfilled:
    """What came of a walk into the past."""

    visit: LongVisit
    oldest: datetime | None
    error: str | None = None


def backfill(
    source: Source,
    since: datetime,
    most: int,
    database: Database,
    settings: Settings,
    clock: Callable[[], datetime],
    progress: Callable[[LongVisit, Reach], None],
    folder: Path,
) -> Backfilled:
    """Walk a source back to a day; what was fetched before a crash or a limit is not asked for."""
    planned = plan(source, clock())
    visit = LongVisit(source, planned.started, planned.spider, most=most, trouble=planned.trouble)
    if visit.spider:
        visit.spider.since = since
    reach, pages, ends = Reach(since), PageFolder(folder), list[Told]()
    keeper = History(database, clock, reach)
    robots = settings.data / "robots"
    run(settings, robots, BackWalk, visit, keeper, clock, ends.append, reach, pages, progress)
    done = bool(ends) and not visit.cut and not visit.trouble
    if done:
        pages.clear()
    return Backfilled(visit, reach.oldest, ends[0].ending.error if ends else "stopped")
