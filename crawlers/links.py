"""Which links of a page lead on: to threads, sections, articles, products and their reviews."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from parsel import Selector
from scrapy.http import HtmlResponse

from crawlers.page import Page
from crawlers.source_spider import absolute, same_site

THREAD = re.compile(
    r"viewtopic\.php|showthread\.php|[?&;/]topic[=,/]\d|/(threads?|topics?|discussions?)/[^/?]"
    r"|/t/[^/?]+/\d+|/t/\d+|/d/\d+|/thread-?\d|[?&]tid=\d|-t\d+(\.html|/?$)|/topic\d|read\.php\?\d"
    r"|/forum/[^?]*\d{3,}[^/]*\.html?$|/s/[a-z0-9]{6}(/|$)|/post/\d+/?$|/item\?id=\d"
    r"|/c/[^/?]+/p/\d+|/~[a-z.]+/(?=[a-z]*\d)[a-z0-9]{2,6}/\w+/?$|/r/\w+/comments/\w",
    re.I,
)
SECTION = re.compile(
    r"viewforum\.php|forumdisplay\.php|[?&;/]board[=,]\d|/forums?/[^/?]+|/f/[^/?]+|/c/[^/?]+/\d"
    r"|/categories?/[^/?]+|/board/\d|[?&]fid=\d|/forum-\d",
    re.I,
)
PRODUCT = re.compile(
    r"/(product|products|item|items|p|dp|goods|tovar|catalogue|shop|company|place|review|otzyvy)/"
    r"[^/?]{2,}",
    re.I,
)
REVIEWS = re.compile(r"review|otz[yi]v|отзыв|opinion|avis\b|bewertung|resena|reseña|рецензи", re.I)
# Titles of threads and articles as the common engines and themes mark them up.
THREAD_TITLES = (
    "a.topictitle, .structItem-title a, a[id^='thread_title_'], h3.threadtitle a.title,"
    " .ipsDataItem_title a, span[id^='msg_'] a, .wbbTopicLink, a.thread-title, a.item-title,"
    " a.raw-topic-link, .ItemDiscussion a.Title, .ItemDiscussion .Title a,"
    " span[id^='tid_'] a, .tclcon a, .topic-list a.title, .story .comments_label a,"
    " .subline > a[href^='item?id='], .post-title a[href^='/post/']"
)
HEADINGS = "//h1//a | //h2//a | //h3//a | //h4//a | //a[.//h1 or .//h2 or .//h3 or .//h4]"
_PLUMBING = re.compile(
    r"/(tags?|categor(y|ies)|author|authors|page|search|login|logout|register|signup|feed|rss"
    r"|wp-admin|wp-login\.php|cart|basket|checkout|account|profile|user|users|members?|help"
    r"|privacy|terms|contact|about)(/|$)|\.(jpe?g|png|gif|svg|webp|pdf|zip|mp[34]|xml|rss|css|js)$",
    re.I,
)
_NOISE = {
    "sid",
    "s",
    "phpsessid",
    "view",
    "action",
    "start",
    "page",
    "p",
    "unread",
    "goto",
    "hilit",
}
_PLACE_IN_THREAD = re.compile(
    r"/(page-?\d+|unread|latest|last-?post|post-\d+|new|last|goto/post)/?$", re.I
)
# Comments are marked up as articles too, as WordPress's own themes do.
ARTICLES = (
    "//article[not(ancestor::article)][not(ancestor-or-self::*[contains(@class, 'comment')])]"
)
_TEASERS = (
    ".//*[self::h2 or self::h3 or self::h4]//a[@href][not(starts-with(@href, '#'))]"
    " | .//a[.//h2 or .//h3 or .//h4]"
)
_LEAST_ARTICLE = 600  # letters of its paragraphs
LEAST_TITLE = 12  # letters; shorter texts are "more", "read", page numbers


@dataclass(frozen=True)
class Link:
    """A link with the words it stands under."""

    url: str
    text: str


def thread_links(page: Page) -> list[str]:
    """Threads a section's page lists, each by the address of its first page."""
    marked = list(_links(page, page.response.css(THREAD_TITLES)))
    found = marked or [link for link in _links(page, page.response.css("a")) if _is_thread(link)]
    return _once(first_page(link.url) for link in found)


def is_thread(url: str) -> bool:
    """Whether an address looks like a thread's."""
    return bool(THREAD.search(_below_host(url)))


def section_links(page: Page) -> list[str]:
    """Sections a forum's front page lists."""
    links = _links(page, page.response.css("a"))
    return _once(link.url for link in links if SECTION.search(_below_host(link.url)) and link.text)


def first_page(url: str) -> str:
    """A thread's address without what points at a place in it, or at a visitor's session."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name.lower() not in _NOISE]
    # phpBB's viewtopic.php?p=5 names a post and nothing else: without p nothing is left of it.
    query = urlencode(kept) if kept or not parts.path.endswith("viewtopic.php") else parts.query
    path = re.sub(r"/page/\d+/?$", "", _PLACE_IN_THREAD.sub("/", parts.path))
    return urlunsplit(
        (parts.scheme, parts.netloc, path, query if "=" in query else parts.query, "")
    )


def article_links(page: Page) -> list[str]:
    """Articles a listing page leads to: what its headings link, else its likeliest links."""
    headings = _once(link.url for link in _links(page, page.response.xpath(HEADINGS)) if link.text)
    articles = [url for url in headings if _is_content(page, url)]
    return articles if len(articles) >= 2 else _likeliest(page)


def is_article(page: Page) -> bool:
    """Whether a page says of itself that it is one article, or holds one and no list of them."""
    kind = page.response.xpath("//meta[@property='og:type']/@content").get() or ""
    if kind.lower() == "article":
        return True
    marked = re.findall(
        r'"@type"\s*:\s*"(?:News|Blog|Tech|Scholarly|Reportage)?(?:Article|Posting)"',
        page.response.text[:500_000],
    )
    return len(marked) == 1 or _holds_one(page)


def _holds_one(page: Page) -> bool:
    """Whether a page has one <article>, with a headline that leads nowhere and paragraphs."""
    found = page.response.xpath(ARTICLES)
    if len(found) != 1 or found.xpath(_TEASERS):
        return False
    written = sum(len(text) for text in found.xpath(".//p//text()[not(ancestor::a)]").getall())
    return bool(found.xpath(".//h1")) and written >= _LEAST_ARTICLE


def product_links(page: Page) -> list[str]:
    """Products or places a listing page leads to."""
    links = [link for link in _links(page, page.response.css("a")) if _is_content(page, link.url)]
    found = _once(link.url for link in links if PRODUCT.search(_below_host(link.url)))
    return found if len(found) >= 2 else (_likeliest(page) or found)


def review_links(page: Page) -> list[str]:
    """Pages of reviews that belong to the thing this page is about."""
    here = urlsplit(page.response.url).path.rstrip("/")
    return _once(
        link.url
        for link in _links(page, page.response.css("a"))
        if urlsplit(link.url).path.startswith(here + "/")
        and REVIEWS.search(_below_host(link.url).removeprefix(here) + " " + link.text)
        and not re.search(r"/(add|write|new|vote)(/|$)|[?&](add|write)\b", link.url, re.I)
    )


def _links(page: Page, anchors: Iterable[Selector]) -> Iterator[Link]:
    """Links to other pages of the same site."""
    if not isinstance(page.response, HtmlResponse):
        return
    here = page.response.url.partition("#")[0]
    for anchor in anchors:
        href = (anchor.attrib.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
            continue
        try:
            url = absolute(page, href)
        except ValueError:
            continue  # no address: "http://[broken"
        if url.startswith(("http://", "https://")) and same_site(url, here) and url != here:
            yield Link(url, " ".join(anchor.xpath(".//text()").getall()).strip())


def _is_thread(link: Link) -> bool:
    return is_thread(link.url) and any(letter.isalpha() for letter in link.text)


def _is_content(page: Page, url: str) -> bool:
    path = urlsplit(url).path
    return path not in ("", "/") and not _PLUMBING.search(path) and url != page.source.url


def _likeliest(page: Page) -> list[str]:
    """The links of one shape whose words are longest together."""
    groups: dict[str, dict[str, int]] = defaultdict(dict)
    for link in _links(page, page.response.css("a")):
        if len(link.text) >= LEAST_TITLE and _is_content(page, link.url):
            groups[_shape(link.url)][link.url] = len(link.text)
    best = max(groups.values(), key=lambda group: sum(group.values()), default={})
    return list(best) if len(best) >= 2 else []


def _shape(url: str) -> str:
    """An address with its words and numbers left out: what pages of one kind share."""
    parts = urlsplit(url)
    steps = [re.sub(r"\d+", "9", step) for step in parts.path.strip("/").split("/")]
    shape = "/".join("*" if len(step) > 12 or "9" in step else step for step in steps[:-1])
    names = "&".join(sorted(name for name, _ in parse_qsl(parts.query)))
    return f"{len(steps)}:{shape}?{names}"


def _below_host(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + ("?" + parts.query if parts.query else "")


def _once(urls: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(urls))
