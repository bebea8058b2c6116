"""A report's answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

Cell = str | int | float | datetime | timedelta | None


@dataclass(frozen=True)
class Table:
    """Named columns and rows of plain cells; a share is a float from 0 to 1."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
