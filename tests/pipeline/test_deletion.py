"""Deleted posts: who says so, what a page without them shows, and what proves nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import deletion, intake
from pipeline.database import Database
from pipeline.deletion import find_span
from pipeline.matching import Matcher
from pipeline.model import PostRow
from pipeline.post import Channel, Post
from pipeline.watch import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FORUM = Source("forum", "forum", Channel.FORUM, "https://forum.example/t/")
THREAD = "https://forum.example/t/kettle"


def post(number: int, url: str | None = None, source: str = "forum") -> Post:
    address = url or f"{THREAD}#post-{number}"
    text = f"Words {number}"
    return Post(source, Channel.FORUM, address, text, author="Anna", thread=THREAD)


def receive(session: Session, *posts: Post) -> None:
    for one in posts:
        intake.receive(session, one, Matcher.of([], []), NOW)


def deleted(session: Session) -> dict[str, datetime | None]:
    session.expire_all()
    rows = session.scalars(select(PostRow))
    return {row.post.url.removeprefix(THREAD): row.deleted for row in rows if row.deleted}


def test_an_address_the_source_calls_deleted(any_database: Database) -> None:
    with any_database.writing() as session:
        elsewhere = "https://www.other.example/104"
        receive(session, post(101), post(102), post(103, source="other"))
        receive(session, post(104, elsewhere, source="other"))
        gone = [f"{THREAD}#post-101", f"{THREAD}#post-103", elsewhere, f"{THREAD}#post-999"]

        deletion.note(session, [], gone, None, NOW, source=FORUM)
        deletion.note(session, [], gone, None, NOW + DAY, source=FORUM)

        assert deleted(session) == {"#post-101": NOW, "#post-103": NOW}  # of its own site only
        texts = {row.post.text for row in session.scalars(select(PostRow))}
        assert texts == {f"Words {n}" for n in (101, 102, 103, 104)}

        deletion.note_lost(session, [f"{THREAD}/"], NOW + DAY, source=FORUM)

        assert len(deleted(session)) == 3  # all of a lost thread, whoever found them


def test_a_post_seen_again_is_not_deleted(any_database: Database) -> None:
    with any_database.writing() as session:
        receive(session, post(101))
        deletion.note(session, [], [f"{THREAD}#post-101"], None, NOW, source=FORUM)

        deletion.note(session, [post(101)], [], None, NOW + DAY, source=FORUM)

        assert deleted(session) == {}


def test_a_post_missing_between_posts_that_stand(any_database: Database) -> None:
    shown = [post(number) for number in (101, 102, 104, 107)]
    with any_database.writing() as session:
        # 100 and 108 may stand on another page, 105 is of another sort, 106 has no number.
        receive(session, *shown, post(100), post(103), post(108))
        receive(session, post(105, url="https://forum.example/p/105"), post(106, url=THREAD))

        deletion.note(session, shown, [], b"post-101 post-102 post-104", NOW, source=FORUM)

        assert deleted(session) == {"#post-103": NOW}


@pytest.mark.parametrize(
    ("shown", "body"),
    [
        ((101, 102, 104), b'a link to <a href="#post-103">the post above</a>'),
        ((101, 104), b""),  # too few to say anything
        ((101, 104, 102, 105), b""),  # a tree: the missing one may be folded
        ((101, 102), None),  # a page that never shows all
    ],
)
def test_what_proves_nothing(
    any_database: Database, shown: tuple[int, ...], body: bytes | None
) -> None:
    with any_database.writing() as session:
        receive(session, *(post(number) for number in range(101, 106)))

        deletion.note(session, [post(n) for n in shown], [], body, NOW, source=FORUM)

        assert deleted(session) == {}


def test_an_edited_post_without_an_address_is_not_deleted(any_database: Database) -> None:
    posts = [post(n, url=THREAD) for n in (1, 2, 3, 4)]
    with any_database.writing() as session:
        receive(session, *posts)

        deletion.note(session, [posts[0], posts[1], posts[3]], [], b"", NOW, source=FORUM)

        assert deleted(session) == {}


def test_spans_of_addresses() -> None:
    span = find_span([f"https://a.example/t/9/{number}" for number in (2, 4, 7)])
    assert span
    assert span.holds("https://a.example/t/9/5")
    assert not span.holds("https://a.example/t/8/5")
    assert not span.holds("https://a.example/t/9/7")
    assert find_span([f"https://a.example/{name}" for name in ("x", "y", "z")]) is None
