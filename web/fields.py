"""What forms and addresses may hold; anything longer or larger is refused before a route runs."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Form, Path
from pydantic import AfterValidator, Field

LONGEST_WORD = 200


def strip_text(text: str) -> str:
    """A typed text as kept: no spaces around it, none of the signs databases refuse."""
    return text.replace("\0", "").replace("\r\n", "\n").strip()


def read_id(text: str) -> int | None:
    """The number of a row as a form gives it; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def read_number(text: str) -> int:
    """A whole number as rows hold it; raises ValueError for another."""
    number = int(text)
    if abs(number) >= 2**31:
        raise ValueError("no row has such a number")
    return number


def read_day(text: str, zone: str, later: int = 0) -> datetime | None:
    """Midnight of a day in a zone, some days later; None for what is no day.

    Links of messages name a moment instead: the end or beginning of just what they told of.
    """
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text)
            return moment.astimezone(UTC) if moment.tzinfo else None
        day = date.fromisoformat(text) + timedelta(days=later)
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


Id = Annotated[int, Field(ge=0, lt=2**31)]
RowId = Annotated[Id, Path()]
Word = Annotated[str, Field(max_length=LONGEST_WORD), AfterValidator(strip_text)]
Text = Annotated[str, Form(max_length=20_000), AfterValidator(strip_text)]
Secret = Annotated[str, Form(max_length=1000)]
