"""When an entry of a feed was published; feedparser's readings are taken with care."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from crawlers.page import Page
from crawlers.read import guess_day_first, read_date, settle

Entry = Any  # feedparser's FeedParserDict, whose values are of any type

_YEAR_ONE = re.compile(r"\b0001\b")  # a program's "unknown", which feedparser takes for 2001
_STANDARD = re.compile(
    r"(?:[a-z]{3}, )?\d{1,2} [a-z]{3} \d{4} \d\d:\d\d:\d\d (?:gmt|utc?|[ecmp][sd]t|[+-]\d{4})"
    r"|\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:z|[+-]\d\d:\d\d)",
    re.I | re.A,
)
_JAVA_DATE = re.compile(r"^\w{3} (\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) ?([A-Z]{2,5}|) (\d{4})$")


_NAMES = ("published", "created", "updated", "prism_publicationdate")  # the likeliest first


def tell_order(entries: Iterable[Entry]) -> bool | None:
    """Whether the dates of a feed begin with the day, from all of them; None if they do not say."""
    return guess_day_first(str(entry.get("published") or "") for entry in entries)


def read_published(entry: Entry, page: Page, day_first: bool | None) -> datetime | None:
    """The time of publication, else of the last change; None when none can be read."""
    for name in _NAMES:
        if name not in entry:  # asking for it would give another field's value
            continue
        text = _JAVA_DATE.sub(r"\2 \1 \5 \3 \4", str(entry[name] or "").strip())
        moment = _read_moment(text, entry.get(f"{name}_parsed"), page, day_first)
        if moment:
            return moment
    return None


def _read_moment(text: str, parsed: Entry, page: Page, day_first: bool | None) -> datetime | None:
    """feedparser's reading of a date in the form of the standards, else our own.

    From other forms feedparser makes dates up: 1 November 2020 from "2020/04/02 12:00", and the
    first of January from a year alone.
    """
    if "0001" in text and _YEAR_ONE.search(text):
        return None
    moment = _from_struct(parsed, page.fetched) if _STANDARD.fullmatch(text) else None
    if moment is None:
        moment = read_date(
            text,
            fetched=page.fetched,
            language=page.source.language,
            day_first=day_first,
            zone=page.zone or UTC,
        )
    return moment


def _from_struct(parsed: Entry, fetched: datetime | None) -> datetime | None:
    if not parsed:
        return None
    try:
        minute = datetime(*parsed[:5])  # of UTC: feedparser reads everything into it
        return settle(minute + timedelta(seconds=parsed[5]), fetched)  # it knows a second 60
    except (ValueError, OverflowError):
        return None
