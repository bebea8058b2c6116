"""A report beside the same report of the time before.  (pure)"""

from collections.abc import Mapping
from datetime import timedelta
from math import hypot, sqrt

from pipeline.quality import Z, wilson
from pipeline.reports.table import Cell, Share, Table

Row = tuple[Cell, ...]

BEFORE, CHANGE = "before: ", "change: "  # how the columns begin that are added
EARLIER = "earlier"  # a column that says the same already
# Their rows are times, or say how things stand now: there is nothing to set beside them.
ALONE = frozenset({"day", "week", "month", "state", "task"})


def can_compare(table: Table) -> bool:
    """Whether the rows of a report can be found again in the time before."""
    return ALONE.isdisjoint(table.columns)


def compare(table: Table, earlier: Table) -> Table:
    """Each figure with the one before and, where it is no span of time, the difference."""
    keys = _count_keys(table, earlier)
    added = {place: _adds(table, earlier, place) for place in range(keys, len(table.columns))}
    heads = list(table.columns[:keys])
    for place, adds in added.items():
        heads += [prefix + table.columns[place] for prefix in ("", *adds)]
    known = {row[:keys]: row for row in earlier.rows}
    shown = {row[:keys] for row in table.rows}
    nothing = tuple(_nothing(table, earlier, place) for place in added)
    rows = [*table.rows, *((*key, *nothing) for key in known if key not in shown)]
    return Table(
        table.name,
        tuple(heads),
        tuple(
            _beside(row, known.get(row[:keys], (*row[:keys], *nothing)), keys, added)
            for row in rows
        ),
    )


def _count_keys(table: Table, earlier: Table) -> int:
    """How many of the first columns are names: by them rows are found again."""
    rows = (*table.rows, *earlier.rows)
    places = range(len(table.columns))
    first = (n for n in places if any(not isinstance(row[n], str | None) for row in rows))
    return max(next(first, len(table.columns)), 1)


def _cells(table: Table, earlier: Table, place: int) -> list[Cell]:
    return [row[place] for row in (*table.rows, *earlier.rows) if row[place] is not None]


def _nothing(table: Table, earlier: Table, place: int) -> Cell:
    """What stands where a row is missing: none of what is counted, else nothing known."""
    cells = _cells(table, earlier, place)
    return 0 if cells and all(isinstance(cell, int) for cell in cells) else None


def _adds(table: Table, earlier: Table, place: int) -> tuple[str, ...]:
    """The columns that a column is followed by."""
    cells = _cells(table, earlier, place)
    if table.columns[place] == EARLIER:
        return ()
    if any(isinstance(cell, timedelta) for cell in cells):
        return (BEFORE,)
    return (BEFORE, CHANGE) if any(isinstance(cell, int | float) for cell in cells) else ()


def _beside(row: Row, before: Row, keys: int, added: Mapping[int, tuple[str, ...]]) -> Row:
    cells = list(row[:keys])
    for place, adds in added.items():
        was, is_now = before[place], row[place]
        cells.append(is_now)
        cells += [was if prefix == BEFORE else _difference(is_now, was) for prefix in adds]
    return tuple(cells)


FLOWS = frozenset({"mentions", "complaints", "praise", "tasks"})  # what comes by chance


def may_be_chance(column: str, is_now: Cell, was: Cell) -> bool:
    """Whether two figures differ by no more than chance alone makes them, in 95 of 100 cases.

    Shares: Newcombe's interval of their difference, of two of Wilson's. Counts: as if each post
    came by itself; in truth they come in heaps, so that more is chance than this says.
    """
    if isinstance(is_now, Share) and isinstance(was, Share):
        one, other = wilson(is_now.part, is_now.whole), wilson(was.part, was.whole)
        if is_now < was:
            return is_now - was + hypot(one.high - is_now, was - other.low) >= 0
        return is_now - was - hypot(is_now - one.low, other.high - was) <= 0
    if column in FLOWS and isinstance(is_now, int) and isinstance(was, int):
        return abs(is_now - was) <= Z * sqrt(is_now + was)
    return False


def _difference(is_now: Cell, was: Cell) -> Cell:
    if isinstance(is_now, int | float) and isinstance(was, int | float):
        return is_now - was
    return None
