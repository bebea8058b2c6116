"""Strict reading: what a page must say, and what it may say."""

from datetime import datetime

from parsel import Selector, SelectorList
from scrapy.http import TextResponse

from crawlers.dates import guess_day_first as guess_day_first
from crawlers.dates import read_date as read_date
from crawlers.dates import settle as settle
from pipeline.errors import OtklikError


class PageChanged(OtklikError):  # noqa: N818 - it says what happened
    """The page no longer looks like itself."""

    def __init__(self, missing: str, place: str) -> None:
        super().__init__(
            f"{place}: found no {missing}; the page may have changed its markup or ask for a login"
        )
        self.missing = missing
        self.place = place


class Denied(OtklikError):  # noqa: N818 - it says what happened
    """An interface gives nothing: the token is refused, or there is to be a pause until then."""

    def __init__(self, words: str, until: datetime | None = None) -> None:
        super().__init__(words)
        self.until = until


def must(where: Selector | SelectorList[Selector] | TextResponse, query: str) -> str:
    """The first non-empty match of a CSS query, or PageChanged when nothing matches."""
    for value in where.css(query).getall():
        if value.strip():
            return str(value).strip()
    raise PageChanged(query, where.url if isinstance(where, TextResponse) else "page")


def read_stars(value: str | float | None, best: float = 5, worst: float = 1) -> float | None:
    """A rating between `worst` and `best` as stars from 1 to 5; None when it is no rating."""
    try:
        rating = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    if not worst < best or not worst <= rating <= best:
        return None
    return round(1 + 4 * (rating - worst) / (best - worst), 2)
