"""Kept pages read again."""

from datetime import UTC, datetime, timedelta

from crawlers.raw import RawPage
from crawlers.reread import Reread, reread
from pipeline.database import Database
from pipeline.model import BrandRow
from pipeline.post import Channel
from pipeline.watch import Brand, Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "http://blog.example/feed"
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item>
<title>Kettle</title><link>http://blog.example/1</link><description>It leaks</description>
</item></channel></rss>"""


def test_the_gap_is_filled_once(database: Database) -> None:
    source = Source("news", "feed", Channel.BLOG, URL)
    pages = [
        RawPage("news", URL, "application/rss+xml", NOW - timedelta(days=1), FEED.encode()),
        RawPage("news", URL, "application/rss+xml", NOW, FEED.encode()),
    ]
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Kettle", "Kettle")))
        session.flush()

        first, second = (reread(session, source, pages, NOW) for _ in range(2))

    assert first == Reread(pages=2, posts=2, new=1, mentions=1)
    assert second == Reread(pages=2, posts=2)


def test_a_page_that_still_cannot_be_read_is_counted(database: Database) -> None:
    selectors = {"item": "article", "text": "p["}
    source = Source("shop", "review", Channel.REVIEW, URL, options={"selectors": selectors})
    page = RawPage("shop", URL, "text/html", NOW, b"<html><body><p>Words</p></body></html>")

    with database.writing() as session:
        assert reread(session, source, [page], NOW) == Reread(pages=1, unreadable=1)
