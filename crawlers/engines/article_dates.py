"""When an article was published: what its page states, to the minute where anything on it tells."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import islice

from crawlers.engines.byline import around_headline
from crawlers.engines.rating import date_of
from crawlers.engines.schema_org import Node
from crawlers.engines.stamps import has_time
from crawlers.page import Page

_DATE_METAS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date_published",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_MARKS = (
    "time[pubdate]::attr(datetime)",
    "[itemprop=datePublished]::attr(content)",
    "time.published::attr(datetime)",
    "abbr.published::attr(title)",
)
_YEAR = re.compile(r"(?<!\d)(?:1[34]|19|20|25)\d\d(?!\d)")  # of any calendar
_LONGEST_DATE = 80  # letters of a line with a date
_MOST_TIMES = 10  # marks of time on a page that are looked at
_MOST_STATED = 30
_ZONES = 15  # minutes by which zones differ


def stated_date(page: Page, nodes: list[Node]) -> datetime | None:
    """The moment of publication that the page gives to machines."""
    texts = list(islice(_stated(page, nodes), _MOST_STATED))
    moments = [moment for text in texts if (moment := date_of(page, text))]
    if not moments or not _is_day(page, moments[0]):
        return moments[0] if moments else None
    # Some give the day to one machine and the minute to another, or to people alone.
    day = moments[0]
    exact = (each for each in moments if _is_within(page, each, day) and not _is_day(page, each))
    return next(exact, None) or _to_the_minute(page, day)


def guessed_date(page: Page, guessed: str | None) -> datetime | None:
    """The day that was guessed, to the minute where the page says so."""
    day = date_of(page, guessed)
    local = day and day.astimezone(page.zone or UTC)
    if day is None or local is None or (local.month, local.day) == (1, 1):
        return _shown_date(page)  # what was guessed is no more than a year
    return _to_the_minute(page, day)


def _stated(page: Page, nodes: list[Node]) -> Iterator[str]:
    for node in nodes[:1]:
        yield from node.texts("datepublished", "datecreated")
    yield from read_metas(page, _DATE_METAS)
    for query in _MARKS:
        yield from page.response.css(query).getall()
    yield from page.response.css(".dt-published::attr(datetime)").getall()[:1]


def _is_day(page: Page, moment: datetime) -> bool:
    """Whether a moment says no more than the day: it is midnight, by the site's clock or UTC."""
    return time() in (moment.time(), moment.astimezone(page.zone or UTC).time())


def _is_within(page: Page, moment: datetime, day: datetime) -> bool:
    """Whether a moment lies within the day that begins with another one."""
    clock = UTC if day.time() == time() else page.zone or UTC
    return moment.astimezone(clock).date() == day.astimezone(clock).date()


def _shown_date(page: Page) -> datetime | None:
    """The first date with its year among the short texts beside the headline."""
    texts = (text for _, text in around_headline(page.response.selector.root))
    dated = (text for text in texts if _YEAR.search(text) and len(text) <= _LONGEST_DATE)
    return next(filter(None, (date_of(page, " ".join(text.split())) for text in dated)), None)


def _to_the_minute(page: Page, day: datetime) -> datetime:
    """The moment of a day that a line beside the headline names, or the first mark of time.

    A mark that differs from such a line by a zone knows the zone.
    """
    marks = page.response.css("time::attr(datetime)").getall()[:_MOST_TIMES]
    marked = [moment for mark in marks if has_time(mark) and (moment := date_of(page, mark))]
    marked = [moment for moment in marked if _is_within(page, moment, day)]
    shown = _shown_date(page)
    if shown is None or not _is_within(page, shown, day) or _is_day(page, shown):
        return next(iter(marked), day)
    same = (each for each in marked if (each - shown).total_seconds() // 60 % _ZONES == 0)
    return next(same, shown)


def read_metas(page: Page, names: tuple[str, ...]) -> Iterator[str]:
    """What the head says under these names, in the order of the names."""
    said: dict[str, str] = {}
    for meta in page.response.css("meta[content]")[:300]:
        for attribute in ("property", "name", "itemprop"):
            name = (meta.attrib.get(attribute) or "").lower()
            if name:
                said.setdefault(name, meta.attrib["content"].strip())
    yield from (said[name] for name in names if said.get(name))
