"""Reviews of Google Play out of an app's page and the answers of its batchexecute interface."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.engines.rating import Review, date_of
from crawlers.page import Page
from crawlers.plain import strip_markup

_MOST_TRIES = 100  # brackets that open no readable list before we let the answer go
_DATA_MARK = "AF_initDataCallback({"
_DATA = re.compile(r"AF_initDataCallback\(\{key: ?'[^']{1,30}', ?hash: ?'[^']{0,30}', ?data: ?")
_REVIEW_ID = re.compile(r"gp:\w|[0-9a-f]{8}-[0-9a-f]{4}-")


def claims(page: Page) -> bool:
    """Whether the page is such an answer, or an app's page, and holds reviews."""
    text = page.response.text
    known = "wrb.fr" in text[:2000] or _DATA_MARK in text
    return known and next(_rows(page), None) is not None


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
    """The rows that look like a review, wherever in the answer or the page they are."""
    for data in _inside(page.response.text):
        yield from (row for row in _list(_at(data, 0)) if _is_review(row))
    for envelopes in _lists(page.response.text):
        for envelope in envelopes:
            inner = _at(envelope, 2)
            if _at(envelope, 0) == "wrb.fr" and isinstance(inner, str):
                held = _open(inner)
                yield from (row for row in _list(_at(held, 0)) if _is_review(row))


def _inside(text: str) -> Iterator[Any]:
    """What an app's page gives its script to begin with."""
    for found in islice(_DATA.finditer(text), _MOST_TRIES) if _DATA_MARK in text else ():
        try:
            yield json.JSONDecoder().raw_decode(text, found.end())[0]
        except (ValueError, RecursionError):
            continue


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


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
    return _list(value)


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
