"""Articles of blogs and news sites: the article itself, then the comments below it."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from scrapy.http import HtmlResponse

from crawlers.engines.article_address import at_own_address
from crawlers.engines.article_facts import read_facts
from crawlers.engines.article_text import ARTICLE_TYPES, read_body
from crawlers.engines.comments import read_comments
from crawlers.engines.markup import Element, climb
from crawlers.engines.schema_org import find
from crawlers.page import Page
from pipeline.post import Post

SHORTEST = 40  # characters of an article; a page with less has none
_MANY = 3  # teasers that make a page a listing
_LONGEST_TEASER = 1_000
_PROSE = 300  # letters of running text that only an article has beside its teasers
_TEASER = "article, .post, .hentry, .entry, .teaser, .blog-post, .post-item, .news-item"


def claims(page: Page) -> bool:
    """Whether the page says of itself that it is one article."""
    return isinstance(page.response, HtmlResponse) and _says_article(page)


def read(page: Page) -> Iterator[Post]:
    """The article of a page and its comments; nothing of a page that only lists articles."""
    if not isinstance(page.response, HtmlResponse) or is_listing(page):
        return
    page = at_own_address(page)
    article = _read_article(page)
    if article is not None:
        yield article
    yield from read_comments(page)


def is_listing(page: Page) -> bool:
    """Whether a page is made of teasers that lead to articles elsewhere."""
    if _says_article(page):
        return False
    teasers = _teasers(page)
    return len(teasers) >= _MANY and _prose_outside(page, set(teasers.values())) < _PROSE


def _says_article(page: Page) -> bool:
    kind = page.response.css("meta[property='og:type']::attr(content)").get("").lower()
    return "article" in kind or len(find(page, *ARTICLE_TYPES)) == 1


def _prose_outside(page: Page, blocks: set[Element]) -> int:
    """How many letters of long paragraphs stand outside the teasers."""
    paragraphs = (each.root for each in page.response.css("p")[:2000])
    lengths = (
        len("".join(each.itertext())) for each in paragraphs if blocks.isdisjoint(climb(each))
    )
    return sum(length for length in lengths if length > 40)


def _teasers(page: Page) -> dict[str, Element]:
    """Short blocks whose first heading leads to another page, by what the heading says."""
    here = urlsplit(page.response.url)._replace(fragment="").geturl()
    front = urlsplit(here).path in ("", "/")
    found: dict[str, Element] = {}
    for block in page.response.css(_TEASER)[:200]:
        heading = block.css("h1, h2, h3, h4")[:1]
        address = _join(here, heading.css("a::attr(href)").get())
        short = len(block.root.xpath("normalize-space()")) < _LONGEST_TEASER
        if address and address != here and (short or front):
            found.setdefault(heading.xpath("normalize-space()").get(""), block.root)
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
    text = read_body(page, facts.title, facts.author)
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
