"""A table for the screen."""

import io
from datetime import date, datetime, timedelta

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from pipeline.export import is_share
from pipeline.reports.table import Cell, Middle, Share, Table, is_few
from pipeline.visible import visible

WIDE = 240  # where no screen sets a limit
NOTHING = "nothing in this period"


def show(table: Table) -> str:
    """The table drawn as wide as the screen is, or as it needs where there is no screen."""
    grid = Grid(title=table.name, box=box.SIMPLE_HEAD, title_justify="left")
    for number, column in enumerate(table.columns):
        figures = all(not isinstance(row[number], str | date) for row in table.rows)
        grid.add_column(column, justify="right" if figures else "left", overflow="fold")
    for row in table.rows:
        grid.add_row(
            *(Text(shown(name, cell)) for name, cell in zip(table.columns, row, strict=True))
        )
    screen = Console(highlight=False)
    drawn = io.StringIO()
    width = screen.width if screen.is_terminal else WIDE
    Console(file=drawn, width=width, highlight=False).print(grid)
    if not table.rows:
        drawn.write(f"{NOTHING}\n")
    return "\n".join(line.rstrip() for line in drawn.getvalue().splitlines()) + "\n"


def shown(column: str, cell: Cell) -> str:
    """A cell for people; a figure of few cases says of how many."""
    return _shown(column, cell) + (_base(cell) if is_few(cell) else "")


def _base(cell: Cell) -> str:
    if isinstance(cell, Share):
        return f" ({cell.part} of {cell.whole})"
    return f" (of {cell.whole})" if isinstance(cell, Middle) else ""


def _shown(column: str, cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, timedelta):
        return span(cell)
    if isinstance(cell, datetime):
        return cell.astimezone().strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return f"{cell:%B %Y}" if column == "month" else f"{cell.day} {cell:%b %Y}"
    if isinstance(cell, float):
        return f"{cell:.1%}" if is_share(column) else f"{cell:g}"
    return visible(str(cell))


def span(waited: timedelta) -> str:
    """A span of time in its two largest units: 2 d 5 h, 3 h 20 min, 12 min, 40 s."""
    seconds = round(waited.total_seconds())
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
