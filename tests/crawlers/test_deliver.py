"""The hand-over: many jobs, few transactions, and a bad one falls alone."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crawlers.deliver import Deliver
from crawlers.jobs import Answer, Job, Recall, Taken
from crawlers.outage import Outage
from crawlers.read import PageChanged
from crawlers.rhythm import Rhythm, Weight
from crawlers.spiders import open_spider
from crawlers.trouble import Trouble, of_exception
from crawlers.visit import State, Visit, conclude
from pipeline.database import Database, Unavailable
from pipeline.errors import OtklikError
from pipeline.model import BrandRow, Mention, PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.states import Outcome
from pipeline.visit_model import Fetch, LedgerDay, PageState
from pipeline.watch import Brand, Source

AWAY = Unavailable("the database is away")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def visit(name: str = "news") -> Visit:
    source = Source(name, "feed", Channel.BLOG, f"http://{name}.example/")
    return Visit(source, NOW, open_spider(source), pages=1)


def post(number: int, published: datetime | None = NOW) -> Post:
    url = f"http://blog.example/{number}"
    return Post("news", Channel.BLOG, url, f"The Kettle leaks, part {number}", published=published)


@pytest.fixture
def deliver(database: Database) -> Deliver:
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Kettle", "Kettle")))
        session.add(SourceRow(source=visit().source, due=None))
    return Deliver(database, lambda: NOW)


def test_posts_become_mentions_once(deliver: Deliver, database: Database) -> None:
    first, second = visit(), visit()

    async def run() -> None:
        await asyncio.gather(
            *(deliver.take(first, [post(n), post(n + 1)], [], None) for n in range(0, 40, 2))
        )
        await deliver.take(second, [post(n) for n in range(41)], [], None)

    asyncio.run(run())

    assert (first.posts_new, first.mentions_new) == (40, 40)
    assert (second.posts_new, second.mentions_new) == (1, 1)
    with database.reading() as session:
        assert len(session.scalars(select(Mention)).all()) == 41


def test_a_bad_job_falls_alone(deliver: Deliver, database: Database) -> None:
    class Broken(Sequence[Post]):
        def __len__(self) -> int:
            return 1

        def __getitem__(self, _: object) -> Post:  # type: ignore[override]
            raise RuntimeError("broken")

    async def run() -> list[object]:
        jobs = [deliver.take(visit(), [post(n)], [], None) for n in range(3)]
        jobs.append(deliver.take(visit(), Broken(), [], None))
        return list(await asyncio.gather(*jobs, return_exceptions=True))

    results = asyncio.run(run())

    assert isinstance(results[3], RuntimeError)
    with database.reading() as session:
        assert len(session.scalars(select(PostRow)).all()) == 3


def test_old_posts_are_history(deliver: Deliver, database: Database) -> None:
    old = post(1, NOW - timedelta(days=200))
    asyncio.run(deliver.take(visit(), [old, post(2), post(3, None)], [], None))  # type: ignore[arg-type]

    with database.reading() as session:
        rows = session.scalars(select(PostRow).order_by(PostRow.id)).all()
        assert [row.backfill for row in rows] == [True, False, False]


def test_a_visit_leaves_a_row_a_due_time_and_what_to_remember(
    deliver: Deliver, database: Database
) -> None:
    ended = visit()
    ended.posts_seen = 3
    ended.states = {"http://a": State("http://a", NOW, NOW, etag='"1"')}

    told = asyncio.run(deliver.end(ended))  # type: ignore[arg-type]

    assert told.ending.outcome is Outcome.OK
    with database.reading() as session:
        fetch = session.scalars(select(Fetch)).one()
        assert (fetch.source, fetch.outcome, fetch.pages, fetch.posts_seen) == (
            "news",
            Outcome.OK,
            1,
            3,
        )
        due = session.scalars(select(SourceRow.__table__.c.due)).one()
        assert timedelta(minutes=20) < due - NOW < timedelta(minutes=40)
        assert session.scalars(select(PageState)).one().etag == '"1"'


def test_after_a_broken_visit_pages_are_asked_for_in_full(
    deliver: Deliver, database: Database
) -> None:
    broken = visit()
    broken.fail(Trouble("no", Weight.SOFT, wait_until=NOW + timedelta(hours=9)))
    broken.states = {"http://a": State("http://a", NOW, NOW, etag='"1"', resume="http://a/2")}

    told = asyncio.run(deliver.end(broken))  # type: ignore[arg-type]

    assert told.due == NOW + timedelta(hours=9)
    with database.reading() as session:
        state = session.scalars(select(PageState)).one()
        assert (state.etag, state.resume) == (None, "http://a/2")
        assert session.scalars(select(Fetch)).one().error == "no"


def test_a_visit_is_counted_in_the_ledger(deliver: Deliver, database: Database) -> None:
    async def run(*posts: Post) -> None:
        ended = visit()
        ended.see(posts)
        await deliver.take(ended, posts, [], None)
        await deliver.end(ended)

    old = post(9, NOW - timedelta(days=30))
    asyncio.run(run(post(1), old))
    asyncio.run(run(post(1), post(2), post(3), post(4, NOW - timedelta(hours=30)), old))

    with database.reading() as session:
        day = session.scalars(select(LedgerDay)).one()
    assert (day.day, day.visits, day.good, day.pages) == (NOW.date(), 2, 2, 2)
    assert (day.posts_new, day.mentions_new) == (5, 5)
    assert (day.filled.parsed, day.filled.authors, day.filled.dates) == (7, 0, 7)
    assert day.hours[12] == 3  # what the first visit found had piled up


def test_a_page_that_changed_is_told_from_one_that_cannot_be_had() -> None:
    place = "http://news.example/"
    assert of_exception(PageChanged("posts", place), place).changed
    assert not of_exception(OtklikError("no token"), place).changed
    empty = visit()
    found_before = conclude(empty, Rhythm(always_posts=True))
    never_found = conclude(empty, Rhythm())
    assert (found_before.outcome, found_before.changed) == (Outcome.FAILED, True)
    assert (never_found.outcome, never_found.changed) == (Outcome.EMPTY, False)


def test_a_database_that_does_not_answer_is_waited_for_and_no_job_is_done_twice() -> None:
    done: list[str] = []
    away = iter([True, True, False])
    sources = [visit(name).source for name in "abc"]

    async def work(jobs: Sequence[Job]) -> list[Answer | Exception]:
        if next(away):
            return [AWAY] * len(jobs) if done else [*answer(jobs[:1]), AWAY, AWAY]
        return answer(jobs)

    def answer(jobs: Sequence[Job]) -> list[Answer | Exception]:
        done.extend(job.source.name for job in jobs if isinstance(job, Recall))
        return [Taken(0, 0, {}) for _ in jobs]

    answers = asyncio.run(Outage([0, 0, 0]).get_past(work, [Recall(one) for one in sources]))

    assert answers == [Taken(0, 0, {})] * 3
    assert done == ["a", "b", "c"]


def test_a_database_that_stays_away_is_not_asked_again_and_again() -> None:
    asked: list[int] = []

    async def work(jobs: Sequence[Job]) -> list[Answer | Exception]:
        asked.append(len(jobs))
        return [AWAY] * len(jobs)

    async def run() -> None:
        outage = Outage([0])
        for jobs in (2, 3):
            assert await outage.get_past(work, [Recall(visit().source)] * jobs) == [AWAY] * jobs

    asyncio.run(run())

    assert asked == [2, 2]
