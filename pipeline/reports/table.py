"""A report's answer, and lists that are too long to be held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# A day is a date; so are a week and a month, which are named by their first day.
Cell = str | int | float | date | datetime | timedelta | None


@dataclass(frozen=True)
class Table:
    """Named columns and rows of plain cells; a share is a float from 0 to 1."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Roll:
    """Named columns and rows that are read while they are written; they come once."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]
