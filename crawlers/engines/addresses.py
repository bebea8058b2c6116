"""Where a post stands and what a link leads to: a person, one post, or something else."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from crawlers.engines.markup import Element, is_within, read_line, select
from crawlers.engines.thread import Thread

_PROFILE = re.compile(
    r"(?:^|[/?&;=._-])(?:u|users?|members?|membre|mitglied|profiles?|profil|profilo|memberlist|"
    r"people|persons?|author|autor|commenters?|viewprofile|showuser|userinfo|user_info|user-info|"
    r"find-user|memberinfo|benutzer|uid|getuser|userid|user_id|utilisateur|usuario|gebruiker|"
    r"uzivatel|uzytkownik|korisnik|kullanici|felhasznalo|bruger|anvandare|kayttaja|polzovatel)"
    r"(?:$|[/?&;=.,_-]|\d)|/[~@][\w.-]+/?$",
    re.I,
)
SENDS_ELSEWHERE = re.compile(
    r"(?:mode=quote|posting|compose|sendmessage|privmsg|search|email|login|register|report|"
    r"newreply|reply|avatar|sharer?\b|/intent/|showthread|viewtopic|lostpassword|gallery|\.(?:png|jpe?g|gif)$)",
    re.I,
)
_PERMALINK = re.compile(
    r"(?:[?&;/](?:p|pid|post|posts|msg|comment|findpost|answer|reply|review|otzyv)[=/_-](?:show/|view/)?|/p(?=\d{4})|#)"
    r"[a-z_-]{0,12}\d+|permalink|findcomment",
    re.I,
)
_NOT_PERMALINK = re.compile(
    r"(?:posting|newreply|reply\b|quote|report|edit|delete|login|register|vote|like|share\?|"
    r"facebook|twitter|mailto|javascript|do=(?:report|quote|reply)|mode=)",
    re.I,
)
_CALLED = re.compile(
    r"perma-?link|permanent link|direct link|link to this (?:post|message|comment)|permalien"
    r"|постоянная ссылка|прямая ссылка|ссылка на (?:сообщение|комментарий)|enlace permanente",
    re.I,
)
_PLACE = re.compile(r"[#№¶]|[#№]?\s?\d+|.{0,30}\d\d:\d\d.{0,10}")  # "#3", "14 March 2019 21:07"
_NUMBER = re.compile(r"\d{3,}")
_ANCHOR = re.compile(r"^(?:[a-z_-]{0,32}?\d+|[a-z][\w-]{0,40}[_-][0-9a-f-]{16,64})$", re.I)


@lru_cache(maxsize=2048)
def is_profile(href: str) -> bool:
    """Whether a link leads to a person's page."""
    path = href.split("#")[0]
    return bool(_PROFILE.search(path)) and not SENDS_ELSEWHERE.search(path)


def find_link(block: Element, thread: Thread, body: Element | None = None) -> str | None:
    """The post's own address: a permalink, else the thread with the block's anchor."""
    numbers = _own_numbers(block)
    found = dict.fromkeys(_permalinks(block, thread, body, numbers))
    if len(found) > 1 and numbers:
        # Of the posts that a block points to, such as the one it answers, it is one itself.
        own = next((address for address in found if numbers & set(_NUMBER.findall(address))), None)
        return own or next(iter(found))
    return next(iter(found), None) or find_anchor(block, thread)


def _permalinks(
    block: Element, thread: Thread, body: Element | None, numbers: set[str]
) -> Iterator[str]:
    for link in select(block, "a[href]"):
        href = link.get("href").strip()
        if href.startswith("#") and not _holds_anchor(block, href[1:]):
            continue  # the post before or after
        if is_within(link, body):
            continue
        address = thread.absolute(href)
        if not address or not _on_site(address, thread):
            continue
        if (
            is_permalink(href)
            or _is_called_permalink(link, href)
            or _bears(link, href, numbers)
            or _leads_below(link, address, thread)
        ):
            yield address


def _is_called_permalink(link: Element, href: str) -> bool:
    """Whether a link says by its class, relation or text that it leads to the post itself."""
    labels = f"{link.get('class', '')} {link.get('rel', '')}".lower()
    called = "permalink" in labels or _CALLED.fullmatch("".join(link.itertext()).strip())
    return bool(called) and not href.startswith("#") and not _NOT_PERMALINK.search(href)


def _bears(link: Element, href: str, numbers: set[str]) -> bool:
    """Whether a link with the block's own number is shown as its place or its date."""
    if not numbers or numbers.isdisjoint(_NUMBER.findall(href)) or is_profile(href):
        return False
    return bool(_PLACE.fullmatch(read_line(link))) and not _NOT_PERMALINK.search(href)


def _leads_below(link: Element, address: str, thread: Thread) -> bool:
    """Whether a link that shows a time leads to an address below the thread's own."""
    below = address.startswith(f"{thread.address.rstrip('/')}/")
    return below and bool(select(link, "time")) and not _NOT_PERMALINK.search(address)


def _own_numbers(block: Element) -> set[str]:
    """The numbers a block bears in its name and in those of the anchors in it."""
    named = [block, *select(block, "[id], a[name]")[:20]]
    names = [each.get(name) or "" for each in named for name in ("id", "name", "data-id")]
    return {number for name in names for number in _NUMBER.findall(name)}


def _holds_anchor(block: Element, name: str) -> bool:
    if block.get("id") == name:
        return True
    return any(
        name in (held.get("id"), held.get("name")) for held in select(block, "[id], a[name]")
    )


@lru_cache(maxsize=2048)
def is_permalink(href: str) -> bool:
    """Whether a link may lead to one post."""
    return bool(_PERMALINK.search(href)) and not _NOT_PERMALINK.search(href)


def find_anchor(block: Element, thread: Thread) -> str | None:
    """The address of the numbered anchor that a block holds or is."""
    for element in [block, *select(block, "a[name], [id]")]:
        for name in (element.get("id"), element.get("name")):
            if name and _ANCHOR.match(name) and any(map(str.isdigit, name)):
                return f"{thread.address}#{name}"
    return None


def _on_site(address: str, thread: Thread) -> bool:
    own = urlsplit(thread.page.response.url).hostname or ""
    return not own or (urlsplit(address).hostname or "") == own
