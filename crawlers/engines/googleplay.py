"""Reviews of Google Play out of the answers of its batchexecute interface."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.engines.rating import Review, date_of
from crawlers.page import Page
from crawlers.plain import strip_markup

_MOST_TRIES = 100  # brackets that open no readable list before we let the answer go
_REVIEW_ID = re.compile(r"gp:\w|[0-9a-f]{8}-[0-9a-f]{4}-")


def claims(page: Page) -> bool:
    """Whether the page is such an answer and holds reviews."""
    return "wrb.fr" in page.response.text[:2000] and next(_rows(page), None) is not None


def read_reviews(page: Page) -> Iterator[Review]:
    """The reviews of an answer, in its order."""
    app = parse_qs(urlsplit(page.response.url).query).get("id", [""])[0]
    for row in _rows(page):
        address = f"https://play.google.com/store/apps/details?id={app}&reviewId={row[0]}"
        yield Review(
            author=_at(row, 1, 0),
            published=date_of(page, str(_at(row, 5, 0) or "")),
            text=strip_markup(_at(row, 4) or ""),
            rating=float(row[2]),
            best=5,
            url=address if app else None,
        )


def _rows(page: Page) -> Iterator[list[Any]]:
    """The rows that look like a review, wherever in the answer they are."""
    for envelopes in _lists(page.response.text):
        for envelope in envelopes:
            inner = _at(envelope, 2)
            if _at(envelope, 0) == "wrb.fr" and isinstance(inner, str):
                held = _open(inner)
                yield from (row for row in _at(held, 0) or [] if _is_review(row))


def _lists(text: str) -> Iterator[list[Any]]:
    """The lists of an answer, one after the other, whatever stands between them."""
    decoder = json.JSONDecoder()
    place = text.find("[")
    for _ in range(_MOST_TRIES):
        if place < 0:
            return
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            end = place + 1
        else:
            yield value
        place = text.find("[", end)


def _open(text: str) -> list[Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return value if isinstance(value, list) else []


def _is_review(row: Any) -> bool:
    return (
        isinstance(_at(row, 0), str)
        and _REVIEW_ID.match(row[0]) is not None
        and isinstance(_at(row, 1, 0), str)
        and isinstance(_at(row, 2), int)
        and isinstance(_at(row, 4), str | None)
    )


def _at(value: Any, *places: int) -> Any:
    """What stands at a place of nested lists; None where there is no such place."""
    for place in places:
        if not isinstance(value, list) or place >= len(value):
            return None
        value = value[place]
    return value
