"""The text of an article that a page hands to its scripts alone, as Next and Nuxt pages do."""

import re
from collections.abc import Iterator
from typing import Any

from crawlers.engines.markup import Element
from crawlers.engines.page_state import load, read_state
from crawlers.plain import strip_markup

_PARAGRAPHS = re.compile(r"</p>|<br|\n\n", re.I)
_NAMES = ("text", "content", "body", "html", "value", "data", "children", "paragraph", "rendered")
_PIECES = 2  # of a text in a list of blocks
_PROSE = 40  # letters of a piece that is no label


def read_script_text(root: Element) -> str:
    """The longest text in the scripts' data: one piece of markup, or a list of blocks."""
    texts = (text for data in read_state(root) for text in _texts_in(data))
    return max(texts, key=len, default="")


def _texts_in(data: Any) -> Iterator[str]:
    """Each text of data that may be an article's; a loop, since data nests without end."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
            pieces = [piece for each in value if (piece := _piece(each, 4))]
            if len(pieces) >= _PIECES and any(len(piece) >= _PROSE for piece in pieces):
                yield "\n".join(pieces)
        elif isinstance(value, str) and len(value) >= _PROSE:
            found = load(value) if value.startswith(("{", "[")) else None
            if found is not None:
                waiting.append(found)  # data in a string of data
            elif len(_PARAGRAPHS.findall(value)) > 1:
                yield strip_markup(value)


def _piece(block: Any, depth: int) -> str:
    """The words of one block of a text, wherever it keeps them."""
    if isinstance(block, str):
        return ""
    if isinstance(block, list):
        return "".join(_words(each, depth) for each in block)
    return _words(block, depth)


def _words(block: Any, depth: int) -> str:
    if isinstance(block, str):
        return strip_markup(block)
    if depth == 0:
        return ""
    if isinstance(block, list):
        return "".join(_words(each, depth - 1) for each in block)
    if isinstance(block, dict):
        found = (_words(block[name], depth - 1) for name in _NAMES if name in block)
        return next(filter(None, found), "")
    return ""
