"""What a crawl found, written to the database: many small jobs in one transaction."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from classifier import language
from crawlers.jobs import Answer, End, Job, Listen, Recall, Subscribe, Take, Taken, Told
from crawlers.raw import RawPage, RawStore
from crawlers.rhythm import SELDOM, SHORTEST, Past, Rhythm, interval, jitter, next_visit
from crawlers.states import (
    look_for,
    new_fetch,
    read_states,
    recent_fetches,
    set_due,
    worth_another_look,
    write_fetches,
    write_states,
)
from crawlers.timelines import find_left_out
from crawlers.visit import Ending, Visit, conclude
from pipeline import deletion, intake, ledger, websub
from pipeline.coverage import zone_of
from pipeline.database import Database, Unavailable
from pipeline.habit import EVEN, LEARNT_FROM, Habit, place_posts
from pipeline.intake import Arrival, Received
from pipeline.left_out import Shown, find_gaps
from pipeline.matching import Matcher
from pipeline.post import Post
from pipeline.states import LOST
from pipeline.visit_model import Fetch

log = logging.getLogger(__name__)
BRANDS_ASKED = timedelta(minutes=1)  # how old the matcher may grow in a long crawl
RECENT = timedelta(days=2)  # posts older than this when they are found are no news, but a backlog
WHOLE_THREADS = ("forum", "article")  # kinds whose pages show all posts between first and last
WALLS = ("telegram", "vk")  # kinds that leave a deleted post out without a word
_LATER_PAGE = re.compile(r"[?&](?:before|after|offset|start_from|embed)=")  # of a wall


class Writer:
    """Does the jobs of a crawl; a question asked once for all of them costs least."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        raw: RawStore | None,
        history: timedelta,
    ) -> None:
        self._database, self._clock, self._raw, self._history = database, clock, raw, history
        self._watched: object = None  # what the matcher was made of, and when that was read
        self._read: datetime | None = None
        self._matcher = Matcher.of([])
        self._alone = Lock()

    def prepare(self) -> None:
        """Load what the first post would wait for."""
        language.load()
        with self._database.reading() as session:
            self._fresh_matcher(session, self._clock())

    def work(self, jobs: Sequence[Job]) -> Sequence[Answer | Exception]:
        """Do jobs in one transaction: what they write is there as a whole, or not at all."""
        with self._alone:
            answers = self._write(jobs)
            for job, answer in zip(jobs, answers, strict=True):
                if isinstance(job, Take) and job.page and not isinstance(answer, Unavailable):
                    self._keep_page(job.page)
            return answers

    def kept_page(self, source: str, url: str) -> RawPage | None:
        """The latest kept page of an address that gave something, if any can be read."""
        try:
            return self._raw.last_giving(source, url) if self._raw else None
        except (OSError, ValueError, KeyError) as error:  # damaged: the visit is told without it
            log.warning("source=%s %s", source, error)
            return None

    def _keep_page(self, page: RawPage) -> None:
        try:
            if self._raw:
                self._raw.keep(page)
        except OSError as error:  # a full disk: what the page said is stored all the same
            log.warning("%s; this crawl keeps no more pages to be read again", error)
            self._raw = None

    def _write(self, jobs: Sequence[Job]) -> Sequence[Answer | Exception]:
        try:
            with self._database.writing() as session:
                return self._answer(session, jobs)
        except Unavailable as error:
            return [error] * len(jobs)
        except Exception as error:
            if len(jobs) == 1:
                return [error]
        # One of them is bad: each gets a transaction of its own, so that it falls alone.
        return [answer for job in jobs for answer in self._write([job])]

    def _answer(self, session: Session, jobs: Sequence[Job]) -> list[Answer]:
        taken = iter(self.take(session, [job for job in jobs if isinstance(job, Take)]))
        told = iter(self.end(session, [job for job in jobs if isinstance(job, End)]))
        return [self._answer_one(session, job, taken, told) for job in jobs]

    def _answer_one(
        self, session: Session, job: Job, taken: Iterator[Taken], told: Iterator[Told]
    ) -> Answer:
        match job:
            case Take():
                return next(taken)
            case End():
                return next(told)
            case Recall(source):
                return Taken(0, 0, worth_another_look(session, source.name, self._clock()))
            case Listen(source):
                states = read_states(session, source.name, [source.url])
                return Taken(0, 0, states, websub.waiting(session, source.name))
            case Subscribe(source, offer):
                wanted = websub.want(session, source.name, offer, self._clock())
                if wanted is not None:
                    session.flush()
                    session.expunge(wanted)
                return Taken(0, 0, {}, subscription=wanted)

    def take(self, session: Session, jobs: Sequence[Take]) -> list[Taken]:
        """Store the posts of pages."""
        now = self._clock()
        received = self._receive(session, jobs, now)
        doubts = [
            self._note(session, job, some, now) for job, some in zip(jobs, received, strict=True)
        ]
        return [
            Taken(
                sum(each.new for _, each in some),
                sum(each.mentions for _, each in some),
                read_states(session, job.source.name, job.urls),
                written=[post.published for post, each in some if each.new and is_news(post, now)],
                doubt=doubt,
            )
            for job, some, doubt in zip(jobs, received, doubts, strict=True)
        ]

    def _receive(
        self, session: Session, jobs: Sequence[Take], now: datetime
    ) -> list[list[tuple[Post, Received]]]:
        """What became of the posts, job by job."""
        posts = [(post, number) for number, job in enumerate(jobs) for post in job.posts]
        received: list[list[tuple[Post, Received]]] = [[] for _ in jobs]
        if not posts:
            return received
        # Sorted, so that two processes on PostgreSQL never wait for each other in a circle.
        posts.sort(key=lambda each: each[0].url)
        arrivals = [Arrival(post, self.is_history(post, now)) for post, _ in posts]
        found = intake.receive_all(session, arrivals, self._fresh_matcher(session, now), now)
        for (post, number), each in zip(posts, found, strict=True):
            received[number].append((post, each))
        return received

    def _note(
        self, session: Session, job: Take, received: Sequence[tuple[Post, Received]], now: datetime
    ) -> bool:
        """Look which posts are deleted, or shown again; whether a post's fate is in doubt."""
        source, page, doubt = job.source, job.page, False
        thread = page is not None and source.kind in WHOLE_THREADS
        met = any(not each.new for _, each in received)
        shown = Shown(page.url, page.body, job.last, met) if page and thread else None
        again = [post for post, each in received if each.hidden]
        if again:
            deletion.note_shown(session, again)
        if job.gone or shown:
            doubt = deletion.note(session, job.posts, job.gone, shown, now, source=source)
        if job.posts and source.kind in WALLS:
            newest = page is not None and not _LATER_PAGE.search(page.url)
            gaps = find_gaps(session, job.posts, source.name, newest=newest)
            look_for(session, source.name, gaps, now)
        elif job.posts and page is not None:
            left = find_left_out(session, job.posts, source, page.url)
            look_for(session, source.name, left, now)
        return doubt

    def is_history(self, post: Post, now: datetime) -> bool:
        """Whether a post is so old that nobody waits for an answer."""
        return post.published is not None and post.published < now - self._history

    def _fresh_matcher(self, session: Session, now: datetime) -> Matcher:
        if self._read is None or now - self._read > BRANDS_ASKED:
            watched = intake.read_watched(session)
            if watched != self._watched:
                self._matcher, self._watched = Matcher.of(*watched), watched
            self._read = now
        return self._matcher

    def end(self, session: Session, jobs: Sequence[End]) -> list[Told]:
        """Write a row for each visit, what to remember of its pages, when its source is due."""
        if not jobs:
            return []
        now = self._clock()
        closed = [_close(session, job, now) for job in jobs]
        # In one order, so that two processes on PostgreSQL never wait in a circle.
        in_order = sorted(closed, key=lambda each: each.visited.fetch.source)
        write_fetches(session, [each.visited.fetch for each in in_order])
        ledger.enter(session, *(each.visited for each in in_order))
        set_due(session, {each.visited.fetch.source: each.due for each in in_order})
        visits = [each.visit for each in in_order]
        write_states(session, {visit.source.name: visit.lasting_states() for visit in visits})
        for visit in visits:
            if visit.lost:
                deletion.note_lost(session, visit.lost, now, source=visit.source)
        return [Told(each.visit, each.ending, now, each.due) for each in closed]


@dataclass(frozen=True)
class _Closed:
    """How a visit ended, and what comes of it."""

    visit: Visit
    ending: Ending
    visited: ledger.Visited
    due: datetime


def _close(session: Session, job: End, now: datetime) -> _Closed:
    """How a visit ended in the light of those before it."""
    visit, name = job.visit, job.visit.source.name
    past = recent_fetches(session, name)
    habit = read_habit(session, job, past, now)
    rhythm = Rhythm.of(past, now, habit)
    ending = conclude(visit, rhythm)
    fetch = new_fetch(visit, ending, now)
    pushed = visit.listens and websub.settle(session, name, visit.heard, visit.posts_new, now)
    usual = SELDOM if pushed else interval(rhythm)
    due = due_again(job, [fetch, *past], now, habit)
    if pushed:
        due = max(due, now + SELDOM * jitter(name, now))
    followed = EVEN if pushed or job.every else habit
    visited = count_visit(visit, fetch, past, job.every or usual, followed)
    return _Closed(visit, ending, visited, due)


def is_news(post: Post, now: datetime) -> bool:
    """Whether a new post tells of its source's rhythm: history and what was left behind do not."""
    return post.published is None or post.published >= now - RECENT


def read_habit(session: Session, job: End, past: Sequence[Past], now: datetime) -> Habit:
    """The hours of a source that brings posts; nothing is asked for the many that do not."""
    if job.every or not Rhythm.of(past, now).posts:
        return EVEN
    source = job.visit.source
    days = ledger.recent_hours(session, source.name, (now - LEARNT_FROM).date())
    return Habit.of(days, now, zone_of(source))


def count_visit(
    visit: Visit, fetch: Fetch, past: Sequence[Past], usual: timedelta, habit: Habit
) -> ledger.Visited:
    """A visit as the ledger counts it, in the light of earlier ones, newest first."""
    source, came = visit.source, list[datetime]()
    good = next((each for each in past if each.outcome not in LOST), None)
    # What the first good visit finds had piled up: it does not tell how fast posts come.
    if good:
        zone, until = zone_of(source), fetch.finished
        came = place_posts(visit.written, good.started, until, zone, source.name)
    return ledger.Visited(
        fetch,
        before=past[0].finished if past else None,
        interval=usual,
        came=came,
        habit=habit,
    )


def due_again(
    job: End, fetches: Sequence[Past | Fetch], now: datetime, habit: Habit = EVEN
) -> datetime:
    """When the source of a visit is due again; `fetches` begins with this visit's."""
    waits = job.visit.trouble or job.visit.mishap
    if waits and waits.ours:
        return now + SHORTEST * jitter(job.visit.source.name, now)
    return next_visit(
        job.visit.source.name,
        Rhythm.of(fetches, now, habit),
        now,
        habit,
        every=job.every,
        wait_until=waits.wait_until if waits else None,
    )
