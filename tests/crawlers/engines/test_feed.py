"""Feeds with the faults that feeds have, and feeds that mean harm."""

from datetime import UTC, datetime

import pytest

from crawlers.decode import open_page
from crawlers.engines import feed
from crawlers.page import Page
from pipeline.post import Channel, Post
from pipeline.watch import Source

NOW = datetime(2024, 9, 1, tzinfo=UTC)


def page_of(body: str | bytes, url: str = "https://site.example/rss", media: str = "") -> Page:
    source = Source(name="site", kind="feed", channel=Channel.NEWS, url=url)
    data = body.encode() if isinstance(body, str) else body
    return open_page(data, url, media or None, source, NOW)


def read(body: str | bytes) -> list[Post]:
    return list(feed.read(page_of(body)))


def rss(item: str, channel: str = "") -> str:
    return f'<rss version="2.0"><channel>{channel}<item>{item}</item></channel></rss>'


def atom(entry: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{entry}</entry></feed>'


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 02 Mar 2020 15:04:05 +0300", "2020-03-02T12:04:05+00:00"),
        ("Пн, 02 мар 2020 15:04:05 +0300", "2020-03-02T12:04:05+00:00"),
        ("02 марта 2020 15:04", "2020-03-02T15:04:00+00:00"),
        ("2020-03-02T15:04:05Z", "2020-03-02T15:04:05+00:00"),
        ("Mo, 02 Mär 2020 15:04:05 +0100", "2020-03-02T14:04:05+00:00"),
        ("Mon, 02 Mar 2020 15:04:05 MSK", "2020-03-02T12:04:05+00:00"),
        ("2020/03/02 15:04", "2020-03-02T15:04:00+00:00"),
        ("Mon Mar 02 15:04:05 GMT 2020", "2020-03-02T15:04:05+00:00"),
        ("Mon Mar  2 15:04:05 2020", "2020-03-02T15:04:05+00:00"),
        ("Mon Mar 02 15:04:05 MSK 2020", "2020-03-02T12:04:05+00:00"),
        ("20200302", "2020-03-02T00:00:00+00:00"),
        ("2020", None),
        ("Wed, 01 Jan 2031 00:00:00 GMT", None),
        ("Sun, 22 Nov 2037 10:00:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_left_out(text: str, moment: str | None) -> None:
    [post] = read(rss(f"<title>x</title><pubDate>{text}</pubDate>"))

    assert (post.published.isoformat() if post.published else None) == moment


def test_the_dates_of_a_feed_tell_their_order() -> None:
    dates = "".join(
        f"<item><title>x</title><pubDate>{date}</pubDate></item>"
        for date in ("03/04/2024 10:00", "03/25/2024 10:00")
    )

    posts = read(f'<rss version="2.0"><channel>{dates}</channel></rss>')

    days = [post.published.date().isoformat() for post in posts if post.published]
    assert days == ["2024-03-04", "2024-03-25"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mail@site.example (Ann Bell)", "Ann Bell"),
        ("mail@very-long.photography (Ann Bell)", "Ann Bell"),
        ("Ann Bell &lt;mail@site.example&gt;", "Ann Bell"),
        ("Ann Bell (mail@site.example)", "Ann Bell"),
        ("Ann &amp;amp; Bo", "Ann & Bo"),
        ("Ann", "Ann"),
    ],
)
def test_an_author_is_a_name(text: str, name: str) -> None:
    [post] = read(rss(f"<title>x</title><author>{text}</author>"))

    assert post.author == name


def test_the_authors_of_an_atom_feed_hold_for_its_entries() -> None:
    body = atom("<title>x</title>").replace(
        "<entry>", "<author><name>Ann</name><email>a@b.example</email></author><entry>"
    )

    assert [post.author for post in read(body)] == ["Ann"]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>https://site.example/1</link>", "https://site.example/1"),
        ("<link>/1</link>", "https://site.example/1"),
        ("<guid>https://site.example/2</guid>", "https://site.example/2"),
        ('<guid isPermaLink="false">7</guid>', "https://site.example/rss"),
        ("<link>javascript:alert(1)</link>", "https://site.example/rss"),
        (
            "<link>https://www.google.com/url?q=https://paper.example/1&amp;sa=U</link>",
            "https://paper.example/1",
        ),
        (
            "<link>https://www.google.com/url?q=file:///etc/passwd</link>",
            "https://www.google.com/url?q=file:///etc/passwd",
        ),
        (
            "<link>https://site.example/url?url=https://paper.example/1</link>",
            "https://site.example/url?url=https://paper.example/1",
        ),
        ("<link>http://[</link>", "https://site.example/rss"),
        ("", "https://site.example/rss"),
    ],
)
def test_the_address_of_an_item(item: str, url: str) -> None:
    [post] = read(rss(f"<title>x</title>{item}"))

    assert post.url == url


def test_an_entry_is_never_where_rel_self_says() -> None:
    entry = (
        '<title>x</title><link rel="self" href="https://evil.example/"/>'
        '<link rel="alternate" type="text/html" href="https://site.example/1"/>'
    )

    assert [post.url for post in read(atom(entry))] == ["https://site.example/1"]


def test_content_goes_before_summary() -> None:
    [post] = read(atom("<summary>short</summary><content>the whole of it</content>"))

    assert post.text == "the whole of it"


def test_escaped_markup_becomes_text() -> None:
    [post] = read(
        rss(
            "<title>A &amp;lt;b&amp;gt; &amp;amp; c</title>"
            "<description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two &amp;laquo;x&amp;raquo;&lt;/p&gt;"
            "&lt;style&gt;p{}&lt;/style&gt;</description>"
        )
    )

    assert post.title == "A <b> & c"
    assert post.text == "One\nTwo «x»"


def test_media_description_of_a_video() -> None:
    entry = (
        "<title>x</title><media:group xmlns:media='http://search.yahoo.com/mrss/'>"
        "<media:title>x</media:title><media:description>What it shows</media:description>"
        "</media:group>"
    )

    assert [post.text for post in read(atom(entry))] == ["What it shows"]


@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel/></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<?xml version='1.0'?><!-- made by x --><rdf:RDF xmlns='http://purl.org/rss/1.0/'/>",
        '{"version": "https://jsonfeed.org/version/1", "items": []}',
        "\ufeff \n<rss version='0.91'></rss>",
        "<br /><b>Warning</b>: mysql <?xml version='1.0'?><rss version='2.0'><channel/></rss>",
    ],
)
def test_feeds_are_claimed(body: str) -> None:
    assert feed.claims(page_of(body))
    assert read(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>rss</title></head><body>&lt;rss&gt;</body></html>",
        "<!doctype html><html><body><pre><rss version='2.0'></pre></body></html>",
        "<opml version='2.0'><body><outline xmlUrl='https://a.example/rss'/></body></opml>",
        "<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'><foaf:Person/></rdf:RDF>",
        "<urlset><url><loc>https://a.example/</loc></url></urlset>",
        '{"items": []}',
        "",
    ],
)
def test_other_documents_are_not_claimed(body: str) -> None:
    assert not feed.claims(page_of(body))


def test_a_web_page_holds_no_entries() -> None:
    assert read("<!doctype html><html><body><p>We moved</p></body></html>") == []


@pytest.mark.parametrize("sign", ["<im:rating>5</im:rating>", "<id>/customerreviews/id=1</id>"])
def test_reviews_in_the_app_store_are_of_another_kind(sign: str) -> None:
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:im="http://itunes.apple.com/rss">{sign}'
    )

    assert not feed.claims(page_of(body + "</feed>"))
