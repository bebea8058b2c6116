"""Finding elements in a page and reading their text, whatever the depth of the tree."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias

from lxml import etree, html
from parsel.csstranslator import HTMLTranslator

# lxml ships no types; an element of its tree.
Element: TypeAlias = Any

DEEPEST = 256  # levels; honest pages stay below a hundred
LONGEST_TEXT = 100_000  # characters of one post; nobody writes more
QUOTE = "\0> "  # how read_text marks the lines of quotes; no page holds this sign itself

_SILENT = {
    "script", "style", "noscript", "template", "svg", "button", "select", "textarea", "iframe",
    "object", "head",
}  # fmt: skip
_BREAKING = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_TOO_DEEP = etree.XPath("boolean(" + "/*" * DEEPEST + ")")
_NAME = re.compile(r"[.#]([\w-]+)|=\s*[\"']?([\w-]+)")
_MAYBE = re.compile(r":(?:not|contains)\([^()]*\)")  # parts of a query that need no name
_UNSURE = re.compile(r":(?:not|is|where|contains)\(|\([^()]*,|\bi\]|\\")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_AROUND = 2  # elements around one that may hide it
_SMILEY = re.compile(r"smil|emoji|emoticon", re.I)


@lru_cache(maxsize=512)
def _compile(query: str) -> etree.XPath:
    return etree.XPath(
        HTMLTranslator().css_to_xpath(query, prefix="descendant::"), smart_strings=False
    )


def may_find(query: str, markup: str) -> bool:
    """Whether markup holds the names that a CSS query asks for: without them it finds nothing."""
    return any(all(name in markup for name in names) for names in _names_in(query))


@lru_cache(maxsize=512)
def _names_in(query: str) -> list[list[str]]:
    """The names that each part of a query needs, as far as that is sure."""
    plain = _MAYBE.sub("", query)
    if _UNSURE.search(plain):
        return [[]]
    return [[a or b for a, b in _NAME.findall(part)] for part in plain.split(",")]


def select(where: Element, query: str) -> list[Any]:
    """What a CSS query finds below an element: elements, or strings for ::text and ::attr()."""
    found = _compile(query)(where)
    return found if isinstance(found, list) else []


def select_first(where: Element, queries: Collection[str]) -> Element | None:
    """The first element that the first successful query finds."""
    for query in queries:
        found = select(where, query)
        if found:
            return found[0]
    return None


def outermost(elements: list[Element]) -> list[Element]:
    """The elements without those that lie inside another one of them."""
    chosen = set(elements)
    return [element for element in elements if not any(up in chosen for up in climb(element))]


def climb(element: Element) -> Iterator[Element]:
    """The parents of an element, nearest first."""
    parent = element.getparent()
    while parent is not None:
        yield parent
        parent = parent.getparent()


def is_hidden(element: Element) -> bool:
    """Whether a page says that it does not show an element: a template for a script to fill."""
    near = (element, *islice(climb(element), _AROUND))
    return any(
        each.get("hidden") is not None or _HIDDEN.search(each.get("style") or "") for each in near
    )


def is_within(element: Element, body: Element | None) -> bool:
    """Whether an element is the body of the post or lies in it."""
    if body is None:
        return False
    return element is body or any(up is body for up in climb(element))


def read_text(
    element: Element, drop: Collection[Element] = (), quotes: Collection[Element] = ()
) -> str:
    """The text of an element as people see it: lines kept, controls and `drop` left out.

    Lines of `quotes` begin with QUOTE.
    """
    if _holds_text_alone(element):
        return "" if element in drop else " ".join((element.text or "").split())
    parts: list[str] = []
    length = 0
    for part in _walk(element, set(drop), set(quotes)):
        parts.append(part)
        length += len(part)
        if length > LONGEST_TEXT:
            break
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _holds_text_alone(element: Element) -> bool:
    tag = element.tag  # of a comment it is a function
    return not len(element) and isinstance(tag, str) and tag not in _SILENT and tag != "img"


def read_line(element: Element) -> str:
    """The text of an element on one line."""
    return " ".join(read_text(element).split())


def read_short_line(element: Element, most: int) -> str | None:
    """The text of an element on one line; None, soon known, where it is longer than `most`."""
    parts: list[str] = []
    length = 0  # of what the line holds besides its spaces
    for part in _walk(element, set(), set()):
        length += len("".join(part.split()))
        if length > most:
            return None
        parts.append(part)
    line = " ".join("".join(parts).split())
    return line if len(line) <= most else None


def _walk(element: Element, drop: set[Element], quotes: set[Element]) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node in drop or (
                node.tag in _SILENT and not (node is element and node.tag == "button")
            ):
                walk.skip_subtree()
            elif node in quotes and node is not element:
                walk.skip_subtree()
                yield _mark_quote(read_text(node, drop))
            else:
                yield from _open(node)
        elif event == "end" and node.tag in _BREAKING:
            yield "\n"
        if event != "start" and node is not element and node.tail:
            yield _flatten(node.tail)


def _open(node: Element) -> Iterator[str]:
    if node.tag in _BREAKING:
        yield "\n"
    elif node.tag == "img":
        yield _read_smiley(node)
    if node.text:
        yield _flatten(node.text)


def _mark_quote(text: str) -> str:
    lines = [QUOTE + line for line in text.split("\n") if line]
    return "\n".join(["", *lines, ""])


def _flatten(text: str) -> str:
    """Line ends in the source are spaces to a reader."""
    return text.replace("\n", " ").replace("\r", " ")


def _read_smiley(image: Element) -> str:
    alt = (image.get("alt") or "").strip()
    known = _SMILEY.search(f"{image.get('class', '')} {image.get('src', '')}")
    return f" {alt} " if alt and known and len(alt) <= 20 else ""


def is_too_deep(root: Element) -> bool:
    """Whether a page is nested as no honest one is, so that looking upwards would cost too much."""
    return bool(_TOO_DEEP(root))


def parse_html(text: str) -> Element:
    """A piece of HTML, however broken, as an element."""
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    return html.fromstring(f"<div>{text.replace(chr(0), '')}</div>", parser=parser)
