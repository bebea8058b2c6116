"""A rule about any figure of a report: it is past a level.  (pure)"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from pydantic.dataclasses import dataclass

from alerts.facts import Change, Figure, Hit, Span
from alerts.hysteresis import SERIOUS
from alerts.options import STRICT, AtLeastOne, Days, Options


@dataclass(frozen=True, config=STRICT, kw_only=True)
class FigureOptions(Options):
    """Which cell of which report, over how many days, and the level; told once a day."""

    report: str = "by-channel"
    column: str = "negative share"
    row: str | None = None  # the first cell of the row; None: every row
    brand: str | None = None
    days: Days = 7
    least: AtLeastOne = 10  # cases; a share or a median of fewer is no news
    above: float | None = 0.5
    below: float | None = None


def figure(options: FigureOptions, figures: Sequence[Figure], span: Span) -> list[Hit]:
    """Figures past the level now."""
    return [_hit(options, one, span) for one in figures if is_past(options, one.value)]


def is_past(options: FigureOptions, value: float) -> bool:
    """Whether a figure is worth a message."""
    if options.above is not None and value > options.above:
        return True
    return options.below is not None and value < options.below


def _hit(options: FigureOptions, one: Figure, span: Span) -> Hit:
    day = span.until.astimezone(ZoneInfo(options.zone)).date()
    key = f"figure|{options.report}|{options.column}|{one.subject}|{day}"
    above = options.above is not None and one.value > options.above
    level = options.above if above else options.below
    hours = 24 * options.days
    change = Change("figure", one.subject, one.value, level, hours=hours, column=options.column)
    return Hit(key, span.until, SERIOUS, change)
