"""Times that name no zone are those of the source's option `zone`, whatever kind it is."""

from datetime import UTC, datetime

import pytest

from crawlers.decode import open_page
from crawlers.kinds import read_as
from crawlers.page import Page
from pipeline.post import Channel
from pipeline.watch import Source

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REVIEW = """<html><body><div itemscope itemtype="https://schema.org/Product"><h1>Kettle</h1>
<div itemprop="review" itemscope itemtype="https://schema.org/Review">
<span itemprop="author">Ada</span><meta itemprop="datePublished" content="%s">
<p itemprop="reviewBody">It is far too loud for our kitchen, and the lid does not close.</p>
</div></div></body></html>"""
ARTICLE = """<html><head><title>The kettle is recalled</title>
<meta property="article:published_time" content="%s"></head><body><article>
<h1>The kettle is recalled</h1><div class="date">%s</div>
<p>The maker of the kettle asks everybody who bought one to bring it back to the shop, since its
lid does not close. Nobody was hurt so far, and the price is paid back without questions.</p>
<p>Shops were told on Monday; a list of them can be had from the maker, who is sorry.</p>
</article></body></html>"""
RSS = (
    "<rss version='2.0'><channel><item><title>x</title><pubDate>%s</pubDate></item></channel></rss>"
)


def page_of(kind: str, body: str, zone: str) -> Page:
    url = "https://site.example/1"
    options = {"zone": zone} if zone else {}
    source = Source("site", kind, Channel.NEWS, url, options=options)
    return open_page(body.encode(), url, None, source, NOW)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feed", RSS % "Thu, 05 Nov 2026 10:15:00"),
        ("feed", RSS % "05.11.2026 10:15"),
        ("feed", RSS % "2026-11-05 10:15:00"),
        ("review", REVIEW % "2026-11-05T10:15:00"),
        ("article", ARTICLE % ("2026-11-05T10:15:00", "")),
        ("article", ARTICLE % ("2026-11-05", "5 November 2026, 10:15")),
    ],
)
@pytest.mark.parametrize(
    ("zone", "hour"), [("", 10), ("Europe/Moscow", 7), ("America/New_York", 15)]
)
def test_a_time_without_zone(kind: str, body: str, zone: str, hour: int) -> None:
    [post] = read_as(kind, page_of(kind, body, zone))

    assert post.published == datetime(2026, 11, 5, hour, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feed", RSS % "Thu, 05 Nov 2026 10:15:00 GMT"),
        ("review", REVIEW % "2026-11-05T10:15:00Z"),
        ("article", ARTICLE % ("2026-11-05T10:15:00+00:00", "")),
    ],
)
def test_a_zone_that_is_said_stands(kind: str, body: str) -> None:
    [post] = read_as(kind, page_of(kind, body, "Europe/Moscow"))

    assert post.published == datetime(2026, 11, 5, 10, 15, tzinfo=UTC)
