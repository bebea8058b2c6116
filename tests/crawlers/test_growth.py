"""Hostile text and markup: twice as much of it takes about twice as long, and no more."""

import re
from time import process_time

import pytest

from crawlers import decode
from crawlers.decode import Refused, open_page
from crawlers.engines import names, own_words, rating, review_parts, schema_review
from crawlers.kinds import read_as
from pipeline.post import Channel
from pipeline.watch import Source

SOURCE = Source(name="s", kind="feed", channel=Channel.NEWS, url="https://a.example/")

# Each pattern with a text before, what is repeated, and what keeps it from matching at the end.
LONG_TEXTS = {
    "scale": (rating._OF, "7", " ", "x"),
    "sides run on": (review_parts._RUN_ON, "a;", " ", "x"),
    "count": (names._COUNT, "7", " ", "x"),
    "no text": (schema_review._EMPTY, "", "!", "x y"),
    "plain rating": (rating._PLAIN, "7", " ", "x"),
    "rule": (own_words._RULE, "", "\n", "x"),
    "declared": (decode._CHARSET, "charset=", " ", "\x01"),
}


def search_seconds(pattern: re.Pattern[str], text: str) -> float:
    """The best of three, since other work on the machine only adds to it."""
    return min(_once(pattern, text) for _ in range(3))


def _once(pattern: re.Pattern[str], text: str) -> float:
    began = process_time()
    pattern.search(text)
    pattern.fullmatch(text)
    return process_time() - began


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_long_texts_take_time_by_their_length(name: str) -> None:
    pattern, before, unit, after = LONG_TEXTS[name]
    short, long = (before + unit * length + after for length in (2_000, 32_000))

    # Sixteen times the text; what looks at every pair of places takes 256 times as long.
    assert search_seconds(pattern, long) < 100 * max(search_seconds(pattern, short), 1e-5)


QUOTED = '{}=">"'


def attributes(count: int, mark: str = "{}=x") -> str:
    return " ".join(mark.format(f"data-a{number}") for number in range(count))


MANY_ATTRIBUTES = {
    "plain": f"<div {attributes(3_000)}>x</div>",
    "bare": f"<div {attributes(3_000, '{}')}>x</div>",
    "quoted": f"<div {attributes(3_000, QUOTED)}>x</div>",
    "after a script": f"<script>a<b</script><p {attributes(3_000)}>x</p>",
    "never closed": f"<p {attributes(3_000)}",
}


@pytest.mark.parametrize("name", MANY_ATTRIBUTES)
def test_a_tag_with_thousands_of_attributes_is_no_page(name: str) -> None:
    page = f"<html><body>{MANY_ATTRIBUTES[name]}</body></html>"

    with pytest.raises(Refused, match="attributes"):
        open_page(page.encode(), SOURCE.url, "text/html", SOURCE)


ORDINARY = {
    "program": "<script>if (a<b) {" + "call(one, two = 2);\n" * 2_000 + "}</script><p>Text</p>",
    "state": "<div data-state='" + '{"a": "b = c"}, ' * 3_000 + "'>Text</div>",
    "styled": f'<p style="{"color: red; " * 3_000}">Text</p>',
    "links": '<a href="/a?b=c" class="d e">Text</a>' * 2_000,
}


@pytest.mark.parametrize("name", ORDINARY)
def test_pages_with_much_between_their_signs_are_read(name: str) -> None:
    page = f"<html><body>{ORDINARY[name]}</body></html>"

    opened = open_page(page.encode(), SOURCE.url, "text/html", SOURCE)

    assert "Text" in opened.response.css("body ::text").getall()


def test_a_feed_with_a_title_may_be_as_long_as_one_without() -> None:
    item = "<item><title>t{0}</title><link>http://a.example/{0}</link><guid>{0}</guid></item>"
    items = "".join(item.format(number) for number in range(9_000))
    feed = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
    )

    page = open_page(feed.encode(), SOURCE.url, "application/rss+xml", SOURCE)

    assert sum(1 for _ in read_as("feed", page)) == 9_000


def test_no_interface_gives_reviews_without_end() -> None:
    row = '{{"id":{0},"text":"text {0}","rating":4,"author":"a","created_at":"2026-01-01"}}'
    rows = ",".join(row.format(number) for number in range(20_000))
    page = open_page(f'{{"reviews":[{rows}]}}'.encode(), SOURCE.url, "application/json", SOURCE)

    assert sum(1 for _ in read_as("review", page)) == 5_000
