"""The feed that a web page offers: in its head, else by a link that says so."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from parsel import Selector
from scrapy.http import JsonResponse

from crawlers.page import Page
from crawlers.read import PageChanged

_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/feed+json"),
    *("application/rdf+xml", "application/x.atom+xml", "application/x-rss+xml", "text/rss+xml"),
)
# Types under which others are offered, too: the address must tell.
_LOOSE = ("", "text/xml", "application/xml", "application/json", "application/rss", "text/rss")
_NAMED = re.compile(
    r"(?:^|/)(?:rss|feeds?|atom)(?:\d?\.(?:xml|php|aspx|rdf|json))?/?$"
    r"|\.(?:rss|atom|rdf)$|/feeds?/(?:posts|all|rss|atom)\b|/(?:rss|feed)/[\w-]+/?$|/rss\.php$",
    re.I,
)
_ASKED = re.compile(r"(?:^|&)(?:feed=(?:rss2?|atom)|(?:format|type)=(?:feed|rss2?|atom))\b", re.I)
_SAYS_SO = re.compile(r"rss|rss[ -]?feed|rss[ -]?лента|лента rss|atom|feed", re.I)
_COMMENTS = re.compile(
    r"comment|коммент|комент|kommentar|comentario|comentário|commenti|koment|yorum|reacties|"
    r"/replies|コメント|评论|留言|댓글|تعليق",
    re.I,
)
_DOOR = re.compile(r"^(?:www|feeds?|rss|m)\.")
_MOST = 2_000  # links of a page that are looked at


def find_feed(page: Page) -> str:
    """The address of the feed a web page offers; comments' feeds come last."""
    if isinstance(page.response, JsonResponse):
        raise PageChanged("feed", page.response.url)
    offers = [*_in_head(page)] or [*_linked(page)]
    if not offers:
        raise PageChanged("link to a feed", page.response.url)
    return min(offers, key=lambda offer: bool(_COMMENTS.search(" ".join(offer))))[0]


def _in_head(page: Page) -> Iterator[tuple[str, str]]:
    """The addresses and titles of what the page calls its feeds."""
    for link in page.response.xpath("//link[@rel][@href]")[:_MOST]:
        relations = link.attrib["rel"].lower().split()
        media = link.attrib.get("type", "").partition(";")[0].strip().lower()
        address = _address(page, link)
        if address is None or not {"alternate", "feed"} & set(relations):
            continue
        loose = media in _LOOSE and "hreflang" not in link.attrib and _is_named(address)
        if media in _TYPES or "feed" in relations or loose:
            yield address, link.attrib.get("title", "")


def _linked(page: Page) -> Iterator[tuple[str, str]]:
    """The links of the site itself that look like its feeds, by their address or their words."""
    for link in page.response.xpath("//a[@href]")[:_MOST]:
        address = _address(page, link)
        if address is None or not _is_ours(address, page.response.url):
            continue
        words = " ".join(link.xpath("string()").get("").split()) or link.attrib.get("title", "")
        if _is_named(address) or _SAYS_SO.fullmatch(words.strip()):
            yield address, words


def _is_ours(address: str, here: str) -> bool:
    """Whether an address is of the site itself, or of the host that serves its feeds."""
    host, own = (_DOOR.sub("", urlsplit(url).netloc.lower()) for url in (address, here))
    return host == own or host == "feedburner.com"


def _is_named(address: str) -> bool:
    parts = urlsplit(address)
    return bool(_NAMED.search(parts.path) or _ASKED.search(parts.query))


def _address(page: Page, link: Selector) -> str | None:
    try:
        address = urldefrag(page.response.urljoin(link.attrib["href"].strip())).url
    except ValueError:  # "http://[" is no address
        return None
    is_here = address == urldefrag(page.response.url).url
    return address if address.startswith(("https://", "http://")) and not is_here else None
