"""What commands share: a moment as they are told it, a period that is one."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from pipeline.errors import OtklikError

_AGO = re.compile(r"(\d{1,4})([dwh])")
_UNITS = {"d": "days", "w": "weeks", "h": "hours"}


class TimeOption(click.ParamType[datetime]):
    """A day, a time, or how long ago; days are those of this machine's zone."""

    name = "time"

    def convert(self, value: Any, _param: object, _ctx: object) -> datetime:  # click's signature
        ago = _AGO.fullmatch(value)
        if ago:
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise OtklikError(
                f'"{value}" is no time; write 2026-03-01, 2026-03-01T15:00+03:00, 7d, 2w or 12h'
            ) from error


def check_period(since: datetime | None, until: datetime | None) -> None:
    """Raise OtklikError for a period that ends before it begins."""
    if since and until and since >= until:
        raise OtklikError("the period ends before it begins; --since is to be before --until")
