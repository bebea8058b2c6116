"""An erasure and a crawl at the same moment: whoever is last, nothing of the person is left."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pipeline import erasure, intake
from pipeline.database import Database
from pipeline.model import BrandRow, PostRow
from pipeline.post import Channel, Post
from pipeline.watch import Brand

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOON = 0.3  # seconds in which the other one comes to its end, unless it waits


def say(number: int) -> Post:
    url = f"https://blog.example/{number}"
    said = {"author": "Maria", "published": NOW - timedelta(days=1), "language": "en"}
    return Post("blog", Channel.BLOG, url, f"Acme lost my parcel {number}", **said)  # type: ignore[arg-type]


def crawl(database: Database) -> None:
    with database.writing() as session:
        intake.receive(session, say(2), intake.matcher(session), NOW)


def erase(database: Database) -> None:
    with database.writing() as session:
        erasure.erase_author(session, "blog", "Maria", None, NOW)


@pytest.mark.parametrize("first", [crawl, erase])
def test_nothing_is_left_whoever_commits_last(postgres: Database, first: object) -> None:
    with postgres.writing() as session:
        session.add(BrandRow(brand=Brand("Acme", "Acme")))
        session.flush()
        intake.receive(session, say(1), intake.matcher(session), NOW)

    with ThreadPoolExecutor(1) as beside:
        with postgres.writing() as session:
            if first is crawl:
                intake.receive(session, say(2), intake.matcher(session), NOW)
            else:
                erasure.erase_author(session, "blog", "Maria", None, NOW)
            second = beside.submit(erase if first is crawl else crawl, postgres)
            wait([second], timeout=SOON)
        second.result(timeout=30)

    with postgres.reading() as session:
        assert [row.post.text for row in session.scalars(select(PostRow)) if row.post.text] == []
