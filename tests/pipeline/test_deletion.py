"""Deleted posts: who says so, what a page without them shows, and what proves nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipeline import deletion, intake
from pipeline.database import Database
from pipeline.left_out import Shown, find_gaps, find_span
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

        deletion.note_shown(session, [post(101)])

        assert deleted(session) == {}


def test_a_copy_shown_elsewhere_says_nothing_of_its_original(any_database: Database) -> None:
    with any_database.writing() as session:
        copy = replace(post(1, "https://other.example/9", "other"), thread=None)
        copy = replace(copy, original=f"{THREAD}#post-101")
        receive(session, post(101))
        deletion.note(session, [], [f"{THREAD}#post-101"], None, NOW, source=FORUM)

        deletion.note_shown(session, [copy])
        copied = deleted(session)
        deletion.note_shown(session, [post(101)])

        assert copied == {"#post-101": NOW}
        assert deleted(session) == {}


def test_a_copy_that_is_shown_again_itself(any_database: Database) -> None:
    with any_database.writing() as session:
        copy = replace(post(9, f"{THREAD}#post-9"), original="https://other.example/1")
        receive(session, copy)
        session.execute(update(PostRow).values(deleted=NOW))

        deletion.note_shown(session, [copy])

        assert deleted(session) == {}


@pytest.mark.parametrize(
    ("written", "found"),
    [(0.0, True), (1.9, True), (None, True), (90.0, False)],
)
def test_of_a_long_thread_only_posts_of_the_pages_time_are_looked_at(
    written: float | None, found: bool, any_database: Database
) -> None:
    """One that is dated quite otherwise may stand on another page."""
    page = [replace(post(n), published=NOW - n * DAY / 24) for n in (105, 103, 102, 101)][::-1]
    other = replace(post(104), published=None if written is None else NOW - written * DAY - 4 * DAY)
    with any_database.writing() as session:
        receive(session, *page, other)

        deletion.note(session, page, [], Shown(THREAD, b""), NOW, source=FORUM)

        assert bool(deleted(session)) is found


def test_a_post_missing_between_posts_that_stand(any_database: Database) -> None:
    shown = [post(number) for number in (101, 102, 104, 107)]
    with any_database.writing() as session:
        # 100 and 108 may stand on another page, 105 is of another sort, 106 has no number.
        receive(session, *shown, post(100), post(103), post(108))
        receive(session, post(105, url="https://forum.example/p/105"), post(106, url=THREAD))

        page = Shown(THREAD, b"post-101 post-102 post-104")
        deletion.note(session, shown, [], page, NOW, source=FORUM)

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

        page = None if body is None else Shown(THREAD, body)
        deletion.note(session, [post(n) for n in shown], [], page, NOW, source=FORUM)

        assert deleted(session) == {}


def test_an_edited_post_without_an_address_is_not_deleted(any_database: Database) -> None:
    posts = [post(n, url=THREAD) for n in (1, 2, 3, 4)]
    with any_database.writing() as session:
        receive(session, *posts)

        page = Shown(THREAD, b"</html>", last=True)
        deletion.note(session, [posts[0], posts[1], posts[3]], [], page, NOW, source=FORUM)

        assert deleted(session) == {}


ALL = b"<html>post-%d</html>"
LATER = "https://forum.example/t/kettle?page=2"


@pytest.mark.parametrize(
    ("stored", "shown", "page", "gone"),
    [
        ((11, 12, 13), (11, 13), Shown(THREAD, ALL % 11, last=True), {"#post-12"}),
        ((11, 12), (11,), Shown(THREAD, ALL % 11, last=True), {"#post-12"}),
        ((11,), (), Shown(THREAD, b"<textarea></textarea></html>", last=True), {"#post-11"}),
        # The last of several pages: what is newer than all it shows, and nothing else.
        ((11, 21, 22, 23), (21, 22), Shown(LATER, ALL % 21, last=True), {"#post-23"}),
        ((21, 22), (21,), Shown(LATER, ALL % 21, last=True), set()),
        ((22, 21, 23), (22, 21), Shown(LATER, ALL % 21, last=True), set()),  # newest first
        ((11, 12), (11,), Shown(THREAD, ALL % 11), set()),  # there is a next page
        ((11, 12), (11,), Shown(THREAD, ALL % 12, last=True), set()),  # "12 was deleted"
        ((11, 12), (11,), Shown(THREAD, b"<html>post-11", last=True), set()),  # half loaded
        ((11, 12), (11,), Shown(THREAD, b"Load more</html>", last=True), set()),
        ((11, 12, 13), (11,), Shown(THREAD, ALL % 11, last=True), set()),  # too many at once
        ((11,), (), Shown(THREAD, ALL % 9, last=True), set()),  # comments are kept elsewhere
    ],
)
def test_a_second_look_at_pages_that_show_few_posts(
    any_database: Database,
    stored: tuple[int, ...],
    shown: tuple[int, ...],
    page: Shown,
    gone: set[str],
) -> None:
    article = Post("forum", Channel.FORUM, f"{THREAD}/", "About kettles")
    posts = [article, *(post(number) for number in shown)]
    with any_database.writing() as session:
        receive(session, article, post(99, source="other"), *(post(number) for number in stored))

        def look(posts: list[Post], now: datetime) -> bool:
            deletion.note_shown(session, posts)
            return deletion.note(session, posts, [], page, now, source=FORUM)

        assert look(posts, NOW) is bool(gone)
        assert look(posts, NOW + DAY / 2) is bool(gone)
        assert deleted(session) == {}
        look([*posts, *(post(number) for number in stored)], NOW + DAY)  # it was there all along
        assert look(posts, NOW + 2 * DAY) is bool(gone)
        assert deleted(session) == {}
        assert look(posts, NOW + 3 * DAY) is False
        assert set(deleted(session)) == gone


def test_walls_are_asked_for_the_messages_they_leave_out(any_database: Database) -> None:
    with any_database.writing() as session:
        receive(session, *(post(number) for number in (1, 2, 3, 4)))
        some = [post(1), post(3)]

        assert find_gaps(session, some, "forum") == [f"{THREAD}#post-2"]
        assert find_gaps(session, some, "forum", newest=True) == [
            f"{THREAD}#post-4",
            f"{THREAD}#post-2",
        ]


def test_spans_of_addresses() -> None:
    span = find_span([f"https://a.example/t/9/{number}" for number in (2, 4, 7)])
    assert span
    assert span.holds("https://a.example/t/9/5")
    assert not span.holds("https://a.example/t/8/5")
    assert not span.holds("https://a.example/t/9/7")
    assert find_span([f"https://a.example/{name}" for name in ("x", "y", "z")]) is None
    twice = "https://a.example/viewtopic.php?p={0}#p{0}"
    span = find_span([twice.format(number) for number in (2, 4, 7)])
    assert span
    assert span.holds(twice.format(5))
