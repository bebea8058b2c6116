"""Threads of engines nobody taught us: the block that repeats, with a date, a name and prose."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree
from scrapy.http import HtmlResponse

from crawlers.dates import guess_day_first
from crawlers.engines.fields import (
    NOT_OWN_DATE,
    author_candidates,
    find_author,
    find_date,
    find_link,
    is_date_like,
    is_profile,
    own_texts,
)
from crawlers.engines.layout import MOST_POSTS, read_body
from crawlers.engines.markup import Element, climb, outermost, select
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

_MOST_MARKS = 3_000  # dates of a page that are looked at
_MOST_GROUPS = 8
_LEAST_PROSE = 20  # characters a block must hold on average; what holds less is a list
_ALWAYS = datetime(2100, 1, 1, tzinfo=UTC)  # a clock for telling what is a date, not which
_SKIPPED = {"script", "style", "option", "head", "select", "textarea", "noscript", "title"}
_NUMBERED = re.compile(r"^([a-z][a-z_-]{0,30}?)[-_]?\d+$", re.I)
_DIGITS = re.compile(r"\d+")
_CONTENT = re.compile(r"content|body|message|text|comment|entry|prose|answer|post", re.I)
_ASIDE = re.compile(
    r"sig|profil|author|user|meta|avatar|info|footer|button|control|tool|quote|nav|like|react",
    re.I,
)


@dataclass(frozen=True)
class _Block:
    """One candidate post: the elements it spans, and the date that marks it."""

    root: Element
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Group:
    """Blocks of one shape with their bodies, and how much they look like posts."""

    blocks: list[tuple[_Block, Element]]
    score: float
    first: Element


def claims(page: Page) -> bool:
    """Whether blocks with names, dates and prose repeat on the page."""
    return isinstance(page.response, HtmlResponse) and _find_group(Thread(page)) is not None


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page; none when nothing on it looks like posts."""
    thread = Thread(page)
    group = _find_group(thread)
    if group is None:
        return
    day_first = guess_day_first(text for block, _ in group.blocks for text in block.marks)
    path = _author_path(group)
    for block, body in group.blocks:
        yield _read_block(thread, block, body, path, day_first)


def _read_block(
    thread: Thread, block: _Block, body: Element, path: str | None, day_first: bool | None
) -> Post:
    names = dict(reversed([(key, name) for key, name, _ in author_candidates(block.root, body)]))
    author = names.get(path) if path else None
    dates = (thread.read_date(text, day_first) for text in block.marks)
    return thread.post(
        find_link(block.root, thread, body) or thread.address,
        read_body(body, (), ("time", ".date", ".author", "ul.buttons"), thread.keeps_quotes),
        author or find_author(block.root, body),
        next(filter(None, dates), None) or find_date(block.root, thread, body, day_first),
    )


def _find_group(thread: Thread) -> _Group | None:
    candidates = [*_marked_groups(thread), *_numbered_groups(thread.root)]
    judged = [_judge(blocks) for blocks in candidates[: 2 * _MOST_GROUPS]]
    found = [group for group in judged if group]
    best = max(found, key=lambda group: group.score, default=None)
    return best


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
            yield [_Block(element) for element in outermost(elements[:MOST_POSTS])]


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
    marks: list[tuple[Element, str]] = []
    known: dict[str, bool] = {}
    before = ""
    for element in thread.root.iter():
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            continue
        for text in _texts_of(element):
            line = " ".join(text.split())
            if not line:
                continue
            if is_date_like(line) and not NOT_OWN_DATE.search(before[-40:] + line[:40]):
                if line not in known:
                    known[line] = thread.read_date(line) is not None or _names_day(thread, line)
                if known[line]:
                    marks.append((element, line))
                    break
            before = line
        if len(marks) >= _MOST_MARKS or len(known) >= _MOST_MARKS:
            break
    return marks


def _texts_of(element: Element) -> Iterator[str]:
    for name in ("datetime", "data-time", "data-timestamp"):
        yield element.get(name) or ""
    if element.tag in {"abbr", "span", "time"}:
        yield element.get("title") or ""
    yield element.text or ""
    yield from (child.tail or "" for child in element)


def _names_day(thread: Thread, line: str) -> bool:
    """Whether a text would be a date if we knew when the page was fetched."""
    from crawlers.dates import read_date

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
    for sibling in top.itersiblings():
        if sibling in tops:
            break
        following.append(sibling)
    else:
        following = following[: _usual_distance(top, tops)]
    if not following or top.tag in {"html", "body"}:
        return top
    anchor = top.getprevious()
    before = [anchor] if anchor is not None and anchor.tag == "a" else []
    span = etree.Element("div")
    span.extend(deepcopy(element) for element in (*before, top, *following))
    return span


def _usual_distance(top: Element, tops: dict[Element, list[str]]) -> int:
    """How many siblings lie between two blocks, for the last one, whose end nobody marks."""
    distance = 0
    for sibling in top.itersiblings(preceding=True):
        if sibling in tops:
            return distance
        distance += 1
    return 0


# Judging


def _judge(blocks: list[_Block]) -> _Group | None:
    """How much a group looks like posts: prose in each, a name in most, few links."""
    if len(blocks) < 2:
        return None
    bodies = _find_bodies([block.root for block in blocks])
    pairs = [(block, body) for block, body in zip(blocks, bodies, strict=True) if body is not None]
    if len(pairs) < 2:
        return None
    prose = [_prose(body) for _, body in pairs]
    if sum(prose) < _LEAST_PROSE * len(pairs):
        return None
    named = sum(find_author(block.root, body) is not None for block, body in pairs) / len(pairs)
    dated = sum(bool(block.marks) or _has_mark(block.root) for block, _ in pairs) / len(pairs)
    if named < 0.5 or _is_list(pairs):
        return None
    evenness = sum(min(length, 400) for length in prose)
    score = evenness * (0.3 + named) * (0.3 + dated) * (0.5 + _linked(pairs))
    return _Group(pairs, score, pairs[0][0].root)


def _has_mark(root: Element) -> bool:
    return any(is_date_like(" ".join(text.split())) for _, text in own_texts(root, None, 60))


def _linked(pairs: list[tuple[_Block, Element]]) -> float:
    """The share of blocks with a number of their own in a link or an anchor."""
    count = 0
    for block, _ in pairs:
        ids = [
            block.root.get("id") or "",
            *select(block.root, "a::attr(name), [id]::attr(id)")[:20],
        ]
        count += any(_NUMBERED.match(name) or name.isdigit() for name in ids)
    return count / len(pairs)


def _is_list(pairs: list[tuple[_Block, Element]]) -> bool:
    """Whether the blocks are entries of a list: each leads to a page of its own, date last."""
    leading = 0
    for block, body in pairs:
        links = select(block.root, "a[href]")
        titles = [link for link in links if _is_title(link)]
        words = sum(len("".join(link.itertext()).strip()) for link in titles)
        leading += words > _prose(body)
    return leading > len(pairs) / 2


def _is_title(link: Element) -> bool:
    href = link.get("href")
    return not href.startswith("#") and not is_profile(href)


def _prose(element: Element) -> int:
    """How many characters of running text an element holds outside links and controls."""
    total = 0
    for event, text in _prose_texts(element):
        total += len(text) if event else 0
    return total


def _prose_texts(element: Element) -> Iterator[tuple[bool, str]]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if not isinstance(node.tag, str) or node.tag in _SKIPPED or node.tag in {"a", "form"}:
                walk.skip_subtree()
            elif node.text and node.text.strip():
                yield True, node.text.strip()
        elif node is not element and node.tail and node.tail.strip():
            yield True, node.tail.strip()


# Bodies


def _find_bodies(roots: list[Element]) -> list[Element | None]:
    """In each block the element that holds the prose, at the same path in all of them."""
    weights: Counter[str] = Counter()
    places: list[dict[str, Element]] = []
    for root in roots:
        places.append(_weigh(root, weights))
    path = _descend(weights)
    return [_nearest(found, path) for found in places]


def _weigh(root: Element, weights: Counter[str]) -> dict[str, Element]:
    """Add the prose of each path below a block to the weights; the first element of each path."""
    places: dict[str, Element] = {"": root}
    stack = [""]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            if node.tag in _SKIPPED or node.tag in {"a", "form", "button"}:
                walk.skip_subtree()
                stack.append(stack[-1])
                continue
            path = stack[-1] if node is root else f"{stack[-1]}/{_shape(node)}"
            if len(stack) > 40:
                path = stack[-1]
            stack.append(path)
            places.setdefault(path, node)
            _credit(weights, path, node.text, node)
        else:
            stack.pop()
            if node is not root:
                _credit(weights, stack[-1], node.tail, node.getparent())
    return places


def _credit(weights: Counter[str], path: str, text: str | None, holder: Element) -> None:
    """Credit a text to its path and all above it; short labels count for little."""
    length = len(" ".join((text or "").split()))
    if length < 2:
        return
    weight = length if length > 25 else length // 3
    if _ASIDE.search(f"{holder.get('class', '')} {holder.get('id', '')}"):
        weight //= 4
    while True:
        weights[path] += weight
        if not path:
            return
        path = path.rpartition("/")[0]


def _descend(weights: Counter[str]) -> str:
    """The deepest path that still holds most of the prose."""
    path = ""
    while True:
        depth = path.count("/") + 1
        below = [
            (weight, name)
            for name, weight in weights.items()
            if name.startswith(path + "/") and name.count("/") == depth
        ]
        weight, name = max(below, default=(0, ""))
        if _CONTENT.search(name.rpartition("/")[2]):
            weight = int(weight * 1.3)
        if not name or weight < 0.65 * weights[path]:
            return path
        path = name


def _nearest(places: dict[str, Element], path: str) -> Element | None:
    """The element at a path, or at the longest beginning of it that a block has."""
    while path not in places:
        path = path.rpartition("/")[0]
    return places[path]


def _author_path(group: _Group) -> str | None:
    """Where names stand in most blocks, with as many different ones as can be."""
    votes: Counter[str] = Counter()
    names: dict[str, set[str]] = defaultdict(set)
    for block, body in group.blocks:
        seen: set[str] = set()
        for path, name, weight in author_candidates(block.root, body):
            names[path].add(name)
            if path not in seen:
                votes[path] += weight
                seen.add(path)
    return max(votes, key=lambda path: _worth(path, votes, names, len(group.blocks)), default=None)


def _worth(path: str, votes: Counter[str], names: dict[str, set[str]], count: int) -> float:
    """Votes, less for a word that is the same in every block: that is a label."""
    same = len(names[path]) == 1 and count > 3
    return votes[path] * (0.2 if same else 1)
