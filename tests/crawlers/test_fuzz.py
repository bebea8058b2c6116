"""Readers given anything: no error but ours, no post from the future, no endless reading."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.decode import open_page
from crawlers.hubs import find_offer
from crawlers.kinds import gone_of, read_as
from crawlers.page import Page
from crawlers.source_spider import Follow
from crawlers.spiders import open_spider
from pipeline.errors import OtklikError
from pipeline.post import Channel, Post
from pipeline.watch import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CODECS = ("utf-16", "utf-32-be", "cp1251", "shift_jis", "utf-7")
URL = "https://shop.example/threads/tea.5/"
PATIENCE = 3  # seconds of this process for one small page
TYPES = (
    None,
    "text/html",
    "text/html; charset=utf-7",
    "application/json",
    "text/xml",
    "x; charset=\0",
)
PIECES = (
    "<article>",
    "</article>",
    "<li class=comment id=c1>",
    "</li>",
    "<div class=review>",
    "</div>",
    '<div itemprop=review itemscope itemtype="https://schema.org/Review">',
    "<p>",
    "<table><tr><td>",
    '<meta itemprop=ratingValue content="9e999">',
    "<span itemprop=author>Anna</span>",
    "<svg>",
    '<time datetime="2999-01-01T00:00:00Z">',
    "<time datetime='yesterday'>",
    "</time>",
    "<!--",
    "]]>",
    '<script type="application/ld+json">',
    "</script>",
    '{"@type":"Review","reviewRating":{"ratingValue":',
    '"5/0"',
    "[[[[",
    "}}}}",
    '"@graph":[{"@type":["Review",null,7]',
    '"datePublished":"3000-01-01"',
    '<rss version="2.0"><channel>',
    "<item>",
    "<title>",
    "</title>",
    "<pubDate>Fri, 99 Zzz 3000",
    "</item>",
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    "<entry>",
    '<link rel="hub" href="//[">',
    "</entry>",
    '<article class="message" data-content="post-1" data-author="Anna">',
    "<blockquote>",
    "\x00",
    "\ud7ff",
    "My kettle leaks and nobody answers, what a disgrace.",
    "5 из 5",
    "завтра в 25:61",
    "через 3 года",
    '<a href="http://[::1">',
    "<base href='javascript:x'>",
    "&#x110000;",
    "&#0;",
    "<a href=?page=2 rel=next>",
)
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_all(kind: str, page: Page) -> list[Post]:
    with suppress(OtklikError):
        gone_of(kind, page)
        return list(read_as(kind, page))
    return []


def check(kind: str, body: bytes, content_type: str | None) -> None:
    started = time.process_time()
    source = Source("s", kind, Channel.REVIEW, URL)
    with suppress(OtklikError):
        page = open_page(body, URL, content_type, source, NOW)
        for post in read_all(kind, page):
            assert post.published is None or post.published <= NOW
            assert post.published is None or post.published.tzinfo is not None
            assert post.stars is None or 0 <= post.stars <= 5
            assert isinstance(post.text, str)
    assert time.process_time() - started < PATIENCE


@pytest.mark.parametrize("kind", ["review", "article", "forum", "feed"])
@SLOW
@given(markup=MARKUP)
def test_any_markup_is_read_or_refused(kind: str, markup: str) -> None:
    check(kind, markup.encode("utf-8", "replace"), "text/html; charset=utf-8")


NAMES = st.sampled_from(
    ["topic_list", "topics", "slug", "id", "more_topics_url", "post_stream", "stream", "version"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(NAMES, below, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", ["review", "article", "forum", "feed"])
@SLOW
@given(body=JSON.map(json.dumps) | MARKUP, content_type=st.sampled_from(TYPES))
def test_any_page_is_walked_or_refused(kind: str, body: str, content_type: str | None) -> None:
    source = Source("s", kind, Channel.REVIEW, URL)
    with suppress(OtklikError):
        page = open_page(body.encode("utf-8", "replace"), URL, content_type, source, NOW)
        for found in open_spider(source).parse(page):
            assert isinstance(found, Post | Follow)


@SLOW
@given(body=st.binary(max_size=400), content_type=st.sampled_from(TYPES))
def test_any_bytes_are_decoded_or_refused(body: bytes, content_type: str | None) -> None:
    check("auto", body, content_type)


@SLOW
@given(
    markup=MARKUP, codec=st.sampled_from(["utf-16", "utf-32-be", "cp1251", "shift_jis", "utf-7"])
)
def test_any_encoding_under_any_label_is_read_or_refused(markup: str, codec: str) -> None:
    check("auto", markup.encode(codec, "replace"), f"text/html; charset={codec[::-1]}")


@SLOW
@given(markup=MARKUP, header=st.text(max_size=60))
def test_any_feed_names_a_hub_or_none(markup: str, header: str) -> None:
    source = Source("s", "feed", Channel.BLOG, URL)
    with suppress(OtklikError):
        page = open_page(markup.encode("utf-8", "replace"), URL, "text/xml", source, NOW)
        offer = find_offer(page, f'{header}<//[>; rel="hub"')
        assert offer is None or offer.hub.startswith(("http://", "https://"))
