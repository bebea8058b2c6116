"""Who wrote a post, when, and where it stands: told from any block of markup that holds one."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from crawlers.engines.markup import Element, climb, read_line, select
from crawlers.engines.thread import Thread

_TEXTS = etree.XPath(".//text()[normalize-space()]")
LONGEST_NAME = 60
_MOST_DATES = 40  # texts of one block that are tried as its date

_PROFILE = re.compile(
    r"(?:^|[/?&;=._-])(?:u|users?|members?|membre|mitglied|profiles?|profil|profilo|memberlist|"
    r"people|persons?|author|autor|viewprofile|showuser|userinfo|user_info|user-info|"
    r"find-user|memberinfo|benutzer|uid|getuser|userid|user_id|utilisateur|usuario|gebruiker)"
    r"(?:$|[/?&;=.,_-]|\d)",
    re.I,
)
_NOT_PROFILE = re.compile(
    r"(?:mode=quote|posting|compose|sendmessage|privmsg|search|email|login|register|report|"
    r"newreply|reply|avatar|showthread|viewtopic|lostpassword|gallery|\.(?:png|jpe?g|gif)$)",
    re.I,
)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:author|user-?name|nick(?:name)?|poster|member-?name|autor|creator|by-?line|"
    r"display-?name|fn|name|profile-?link|user|postauthor|cite)(?:$|[\s_-])",
    re.I,
)
_NOT_NAME = re.compile(
    r"^(?:by|von|par|por|от|автор|re|quote|reply|report|profile?|pm|www|posted|guest|"
    r"#?\d+|permalink|link|top|offline|online|says|said|wrote)[:.]?$",
    re.I,
)
# What stands before a date that is not the post's own.
_OTHER_DATE = re.compile(
    r"join|regist|зарег|регистр|inscri|enregistr|member|mitglied|dabei|beigetret|lid sinds|"
    r"iscritt|dołącz|последн|с нами|на сайте|last|edit|bearbeit|geändert|modif|изменен|"
    r"редактир|since|seit|depuis|age|alter|birth|updated|visit|active|aktiv|seen",
    re.I,
)
_PARTS = "a[href], [itemprop=name], strong, b"
_DATE_LIKE = re.compile(
    r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}|\d{1,2}:\d\d|\d.{0,12}[^\W\d_]{2}|[^\W\d_]{3}.{0,6}\d"
    r"|^\s*\d{9,13}\s*$",
    re.S,
)
_PERMALINK = re.compile(
    r"(?:[?&;/](?:p|pid|post|posts|msg|comment|findpost|answer|reply)[=/_-]|/p(?=\d{4})|#)"
    r"[a-z_-]{0,12}\d+|permalink|findcomment",
    re.I,
)
_NOT_PERMALINK = re.compile(
    r"(?:posting|newreply|reply\b|quote|report|edit|delete|login|register|vote|like|share\?|"
    r"facebook|twitter|mailto|javascript|do=(?:report|quote|reply)|mode=)",
    re.I,
)
_ANCHOR = re.compile(r"^[a-z_-]{0,20}?\d+$", re.I)


def find_author(block: Element, body: Element | None = None) -> str | None:
    """The name of who wrote a block: a profile's link, else what markup calls a name."""
    for link in select(block, "a[href]"):
        href = link.get("href")
        if is_profile(href) and not _within(link, body):
            name = read_name(link)
            if name:
                return name
    for element in select(block, "[itemprop=name], [class], [rel=author]"):
        if _within(element, body) or not _NAMED.search(_labels(element)):
            continue
        name = read_name(element)
        if name:
            return name
    return None


def author_candidates(
    block: Element, body: Element | None = None
) -> Iterator[tuple[str, str, int]]:
    """The names in a block: the place of each in the markup, the name, and how sure it is."""
    if block.get("data-author"):
        yield "@data-author", block.get("data-author"), 5
    query = "a[href], [itemprop=name], [class], [rel=author], strong, b, h3, h4, h5, dt, cite"
    inside: set[Element] = set()
    for element in select(block, query):
        weight = _weigh_name(element)
        if not weight or element in inside or _within(element, body):
            continue
        # A box that holds name, rank and badges: the name is the first thing in it.
        parts = [part for part in select(element, _PARTS) if read_name(part)]
        if parts and element.tag != "a":
            element, weight = parts[0], max(weight, _weigh_name(parts[0]))
            inside.update(parts)
        name = read_name(element)
        if name:
            yield _place(element, block), name, weight
    if body is not None:
        yield from _names_before(body)


def _names_before(body: Element) -> Iterator[tuple[str, str, int]]:
    """Names that open a body: some engines have no other place for them."""
    for holder, _ in list(own_texts(body, None, 12))[:3]:
        if holder is body or holder.tag not in {"strong", "b", "cite", "span", "a"}:
            continue
        links = [up for up in (holder, *climb(holder)) if up.tag == "a"]
        name = read_name(holder) if all(is_profile(up.get("href") or "") for up in links) else None
        if name and len(name) <= 30:
            yield f"{_place(holder, body)}/^", name, 1


def _weigh_name(element: Element) -> int:
    if element.tag == "a" and is_profile(element.get("href") or ""):
        return 4
    if element.get("itemprop") == "name" or element.get("rel") == "author":
        return 4
    if _NAMED.search(_labels(element)):
        return 3
    if element.tag not in {"strong", "b", "h3", "h4", "h5", "dt", "cite"}:
        return 0
    links = [up for up in climb(element) if up.tag == "a"] + select(element, "a[href]")
    return 0 if any(not is_profile(link.get("href") or "") for link in links) else 1


def _place(element: Element, block: Element) -> str:
    steps: list[str] = []
    for part in (element, *climb(element)):
        if part is block or len(steps) == 4:
            break
        steps.append(f"{part.tag}.{re.sub(r'[0-9]+', '', part.get('class') or '')}")
    return "/".join(steps)


def is_profile(href: str) -> bool:
    """Whether a link leads to a person's page."""
    path = href.split("#")[0]
    return bool(_PROFILE.search(path)) and not _NOT_PROFILE.search(path)


def read_name(element: Element) -> str | None:
    """The text of an element when it can be a name."""
    name = read_line(element).strip(" :,»«|·•@") if len(element) < 20 else ""
    if not name or len(name) > LONGEST_NAME or _NOT_NAME.match(name) or name.count(" ") > 5:
        return None
    # A clock or a whole line is no name.
    return name if re.search(r"\w", name) and not re.search(r"\d:\d\d|»|\|", name) else None


def find_date(
    block: Element,
    thread: Thread,
    body: Element | None = None,
    day_first: bool | None = None,
) -> datetime | None:
    """The moment a block was posted: a machine's mark, else a text with a time, else a day."""
    plain = None
    for tries, text in enumerate(date_texts(block, body)):
        if tries >= _MOST_DATES:
            break
        found = thread.read_date(text, day_first)
        if found and has_time(text):
            return found
        plain = plain or found
    return plain


def has_time(text: str) -> bool:
    """Whether a date's text says more than the day."""
    return bool(re.search(r"\d:\d\d|\d\s?[ap]m\b|\d{9,}", text, re.I))


def with_time(holder: Element, line: str) -> str:
    """A day with the time that stands beside it in an element of its own."""
    for element in () if has_time(line) else (holder, holder.getparent()):
        if element is not None and len(element) < 6:
            whole = read_line(element)
            if len(whole) <= LONGEST_NAME and line in whole and has_time(whole):
                return whole
    return line


def date_texts(block: Element, body: Element | None = None) -> Iterator[str]:
    """The texts of a block that look like its date, machine-readable ones first."""
    yield from _marked_dates(block, body)
    before = ""
    for holder, text in own_texts(block, body):
        line = " ".join(text.split())
        if is_date_like(line) and not is_labelled(before, line):
            yield _trim_date(with_time(holder, line))
        before = line or before


def is_labelled(before: str, line: str) -> bool:
    """Whether a date, or the label before it, says that it is not the post's own: "Joined:"."""
    label = before if len(before) <= 30 and not re.search(r"\d", before) else ""
    return bool(_OTHER_DATE.search(f"{label} {line[:40]}"))


def _marked_dates(block: Element, body: Element | None) -> Iterator[str]:
    for element in select(block, "[datetime], [data-time], [data-timestamp], [data-date]"):
        if _within(element, body) or _OTHER_DATE.search(_labels(element)):
            continue
        for name in ("datetime", "data-time", "data-timestamp", "data-date"):
            if element.get(name):
                yield element.get(name)
    for element in select(block, "abbr[title], time[title], span[title], a[title], time"):
        if not _within(element, body):
            title = element.get("title") or ""
            if is_date_like(title) and not _OTHER_DATE.search(title):
                yield _trim_date(title)


def is_date_like(text: str) -> bool:
    """Whether a text is worth reading as a date; cheap, and right to refuse most."""
    if not 3 <= len(text) <= 120:
        return False
    return bool(_DATE_LIKE.search(text)) or (len(text) <= 40 and text.count(" ") <= 4)


def _trim_date(line: str) -> str:
    return line.strip(" »«,:|•·-()[]")


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
        if text.strip() and not _within(holder, body):
            yield holder, str(text)


def find_link(block: Element, thread: Thread, body: Element | None = None) -> str | None:
    """The post's own address: a permalink, else the thread with the block's anchor."""
    for link in select(block, "a[href]"):
        href = link.get("href").strip()
        if href.startswith("#") and not _holds_anchor(block, href[1:]):
            continue  # the post before or after
        if not _within(link, body) and is_permalink(href):
            address = thread.absolute(href)
            if address and _on_site(address, thread):
                return address
    return find_anchor(block, thread)


def _holds_anchor(block: Element, name: str) -> bool:
    if block.get("id") == name:
        return True
    return any(
        name in (held.get("id"), held.get("name")) for held in select(block, "[id], a[name]")
    )


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


def _labels(element: Element) -> str:
    return f"{element.get('class', '')} {element.get('rel', '')} {element.get('itemprop', '')}"


def _within(element: Element, body: Element | None) -> bool:
    """Whether an element is the body of the post or lies in it."""
    if body is None:
        return False
    return element is body or any(up is body for up in climb(element))
