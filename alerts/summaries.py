"""A rule that sends a report when its day, week or month is over.  (pure)"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval
from pydantic import Field, ValidationInfo, field_validator
from pydantic.dataclasses import dataclass

from alerts.change_phrases import COLUMNS_RU, PLACES_RU
from alerts.facts import Change, Hit, Span
from alerts.options import STRICT, Options, UnreadableError
from pipeline.errors import unknown
from pipeline.export import FORMATS, is_share
from pipeline.reports.comparison import BEFORE, CHANGE
from pipeline.reports.registry import REPORTS
from pipeline.reports.show import span as say_span
from pipeline.reports.table import Cell, Share, Table, is_few

MENTIONS = "mentions"  # what a file may hold besides reports
REPORT = "report"  # the measure of its hits
NO_NEWS = 1.0  # the level of its hits: quiet hours hold it back
TITLES = {
    "by-channel": ("Отчёт по каналам", "Report by channel"),
    "by-brand": ("Отчёт по брендам", "Report by brand"),
    "by-source": ("Отчёт по источникам", "Report by source"),
    "by-language": ("Отчёт по языкам", "Report by language"),
    "by-theme": ("Отчёт по темам", "Report by theme"),
}
NOTHING = ("За это время ничего не сказано.", "Nothing was said in this time.")
BLIND = (
    "Источники видны были не все дни: цифры могут быть занижены.",
    "Not all sources were seen on all days: figures may be too low.",
)
WAS_BLIND = (
    "В прошлый период источники видны были не все дни: его цифры могут быть занижены.",
    "In the time before not all sources were seen on all days: its figures may be too low.",
)
WAS = ("было", "before")
NAMELESS = ("не указано", "not named")  # complaints without a theme, posts without a language
MORE = ("И ещё строк", "More lines")
_OWN_RU = {"share": "доля жалоб", "mean severity": "тяжесть в среднем"}
_UNITS_RU = {"d": "д", "h": "ч", "min": "мин", "s": "с"}
_LEFT_OUT = {"example", "earlier"}  # a quote, and what stands beside each figure anyway


@dataclass(frozen=True, config=STRICT, kw_only=True)
class SummaryOptions(Options):
    """Which report, how often and at what hour of the rule's zone; of which brand."""

    report: Literal["by-channel", "by-brand", "by-source", "by-language", "by-theme"] = "by-channel"
    every: Literal["day", "week", "month"] = "week"
    weekday: Annotated[int, Field(ge=1, le=7)] = 1  # on which a week is told
    hour: Annotated[int, Field(ge=0, le=23)] = 9
    brand: str | None = None
    holds: str | None = None  # what the file holds; None: the same report
    file: Literal["csv", "xlsx", "json", "jsonl", "parquet"] | None = None

    @property
    def held(self) -> str:
        """What the file holds."""
        return self.holds or self.report

    @field_validator("holds")
    @classmethod
    def _check_holds(cls, holds: str | None) -> str | None:
        if holds not in (None, MENTIONS, *REPORTS):
            said = unknown("report", str(holds), (MENTIONS, *REPORTS))
            raise UnreadableError(said.text, **said.values)
        return holds

    @field_validator("file")
    @classmethod
    def _check_file(cls, file: str | None, others: ValidationInfo) -> str | None:
        if file not in (None, *FORMATS) and others.data.get("holds") != MENTIONS:
            raise UnreadableError("%(form)s is for mentions", form=str(file))
        return file


def summary(options: SummaryOptions, _nothing: None, span: Span) -> list[Hit]:
    """A hit for each period whose report was due in this time."""
    return [_hit(options, day) for day in _due_days(options, span)]


def period(options: SummaryOptions, at: datetime) -> tuple[date, date]:
    """The first and the last day of the period that a report due at this moment tells of."""
    due = at.astimezone(ZoneInfo(options.zone)).date()
    begun = {"day": due, "week": due - timedelta(days=due.weekday()), "month": due.replace(day=1)}
    last = begun[options.every] - timedelta(days=1)
    first = {"day": last, "week": last - timedelta(days=6), "month": last.replace(day=1)}
    return first[options.every], last


def limits(options: SummaryOptions, at: datetime) -> tuple[datetime, datetime]:
    """The same as moments: from midnight to midnight of the rule's zone."""
    first, last = period(options, at)
    zone = ZoneInfo(options.zone)
    return (
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def with_lines(
    hit: Hit, table: Table, options: SummaryOptions, *, blind: bool, was_blind: bool = False
) -> Hit:
    """The hit with what the report says, a line for each of its rows."""
    assert isinstance(hit.what, Change)  # noqa: S101  (this rule finds nothing else)
    lines = [_line(table, row, options) for row in table.rows[: options.show]]
    if rest := len(table.rows) - len(lines):
        lines.append(f"{_in(options, MORE)}: {rest}")
    lines += [_in(options, NOTHING)] if not table.rows else []
    lines += [_in(options, BLIND)] if blind else []
    lines += [_in(options, WAS_BLIND)] if was_blind else []
    return replace(hit, what=replace(hit.what, lines=tuple(lines)))


def _due_days(options: SummaryOptions, span: Span) -> Iterator[date]:
    zone = ZoneInfo(options.zone)
    day, last = (moment.astimezone(zone).date() for moment in (span.since, span.until))
    while day <= last:
        begins = {"day": True, "week": day.isoweekday() == options.weekday, "month": day.day == 1}
        if begins[options.every] and span.since < _moment(options, day) <= span.until:
            yield day
        day += timedelta(days=1)


def _moment(options: SummaryOptions, day: date) -> datetime:
    return datetime.combine(day, time(options.hour), ZoneInfo(options.zone))


def _hit(options: SummaryOptions, day: date) -> Hit:
    at = _moment(options, day)
    first, last = period(options, at)
    if first == last:
        told = format_date(first, "long", locale=options.language)
    else:
        told = format_interval(first, last, "yMMMd", locale=options.language)
    whose = f", {options.brand}" if options.brand else ""
    title = f"{_in(options, TITLES[options.report])}{whose}: {told}"
    # A rule that tells weeks from now on may have told a Monday before.
    key = f"report|{options.report}|{options.every}|{first}"
    return Hit(key, at, NO_NEWS, Change(REPORT, title, 0.0))


def _line(table: Table, row: tuple[Cell, ...], options: SummaryOptions) -> str:
    cells = dict(zip(table.columns, row, strict=True))
    name, russian = str(row[0] or _in(options, NAMELESS)), options.language == "ru"
    figures = ", ".join(
        _figure(column, cells, options)
        for column in table.columns[1:]
        if cells[column] is not None
        and column not in _LEFT_OUT
        and not column.startswith((BEFORE, CHANGE))
    )
    return f"{PLACES_RU.get(name, name) if russian else name}: {figures}"


def _figure(column: str, cells: Mapping[str, Cell], options: SummaryOptions) -> str:
    name = (COLUMNS_RU | _OWN_RU).get(column, column) if options.language == "ru" else column
    said = f"{name.removesuffix(', ч')} {_number(column, cells[column], options)}"
    before = cells.get(BEFORE + column)
    if before is None or before == cells[column]:
        return said
    return f"{said} ({_in(options, WAS)} {_number(column, before, options)})"


def _number(column: str, cell: Cell, options: SummaryOptions) -> str:
    russian = options.language == "ru"
    if isinstance(cell, timedelta):
        parts = say_span(cell).split()
        return " ".join(_UNITS_RU.get(part, part) if russian else part for part in parts)
    if not isinstance(cell, float):
        return str(cell)
    said = f"{cell * 100:.1f} %" if is_share(column) else f"{cell:.1f}"
    said = said.replace(".", ",") if russian else said
    if not isinstance(cell, Share) or not is_few(cell):
        return said
    return f"{said} ({cell.part} {'из' if russian else 'of'} {cell.whole})"


def _in(options: SummaryOptions, words: tuple[str, str]) -> str:
    return words[options.language == "en"]
