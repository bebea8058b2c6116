"""Articles of blogs and news sites: the article itself, then the comments below it."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from scrapy.http import HtmlResponse

from crawlers.engines.article_facts import read_facts
from crawlers.engines.article_text import ARTICLE_TYPES, read_body
from crawlers.engines.comments import read_comments
from crawlers.engines.markup import climb
from crawlers.engines.schema_org import find
from crawlers.page import Page
from pipeline.post import Post

SHORTEST = 40  # characters of an article; a page with less has none
_MANY = 3  # teasers that make a page a listing
_TEASER = "article, .post, .hentry, .entry, .teaser, .blog-post, .post-item, .news-item"


def claims(page: Page) -> bool:
    """Whether the page says of itself that it is one article."""
    return isinstance(page.response, HtmlResponse) and _says_article(page)


def read(page: Page) -> Iterator[Post]:
    """The article of a page and its comments; nothing of a page that only lists articles."""
    if not isinstance(page.response, HtmlResponse) or is_listing(page):
        return
    article = _read_article(page)
    if article is not None:
        yield article
    yield from read_comments(page)


def is_listing(page: Page) -> bool:
    """Whether a page is made of teasers that lead to articles elsewhere."""
    if _says_article(page):
        return False
    return len(_teased(page)) >= _MANY


def _says_article(page: Page) -> bool:
    kind = page.response.css("meta[property='og:type']::attr(content)").get("").lower()
    return "article" in kind or len(find(page, *ARTICLE_TYPES)) == 1


def _teased(page: Page) -> set[str]:
    """The other pages that headings of teaser blocks lead to."""
    here = urlsplit(page.response.url)._replace(fragment="").geturl()
    found: set[str] = set()
    for block in page.response.css(_TEASER)[:200]:
        if any(up.tag == "article" for up in climb(block.root)):
            continue
        link = block.css("h1 a::attr(href), h2 a::attr(href), h3 a::attr(href)").get()
        address = _join(here, link)
        if address and address != here:
            found.add(address)
    return found


def _join(here: str, link: str | None) -> str | None:
    if not link or re.match(r"\s*(#|javascript:|mailto:)", link, re.I):
        return None
    try:
        return urljoin(here, link.strip()).partition("#")[0]
    except ValueError:
        return None


def _read_article(page: Page) -> Post | None:
    facts = read_facts(page)
    text = read_body(page, facts.title)
    if len(text) < SHORTEST:
        return None
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=page.response.url,
        text=text,
        title=facts.title,
        author=facts.author,
        published=facts.published,
        language=page.source.language,
    )
