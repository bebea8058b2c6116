"""Blocks that are rows: the siblings between one date and the next, behind it or before it."""

from collections import Counter
from collections.abc import Container
from copy import deepcopy

from lxml import etree

from crawlers.engines.markup import Element, read_line, select


def span_behind(top: Element, tops: Container[Element], marked: Counter[Element]) -> list[Element]:
    """A block with the siblings that follow it up to the next: header and text may be rows."""
    following = []
    for sibling in top.itersiblings("*"):
        if sibling in tops or marked[sibling]:
            break  # the next block, or one that holds its answers
        following.append(sibling)
    else:
        following = following[: _usual_distance(top, tops)]
    if not following or top.tag in {"html", "body"}:
        return [top]
    if _is_anchor(following[-1]):
        following.pop()  # it names the next block
    anchor = next(top.itersiblings("*", preceding=True), None)
    before = [anchor] if anchor is not None and _is_anchor(anchor) else []
    return [*before, top, *following]


def span_before(top: Element, tops: Container[Element], marked: Counter[Element]) -> list[Element]:
    """A block with the siblings back to the one before it: dates may close posts, as buttons do."""
    before = []
    for sibling in top.itersiblings("*", preceding=True):
        if sibling in tops or marked[sibling]:
            break
        before.append(sibling)
    else:
        before = before[: _usual_distance(top, tops, preceding=False)]
    return [*reversed(before), top]


def wrap(elements: list[Element]) -> Element:
    """Copies of neighbours as one element."""
    span = etree.Element("div")
    span.extend(deepcopy(element) for element in elements)
    return span


def _is_anchor(element: Element) -> bool:
    """Whether an element does nothing but name the place for what follows."""
    named = element.tag == "a" or select(element, "a[name]")
    return bool(named) and not read_line(element)


def _usual_distance(top: Element, tops: Container[Element], *, preceding: bool = True) -> int:
    """How many siblings lie between two blocks, for the outermost one, whose end nobody marks."""
    for distance, sibling in enumerate(top.itersiblings("*", preceding=preceding)):
        if sibling in tops:
            return distance
    return 0
