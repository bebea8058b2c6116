"""Where an entry of a feed stands: its own page, or the page that it shares with others."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from crawlers.page import Page
from crawlers.plain import clean
from pipeline.dedup import bare_host

Entry = Any  # feedparser's FeedParserDict, whose values are of any type

# An address to which joining it with its page's changes nothing.
_WHOLE = re.compile(
    r"https?://[\w.-]+(?::\d+)?/[\w/.~%!$&'()*+,:@=-]*"
    r"(?:\?[\w/.~%!$&'()*+,:@=?-]+)?(?:#[\w/.~%!$&'()*+,:@=?-]+)?",
    re.A,
)
# Searches that are kept as feeds link through a counter, which has the page's own address in it.
_COUNTER = re.compile(
    r"https?://(?:www\.)?(?:google\.[a-z.]{2,6}/url|bing\.com/news/apiclick\.aspx)\?", re.I
)
_COMMENT = re.compile(r"(?:comment|c)[-_]?\d+", re.I)  # the fragment of one comment of a page
_NEWEST = re.compile(r"[?&;]goto=(?:newpost|lastpost)\b")  # where a thread goes on, not one post
# What joining makes of www.site.example/1: a path of the site.
_HOST_AS_PATH = re.compile(r"(https?://)([\w.-]+)/(?:[\w.-]+/){0,3}?([\w-]+(?:\.[\w-]+)+)(/.*)")


def find_place(entry: Entry, feed: Entry, page: Page) -> tuple[str, str | None]:
    """The address of an entry, and the page it belongs to, if any.

    An entry without an address of its own has that page's as both, so that several are told apart.
    """
    here = page.response.url
    own = next(filter(None, (_absolute(each, here) for each in _own(entry, feed, here))), None)
    above = _absolute((entry.get("thr_in-reply-to") or {}).get("href"), here)
    if own is None:
        shared = above or _absolute(feed.get("link"), here) or here
        return shared, shared
    own = _behind(_mend_host(own))
    address, _, fragment = own.partition("#")
    return own, above or (address if fragment and _COMMENT.fullmatch(fragment) else None)


def _own(entry: Entry, feed: Entry, here: str) -> Iterator[str | None]:
    """What may be the entry's own address, the surest first; `rel=self` never is."""
    yield entry.get("feedburner_origlink")
    link, identifier = str(entry.get("link") or ""), str(entry.get("id") or "")
    named = identifier if identifier.startswith(("https://", "http://")) else None
    comments = str(entry.get("comments") or "").partition("#")[0]
    if comments and _is_board(link, comments, identifier, here):
        yield named if host_of(named or "") == host_of(comments) else comments
    if _NEWEST.search(link):
        yield named
    if not _is_site(link, feed, here):
        yield link
    links = entry.get("links") or []
    others = (_href(each) for each in links if each.get("rel") == "alternate")
    yield from (each for each in others if not _is_site(each, feed, here))
    yield named
    yield from (part.get("src") for part in entry.get("content") or [])
    yield None if _is_site(comments, feed, here) else comments
    yield from (_href(each) for each in links if each.get("rel") in ("related", "enclosure"))
    yield (entry.get("media_player") or {}).get("url")


def _is_board(link: str, comments: str, identifier: str, here: str) -> bool:
    """Whether people talk here of what is linked elsewhere: Lemmy, Lobsters, Hacker News."""
    told = host_of(comments)
    ours = told == host_of(here) or identifier == comments
    return bool(link and told) and told != host_of(link) and ours


def _is_site(link: str, feed: Entry, here: str) -> bool:
    """Whether an entry links no further than to the site, as those of podcasts may."""
    plain, site = link.rstrip("/"), str(feed.get("link") or "").rstrip("/")
    bare = plain.count("/") == 2  # https://site.example
    return plain == site or (bare and host_of(link) == host_of(here))


def _mend_host(address: str) -> str:
    found = _HOST_AS_PATH.fullmatch(address)
    if found and bare_host(found[2].lower()) == bare_host(found[3].lower()):
        return found[1] + found[3] + found[4]
    return address


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # "http://[" is no address
        return ""


def host_of(address: str) -> str:
    """The host of an address, without its `www.`; nothing for what is no address."""
    return bare_host(_netloc(address).lower())


def _behind(address: str) -> str:
    """The page that a counter of clicks leads to; any other address as it is."""
    if not _COUNTER.match(address):
        return address
    try:
        asked = parse_qs(urlsplit(address).query)
    except ValueError:  # "http://[" is no address
        return address
    targets = (*asked.get("url", []), *asked.get("q", []))
    return next(filter(None, (_absolute(target, "") for target in targets)), address)


def _href(link: Entry) -> str:
    return str(link.get("href") or link.get("url") or "")


def _absolute(link: str | None, base: str) -> str | None:
    """An address people can open, else None."""
    if not link or _WHOLE.fullmatch(link):
        return link or None
    try:
        address = urljoin(base, clean(link).strip())
    except ValueError:  # "http://[" is no address
        return None
    return address if address.lower().startswith(("https://", "http://")) else None
