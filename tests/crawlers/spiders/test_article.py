"""Articles that a sitemap names: read as articles, however their comments are marked up."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawlers.decode import open_page
from crawlers.page import Page
from crawlers.source_spider import Follow
from crawlers.spiders import open_spider
from pipeline.post import Channel, Post
from pipeline.watch import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SITE = "https://blog.example"
SOURCE = Source("blog", "article", Channel.BLOG, f"{SITE}/sitemap.xml")
LINKS = "".join(f'<h2><a href="/{n}">Another kettle, number {n}</a></h2>' for n in (7, 8, 9))
COMMENT = (
    '<li id="comment-5" class="comment"><article class="comment-body"><b class="fn">Anna</b>'
    '<div class="comment-content"><p>Mine leaks as well.</p></div></article></li>'
)
TEXT = "<h1>The kettle</h1><p>" + "The kettle leaks and nobody answers. " * 20 + "</p>"


def page(path: str, body: str) -> Page:
    begins = "" if "<body" in body else "<body>"
    return open_page(f"<html>{begins}{body}".encode(), SITE + path, "text/html", SOURCE, NOW)


@pytest.mark.parametrize(
    ("body", "posts"),
    [
        (f'<article class="post">{TEXT}</article><ol>{COMMENT}</ol>{LINKS}', 2),
        (f"<article>{LINKS}</article><article>{LINKS}</article>", 0),
        (f'<body class="page page-id-2"><article>{TEXT}</article>', 0),
    ],
)
def test_a_page_that_a_sitemap_names(body: str, posts: int) -> None:
    spider = open_spider(SOURCE)
    named = f'<?xml version="1.0"?><urlset><url><loc>{SITE}/1</loc></url></urlset>'
    packed = gzip.compress(named.encode())
    map_ = open_page(packed, f"{SOURCE.url}.gz", "application/gzip", SOURCE, NOW)

    [follow] = spider.parse(map_)

    assert isinstance(follow, Follow)
    assert follow.once
    found = list(follow.then(page("/1", body)))
    assert sum(isinstance(one, Post) for one in found) == posts


@pytest.mark.parametrize(
    ("body", "listing"),
    [
        (f"<main><article>{TEXT}</article></main><aside>{LINKS}</aside>", False),
        (f"<article>{TEXT}</article><h2>Most read</h2>{LINKS}<ol>{COMMENT}</ol>", False),
        (f"<article>{TEXT}{LINKS}</article>", True),
        (f"<article><h1>News</h1>{LINKS}</article>", True),
        (f"<article>{TEXT}</article><article>{TEXT}</article>{LINKS}", True),
        (f"<h1>News</h1><main>{LINKS}</main>", True),
    ],
)
def test_a_source_that_is_itself_an_article_needs_no_links(body: str, listing: bool) -> None:
    spider = open_spider(replace(SOURCE, url=f"{SITE}/kettle"))

    found = list(spider.parse(page("/kettle", body)))

    assert any(isinstance(one, Post) for one in found) is not listing


def test_a_walk_into_the_past_leaves_out_what_changed_last_before() -> None:
    spider = open_spider(SOURCE)
    spider.since = datetime(2026, 3, 1, tzinfo=UTC)
    changes = ("<lastmod>2026-02-28</lastmod>", "<lastmod>2026-03-01T09:00Z</lastmod>", "")
    entries = "".join(f"<url><loc>{SITE}/{n}</loc>{when}</url>" for n, when in enumerate(changes))
    map_ = open_page(
        f'<?xml version="1.0"?><urlset>{entries}</urlset>'.encode(),
        SOURCE.url,
        "application/xml",
        SOURCE,
        NOW,
    )

    follows = [one for one in spider.parse(map_) if isinstance(one, Follow)]

    assert [one.url for one in follows] == [f"{SITE}/1", f"{SITE}/2"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/wp-sitemap-posts-post-1.xml", True),
        ("/wp-sitemap-posts-page-1.xml", False),
        ("/wp-sitemap-users-1.xml", False),
        ("/post-sitemap2.xml", True),
        ("/page-sitemap.xml", False),
        ("/sitemap-posts.xml", True),
        ("/sitemap-pages.xml", False),
        ("/sitemap-page-2.xml", True),  # the second one
    ],
)
def test_sitemaps_of_what_is_no_article(path: str, wanted: bool) -> None:
    index = f'<?xml version="1.0"?><sitemapindex><sitemap><loc>{SITE}{path}</loc></sitemap>'
    body = f"{index}</sitemapindex>".encode()
    map_ = open_page(body, SOURCE.url, "application/xml", SOURCE, NOW)

    assert len(list(open_spider(SOURCE).parse(map_))) == wanted
