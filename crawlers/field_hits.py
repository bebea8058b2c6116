"""What queries find on a page, field by field: in how many blocks, and what is read there."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from parsel import Selector

from crawlers.engines.markup import read_line
from crawlers.engines.rating import Review
from crawlers.engines.selectors import Selectors, find_by, read_by
from crawlers.page import Page
from pipeline.selectors import list_problems

SHOWN = 3  # of what is read of a field
LONGEST = 200  # letters of it
_READ_AS = {"date": "published"}  # where a review calls a field otherwise


@dataclass(frozen=True)
class FieldHit:
    """One query and what it finds."""

    name: str
    query: str
    problem: str | None = None  # why it cannot be read
    blocks: int = 0  # that `item` finds
    hits: int = 0  # blocks in which it finds something; for `item` the blocks themselves
    read: int = 0  # blocks in which that could be read: a date, say
    shown: tuple[str, ...] = ()


def find_hits(page: Page, given: Mapping[str, object]) -> list[FieldHit]:
    """What each query finds on a page; those that cannot be read do not keep the others from it."""
    problems = list_problems(given)
    good = {name: str(value) for name, value in given.items() if name not in problems}
    blocks = find_by(page.response.selector, good.get("item", ""))
    found = [
        FieldHit(name, str(given.get(name, "")), str(problem), len(blocks))
        for name, problem in problems.items()
    ]
    for name, query in good.items():
        if name == "best" or not query:
            continue
        values = [] if name in ("item", "drop") else _read(page, good, name)
        shown = [_shown(value) for value in values if value not in (None, "")]
        where = blocks if name != "item" else [page.response.selector]
        hits = sum(bool(find_by(block, query)) for block in where)
        hits = len(blocks) if name == "item" else hits
        read = len(shown) if values else hits
        shown = shown or [_shown(text) for block in where for text in _raw(block, query)]
        found.append(FieldHit(name, query, None, len(blocks), hits, read, tuple(shown[:SHOWN])))
    order = [field.name for field in fields(Selectors)]
    return sorted(found, key=lambda hit: order.index(hit.name) if hit.name in order else len(order))


def plain(hit: FieldHit) -> dict[str, Any]:  # JSON's own loose dictionary
    """A hit as JSON holds it."""
    return asdict(hit)


def _read(page: Page, good: Mapping[str, str], name: str) -> list[object]:
    """What is read of one field in each block, as a visit reads it."""
    asked = Selectors(good.get("item", ""), text="", drop=good.get("drop", ""))
    wanted: dict[str, Any] = {name: good[name]}
    reviews = read_by(page, replace(asked, **wanted))
    return [_of(review, _READ_AS.get(name, name)) for review in reviews]


def _raw(block: Selector, query: str) -> list[str]:
    """The text where a query's first match stands, read or not."""
    found = [each.root for each in find_by(block, query)[:1]]
    texts = (str(root) if isinstance(root, str | float) else read_line(root) for root in found)
    return [text for text in texts if text.strip()]


def _of(review: Review, name: str) -> object:
    value = getattr(review, name)
    if name == "rating" and value is not None and review.best:
        return f"{value:g} / {review.best:g}"
    return value


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
