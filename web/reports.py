"""Reports: the table, its bars, the rows behind its figures, and files of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlalchemy import select

from pipeline.export import FORMATS, LISTS
from pipeline.lists import task_roll
from pipeline.model import BrandRow
from pipeline.people_model import Person
from pipeline.reports.comparison import BEFORE, CHANGE, EARLIER
from pipeline.reports.coverage import Seen, sum_up
from pipeline.reports.outcomes import NO_TEMPLATE
from pipeline.reports.registry import ABOUT_PEOPLE, REPORTS, make_report
from pipeline.reports.scope import Asked, Scope
from pipeline.reports.table import Table
from pipeline.store import every_template, sources
from pipeline.theme_names import read_theme_names
from web.access import Right
from web.download import list_formats, send_table
from web.fields import Word, read_day, read_id
from web.mentions import OURS
from web.report_bars import draw
from web.report_links import Calls, link_of
from web.report_words import GROUPED
from web.visit import NotFound, Reader, Visit, desk_of

router = APIRouter(prefix="/reports")
TASKS = "tasks"  # the report that is a list
SHOWN = 500  # rows of a table; its files hold all
DAYS = {"7": 7, "30": 30, "90": 90, "365": 365}
PERIODS = ("7", "30", "90", "365", "week", "month", "last-month", "all", "own")


class Filters(BaseModel):
    """What stands in the address of a report."""

    period: Word = "30"
    since: Word = ""  # the first and the last day, for a period of one's own
    until: Word = ""
    brand: Word = ""
    noise: Word = ""  # "all": noise counts, too
    compare: Word = ""  # anything: beside the time before

    def days(self, now: datetime) -> tuple[str, str]:
        """The first and the last day; empty where there is no such limit."""
        if self.period == "own":
            return self.since, self.until
        if self.period == "all":
            return "", ""
        today = now.date()
        first = today.replace(day=1)
        if self.period == "last-month":
            last = first - timedelta(days=1)
            return last.replace(day=1).isoformat(), last.isoformat()
        begun = {"week": today - timedelta(days=today.weekday()), "month": first}
        return begun.get(self.period, _days_ago(today, DAYS.get(self.period, 30))).isoformat(), ""


@router.get("")
def start() -> Response:
    """Reports open on the one by channel."""
    return RedirectResponse("/reports/by-channel")


@router.get("/{name}/file.{form}")
def save(visit: Reader, name: Word, form: Word, filters: Annotated[Filters, Query()]) -> Response:
    """The same table as a file; all tasks are more than is to be held."""
    if name == TASKS:
        database = desk_of(visit.request).database
        return send_table(task_roll(database, _asked_of(visit, name, filters)), form)
    return send_table(read_table(visit, name, filters), form)


@router.get("/{name}")
def show(visit: Reader, name: Word, filters: Annotated[Filters, Query()]) -> HTMLResponse:
    """One report."""
    row = read_brand(visit, filters.brand)
    filters = filters.model_copy(update={"brand": str(row.id) if row else ""})
    table = read_table(visit, name, filters)
    since, until = filters.days(visit.now.astimezone(visit.zone))
    behind = {"brand": filters.brand or OURS, "since": since, "until": until}
    behind |= {"noise": filters.noise} if filters.noise else {}
    address_of = partial(link_of, behind=behind, called=read_calls(visit))
    asked = read_asked(visit, filters)
    seen = sum_up(visit.session, asked)
    unseen = _read_unseen(visit, table, seen)
    return visit.page(
        "report.html",
        name=name,
        table=table,
        shown=SHOWN,
        bars=draw(table, address_of, unseen),
        unseen=unseen,
        beside={name for name in table.columns if name.startswith((BEFORE, CHANGE))} | {"whole"},
        seen=seen,
        seen_before=_read_before(visit, table, asked),
        blind=count_blind(table),
        left_out=count_noise(visit, filters),
        behind=behind,
        only_own=only_own(visit, name),
        exact="T" in since + until,
        asked=asked,
        link_of=address_of,
        link_before=_link_before(asked, address_of, behind),
        grouped=GROUPED,
        formats=list_formats(LISTS if name == TASKS else FORMATS),
        periods=list(PERIODS),
        filters=filters,
        chosen=filters.model_dump(exclude_defaults=True),
        choices=visit.choices,
    )


def _days_ago(today: date, count: int) -> date:
    """The first of so many days of which today is the last."""
    return today - timedelta(days=count - 1)


def _link_before(
    asked: Asked, address_of: Callable[..., str], behind: dict[str, str]
) -> Callable[..., str] | None:
    """What gives the addresses of the rows behind figures of the time before, if there is one."""
    earlier = asked.before
    if earlier is None or earlier.since is None or earlier.until is None:
        return None
    ends = {"since": earlier.since.isoformat(), "until": earlier.until.isoformat()}
    return partial(address_of, behind=behind | ends)


def read_table(visit: Visit, name: str, filters: Filters) -> Table:
    """The report's answer for these filters."""
    if name not in REPORTS:
        raise NotFound
    asked = _asked_of(visit, name, filters)
    return make_report(visit.session, name, asked, compared=bool(filters.compare))


def _asked_of(visit: Visit, name: str, filters: Filters) -> Asked:
    """What this person may ask of the report."""
    asked = read_asked(visit, filters)
    return replace(asked, person=visit.person.id) if only_own(visit, name) else asked


def _read_unseen(visit: Visit, table: Table, seen: Seen) -> set[str]:
    """The sources, or the channels of sources, that were not seen on some day."""
    lost = {source for source, _ in seen.lost}
    if table.columns[0] == "channel":
        rows = sources(visit.session)
        return {str(row.source.channel) for row in rows if row.source.name in lost}
    return lost if table.columns[0] == "source" else set()


def _read_before(visit: Visit, table: Table, asked: Asked) -> Seen | None:
    """How sources were seen in the time before, where that stands beside each figure."""
    shown = any(name.startswith((BEFORE, EARLIER)) for name in table.columns)
    return sum_up(visit.session, asked.before) if shown and asked.before else None


def only_own(visit: Visit, name: str) -> bool:
    """Does this person see of this report what is theirs, and nothing of colleagues?"""
    return name in ABOUT_PEOPLE and not visit.may(Right.COLLEAGUES)


def count_noise(visit: Visit, filters: Filters) -> int:
    """How many mentions a report for these filters leaves out as noise."""
    asked = read_asked(visit, filters)
    return 0 if asked.noise else Scope.of(visit.session, asked).count_noise(visit.session)


def read_asked(visit: Visit, filters: Filters) -> Asked:
    """From when, until when, which brand, and whether noise counts."""
    row = read_brand(visit, filters.brand)
    since, until = filters.days(visit.now.astimezone(visit.zone))
    zone = visit.person.time_zone
    limits = read_day(since, zone), read_day(until, zone, later=1)
    brand = row.brand.name if row else None
    noise = filters.noise == "all"
    return Asked(*limits, brand, noise=noise, now=visit.now, zone=visit.zone)


def read_brand(visit: Visit, said: str) -> BrandRow | None:
    """The brand of this number, or of this name: messages know no numbers."""
    brands = {row.brand.name: row for row in visit.brands()}
    return brands.get(said) or visit.session.get(BrandRow, read_id(said) or 0)


def count_blind(table: Table) -> int:
    """The rows whose figures rest on less than all sources."""
    if "sources not seen" not in table.columns:
        return 0
    place = table.columns.index("sources not seen")
    return sum(bool(row[place]) for row in table.rows)


def read_calls(visit: Visit) -> Calls:
    """What filters call the themes, brands and people that reports name."""
    themes = read_theme_names(visit.session)
    brands = {row.brand.name: str(row.id) for row in visit.brands()}
    people = visit.session.execute(select(Person.name, Person.id)).all()
    twice = Counter(name for name, _ in people)
    return {
        "theme": {name: key for key, name in themes.names.items()},
        "brand": brands,
        "source page": {row.source.name: str(row.id) for row in sources(visit.session)},
        "template": {row.template.name: str(row.id) for row in every_template(visit.session)}
        | {NO_TEMPLATE: "0"},
        "person": {name: str(one) for name, one in people if twice[name] == 1} | {"nobody": "0"},
    }
