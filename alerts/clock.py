"""A clock that times are told by.  (pure)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime


@dataclass(frozen=True)
class Clock:
    """A zone, which is named where others read by another one."""

    zone: str
    named: bool = False

    def tell(self, moment: datetime, language: str) -> str:
        """Date and time on this clock."""
        local = moment.astimezone(ZoneInfo(self.zone))
        told = format_datetime(local, "d MMM, HH:mm", locale=language)
        return f"{told} {_name(local)}" if self.named else told


def _name(local: datetime) -> str:
    """A zone as all read it: UTC+3, UTC-3:30."""
    offset = local.utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    if not (hours or minutes):
        return "UTC"
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
