"""The JSON answer of an interface, read by name without trusting its shape."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from math import isfinite

from crawlers.page import Page
from crawlers.plain import clean
from crawlers.read import PageChanged, read_date

MOST_COUNTED = 10**10  # more than there are people
MOST_PARTS = 100_000  # objects and lists of one answer; the largest real ones have some thousands


@dataclass(frozen=True)
class Answer:
    """One value of an answer; asking it for what it does not hold gives nothing."""

    value: object = None

    def at(self, *names: str) -> "Answer":
        """The value below, by the names on the way; empty where the way ends."""
        value = self.value
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return Answer(value)

    def each(self) -> Iterator["Answer"]:
        """The members of a list."""
        if isinstance(self.value, list):
            yield from map(Answer, self.value)

    def values(self) -> Iterator["Answer"]:
        """The values of an object whose names are data, as languages are."""
        if isinstance(self.value, dict):
            yield from map(Answer, self.value.values())

    def first(self) -> "Answer":
        """The first member of a list."""
        return next(self.each(), Answer())

    def has(self, *names: str) -> bool:
        """Whether this is an object that holds every name."""
        return isinstance(self.value, dict) and all(name in self.value for name in names)

    def text(self, *names: str) -> str | None:
        """A text that is not empty; numbers count, since some write identifiers so."""
        value = self.at(*names).value
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            return None
        return clean(value).strip() or None

    def link(self, *names: str) -> str | None:
        """An address that a browser may open; nothing else is ever made a link of."""
        text = self.text(*names)
        return text if text and text.lower().startswith(("https://", "http://")) else None

    def along(self, way: str) -> list["Answer"]:
        """What stands at the end of names joined by dots; a list on the way is gone through."""
        found = [self]
        for name in way.split(".") if way else ():
            members = (each for one in found for each in (one, *one.each()))
            found = [each.at(name) for each in members if each.has(name)]
        return found

    def said(self, ways: str) -> str:
        """The first text to which one of several ways leads, written with "|" between them."""
        found = (each.text() for way in ways.split("|") if way for each in self.along(way))
        return next(filter(None, found), "")

    def number(self, *names: str) -> int | None:
        """A whole number, also one written as a text."""
        value = self.at(*names).value
        if isinstance(value, float) and isfinite(value):
            return int(value)
        if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 20:
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def count(self, *names: str) -> int | None:
        """How many of something there are: no number below nothing, and none that nobody has."""
        number = self.number(*names)
        return number if number is not None and 0 <= number <= MOST_COUNTED else None

    def moment(self, *names: str, fetched: datetime | None, zone: tzinfo = UTC) -> datetime | None:
        """A time written in seconds since 1970 or by ISO 8601; `zone` is that of one without."""
        seconds = self.number(*names)
        text = self.text(*names) if seconds is None else str(seconds)
        return read_date(text, fetched=fetched, zone=zone)


def open_answer(page: Page) -> Answer:
    """The page's JSON; PageChanged when it holds none, or more of it than anybody would send."""
    body = page.response.body
    if body.count(b"{") + body.count(b"[") > MOST_PARTS:
        raise PageChanged(f"JSON of fewer than {MOST_PARTS:,} parts", page.response.url)
    try:
        try:
            return Answer(page.response.json())  # which remembers what it parsed
        except UnicodeDecodeError:  # JSON should be UTF-8, and some of it is not
            return Answer(json.loads(page.response.text))
    except (ValueError, RecursionError) as error:
        raise PageChanged("readable JSON", page.response.url) from error


def peek(page: Page) -> Answer:
    """The page's JSON; empty for a page of any other sort."""
    if page.response.body[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] not in (b"{", b"["):
        return Answer()
    try:
        return open_answer(page)
    except PageChanged:
        return Answer()
