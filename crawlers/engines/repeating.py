"""Threads of engines nobody taught us: the block that repeats, with a date, a name and prose."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TypeAlias
from urllib.parse import urlsplit

from lxml import etree
from scrapy.http import HtmlResponse

from crawlers.dates import guess_day_first, read_date
from crawlers.engines.fields import (
    author_candidates,
    date_texts,
    find_author,
    find_date,
    find_link,
    is_date_like,
    is_labelled,
    is_permalink,
    is_profile,
    own_texts,
    with_time,
)
from crawlers.engines.layout import read_body
from crawlers.engines.markup import Element, climb, outermost, read_line, select
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

_MOST_MARKS = 1_000  # dates of a page that are looked at
_MOST_BLOCKS = 500  # of one group
_MOST_GROUPS = 8
_MOST_TEXTS = 20_000
_LEAST_PROSE = 20  # characters a block must hold on average; what holds less is a list
_SEVERAL = 4  # blocks that nothing else explains
_ALWAYS = datetime(2100, 1, 1, tzinfo=UTC)  # a clock for telling what is a date, not which
_SKIPPED = {"script", "style", "option", "head", "select", "textarea", "noscript", "title"}
_NUMBERED = re.compile(r"^([a-z][a-z_-]{0,30}?)[-_]?\d+$", re.I)
_DIGITS = re.compile(r"\d+")
_MOST_WEIGHT = 2_000  # of one block, lest a long one speaks for all
_DEEPEST = 40  # levels below a block that are told apart
_CONTENT = re.compile(r"content|body|message|text|comment|entry|prose|answer", re.I)
_ASIDE = re.compile(r"author|user|meta|info|footer|button|control|tool|like|react|side", re.I)
_NEVER_PROSE = re.compile(r"signature|profil|avatar|sidebar|\bsig\b|menu|breadcrumb|code", re.I)
_LETTERS = re.compile(r"(?:[^\W\d_].*){4}")
_HEADS = ("time", ".date", ".author", "ul.buttons")
_SAYS = re.compile(r"^\s*(?:says|said|wrote|writes|schrieb|a écrit|пишет|написал[а]?)?\s*:?", re.I)
_SAYS_LITTLE = re.compile(r"\d:\d\d|\b(?:19|20)\d\d\b|#\d+|^re:", re.I)
_INLINE = re.compile(r"(?:p|b|i|u|em|strong|li|ul|ol|pre|code|font|h\d|(?:span|blockquote)\.$)\b")


@dataclass(frozen=True)
class _Block:
    """One candidate post: the elements it spans, and the date that marks it."""

    root: Element
    marks: tuple[str, ...] = ()


_Pairs: TypeAlias = list[tuple[_Block, Element]]


@dataclass(frozen=True)
class _Group:
    """Blocks of one shape with their bodies, and how much they look like posts."""

    blocks: _Pairs
    score: float


def claims(page: Page, share: float = 0) -> bool:
    """Whether blocks with names, dates and prose repeat.

    With a `share` they must be several and hold that much of the page's prose.
    """
    if not isinstance(page.response, HtmlResponse):
        return False
    thread = Thread(page)
    group = _find_group(thread)
    if group is None:
        return False
    if not share:
        return True
    held = sum(_prose(body) for _, body in group.blocks)
    return len(group.blocks) >= _SEVERAL and held >= share * _prose(thread.root)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page; none when nothing on it looks like posts."""
    thread = Thread(page)
    group = _find_group(thread)
    if group is None:
        return
    day_first = guess_day_first(text for block, _ in group.blocks for text in block.marks)
    path = _author_path(group.blocks)
    for block, body in group.blocks:
        yield _read_block(thread, block, body, path, day_first)


def _read_block(
    thread: Thread, block: _Block, body: Element, path: str | None, day_first: bool | None
) -> Post:
    author = _name_at(path, block, body) or find_author(block.root, body)
    dates = (thread.read_date(text, day_first) for text in block.marks)
    published = (
        next(filter(None, dates), None)
        or find_date(block.root, thread, body, day_first)
        or _find_opening_date(body, thread, day_first)
    )
    text = read_body(body, (), _HEADS, thread.keeps_quotes)
    address = find_link(block.root, thread, body) or thread.address
    return thread.post(address, _behead(text, author, block.marks), author, published)


def _behead(text: str, author: str | None, marks: tuple[str, ...]) -> str:
    """A text without the name and date that open it, where head and text are one element."""
    heads = [head for head in (author, *marks) if head]
    for _ in range(3):
        text = text.lstrip(" \n,:»|·-")
        for head in heads:
            if text.startswith(head):
                text = _SAYS.sub("", text[len(head) :], count=1)
    return text.lstrip(" \n")


def _find_opening_date(body: Element, thread: Thread, day_first: bool | None) -> datetime | None:
    """The date that opens a body, in engines that keep head and text in one element."""
    machine = select(body, "time::attr(datetime)")[:1]
    texts = [text for _, text in own_texts(body, None, 6) if is_date_like(text)]
    found = (thread.read_date(text, day_first) for text in (*machine, *texts))
    return next(filter(None, found), None)


def _find_group(thread: Thread) -> _Group | None:
    candidates = [*_marked_groups(thread), *_numbered_groups(thread.root)]
    address = thread.page.response.url
    judged = [_judge(blocks, address) for blocks in candidates[: 2 * _MOST_GROUPS]]
    found = [group for group in judged if group]
    best = max(found, key=lambda group: group.score, default=None)
    return best and _add_opening(thread, best)


def _add_opening(thread: Thread, group: _Group) -> _Group:
    """The group with the post that opened the thread, which often has a shape of its own."""
    counts: Counter[Element] = Counter()
    for block, _ in group.blocks:
        counts.update([block.root, *climb(block.root)])
    first = group.blocks[0][0]
    if first.root.getparent() is None:
        return group  # blocks put together from siblings have no place in the page
    for mark in _marks_before(thread, first.root)[-3:][::-1]:
        top = _climb_until(mark[0], counts)
        (body,) = _find_bodies([top])
        pair = (_Block(top, (mark[1],)), body)
        if body is not None and _prose(body) > _LEAST_PROSE and _is_other(pair, group.blocks[0]):
            return _Group([pair, *group.blocks], group.score)
    return group


def _is_other(pair: tuple[_Block, Element], first: tuple[_Block, Element]) -> bool:
    """Whether a block is a post of its own: named, and no heading that repeats the first one."""
    (block, body), (first_block, first_body) = pair, first
    author = find_author(block.root, body) or _name_at(_author_path([pair]), *pair)
    if author is None:
        return False
    names = {name for _, name, _ in author_candidates(first_block.root, first_body)}
    dates = {*first_block.marks, *date_texts(first_block.root, first_body)}
    return author not in names or not set(block.marks) & dates


def _marks_before(thread: Thread, first: Element) -> list[tuple[Element, str]]:
    marks = dict(_find_marks(thread))
    before: list[tuple[Element, str]] = []
    for element in thread.root.iter():
        if element is first:
            return before
        if element in marks:
            before.append((element, marks[element]))
    return []


def _climb_until(element: Element, taken: Counter[Element]) -> Element:
    """The largest piece of the page around an element that holds none of the taken ones."""
    top = element
    for parent in climb(element):
        if taken[parent]:
            break
        top = parent
    return top


# Candidates


def _numbered_groups(root: Element) -> Iterator[list[_Block]]:
    """Elements that bear one name with a number of their own: post-17, post-18; and microdata."""
    groups: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for element in select(root, "[id]"):
        found = _NUMBERED.match(element.get("id"))
        if found and element.tag not in {"a", "span", "input", "img"}:
            groups[found.group(1).lower(), element.tag].append(element)
    query = "[itemtype*=Comment], [itemtype*=DiscussionForumPosting], [itemtype*=Answer]"
    groups["microdata", ""] = [
        element for element in select(root, query) if "Action" not in element.get("itemtype")
    ]
    sizable = sorted(groups.values(), key=len, reverse=True)[:_MOST_GROUPS]
    for elements in sizable:
        if len(elements) > 1:
            yield [_Block(element) for element in outermost(elements[:_MOST_BLOCKS])]


def _marked_groups(thread: Thread) -> Iterator[list[_Block]]:
    """Blocks around dates that stand in the same place of the tree."""
    groups: dict[str, list[tuple[Element, str]]] = defaultdict(list)
    for element, text in _find_marks(thread):
        groups[_place(element)].append((element, text))
    for marks in sorted(groups.values(), key=len, reverse=True)[:_MOST_GROUPS]:
        if len(marks) > 1:
            yield _enclose(marks)


def _find_marks(thread: Thread) -> list[tuple[Element, str]]:
    """The elements that show a date, with its text."""
    known: dict[str, bool] = {}
    marks: dict[Element, str] = {}
    for element, text in _date_texts(thread.root):
        if len(known) >= _MOST_MARKS or len(marks) >= _MOST_MARKS:
            break
        if element in marks:
            continue
        if text not in known:
            known[text] = thread.read_date(text) is not None or _names_day(thread, text)
        if known[text]:
            marks[element] = text
    return list(marks.items())


def _date_texts(root: Element) -> Iterator[tuple[Element, str]]:
    """Whatever looks like a post's date: what machines are to read, then texts."""
    for element in select(root, "time, [data-time], [data-timestamp], abbr[title], span[title]"):
        for name in ("datetime", "data-time", "data-timestamp", "title"):
            if is_date_like(element.get(name) or ""):
                yield element, element.get(name).strip()
                break
    before = ""
    for element, text in own_texts(root, None, _MOST_TEXTS):
        line = " ".join(text.split())
        if is_date_like(line) and not is_labelled(before, line):
            yield element, with_time(element, line)
        before = line


def _names_day(thread: Thread, line: str) -> bool:
    """Whether a text would be a date if we knew when the page was fetched."""
    return read_date(line, fetched=_ALWAYS, language=thread.language) is not None


def _place(element: Element) -> str:
    """Where an element stands: its own shape and those of its nearest parents."""
    ancestors = [parent for parent, _ in zip(climb(element), range(3), strict=False)]
    return "/".join([_shape(element), *(str(parent.tag) for parent in ancestors)])


def _shape(element: Element) -> str:
    names = _DIGITS.sub("", element.get("class") or "").split()
    return f"{element.tag}.{names[0] if names else ''}"


def _enclose(marks: list[tuple[Element, str]]) -> list[_Block]:
    """The largest piece of the page around each mark that holds no other one."""
    counts: Counter[Element] = Counter()
    for element, _ in marks:
        counts.update([element, *climb(element)])
    tops: dict[Element, list[str]] = {}
    for element, text in marks:
        if counts[element] > 1:
            continue  # it holds other dates, so it is no mark of one post
        top = element
        for parent in climb(element):
            if counts[parent] > counts[element]:
                break
            top = parent
        tops.setdefault(top, []).append(text)
    return [_Block(_span(top, tops), tuple(texts)) for top, texts in tops.items()]


def _span(top: Element, tops: dict[Element, list[str]]) -> Element:
    """A block with the siblings that follow it up to the next: header and text may be rows."""
    following = []
    for sibling in top.itersiblings("*"):
        if sibling in tops:
            break
        following.append(sibling)
    else:
        following = following[: _usual_distance(top, tops)]
    if not following or top.tag in {"html", "body"}:
        return top
    anchor = next(top.itersiblings("*", preceding=True), None)
    before = [anchor] if anchor is not None and _is_anchor(anchor) else []
    span = etree.Element("div")
    span.extend(deepcopy(element) for element in (*before, top, *following))
    return span


def _is_anchor(element: Element) -> bool:
    """Whether an element does nothing but name the place for what follows."""
    named = element.tag == "a" or select(element, "a[name]")
    return bool(named) and not read_line(element)


def _usual_distance(top: Element, tops: dict[Element, list[str]]) -> int:
    """How many siblings lie between two blocks, for the last one, whose end nobody marks."""
    for distance, sibling in enumerate(top.itersiblings("*", preceding=True)):
        if sibling in tops:
            return distance
    return 0


# Judging


def _judge(blocks: list[_Block], address: str) -> _Group | None:
    """How much a group looks like posts: prose in each, a name in most, few links."""
    blocks = blocks[:_MOST_BLOCKS]
    if len(blocks) < 2:
        return None
    bodies = _find_bodies([block.root for block in blocks])
    pairs = [(block, body) for block, body in zip(blocks, bodies, strict=True) if body is not None]
    if len(pairs) < 2:
        return None
    prose = [_prose(body) for _, body in pairs]
    if sum(prose) < _LEAST_PROSE * len(pairs):
        return None
    dated = sum(bool(block.marks) or _has_mark(block.root) for block, _ in pairs) / len(pairs)
    named = _named(pairs)
    if named < 0.6 or dated < 0.5 or _is_list(pairs, address) or _is_box(pairs):
        return None
    evenness = sum(min(length, 400) for length in prose)
    # A group whose text starts with its head has a better reading, if there is another group.
    apart = 1 if any(body is not block.root for block, body in pairs) else 0.5
    score = apart * evenness * (0.3 + named) * (0.3 + dated) * (0.5 + _linked(pairs))
    return _Group(pairs, score)


def _named(pairs: _Pairs) -> float:
    """The share of blocks that say who wrote them."""
    path = _author_path(pairs)
    names = [_name_at(path, *pair) or find_author(pair[0].root, pair[1]) for pair in pairs]
    return sum(name is not None for name in names) / len(pairs)


def _has_mark(root: Element) -> bool:
    texts = list(islice(date_texts(root), 10))
    return any(read_date(text, fetched=_ALWAYS) for text in texts)


def _linked(pairs: _Pairs) -> float:
    """The share of blocks with a number of their own in a link or an anchor."""
    count = 0
    for block, _ in pairs:
        ids = [
            block.root.get("id") or "",
            *select(block.root, "a::attr(name), [id]::attr(id)")[:20],
        ]
        count += any(_NUMBERED.match(name) or name.isdigit() for name in ids)
    return count / len(pairs)


def _is_list(pairs: _Pairs, address: str) -> bool:
    """Whether the blocks are entries of a list: each opens with a title that leads to its page."""
    path = _author_path(pairs)
    titles = {_title_of(*pair, address, _name_at(path, *pair)) for pair in pairs}
    return len(titles - {None}) > 0.75 * len(pairs)


def _is_box(pairs: _Pairs) -> bool:
    """Whether the blocks have no text of their own to tell from links, as boxes of links have."""
    if any(body is not block.root for block, body in pairs):
        return False
    links = [sum(len(read_line(a)) for a in select(body, "a[href]")[:60]) for _, body in pairs]
    linked = sum(length > _prose(body) / 2 for length, (_, body) in zip(links, pairs, strict=True))
    return linked > len(pairs) / 2


def _title_of(block: _Block, body: Element, address: str, author: str | None) -> str | None:
    """The link that stands before a block's text, or that its text begins with."""
    inside = False
    for element in block.root.iter("*"):
        inside = inside or element is body
        if element.tag != "a" or not element.get("href"):
            continue
        if inside and not _opens(body, element):
            return None
        line = read_line(element)
        if _LETTERS.search(line) and line != author and _leads_away(element, address):
            return line
    return None


def _opens(body: Element, link: Element) -> bool:
    """Whether a link is the first thing a body says."""
    first = next(iter(own_texts(body, None, 1)), None)
    return first is not None and (first[0] is link or any(up is link for up in climb(first[0])))


def _leads_away(link: Element, address: str) -> bool:
    """Whether a link opens another page of the site: no profile, no number or date of a post."""
    href, line = link.get("href").strip(), read_line(link)
    here = href.partition("#")[0]
    host = urlsplit(address).hostname or ""
    if not here or is_profile(here) or is_permalink(href) or _SAYS_LITTLE.search(line):
        return False
    if "//" in here and host not in here:
        return False
    return not address.endswith(here.lstrip("./"))


def _prose(element: Element) -> int:
    """How many characters of running text an element holds outside links, controls and dates."""
    total = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node.tag in _SKIPPED or node.tag in {"a", "form", "time", "abbr"}:
                walk.skip_subtree()
            else:
                total += _count_prose(node.text)
        elif node is not element:
            total += _count_prose(node.tail)
    return total


def _count_prose(text: str | None) -> int:
    line = (text or "").strip()
    return 0 if len(line) < 45 and _SAYS_LITTLE.search(line) else len(line)


# Bodies


def _find_bodies(roots: list[Element]) -> list[Element | None]:
    """In each block the element that holds the prose, at the same path in all of them."""
    places = [_weigh(root) for root in roots]
    weights: Counter[str] = Counter()
    for found in places:
        for path, (weight, _) in found.items():
            weights[path] += min(weight, _MOST_WEIGHT)
    path = _descend(weights)
    return [_nearest(found, path) for found in places]


def _weigh(root: Element) -> dict[str, tuple[int, Element]]:
    """Each path below a block with the prose of the fullest element there, and that element."""
    places: dict[str, tuple[int, Element]] = {"": (0, root)}
    stack: list[tuple[str, int]] = [("", 0)]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if not isinstance(node.tag, str):
            continue
        path, weight = stack[-1]
        if event == "start":
            if node.tag in _SKIPPED or node.tag in {"a", "form", "button"}:
                walk.skip_subtree()
            deeper = len(stack) < _DEEPEST and node is not root
            stack.append((f"{path}/{_shape(node)}" if deeper else path, _weigh_text(node.text)))
            if node.tag == "a":
                stack[-1] = (path, 0)
        else:
            stack.pop()
            weight = _discount(weight, node)
            if path not in places or weight > places[path][0]:
                places[path] = (weight, node)
            if node is not root:
                above, sum_above = stack[-1]
                stack[-1] = (above, sum_above + weight + _weigh_text(node.tail))
    return places


def _weigh_text(text: str | None) -> int:
    """The worth of a text as prose: short labels count for little."""
    length = len(" ".join((text or "").split()))
    return length if length > 25 else length // 3


def _discount(weight: int, node: Element) -> int:
    """Less for what its name says is a profile, a signature or a row of buttons."""
    labels = f"{node.get('class', '')} {node.get('id', '')}"
    if _NEVER_PROSE.search(labels) or (_ASIDE.search(labels) and not _CONTENT.search(labels)):
        return weight // 5
    return weight


def _descend(weights: Counter[str]) -> str:
    """The deepest path that still holds most of the prose."""
    below: dict[str, list[str]] = defaultdict(list)
    for path in weights:
        if path:
            below[path.rpartition("/")[0]].append(path)
    here = ""
    while True:
        best, most = "", 0.0
        for path in below[here]:
            shape = path.rpartition("/")[2]
            worth = weights[path] * (1.3 if _CONTENT.search(shape) else 1)
            if worth > most and not _INLINE.match(shape):
                best, most = path, worth
        if not best or most < 0.65 * weights[here]:
            return here
        here = best


def _nearest(places: dict[str, tuple[int, Element]], path: str) -> Element | None:
    """The element at a path, else the fullest of its shape, else the nearest above it."""
    shape = path.rpartition("/")[2]
    if path not in places and not shape.endswith("."):
        alike = [place for name, place in places.items() if name.endswith(f"/{shape}")]
        if alike:
            return max(alike, key=lambda place: place[0])[1]
    while path not in places:
        path = path.rpartition("/")[0]
    return places[path][1]


# Names


def _author_path(pairs: _Pairs) -> str | None:
    """Where names stand in most blocks, with as many different ones as can be."""
    votes: Counter[str] = Counter()
    names: dict[str, set[str]] = defaultdict(set)
    for block, body in pairs:
        seen: set[str] = set()
        for path, name, weight in author_candidates(block.root, body):
            names[path].add(name)
            if path not in seen:
                votes[path] += weight
                seen.add(path)
    for path, found in names.items():
        if len(found) == 1 and len(pairs) > 3:  # the same word in every block is a label
            votes[path] //= 5
    best = max(votes, key=lambda path: votes[path], default=None)
    return best if best is not None and votes[best] >= len(pairs) / 2 else None


def _name_at(path: str | None, block: _Block, body: Element) -> str | None:
    for place, name, _ in author_candidates(block.root, body):
        if place == path:
            return name
    return None
