"""An erasure and a crawl at the same moment: whoever is last, nothing of the person is left."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pipeline import erasure, intake
from pipeline.database import Database
from pipeline.model import BrandRow, PostRow
from pipeline.people_model import Person
from pipeline.post import Channel, Post
from pipeline.states import Role
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


THREAD = "https://forum.example/threads/kettle"
WORDS = "Acme lost my parcel, and nobody answers"
LATER = NOW + timedelta(hours=1)


def nameless(url: str, *, thread: str | None = None, words: str = WORDS, **facts: object) -> Post:
    said = {"published": NOW - timedelta(days=1), "language": "en", **facts}
    return Post("blog", Channel.BLOG, url, words, thread=thread, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "again", "stays_away"),
    [
        (nameless("https://blog.example/1"), nameless(f"https://{host}blog.example/1{end}"), True)
        for host in ("", "www.", "m.", "amp.")
        for end in ("", "/", "/amp", "/amp/", "/index.html", "?utm_source=x", "#comments", "?amp=1")
    ]
    + [
        (nameless("https://www.blog.example/1/"), nameless("http://blog.example/1"), True),
        (nameless("https://blog.example/1/amp"), nameless("https://blog.example/1"), True),
        (nameless("https://blog.example/1?m=1"), nameless("https://blog.example/1"), True),
        # The same words on the second page of a thread, or at an address of their own.
        (
            *(
                nameless(THREAD, thread=THREAD),
                nameless(f"{THREAD}/page-2", thread=f"{THREAD}/page-2"),
            ),
            True,
        ),
        (nameless(THREAD, thread=THREAD), nameless(f"{THREAD}#post-7", thread=THREAD), True),
        (
            *(nameless(THREAD, thread=THREAD), nameless(THREAD, words=f"{WORDS}!", thread=THREAD)),
            False,
        ),
        # Others, and what is said afterwards.
        (
            *(
                nameless("https://blog.example/1"),
                nameless("https://blog.example/2", words="A" * 30),
            ),
            False,
        ),
        (
            *(
                nameless("https://blog.example/1"),
                nameless("https://blog.example/1/2", words="B" * 30),
            ),
            False,
        ),
        (
            *(
                nameless("https://blog.example/a"),
                nameless("https://blog.example/b", published=LATER),
            ),
            False,
        ),
        (
            nameless("https://blog.example/a", words="Acme: no"),
            nameless("https://blog.example/b", words="Acme: no"),
            False,
        ),
        (
            nameless("https://blog.example/1", author="Maria"),
            nameless("https://www.blog.example/1/amp/", words="Acme lost it, in short"),
            True,
        ),
    ],
)
def test_what_was_erased_comes_back_at_no_sibling_address(
    first: Post, again: Post, *, stays_away: bool, database: Database
) -> None:
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Acme", "Acme")))
        person = Person(login="ann", name="Ann", role=Role.MANAGER, password="")
        session.add(person)
        session.flush()
        intake.receive(session, first, intake.matcher(session), NOW)
        if first.author:
            erasure.erase_author(session, first.source, first.author, None, NOW)
        else:
            erasure.erase_nameless(session, session.scalars(select(PostRow)).one(), person, NOW)

    with database.writing() as session:
        received = intake.receive(session, again, intake.matcher(session), LATER)
        texts = [row.post.text for row in session.scalars(select(PostRow)) if row.post.text]

    assert received.new != stays_away
    assert texts == ([] if stays_away else [again.text])
