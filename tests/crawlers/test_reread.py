"""Kept pages read again."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from crawlers.raw import RawPage
from crawlers.reread import Reread, reread
from pipeline import intake
from pipeline.database import Database
from pipeline.ledger import read_days
from pipeline.mending import mend
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.post import Channel, Post
from pipeline.watch import Brand, Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY, HISTORY = timedelta(days=1), timedelta(days=90)
URL = "http://blog.example/feed"
NEWS = Source("news", "feed", Channel.BLOG, URL)


def feed(*items: tuple[str, str], author: str = "") -> bytes:
    said = f"<author>anna@blog.example ({author})</author>" if author else ""
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
        + "".join(
            f"<item><title>Kettle</title><link>http://blog.example/{name}</link>"
            f"<description>It leaks</description><pubDate>{date}</pubDate>{said}</item>"
            for name, date in items
        )
        + "</channel></rss>"
    ).encode()


def page(body: bytes, when: datetime = NOW) -> RawPage:
    return RawPage("news", URL, "application/rss+xml", when, body)


def watch_kettle(database: Database) -> None:
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Kettle", "Kettle")))


def test_the_gap_is_filled_once(any_database: Database) -> None:
    watch_kettle(any_database)
    before = "Fri, 20 Nov 2026 10:00:00 GMT"
    pages = [page(feed(("1", before)), NOW - DAY), page(feed(("1", before), ("2", before)))]

    first, second = (reread(any_database, NEWS, pages, NOW, HISTORY) for _ in range(2))

    assert first == Reread(pages=2, posts=3, new=2, mentions=2)
    assert second == Reread(pages=2, posts=3)
    with any_database.reading() as session:
        days = read_days(session, date(2026, 11, 1))["news"]
    assert [(row.day, row.reread, row.posts_new) for row in days] == [
        (NOW.date() - DAY, 1, 1),
        (NOW.date(), 1, 1),
    ]


def test_what_was_said_long_ago_is_history(database: Database) -> None:
    watch_kettle(database)
    body = feed(("old", "Sun, 01 Mar 2026 10:00:00 GMT"), ("new", "Sun, 22 Nov 2026 10:00:00 GMT"))

    reread(database, NEWS, [page(body)], NOW, HISTORY)

    with database.reading() as session:
        mentions = session.scalars(select(Mention).order_by(Mention.id)).all()
        found = {mention.post.post.url[-3:]: mention.backfill for mention in mentions}
    assert found == {"old": True, "new": False}


def test_posts_without_author_get_theirs(database: Database) -> None:
    """The reader lost the author; posts with an address and posts without get it back."""
    watch_kettle(database)
    today = "Sun, 22 Nov 2026 10:00:00 GMT"
    reread(database, NEWS, [page(feed(("1", today)))], NOW, HISTORY)

    again = reread(database, NEWS, [page(feed(("1", today), author="Anna"))], NOW, HISTORY)

    assert again == Reread(pages=1, posts=1, mended=1)
    with database.reading() as session:
        assert session.scalars(select(PostRow)).one().post.author == "Anna"


def test_a_mended_post_without_an_address_is_no_second_post(database: Database) -> None:
    thread = "http://forum.example/t/1"
    bare = Post("forum", Channel.FORUM, thread, "The Kettle leaks", thread=thread)
    whole = Post("forum", Channel.FORUM, thread, "The Kettle leaks", author="Anna", thread=thread)

    with database.writing() as session:
        matcher = intake.matcher(session)
        intake.receive(session, bare, matcher, NOW)
        assert mend(session, whole, NOW)
        assert not mend(session, whole, NOW)
        assert not intake.receive(session, whole, matcher, NOW).new

    with database.reading() as session:
        assert session.scalars(select(PostRow)).one().post.author == "Anna"


def test_a_page_that_still_cannot_be_read_is_counted(database: Database) -> None:
    selectors = {"item": "article", "text": "p["}
    source = Source("shop", "review", Channel.REVIEW, URL, options={"selectors": selectors})
    broken = RawPage("shop", URL, "text/html", NOW, b"<html><body><p>Words</p></body></html>")

    assert reread(database, source, [broken], NOW, HISTORY) == Reread(pages=1, unreadable=1)
