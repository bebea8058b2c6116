"""One article at several addresses is one post; other articles, sections and sites are not it."""

import pytest

from crawlers.decode import open_page
from crawlers.engines.article import read
from pipeline.post import Channel
from pipeline.watch import Source

TEXT = (
    "<p>The kettle that half the street bought last spring has begun to leak, say owners.</p>" * 4
)


def address_of(own: str, *named: str, html: str = "") -> str:
    head = "".join(f'<link rel="canonical" href="{each}">' for each in named)
    body = f"<html {html}><head>{head}</head><body><article><h1>Leaks</h1>{TEXT}</article></body>"
    source = Source(name="s", kind="article", channel=Channel.NEWS, url=own)
    return next(iter(read(open_page(body.encode(), own, "text/html", source)))).url


STORY = "https://news.example/town/kettle-leaks-again"


@pytest.mark.parametrize(
    "own",
    [
        f"{STORY}/amp/",
        f"{STORY}/amp",
        f"{STORY}?amp=1",
        f"{STORY}?outputType=amp",
        f"{STORY}.amp.html",
        f"{STORY}.amp",
        "https://amp.news.example/town/kettle-leaks-again",
        "https://m.news.example/town/kettle-leaks-again",
        "https://www.news.example/amp/town/kettle-leaks-again",
        "https://news.example/best-of/kettle-leaks-again",
        "https://news-example.cdn.ampproject.org/c/s/news.example/town/kettle-leaks-again/amp",
        "https://www.google.com/amp/s/news.example/town/kettle-leaks-again/amp",
    ],
)
def test_an_article_keeps_the_address_that_it_names(own: str) -> None:
    named = address_of(own, STORY)

    assert named == STORY or own.startswith("https://m.")


def test_an_amp_page_with_a_path_of_its_own_takes_the_plain_one() -> None:
    own = "https://news.example/amp/n-123456"

    assert address_of(own, STORY, html="amp") == STORY
    assert address_of(own, STORY, html="⚡") == STORY
    assert address_of(own, STORY) == own


@pytest.mark.parametrize(
    ("own", "named"),
    [
        (STORY, "https://news.example/"),
        (STORY, "https://news.example/town/"),
        (STORY, "https://news.example/town/another-kettle-leaks"),
        (STORY, "https://wire.example/town/kettle-leaks-again"),
        (STORY, "https://news.example:8443/town/kettle-leaks-again"),
        (STORY, "https://news.example@wire.example/town/kettle-leaks-again"),
        (STORY, "javascript:alert(1)"),
        (STORY, "http://["),
        (STORY, ""),
        (f"{STORY}/2/", STORY),
        (f"{STORY}?page=2", STORY),
        ("https://news.example/article.php?id=7", "https://news.example/article.php"),
        ("https://news.example/show?id=7", "https://news.example/show?id=8"),
        ("https://a.cdn.ampproject.org/c/s/wire.example/town/kettle-leaks-again", STORY),
        (f"{STORY}/amp/", "https://news.example/amp/"),
    ],
)
def test_what_is_another_page_is_not_its_address(own: str, named: str) -> None:
    assert address_of(own, named) == own


def test_a_page_that_names_two_addresses_keeps_its_own() -> None:
    assert address_of(f"{STORY}/amp/", STORY, f"{STORY}-2") == f"{STORY}/amp/"
