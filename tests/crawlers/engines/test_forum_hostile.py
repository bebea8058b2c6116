"""Whatever stands in a page, the reader of forums ends."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from crawlers.decode import open_page
from crawlers.engines import forum, repeating
from crawlers.page import Page
from crawlers.read import PageChanged
from pipeline.post import Channel
from pipeline.watch import Source
from tests.crawlers.engines.test_forum import FETCHED, URL, open_html

HOSTILE = {
    "deep": "<div>" * 60_000,
    "deep posts": '<div class="post" id="p1">12.03.2024 14:05 <a href="/user/1">b</a> text' * 9_000,
    "nested tables": '<table><tr><td class="name">' * 20_000,
    "many dates": "".join(f"<i>{n % 28 + 1}.03.2024 x{n}</i>" for n in range(8_000)),
    "many names": '<a href="/user/5">' * 30_000,
    "many numbers": "".join(f"<p id=a{n}>" for n in range(20_000)),
    "long text": "<p>" + "12:30 " * 300_000,
    "long class": f'<p class="{"a " * 500_000}">x',
    "nothing": "\0" * 1_000,
    "broken": "<div id='post-1'><b><table></p></div><<>><a href='http://[' id=post-2>&#0;&#xfffff;",
}


TOO_DEEP = ("deep", "deep posts", "nested tables")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_cost_little(name: str) -> None:
    """The way in refuses the worst of these; the reader bears them even so."""
    source = Source("forum", "forum", Channel.FORUM, URL)
    body = f"<html><body>{HOSTILE[name]}</body></html>".encode()
    page = Page(HtmlResponse(URL, body=body, encoding="utf-8"), source, FETCHED)
    started = time.process_time()

    assert not forum.claims(page)
    if name in TOO_DEEP:
        with pytest.raises(PageChanged, match=URL):
            list(forum.read(page))
    else:
        assert list(forum.read(page)) == []
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "body",
    [
        '{"post_stream": {"posts": ' + "[" * 50_000,
        '{"post_stream": {"posts": [{"cooked": 5}, {"cooked": "x", "created_at": []}]}}',
        '{"post_stream": [], "latest_posts": {}}',
        '{"data": [{"type": "posts", "attributes": {"contentType": "comment", "contentHtml": "x"},'
        ' "relationships": {"user": []}}, 7, null], "included": "no"}',
        "[]",
        "null",
    ],
)
def test_hostile_json(body: str) -> None:
    page = open_html("<p>")
    page = open_page(body.encode(), URL, "application/json", page.source, FETCHED)

    for post in forum.read(page):
        assert isinstance(post.text, str)


MARKUP = st.lists(
    st.sampled_from(
        ["<div class=post id=post-1>", "<div class=post id=post-2>", "</div>", "<p>", "</p>",
         '<a href="/user/1">bob</a>', '<a href="/user/2">eve</a>', "<tr>", "<td>", "<table>",
         "</table>", "<b>joe</b>", "12.03.2024 14:05", "<time datetime=2024-03-01>", "</time>",
         "<blockquote>", "</blockquote>", "some words that people may write here ", "<br>",
         "<!-- x -->", "<?x?>", "&amp;", "<li>", "</li>", "<article>", "5 минут назад", "\0"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP)
def test_any_markup_is_read(markup: str) -> None:
    page = open_html(f"<html lang=en><body>{markup}</body></html>")

    for post in repeating.read(page):
        assert post.published is None or post.published <= FETCHED
        assert post.thread == URL
    assert forum.claims(page) in (True, False)
