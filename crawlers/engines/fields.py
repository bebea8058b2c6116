"""Who wrote a post, and where it stands: told from any block of markup that holds one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from crawlers.engines.markup import Element, climb, read_line, read_text, select
from crawlers.engines.thread import Thread

_TEXTS = etree.XPath(".//text()[normalize-space()]")
LONGEST_NAME = 60
_SHORT_NAME = 30
_PROFILE = re.compile(
    r"(?:^|[/?&;=._-])(?:u|users?|members?|membre|mitglied|profiles?|profil|profilo|memberlist|"
    r"people|persons?|author|autor|viewprofile|showuser|userinfo|user_info|user-info|"
    r"find-user|memberinfo|benutzer|uid|getuser|userid|user_id|utilisateur|usuario|gebruiker|"
    r"uzivatel|uzytkownik|korisnik|kullanici|felhasznalo|bruger|anvandare|kayttaja|polzovatel)"
    r"(?:$|[/?&;=.,_-]|\d)|/[~@][\w.-]+/?$",
    re.I,
)
_NOT_PROFILE = re.compile(
    r"(?:mode=quote|posting|compose|sendmessage|privmsg|search|email|login|register|report|"
    r"newreply|reply|avatar|sharer?\b|/intent/|showthread|viewtopic|lostpassword|gallery|\.(?:png|jpe?g|gif)$)",
    re.I,
)
_NAMED = re.compile(
    r"[a-z](?:user|author|member|poster|display)-?name(?:$|[\s_-])|(?:^|\s)member_\d+(?:$|\s)|"
    r"(?:^|[\s_-])(?:author|user-?name|nick(?:name)?|poster|member-?name|autor|creator|by-?line|"
    r"display-?name|fn|name|profile-?link|user|postauthor|cite|anon)(?:$|[\s_-])",
    re.I,
)
# What holds a name first, then more of its bearer.
_BOX = re.compile(
    r"(?:member|user|author|reviewer|guest|customer|avatar)[-_]?(?:info|data|details|block|box|card)",
    re.I,
)
_NOT_NAME = re.compile(
    r"^(?:by|von|par|por|от|автор|re|quote|reply|report|profile?|pm|www|posted|guest|"
    r"#?\d+|permalink|link|top|offline|online|says|said|wrote|today|yesterday|heute|gestern|hier|"
    r"aujourd['’]hui|hoy|ayer|oggi|ieri|hoje|ontem|сегодня|вчера|сьогодні|вчора|dziś|wczoraj|bugün|"
    r"dün|vandaag|gisteren|dnes|včera|今天|昨天|今日|昨日|오늘|어제)[:.]?$"
    r"|^(?:re|aw|sv|vs|antw|rif|res|fwd?|отв|ответ|ynt|odp)\s?:",
    re.I,
)
_COUNT = re.compile(r"\s*[(\[+]?\d[\d\s.,]*[k)\]]?\s*", re.I)
_BY = re.compile(r"(?:^|\s)(?:by|von|par|por|от|автор|da|di|av|af|door|przez|od|autor)\W*$", re.I)
_PARTS = "a[href], [itemprop=name], strong, b"
_PERMALINK = re.compile(
    r"(?:[?&;/](?:p|pid|post|posts|msg|comment|findpost|answer|reply|review|otzyv)[=/_-]|/p(?=\d{4})|#)"
    r"[a-z_-]{0,12}\d+|permalink|findcomment",
    re.I,
)
_NOT_PERMALINK = re.compile(
    r"(?:posting|newreply|reply\b|quote|report|edit|delete|login|register|vote|like|share\?|"
    r"facebook|twitter|mailto|javascript|do=(?:report|quote|reply)|mode=)",
    re.I,
)
_PLACE = re.compile(r"[#№¶]|[#№]?\s?\d+|.{0,30}\d\d:\d\d.{0,10}")  # "#3", "14 March 2019 21:07"
_NUMBER = re.compile(r"\d{3,}")
_ANCHOR = re.compile(r"^(?:[a-z_-]{0,20}?\d+|[a-z][\w-]{0,40}[_-][0-9a-f-]{16,64})$", re.I)


def find_author(block: Element, body: Element | None = None) -> str | None:
    """The name of who wrote a block: a profile's link, else what markup calls a name."""
    for link in select(block, "a[href]"):
        href = link.get("href")
        if is_profile(href) and not is_within(link, body):
            name = read_name(link)
            if name and len(name) > 1:
                return name
    for element in select(block, "[itemprop=name], [class], [rel=author]"):
        if is_within(element, body) or not _NAMED.search(labels_of(element)):
            continue
        name = read_name(element)
        if name:
            return name
    return None


def author_candidates(
    block: Element, body: Element | None = None
) -> Iterator[tuple[str, str, int]]:
    """The names in a block: the place of each in the markup, the name, and how sure it is.

    Links that say nothing of themselves are there, too, as not sure at all.
    """
    if block.get("data-author"):
        yield "@data-author", block.get("data-author"), 5
    query = "a[href], [itemprop=name], [class], [rel=author], strong, b, h3, h4, h5, dt, cite"
    inside: set[Element] = set()
    for element in select(block, query):
        weight = _weigh_name(element)
        if not (weight or _is_plain(element)) or element in inside or is_within(element, body):
            continue
        # A box that holds name, rank and badges: the name is the first thing in it.
        parts = [part for part in select(element, _PARTS) if read_name(part)]
        if not parts and len(element) and _BOX.search(labels_of(element)):
            element = next((holder for holder, _ in own_texts(element, None, 1)), element)
        if parts and element.tag != "a":
            element = max(parts, key=_weigh_name)
            weight = max(weight, _weigh_name(element))
            inside.update(parts)
        name = read_name(element)
        if name:
            yield place_of(element, block), name, weight
    if body is not None:
        yield from _names_before(body)


def _names_before(body: Element) -> Iterator[tuple[str, str, int]]:
    """Names that open a body: some engines have no other place for them."""
    for holder, _ in list(own_texts(body, None, 12))[:3]:
        if holder is body or holder.tag not in {"strong", "b", "cite", "span", "a"}:
            continue
        links = [up for up in (holder, *climb(holder)) if up.tag == "a"]
        named = all(is_profile(up.get("href") or "") or _follows_by(up) for up in links)
        name = read_name(holder) if named else None
        if name and len(name) <= 30:
            yield f"{place_of(holder, body)}/^", name, 1


def _weigh_name(element: Element) -> int:
    weight = _weigh_place(element)
    # A letter alone stands for a picture of the writer.
    return weight // 2 if weight and len(read_line(element)) == 1 else weight


def _is_plain(element: Element) -> bool:
    """Whether an element is a link that may lead to a person, though nothing says so."""
    href = (element.get("href") or "").strip()
    if not href or href.startswith("#") or is_permalink(href) or _NOT_PROFILE.search(href):
        return False
    return element.tag == "a" and len("".join(element.itertext()).strip()) <= _SHORT_NAME


def _weigh_place(element: Element) -> int:
    if element.tag == "a" and is_profile(element.get("href") or ""):
        return 4
    if element.get("itemprop") == "name" or element.get("rel") == "author":
        return 4
    if _NAMED.search(labels_of(element)) or (element.tag == "a" and _follows_by(element)):
        return 3
    if len(element) and _BOX.search(labels_of(element)):
        return 1
    if element.tag not in {"strong", "b", "h3", "h4", "h5", "dt", "cite"}:
        return 0
    links = [up for up in climb(element) if up.tag == "a"] + select(element, "a[href]")
    return 0 if any(not is_profile(link.get("href") or "") for link in links) else 1


def _follows_by(link: Element) -> bool:
    """Whether a link comes right after "by"."""
    for element, parent in zip((link, link.getparent()), climb(link), strict=False):
        before = element.getprevious()
        text = parent.text if before is None else before.tail
        if text and text.strip():
            return bool(_BY.search(text[-20:]))
        if before is not None:
            return False
    return False


def place_of(element: Element, block: Element) -> str:
    steps: list[str] = []
    for part in (element, *climb(element)):
        if part is block or len(steps) == 4:
            break
        steps.append(f"{part.tag}.{re.sub(r'[0-9]+', '', part.get('class') or '')}")
    return "/".join(steps)


@lru_cache(maxsize=2048)
def is_profile(href: str) -> bool:
    """Whether a link leads to a person's page."""
    path = href.split("#")[0]
    return bool(_PROFILE.search(path)) and not _NOT_PROFILE.search(path)


def read_name(element: Element) -> str | None:
    """The text of an element when it can be a name."""
    name = named_by(element).strip(" :,»«|·•@~") if len(element) < 20 else ""
    if not name or len(name) > LONGEST_NAME or _NOT_NAME.match(name) or name.count(" ") > 5:
        return None
    # A clock or a whole line is no name.
    return name if re.search(r"[^\W\d_]", name) and not re.search(r"\d:\d\d|»|\|", name) else None


def own_texts(
    block: Element, body: Element | None = None, most: int = 400
) -> Iterator[tuple[Element, str]]:
    """The texts of a block outside its body in order, each with the element it stands in."""
    found: list[Any] = _TEXTS(block)
    for text in found[:most]:
        parent = text.getparent()
        holder = parent.getparent() if text.is_tail else parent
        if holder is None or holder.tag in {"script", "style", "option"}:
            continue
        if text.strip() and not is_within(holder, body):
            yield holder, str(text)


def named_by(element: Element) -> str:
    """What an element says, without the count or badge that stands in an element beside a name."""
    counts = [part for part in element.iter("*") if part is not element and _is_count(part)]
    name = " ".join(read_text(element, counts).split()) if counts else ""
    return name or read_line(element)


def _is_count(element: Element) -> bool:
    return len(element) < 3 and bool(_COUNT.fullmatch("".join(element.itertext())))


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
        if not is_within(link, body) and (
            is_permalink(href) or _is_called_permalink(link, href) or _bears(link, href, numbers)
        ):
            address = thread.absolute(href)
            if address and _on_site(address, thread):
                yield address


def _is_called_permalink(link: Element, href: str) -> bool:
    """Whether a link says by its class or relation that it leads to the post itself."""
    labels = f"{link.get('class', '')} {link.get('rel', '')}"
    return "permalink" in labels.lower() and not _NOT_PERMALINK.search(href)


def _bears(link: Element, href: str, numbers: set[str]) -> bool:
    """Whether a link with the block's own number is shown as its place or its date."""
    if not numbers or numbers.isdisjoint(_NUMBER.findall(href)) or is_profile(href):
        return False
    return bool(_PLACE.fullmatch(read_line(link))) and not _NOT_PERMALINK.search(href)


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


def labels_of(element: Element) -> str:
    return f"{element.get('class', '')} {element.get('rel', '')} {element.get('itemprop', '')}"


def is_within(element: Element, body: Element | None) -> bool:
    """Whether an element is the body of the post or lies in it."""
    if body is None:
        return False
    return element is body or any(up is body for up in climb(element))
