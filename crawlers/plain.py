"""Markup to plain text: what a person would read, line by line."""

import re

from lxml import etree

from classifier.entities import unescape

LONGEST = 2_000_000  # letters of markup; whoever writes more than a book is cut off

_SKIPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "textarea"}
_BLOCK_NAMES = (
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary "
    "table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = {"td", "th"}
_BROKEN = re.compile("[\0\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")
_WHITE = re.compile(r"\s+")
_MARKUP = re.compile(r"<[a-zA-Z/!?]")


def strip_markup(markup: str) -> str:
    """The text of an HTML fragment; block elements begin a new line."""
    markup = clean(markup[:LONGEST])
    if not _MARKUP.search(markup):
        return fold_lines(unescape(markup))
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    tree = etree.fromstring(f"<div>{markup}".encode(), parser)
    if tree is None:
        return ""
    parts: list[str] = []
    _collect(tree, parts)
    return fold_lines(clean("".join(parts)))


def clean(text: str) -> str:
    """The text without control characters and half surrogates, which no database takes."""
    return text if text.isprintable() else _BROKEN.sub("", text)


def fold_lines(text: str) -> str:
    """Single spaces, no spaces at the ends of lines, no empty lines."""
    if text.isprintable() and "  " not in text:  # one even line, as most texts of feeds are
        return text.strip()
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def fold_spaces(text: str) -> str:
    """The text on one line with single spaces."""
    return " ".join(text.split())


def _collect(tree: etree._Element, parts: list[str]) -> None:
    """Add the texts of a tree in reading order; a loop, since markup nests without end."""
    walk = etree.iterwalk(tree, events=("start", "end"))
    kept = 0  # open <pre> elements: their line breaks are meant
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        kept += (name == "pre") * (1 if event == "start" else -1)
        if name in _BLOCKS:
            parts.append("\n")
        if event == "start" and (not name or name in _SKIPPED):
            walk.skip_subtree()
        elif event == "start":
            parts.append(_emoji(element) if name == "img" else _inner(element.text, kept))
        else:
            parts.append(" " if name in _CELLS else "")
            parts.append(_inner(element.tail, kept))


def _inner(text: str | None, kept: int) -> str:
    return (text or "") if kept else _WHITE.sub(" ", text or "")


def _emoji(image: etree._Element) -> str:
    """The sign that a picture stands for, as WordPress and Telegram draw them."""
    alt = image.get("alt") or ""
    return alt if len(alt) <= 8 and not alt.isascii() else ""
