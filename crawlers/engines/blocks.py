"""Candidate posts: pieces of a page that repeat around dates, or bear numbers of their own."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate, islice, takewhile
from typing import TypeAlias

from crawlers.dates import read_date
from crawlers.engines.markup import Element, climb, outermost, select
from crawlers.engines.names import own_texts
from crawlers.engines.prose import measure_prose, shape_of
from crawlers.engines.rows import span_before, span_behind, wrap
from crawlers.engines.stamps import STAMPS, is_date_like, is_labelled, with_time
from crawlers.engines.thread import Thread

_DATED = "time, [data-time], [data-timestamp], [data-livestamp], abbr[title], span[title]"
_MOST_MARKS = 1_000  # dates of a page that are looked at
MOST_BLOCKS = 500  # of one group
MOST_GROUPS = 8
_LONGEST_LABEL = 60  # letters around a date
_MOST_TEXTS = 20_000
_MOST_SHAPES = 3  # of blocks without answers
_MOST_AROUND = 12  # elements around a date within which its block is looked for
_MOST_BESIDE = 4  # elements before a date
_LONGEST_BETWEEN = 12  # letters
_INLINE = ("span", "time", "abbr", "a", "em", "i", "b", "svg", "img")
_LEAST_ANSWER = 20  # letters of an element that is a post of its own
_MOST_COPIED = 100_000  # elements, those within others counted again
ALWAYS = datetime(2100, 1, 1, tzinfo=UTC)  # a clock for telling what is a date, not which
NUMBERED = re.compile(r"^([a-z][a-z_-]{0,30}?)[-_]?\d+$", re.I)


@dataclass(frozen=True)
class Block:
    """One candidate post: the elements it spans, and the date that marks it."""

    root: Element
    marks: tuple[str, ...] = ()
    # The names in it outside a body, with place and weight: asked for several times.
    names: dict[Element, list[tuple[str, str, int]]] = field(default_factory=dict, compare=False)


Pairs: TypeAlias = list[tuple[Block, Element]]


def numbered_groups(root: Element) -> Iterator[list[Block]]:
    """Elements that bear one name with a number of their own: post-17, post-18; and microdata."""
    groups: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for element in select(root, "[id]"):
        found = NUMBERED.match(element.get("id"))
        if found and element.tag not in {"a", "span", "input", "img"}:
            groups[found.group(1).lower(), element.tag].append(element)
    query = "[itemtype*=Comment], [itemtype*=DiscussionForumPosting], [itemtype*=Answer]"
    groups["microdata", ""] = [
        element for element in select(root, query) if "Action" not in element.get("itemtype")
    ]
    sizable = sorted(groups.values(), key=len, reverse=True)[:MOST_GROUPS]
    for elements in sizable:
        if len(elements) > 1:
            yield [Block(element) for element in _apart(elements[:MOST_BLOCKS])]


def _apart(elements: list[Element]) -> list[Element]:
    """Elements without those that stand within them: answers stand within what they answer."""
    top = outermost(elements)
    inner = set(elements) - set(top)
    if not inner or _measure(inner) < _LEAST_ANSWER * len(inner):
        return top
    sizes = (sum(1 for _ in each.iter()) for each in elements)
    if any(size > _MOST_COPIED for size in accumulate(sizes)):
        return top
    return [_without(element, inner) for element in elements]


def _measure(elements: Iterable[Element]) -> int:
    return sum(len("".join(each.itertext())) for each in elements)


def _without(element: Element, inner: set[Element]) -> Element:
    """An element, or a copy of it that lacks those of the others that stand within it."""
    places = {place for place, each in enumerate(element.iter()) if place and each in inner}
    if not places:
        return element
    copy = deepcopy(element)
    for part in outermost([each for place, each in enumerate(copy.iter()) if place in places]):
        part.drop_tree()
    return copy


def marked_groups(thread: Thread, part: Element) -> Iterator[list[Block]]:
    """Blocks of a part of the page around dates that stand in the same place of the tree."""
    groups: dict[str, list[tuple[Element, str]]] = defaultdict(list)
    every = find_marks(thread, part)
    for element, text in every:
        groups[_place(element)].append((element, text))
    for found in sorted(groups.values(), key=len, reverse=True)[:MOST_GROUPS]:
        marks = [mark for mark in found if not _is_second(mark[0], found)]
        if len(marks) > 1:
            blocks = _enclose(marks)
            yield blocks
            if measure_prose(blocks[-1].root) <= _LONGEST_LABEL:  # no post below the last date
                yield _enclose(marks, closing=True)
            if len(marks) > 3 and all(_is_bare(block.root) for block in blocks):
                yield _enclose(marks, 2)  # day and time stand apart
    yield from _nested_groups(every)


def _nested_groups(marks: list[tuple[Element, str]]) -> Iterator[list[Block]]:
    """Blocks around dates of one sort, at whatever depth: answers within what they answer."""
    sorts: dict[str, list[tuple[Element, str]]] = defaultdict(list)
    for mark in marks:
        near = (mark[0], *islice(climb(mark[0]), 1))
        sorts["/".join(map(shape_of, near))].append(mark)
    for found in sorted(sorts.values(), key=len, reverse=True)[:_MOST_SHAPES]:
        alike = [mark for mark in found if not _is_second(mark[0], found)]
        if len(alike) > 2 and (nested := _nested(alike)):
            yield nested


def _is_second(element: Element, marks: list[tuple[Element, str]]) -> bool:
    """Whether a date stands right behind another of its sort: the post's own, then an edit's."""
    between = 0
    for before in islice(element.itersiblings(preceding=True), _MOST_BESIDE):
        between += len((before.tail or "").strip())
        if before.tag not in _INLINE or between > _LONGEST_BETWEEN:
            return False
        if any(before is mark for mark, _ in marks):
            return True
        between += len("".join(before.itertext()).strip())
    return False


def find_marks(thread: Thread, part: Element) -> list[tuple[Element, str]]:
    """The elements of a part of the page that show a date, with its text."""
    known: dict[str, bool] = {}
    marks: dict[Element, str] = {}
    for element, text in _date_texts(part):
        if len(known) >= _MOST_MARKS or len(marks) >= _MOST_MARKS:
            break
        if element in marks:
            continue
        if text not in known:
            known[text] = _names_day(thread, text)
        if known[text]:
            marks[element] = text
    return list(marks.items())


def _date_texts(root: Element) -> Iterator[tuple[Element, str]]:
    """Whatever looks like a post's date: what machines are to read, then texts."""
    for element in select(root, _DATED):
        for name in (*STAMPS, "title"):
            if is_date_like(element.get(name) or ""):
                yield element, element.get(name).strip()
                break
    before = ""
    for element, text in own_texts(root, None, _MOST_TEXTS):
        line = " ".join(text.split())
        if is_date_like(line) and not is_labelled(before, line):
            yield element, with_time(element, line)
        before = line if any(map(str.isalpha, line)) else before + line


def _names_day(thread: Thread, line: str) -> bool:
    """Whether a text would be a date if we knew when the page was fetched."""
    return read_date(line, fetched=ALWAYS, language=thread.language) is not None


def _place(element: Element) -> str:
    """Where an element stands: its own shape and those of its nearest parents."""
    ancestors = [parent for parent, _ in zip(climb(element), range(3), strict=False)]
    return "/".join([shape_of(element), *(str(parent.tag) for parent in ancestors)])


def _is_bare(element: Element) -> bool:
    """Whether an element holds nothing but a date and a label."""
    return len("".join(element.itertext()).strip()) <= _LONGEST_LABEL


def _enclose(
    marks: list[tuple[Element, str]], most: int = 1, *, closing: bool = False
) -> list[Block]:
    """The largest piece of the page around each mark that holds no other one, or `most` of them.

    Where that is no more than a row, with those behind it; before it, when dates are `closing`.
    """
    counts: Counter[Element] = Counter()
    for element, _ in marks:
        counts.update([element, *climb(element)])
    tops: dict[Element, list[str]] = {}
    for element, text in marks:
        if counts[element] > 1:
            continue  # it holds other dates, so it is no mark of one post
        top = element
        for parent in climb(element):
            if counts[parent] > max(counts[element], most):
                break
            top = parent
        tops.setdefault(top, []).append(text)
    span_of = span_before if closing else span_behind
    spans = {top: span_of(top, tops, counts) for top in tops}
    if any(len(span) > 1 for span in spans.values()):
        return [Block(wrap(span), tuple(tops[top])) for top, span in spans.items()]
    roots = zip(_level(list(tops)), tops.values(), strict=True)
    return [Block(root, tuple(texts)) for root, texts in roots]


def _level(tops: list[Element]) -> list[Element]:
    """The blocks at one level where an answer alone in its list is told from what it answers."""
    chains = [list(_down(top)) for top in tops]
    if len({top.tag for top in tops}) < 2:
        return tops
    common = set.intersection(*({each.tag for each in chain} for chain in chains))
    tag = next((each.tag for each in chains[0] if each.tag in common), None)
    if tag is None:
        return tops
    return [next(each for each in chain if each.tag == tag) for chain in chains]


def _down(element: Element) -> Iterator[Element]:
    """An element, its only child, the only child of that, and so on."""
    while True:
        yield element
        if len(element) != 1 or (element.text or "").strip() or not isinstance(element[0].tag, str):
            return
        element = element[0]


def _nested(marks: list[tuple[Element, str]]) -> list[Block]:
    """The blocks around marks, each without those that stand in it; none where none does.

    A block without answers tells the shape of all: the largest piece around its date alone.
    """
    counts = Counter(up for element, _ in marks for up in climb(element))
    tops = (_top(element, counts) for element, _ in marks)
    shapes = Counter(shape_of(top) for top in tops if top is not None)
    texts = [(text,) for _, text in marks]
    for shape, _ in shapes.most_common(_MOST_SHAPES):
        around = [_nearest(element, shape) for element, _ in marks]
        roots = [each for each in around if each is not None]
        if len(roots) == len(set(roots)) == len(marks) and len(outermost(roots)) < len(roots):
            apart = _apart(roots)
            if len(apart) == len(roots):
                return [Block(*each) for each in zip(apart, texts, strict=True)]
    return []


def _top(element: Element, counts: Counter[Element]) -> Element | None:
    """The largest piece of the page around a date that holds no other."""
    alone = list(takewhile(lambda up: counts[up] == 1, climb(element)))
    return alone[-1] if alone else None


def _nearest(element: Element, shape: str) -> Element | None:
    around = islice(climb(element), _MOST_AROUND)
    return next((up for up in around if shape_of(up) == shape), None)
