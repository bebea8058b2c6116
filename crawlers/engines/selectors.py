"""Reviews read by queries: one per field, CSS or XPath, ours or the source's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from parsel import Selector

from crawlers.dates import guess_day_first
from crawlers.engines.markup import Element, climb, read_line, read_text
from crawlers.engines.rating import Review, date_of, read_rating
from crawlers.page import Page
from crawlers.plain import fold_spaces
from pipeline.errors import OtklikError
from pipeline.selectors import check_selectors, is_xpath

_STATED = (
    "content",
    "datetime",
    "data-rating",
    "data-value",
    "data-score",
    "data-grade",
    "value",
    "title",
    "alt",
    "aria-label",
)


@dataclass(frozen=True)
class Selectors:
    """Queries for one kind of review block; `item` finds the blocks, the others look inside."""

    item: str
    text: str
    author: str = ""
    date: str = ""
    rating: str = ""
    title: str = ""
    url: str = ""
    drop: str = ""  # what inside the block is not the writer's
    best: float | None = None


def selectors_of(page: Page) -> Selectors | None:
    """The queries that the page's source was configured with, if it was."""
    given = page.source.options.get("selectors")
    return None if given is None else open_selectors(given, page.source.name)


def open_selectors(given: Any, source: str) -> Selectors:
    """Queries out of a configuration; an error names the source and the field."""
    if not isinstance(given, Mapping):
        raise OtklikError(f'source "{source}": selectors must be a table of queries')
    try:
        check_selectors(given)
        return Selectors(**given)
    except TypeError as error:  # an empty table
        raise OtklikError(f'source "{source}": selectors need "item" and "text"') from error
    except OtklikError as error:
        raise OtklikError(f'source "{source}": {error}') from error


def read_by(page: Page, queries: Selectors) -> Iterator[Review]:
    """The reviews that the queries find."""
    blocks = find_by(page.response.selector, queries.item)
    dates = [_stated(block, queries.date) for block in blocks]
    day_first = guess_day_first(filter(None, dates))
    for place, (block, date) in enumerate(zip(blocks, dates, strict=True), start=1):
        drop = {part.root for part in find_by(block, queries.drop)}
        rating, best = rating_of(block, queries.rating)
        text, title = _text(block, queries.text, drop), _line(block, queries.title, drop)
        if not text and not title:
            page.pass_over(place, "no text")
        yield Review(
            author=_line(block, queries.author, drop),
            published=date_of(page, date, day_first),
            text=text,
            title=title,
            rating=rating,
            best=queries.best or best,
            url=_address(block, queries.url),
        )


def find_by(where: Selector, query: str) -> list[Selector]:
    """What a query finds; "self" is the block itself."""
    if not query:
        return []
    if query == "self":
        return [where]
    return list(where.xpath(query) if is_xpath(query) else where.css(query))


def _kept(block: Selector, query: str, drop: set[Element]) -> Iterator[str]:
    """The text of every match that lies neither in a dropped part nor in another match."""
    taken = set(drop)
    for found in find_by(block, query):
        root = found.root
        if isinstance(root, str | float):
            yield str(root).strip()
        elif root not in taken and taken.isdisjoint(climb(root)):
            taken.add(root)
            yield read_text(root, drop)


def _line(block: Selector, query: str, drop: set[Element]) -> str | None:
    """The first non-empty match on one line."""
    lines = map(fold_spaces, _kept(block, query, drop))
    return next(filter(None, lines), None)


def _text(block: Selector, query: str, drop: set[Element]) -> str:
    """All matches, one below the other, none twice."""
    return "\n".join(dict.fromkeys(filter(None, _kept(block, query, drop))))


def _stated(block: Selector, query: str) -> str | None:
    """What a match states for machines, else what the first one shows."""
    matches = find_by(block, query)
    for name in ("datetime", "content"):
        for found in matches:
            if not isinstance(found.root, str | float) and found.attrib.get(name):
                return str(found.attrib[name])
    for found in matches:
        root = found.root
        shown = str(root) if isinstance(root, str | float) else read_line(root) or root.get("title")
        if shown and shown.strip():
            return fold_spaces(shown)
    return None


def rating_of(block: Selector, query: str) -> tuple[float | None, float | None]:
    """The first match that states a rating in its text, an attribute, its width or its class."""
    for found in find_by(block, query):
        if isinstance(found.root, str | float):
            says = [str(found.root)] if found.root else []  # a count of none
        else:
            says = [found.attrib.get(name) or "" for name in _STATED]
            says.append(read_line(found.root))
            says += [found.attrib.get("style") or "", found.attrib.get("class") or ""]
        for text in says:
            value, best = read_rating(text)
            if value is not None:
                return value, best
    return None, None


def _address(block: Selector, query: str) -> str | None:
    for found in find_by(block, query):
        value = found.root if isinstance(found.root, str) else found.attrib.get("href")
        if value and not value.lower().startswith(("javascript:", "data:")):
            return str(value)
    return None
