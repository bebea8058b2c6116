"""A report's answer, and lists that are too long to be held."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

# A day is a date; so are a week and a month, which are named by their first day.
Cell = str | int | float | date | datetime | timedelta | None


class Share(float):
    """A share from 0 to 1 that remembers of how many it is."""

    part: int
    whole: int

    def __new__(cls, part: int, whole: int) -> "Share":
        """The part of the whole."""
        made = super().__new__(cls, part / whole)
        made.part, made.whole = part, whole
        return made


class Middle(timedelta):
    """A median, or another quantile, that remembers of how many times it is."""

    whole: int = 0

    @classmethod
    def of(cls, time: timedelta, whole: int) -> "Middle":
        """This time as the quantile of so many."""
        made = cls(time.days, time.seconds, time.microseconds)
        made.whole = whole
        return made


FEW = 10  # cases; a figure of fewer says of how many it is


def is_few(cell: Cell) -> bool:
    """Whether a figure is of so few cases that it has to say so."""
    return isinstance(cell, Share | Middle) and cell.whole < FEW


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
    kinds: Mapping[str, type] = field(default_factory=dict)  # of columns that hold no texts
