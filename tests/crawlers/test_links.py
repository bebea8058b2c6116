"""Which links lead on."""

import pytest

from crawlers.decode import open_page
from crawlers.links import (
    article_links,
    first_page,
    is_thread,
    product_links,
    review_links,
    section_links,
    thread_links,
)
from crawlers.page import Page
from pipeline.post import Channel
from pipeline.watch import Source

SITE = "https://site.example"


def page(body: str, path: str = "/") -> Page:
    source = Source("one", "forum", Channel.FORUM, SITE + path)
    return open_page(f"<html><body>{body}</body></html>".encode(), SITE + path, "text/html", source)


@pytest.mark.parametrize(
    ("link", "first"),
    [
        ("/viewtopic.php?f=4&t=7&sid=abc&start=30", "/viewtopic.php?f=4&t=7"),
        ("/threads/kettle.12/page-3", "/threads/kettle.12/"),
        ("/threads/kettle.12/unread", "/threads/kettle.12/"),
        ("/t/kettle/12/", "/t/kettle/12/"),
        ("/thread/12/page/4", "/thread/12"),
        ("/index.php?topic=12", "/index.php?topic=12"),
        ("/m/kettles/t/77/lid#comments", "/m/kettles/t/77/lid"),
        ("/c/tea@far.example/p/77/lid", "/c/tea@far.example/p/77/lid"),
        ("/~food/1abc/lid_lost", "/~food/1abc/lid_lost"),
        ("/r/tea/comments/abc12/lid/", "/r/tea/comments/abc12/lid/"),
    ],
)
def test_a_thread_has_one_address(link: str, first: str) -> None:
    assert is_thread(SITE + link)
    assert first_page(SITE + link) == SITE + first


def test_threads_of_a_section_once_each_and_no_others() -> None:
    found = page(
        '<a href="/threads/a.1/">Kettle</a> <a href="/threads/a.1/page-2">2</a>'
        '<a href="/threads/b.2/latest">Yesterday</a> <a href="/forums/kitchen.3/">Kitchen</a>'
        '<a href="https://other.example/threads/c.3/">Elsewhere</a> <a href="/login">Log in</a>'
    )

    assert thread_links(found) == [f"{SITE}/threads/a.1/", f"{SITE}/threads/b.2/"]
    assert section_links(found) == [f"{SITE}/forums/kitchen.3/"]


def test_articles_by_headings_else_by_the_likeliest_links() -> None:
    headed = page(
        '<h2><a href="/2026/kettle">Kettle</a></h2><h2><a href="/2026/iron">Iron</a></h2>'
        '<h3><a href="/tag/home">home</a></h3><a href="/about">About us and our long history</a>'
    )
    bare = page(
        '<a href="/news/101-the-kettle-leaks">The kettle leaks, they say</a>'
        '<a href="/news/102-the-iron-burns">The iron burns, they say</a>'
        '<a href="/login">Log in</a>'
    )

    assert article_links(headed) == [f"{SITE}/2026/kettle", f"{SITE}/2026/iron"]
    assert [url.rpartition("/")[2][:3] for url in article_links(bare)] == ["101", "102"]


def test_products_and_their_reviews() -> None:
    shop = page('<a href="/catalogue/kettle_1/">Kettle</a><a href="/catalogue/iron_2/">Iron</a>')
    product = page(
        '<a href="/catalogue/kettle_1/reviews/">All 7 reviews</a>'
        '<a href="/catalogue/kettle_1/reviews/add/">Write a review</a>'
        '<a href="/catalogue/iron_2/reviews/">Iron</a>',
        "/catalogue/kettle_1/",
    )

    assert product_links(shop) == [f"{SITE}/catalogue/kettle_1/", f"{SITE}/catalogue/iron_2/"]
    assert review_links(product) == [f"{SITE}/catalogue/kettle_1/reviews/"]
