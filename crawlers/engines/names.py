"""Who wrote a post: the names in any block of markup that holds one."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from crawlers.engines.addresses import SENDS_ELSEWHERE, is_permalink, is_profile
from crawlers.engines.markup import Element, climb, is_within, read_line, read_text, select

_TEXTS = etree.XPath(".//text()[normalize-space()]")
LONGEST_NAME = 60
_SHORT_NAME = 30
_NAMED = re.compile(
    r"[a-z](?:user|author|member|poster|display)-?name(?:$|[\s_-])|(?:^|\s)member_\d+(?:$|\s)|"
    r"(?:^|[\s_-])(?:author|user-?name|nick(?:name)?|poster|member-?name|autor|creator|by-?line|"
    r"display-?name|fn|name|profile-?link|user|postauthor|cite|anon)(?:$|[\s_-])",
    re.I,
)
_COUNTED = re.compile(r"(?:^|[\s_-])(?:counts?|counter|total)(?:$|[\s_-])", re.I)
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
_COUNT = re.compile(r"\s*+[(\[+]?\d[\d\s.,]*+[k)\]]?\s*+", re.I)
_BY = re.compile(r"(?:^|\s)(?:by|von|par|por|от|автор|da|di|av|af|door|przez|od|autor)\W*$", re.I)
_LED_BY = re.compile(  # what tells who, and is no part of a name
    r"^\W{0,5}(?:(?:posted|written|submitted|added|reviewed) by|geschrieben von"
    r"|publié par|publicado por|отправил[аи]?|опубликовал[аи]?|написал[аи]?)(?:\s*:\s*|\s+)(?=\S)",
    re.I,
)
_PARTS = "a[href], [itemprop=name], strong, b"


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
        parts = parts or _innermost_names(element)
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


def _innermost_names(element: Element) -> list[Element]:
    """What is called a name in a box that says more: where its bearer lives, or how often."""
    if len(element) < 2 and not any(map(len, element)):
        return []
    named = [each for each in select(element, "[class*=name], [class*=Name]") if read_name(each)]
    outer = {up for each in named for up in climb(each)}
    return [each for each in named if each not in outer and not len(each)]


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
    if not href or href.startswith("#") or is_permalink(href) or SENDS_ELSEWHERE.search(href):
        return False
    return element.tag == "a" and len("".join(element.itertext()).strip()) <= _SHORT_NAME


def _weigh_place(element: Element) -> int:
    if element.tag == "a" and is_profile(element.get("href") or ""):
        return 4
    if element.get("itemprop") == "name" or element.get("rel") == "author":
        return 4
    labels = labels_of(element)
    if _COUNTED.search(labels):
        return 0  # how many follow the writer
    if _NAMED.search(labels) or (element.tag == "a" and _follows_by(element)):
        return 3
    if len(element) and _BOX.search(labels):
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


def read_name(element: Element) -> str | None:
    """The text of an element when it can be a name."""
    said = named_by(element) if len(element) < 20 else ""
    name = _LED_BY.sub("", said).strip(" :,»«|·•@~")
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


def labels_of(element: Element) -> str:
    return f"{element.get('class', '')} {element.get('rel', '')} {element.get('itemprop', '')}"
