"""A second process that writes: what it answers, and that a crawl survives its end."""

import asyncio
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from multiprocessing import active_children

import pytest
from sqlalchemy import func, select

from crawlers.aside import Aside
from crawlers.cli import read_clock
from crawlers.deliver import Deliver
from crawlers.jobs import Take, Taken
from crawlers.spiders import open_spider
from crawlers.visit import Visit
from crawlers.writing import Writer
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.intake import tell_language
from pipeline.model import PostRow
from pipeline.post import Channel, Post
from pipeline.visit_model import Fetch
from pipeline.watch import Source

SOURCE = Source("news", "feed", Channel.BLOG, "http://news.example/")


def posts(first: int, last: int) -> list[Post]:
    return [
        Post("news", Channel.BLOG, f"http://news.example/{number}", "Words")
        for number in range(first, last)
    ]


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(PostRow)) or 0


def kill() -> None:
    for process in active_children():
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()


@pytest.fixture
def aside(database: Database) -> Iterator[Aside]:
    begun = Aside(Writer(database, read_clock, None, timedelta(days=90)), database)
    yield begun
    begun.close()


def test_it_answers_until_it_is_killed(aside: Aside, database: Database) -> None:
    bad: list[Post] = [None]  # type: ignore[list-item]

    answers = aside.work([Take(SOURCE, some, [], None, []) for some in (posts(0, 3), bad)])

    assert answers[0] == Taken(3, 0, {}, written=[None] * 3)
    assert isinstance(answers[1], RuntimeError)
    assert "Traceback" in str(answers[1])
    kill()
    assert not aside.is_there
    (answer,) = aside.work([Take(SOURCE, posts(3, 6), [], None, [])])
    assert isinstance(answer, OtklikError)
    assert count(database) == 3


def test_a_crawl_goes_on_without_it(database: Database) -> None:
    deliver = Deliver(database, read_clock, aside=True)
    visit = Visit(SOURCE, read_clock(), open_spider(SOURCE), pages=1)

    async def run() -> None:
        await deliver.take(visit, posts(0, 5), [], None)
        kill()
        await deliver.take(visit, posts(5, 9), [], None)
        await deliver.end(visit)

    asyncio.run(run())
    deliver.close()

    assert visit.posts_new == count(database) == 9
    with database.reading() as session:
        assert session.scalars(select(Fetch.__table__.c.posts_new)).all() == [9]


def test_languages_are_told_here_only_while_it_has_more_to_do(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Post] = []

    def tell(post: Post) -> Post:
        told.append(post)
        return tell_language(post)

    monkeypatch.setattr("crawlers.deliver.tell_language", tell)
    deliver = Deliver(database, read_clock, aside=True)
    visit = Visit(SOURCE, read_clock(), open_spider(SOURCE), pages=1)
    pages = [
        [replace(post, text="Чайник течёт, и это уже третий раз за эту неделю.") for post in some]
        for some in (posts(first, first + 5) for first in range(0, 100, 5))
    ]

    async def run() -> None:
        await asyncio.gather(*(deliver.take(visit, page, [], None) for page in pages))
        busy = len(told)
        await deliver.take(visit, posts(100, 105), [], None)
        assert len(told) == busy

    asyncio.run(run())
    deliver.close()

    assert 0 < len(told) < 100
    with database.reading() as session:
        languages = session.scalars(select(PostRow.__table__.c.language)).all()
    assert languages.count("ru") == 100
