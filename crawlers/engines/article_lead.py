"""The lead of an article: the prose between its headline and the text that was found."""

import re
from itertools import islice

from lxml import etree

from crawlers.engines.markup import Element, climb, read_line, select
from crawlers.engines.prose import breadth

_LEAST, _MOST = 160, 700  # letters; what is shorter is a second headline
_MOST_ELEMENTS = 200  # below a headline that are looked at
_AROUND = 6  # elements around a block that say what it is
_BLOCKS = ("p", "h2", "h3", "h4", "div", "blockquote", "section")
_BELOW = etree.XPath("following::*[" + " or ".join(f"self::{tag}" for tag in _BLOCKS) + "]")
_NOT_IN = ("figure", "figcaption", "nav", "aside", "form", "button", "li", "a", "footer", "dialog")
_NO_LEAD = re.compile(
    r"caption|credit|photo|image|bild|legende|cookie|comment|share|related|promo", re.I
)
_STAMP = re.compile(r"(?:19|20)\d\d\D{1,12}\d{1,2}[:.]\d\d")
_MOST_LINKED = 0.4
_OPENING = 40  # letters by which a line of the text is known again
_LEAST_OPENING = 20


def find_lead(root: Element, text: str) -> str:
    """The lines of prose between the headline and the first line of the text."""
    headline = next(iter(select(root, "h1")), None)
    first = _fold(text[:400])[:_OPENING]
    if headline is None or not first:
        return ""
    whole = _fold(text)
    found: list[str] = []
    for block in islice(_BELOW(headline), _MOST_ELEMENTS):
        is_leaf = next(block.iterdescendants(*_BLOCKS), None) is None
        line = read_line(block) if is_leaf else block.text or ""
        folded = _fold(line)
        known = len(folded) > _LEAST_OPENING and first.startswith(folded)
        if known or folded.startswith(first):
            return "\n".join(found)
        if is_leaf and _is_lead(block, line) and folded[:_OPENING] not in whole:
            found.append(line)
            whole += folded
    return ""


def _is_lead(block: Element, line: str) -> bool:
    if not _LEAST <= breadth(line) <= _MOST or "©" in line or _STAMP.search(line):
        return False
    around = [block, *islice(climb(block), _AROUND)]
    names = " ".join(f"{each.get('id') or ''} {each.get('class') or ''}" for each in around[:3])
    if _NO_LEAD.search(names) or any(each.tag in _NOT_IN for each in around):
        return False
    linked = sum(len("".join(each.itertext())) for each in block.iter("a"))
    return linked < _MOST_LINKED * len(line)


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
