"""Reports: the table, its bars, the rows behind its figures, and files of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from pipeline.export import FORMATS
from pipeline.model import BrandRow
from pipeline.post import Channel
from pipeline.reports.registry import REPORTS
from pipeline.reports.scope import Scope
from pipeline.reports.table import Cell, Table
from web.choices import read_choices
from web.download import send_table
from web.fields import Word, read_day, read_id
from web.mentions import OURS
from web.pages import query
from web.visit import NotFound, Reader, Visit

router = APIRouter(prefix="/reports")
DRAWN = 40  # rows; more would not fit on a page
PERIODS = {"7": 7, "30": 30, "90": 90, "365": 365, "all": None, "own": None}  # days


class Filters(BaseModel):
    """What stands in the address of a report."""

    period: Word = "30"
    since: Word = ""  # the first and the last day, for a period of one's own
    until: Word = ""
    brand: Word = ""

    def days(self, now: datetime) -> tuple[str, str]:
        """The first and the last day; empty where there is no such limit."""
        count = PERIODS.get(self.period, 30)
        if count is not None:
            return (now - timedelta(days=count - 1)).date().isoformat(), ""
        return (self.since, self.until) if self.period == "own" else ("", "")


@dataclass(frozen=True)
class Bar:
    """One row of the drawing, in its own units."""

    label: Cell
    mentions: int
    negative: float


@router.get("")
def start() -> Response:
    """Reports open on the one by channel."""
    return RedirectResponse("/reports/by-channel")


@router.get("/{name}/file.{form}")
def save(visit: Reader, name: Word, form: Word, filters: Annotated[Filters, Query()]) -> Response:
    """The same table as a file."""
    return send_table(read_table(visit, name, filters), form)


@router.get("/{name}")
def show(visit: Reader, name: Word, filters: Annotated[Filters, Query()]) -> HTMLResponse:
    """One report."""
    table = read_table(visit, name, filters)
    since, until = filters.days(visit.now.astimezone(visit.zone))
    return visit.page(
        "report.html",
        name=name,
        table=table,
        bars=read_bars(table),
        blind=count_blind(table),
        left_out=count_noise(visit, filters),
        behind={"brand": filters.brand or OURS, "since": since, "until": until},
        link_of=link_of,
        reports=list(REPORTS),
        formats=list(FORMATS),
        periods=list(PERIODS),
        filters=filters,
        chosen=filters.model_dump(exclude_defaults=True),
        choices=read_choices(visit.session),
    )


def read_table(visit: Visit, name: str, filters: Filters) -> Table:
    """The report's answer for these filters."""
    if name not in REPORTS:
        raise NotFound
    return REPORTS[name](visit.session, *_limits(visit, filters))


def count_noise(visit: Visit, filters: Filters) -> int:
    """How many mentions a report for these filters leaves out as noise."""
    return Scope.of(visit.session, *_limits(visit, filters)).count_noise(visit.session)


def _limits(visit: Visit, filters: Filters) -> tuple[datetime | None, datetime | None, str | None]:
    """From when, until when, and which brand."""
    row = visit.session.get(BrandRow, read_id(filters.brand) or 0)
    since, until = filters.days(visit.now.astimezone(visit.zone))
    zone = visit.person.time_zone
    limits = read_day(since, zone), read_day(until, zone, later=1)
    return (*limits, row.brand.name if row else None)


def read_bars(table: Table) -> list[Bar]:
    """Mentions and the negative ones among them, where a report counts both."""
    if not {"mentions", "negative share"} <= set(table.columns):
        return []
    said, negative = table.columns.index("mentions"), table.columns.index("negative share")
    return [_read_bar(row[0], row[said], row[negative]) for row in table.rows[:DRAWN]]


def count_blind(table: Table) -> int:
    """The rows whose figures rest on less than all sources."""
    if "sources not seen" not in table.columns:
        return 0
    place = table.columns.index("sources not seen")
    return sum(bool(row[place]) for row in table.rows)


def _read_bar(label: Cell, mentions: Cell, negative: Cell) -> Bar:
    count = mentions if isinstance(mentions, int) else 0
    return Bar(label, count, count * negative if isinstance(negative, float) else 0.0)


def link_of(table: Table, row: tuple[Cell, ...], column: str, behind: dict[str, str]) -> str:
    """The address of the rows behind a figure; empty where there is no such page."""
    narrowed = {"channel": str(row[0])} if table.columns[0] == "channel" else {}
    narrowed |= {"theme": str(row[0])} if table.columns[0] == "theme" else {}
    if narrowed.get("channel", Channel.NEWS) not in list(Channel) or not narrowed:
        return ""
    filters = behind | narrowed
    kinds = {"mentions": {}, "complaints": {"act": "complaint"}}
    if column in kinds:
        return "/mentions?" + query(filters | kinds[column])
    if column == "negative share" and "channel" in narrowed:
        return "/mentions?" + query(filters, sentiment="negative")
    if column == "open tasks" and "channel" in narrowed:
        return "/inbox?" + query(filters)
    return ""
