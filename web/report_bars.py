"""A report drawn: mentions of each row as a bar, with the negative and positive ones.  (pure)"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from pipeline.reports.table import Cell, Share, Table

DRAWN = 40  # rows; more would not fit on a page


@dataclass(frozen=True)
class Bar:
    """One row of the drawing, in its own units."""

    day: date | None  # the first of its period
    label: str
    mentions: int
    negative: int
    positive: int  # 0 where the report does not count them
    lost: bool  # on some day of it sources were not seen
    whole: bool  # its period is over, and all of it was asked for
    address: str  # of the rows it counts


def draw(
    table: Table,
    address_of: Callable[[Table, tuple[Cell, ...], str], str],
    unseen: Collection[str] = (),
) -> list[Bar]:
    """The bars of a report that counts mentions: the latest periods, or the most frequent rows."""
    if not {"mentions", "negative share"} <= set(table.columns):
        return []
    timed = any(isinstance(row[0], date) for row in table.rows)
    rows = table.rows[-DRAWN:] if timed else table.rows[:DRAWN]
    return [
        _draw(table, row, address_of(table, row, "mentions"), lost=str(row[0]) in unseen)
        for row in rows
    ]


def _draw(table: Table, row: tuple[Cell, ...], address: str, *, lost: bool) -> Bar:
    cells = dict(zip(table.columns, row, strict=True))
    first, second = row[:2]
    day, name = (first, second) if isinstance(first, date) else (None, first)
    count = cells["mentions"]
    return Bar(
        day,
        name if isinstance(name, str) else "",
        count if isinstance(count, int) else 0,
        _part(cells["negative share"]),
        _part(cells.get("positive share")),
        lost or bool(cells.get("sources not seen")),
        cells.get("whole") != "no",
        address if count else "",
    )


def _part(share: Cell) -> int:
    return share.part if isinstance(share, Share) else 0
