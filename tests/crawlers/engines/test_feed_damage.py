"""Feeds that are damaged, by chance or with intent."""

import time
from io import BytesIO
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.engines import feed
from crawlers.read import PageChanged
from tests.crawlers.engines.test_feed import NOW, read, rss

SAVED = [
    (path / "page.xml").read_bytes()
    for path in sorted((Path(__file__).parents[2] / "pages/feed").iterdir())
    if (path / "page.xml").exists()
]


def test_a_broken_feed_gives_what_can_be_read() -> None:
    body = rss("<title>One</title>").replace(
        "</channel></rss>", "<item><title>Two & more</title><b>"
    )

    assert [post.title for post in read(body)] == ["One", "Two & more"]


@pytest.mark.parametrize(
    "damage",
    [
        "<b></width>",
        "<copyright>&#999999999999;</copyright>",
        '<psc:chapters><psc:chapter title="no start"/></psc:chapters>',
        "<georss:where><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>x</gml:posList>"
        "</gml:LinearRing></gml:exterior></gml:Polygon></georss:where>",
    ],
)
def test_what_makes_feedparser_stumble_costs_no_feed(damage: str) -> None:
    spaces = (
        'xmlns:gml="http://www.opengis.net/gml" xmlns:georss="http://www.georss.org/georss" '
        'xmlns:psc="http://podlove.org/simple-chapters"'
    )
    body = rss("<title>One</title>", damage).replace("<rss", f"<rss {spaces}")
    with pytest.raises((TypeError, OverflowError)):
        feedparser.parse(BytesIO(body.encode()))

    assert [post.title for post in read(body)] == ["One"]


def test_an_undeclared_legacy_encoding_is_read() -> None:
    text = "Покупатели жалуются на доставку, магазин молчит вторую неделю"
    body = rss(f"<title>{text}</title><description>{text}</description>").encode("windows-1251")

    assert [post.title for post in read(body)] == [text]


def test_entities_are_not_declared() -> None:
    lol = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 9))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{lol}'
        '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        + rss("<title>x &l8; &file;</title><description>y</description>")
    )
    begun = time.process_time()

    [post] = read(body)

    assert "root:" not in (post.title or "")
    assert len(post.title or "") < 100
    assert time.process_time() - begun < 2


def test_a_doctype_inside_a_text_is_text() -> None:
    [post] = read(rss("<description><![CDATA[how <!DOCTYPE html> works]]></description>"))

    assert post.text.startswith("how")


def test_a_feed_beyond_measure_is_cut_off_behind_an_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LARGEST", 5000)
    items = "".join(f"<item><title>{number}</title></item>" for number in range(1000))

    posts = read(f'<rss version="2.0"><channel>{items}</channel></rss>')

    assert [post.title for post in posts] == [str(number) for number in range(len(posts))]
    assert 100 < len(posts) < 200


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_damaged_feeds_are_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(SAVED)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        junk = data.draw(st.sampled_from([b"<", b">", b"&", b"]]>", b"<![CDATA[", b"\0", b"\xff"]))
        body[at : at + data.draw(st.integers(0, 40))] = junk
    try:
        posts = read(bytes(body))
    except PageChanged:
        return
    assert all(post.url.startswith("http") for post in posts)
    assert all(post.published is None or post.published <= NOW for post in posts)
