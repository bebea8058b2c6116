"""The short way through plain feeds gives what feedparser gives, and knows when not to be taken."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.decode import open_page
from crawlers.engines import feed, feed_quick
from crawlers.page import Page
from pipeline.post import Channel, Post
from pipeline.watch import Source

NOW = datetime(2026, 9, 1, tzinfo=UTC)
PAGES = Path(__file__).parents[2] / "pages/feed"
SAVED = [path.read_bytes() for path in sorted(PAGES.glob("*/page.xml"))]
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)
LINK = "<link>https://a.example/1?b=1&amp;c=2</link>"


def page_of(body: str | bytes) -> Page:
    url = "https://a.example/rss"
    data = body.encode() if isinstance(body, str) else body
    return open_page(data, url, None, Source("a", "feed", Channel.NEWS, url), NOW)


def read_slowly(page: Page, monkeypatch: pytest.MonkeyPatch) -> list[Post]:
    with monkeypatch.context() as patch:
        patch.setattr(feed_quick, "parse", lambda _: None)
        return list(feed.read(page))


def is_quick(page: Page) -> bool:
    return feed_quick.parse(feed._DECLARATION.sub("", page.response.text)) is not None


def rss(*items: str, channel: str = "<title>A</title>", head: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    root = f'<rss version="2.0" {SPACES}>'
    return f"<?xml version='1.0'?>{head}{root}<channel>{channel}{inside}</channel></rss>"


def atom(*entries: str, head: str = "") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{inside}</feed>'


HREF = '<link href="https://a.example/1?b=1&amp;c=2"/>'
PLAIN = [
    rss(f"{LINK}<title>A &amp;amp; B</title><description>&lt;p&gt;One&lt;p&gt;two</description>"),
    rss(f"{LINK}<title>Use &amp;lt;b&amp;gt;</title><pubDate>02 Mar 2026 15:04:05 MSK</pubDate>"),
    rss(f"{LINK}<title><![CDATA[<b>Bold</b> words]]></title><dc:creator>Anna</dc:creator>"),
    rss(f"{LINK}<title>5 < 6</title>".replace("5 <", "5 &lt;"), "<guid>https://a.example/2</guid>"),
    rss(f"<guid isPermaLink='false'>1</guid>{LINK}<author>a@b.example (Anna)</author>"),
    rss(f"<guid>https://a.example/9</guid>{LINK}<category domain='x'>y</category>"),
    rss(f"{LINK}<description>short</description><content:encoded>&lt;b&gt;long</content:encoded>"),
    rss(f"{LINK}<content:encoded> </content:encoded><description>only this</description>"),
    rss(f"{LINK}<dc:date>2026-03-02T15:04:05Z</dc:date><pubDate>gestern</pubDate>"),
    rss(f"{LINK}<title>CafÃ©</title><description>für Ärzte</description>"),
    rss(f"{LINK}<title>A</title>", channel="<managingEditor>Pyotr</managingEditor>"),
    rss(f"{LINK}<media:thumbnail url='x'/><slash:comments>3</slash:comments>"),
    atom(f"{HREF}<title type='html'>A &amp;amp; B</title><author><name>Anna</name></author>"),
    atom(f"{HREF}<content type='html'>&lt;p&gt;x&lt;p&gt;y</content><summary>z</summary>"),
    atom(f"{HREF}<content>a &amp;lt;b&amp;gt;</content>", head="<author><name>Q</name></author>"),
    atom(
        f"{HREF}<link rel='self' href='/x'/><author><name>A</name><email>a@b.example</email>"
        "</author><author><name>B</name></author><updated>2026-03-02T15:04:05+03:00</updated>"
    ),
    atom(f"{HREF}<title/><summary type='html'></summary><id>tag:a</id>"),
]
UNUSUAL = [
    rss(f"{LINK}<title>A</title><title>B</title>"),
    rss("<link>/relative</link><title>A</title>"),
    rss("<link>javascript:alert(1)</link>"),
    rss(f"{LINK}<description><p>markup that is not escaped</p></description>"),
    rss(f"{LINK}<title>a\x85b</title>".replace("\x85", "&#x85;")),
    rss(f"{LINK}<media:title>Other</media:title>"),
    rss(f"{LINK}<dc:creator>A</dc:creator><author>B</author>"),
    rss(f"{LINK}<unknown>A</unknown>"),
    rss(f"{LINK}<title>A</title>", head="<!DOCTYPE rss [<!ENTITY a 'b'>]>"),
    rss(f"{LINK}<title>A &nbsp; B</title>"),
    rss(f"{LINK}<title>A</title>").replace("</rss>", ""),
    rss(f"{LINK}<title>A</title>").replace("<item>", "<item xml:base='https://b.example/'>"),
    rss(f"{LINK}<nowhere:x>A</nowhere:x>"),
    atom(
        f"{HREF}<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A</div></content>"
    ),
    atom(f"{HREF}<content type='text/html' mode='base64'>QQ==</content>"),
    atom(f"{HREF}{HREF}<title>A</title>"),
    atom("<link href='b.html'/><title>A</title>"),
    atom(f"{HREF}<source><title>A</title></source>"),
    '<rss version="1.0" xmlns="http://purl.org/rss/1.0/"><channel/></rss>',
]


@pytest.mark.parametrize("body", [*PLAIN, *UNUSUAL, *SAVED])
def test_both_ways_lead_to_the_same_posts(
    body: str | bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(body)
    assert list(feed.read(page)) == read_slowly(page, monkeypatch)


@pytest.mark.parametrize("body", PLAIN)
def test_plain_feeds_take_the_short_way(body: str) -> None:
    assert is_quick(page_of(body))


@pytest.mark.parametrize("body", UNUSUAL)
def test_unusual_feeds_do_not(body: str) -> None:
    assert not is_quick(page_of(body))


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=30)
parts = st.lists(
    texts
    | st.sampled_from(["<b>", "</b>", "&amp;", "&nbsp;", "&#8212;", "<p>", "<script>x</script>"]),
    max_size=5,
).map("".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(parts, parts, texts), max_size=3))
def test_any_words_come_out_alike(entries: Sequence[tuple[str, str, str]]) -> None:
    items = (
        f"{LINK}<title>{escape(title)}</title><description>{escape(said)}</description>"
        f"<pubDate>{escape(date)}</pubDate>"
        for title, said, date in entries
    )
    page = page_of(rss(*items))
    assert list(feed.read(page)) == read_slowly(page, pytest.MonkeyPatch())
