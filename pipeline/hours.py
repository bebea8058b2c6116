"""Business hours: the working time between two moments, and when it is used up.  (pure)"""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from pipeline.errors import OtklikError

DAY_MINUTES = 24 * 60
DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
LONGEST_SEARCH = timedelta(days=3 * 366)  # no promise is kept for longer than this
LAST_CALL, WEEK, AHEAD = timedelta(minutes=20), timedelta(days=8), timedelta(days=31)


@dataclass(frozen=True, order=True)
class Shift:
    """A part of a day, in minutes from midnight by the wall clock; 1440 is the day's end."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_MINUTES:
            raise OtklikError(
                "a shift begins before it ends, within one day; write one past midnight as two"
            )


Span = tuple[datetime, datetime]
Stretch = tuple[datetime, datetime, timedelta]  # its start and end, and the clock's offset
_OFFICE = (Shift(9 * 60, 18 * 60),)
OFFICE_WEEK = (_OFFICE,) * 5 + ((), ())
ROUND_THE_CLOCK = ((Shift(0, DAY_MINUTES),),) * 7


@dataclass(frozen=True)
class Hours:
    """When people work: shifts of each weekday, Monday first, and days that differ."""

    zone: str = "Europe/Moscow"
    week: tuple[tuple[Shift, ...], ...] = OFFICE_WEEK
    days: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)  # () is a holiday

    def shifts(self, day: date) -> tuple[Shift, ...]:
        """The shifts of a day."""
        return self.days.get(day, self.week[day.weekday()])

    def spans(self, since: datetime, until: datetime) -> Iterator[Span]:
        """The working time between two moments, piece by piece, in UTC.

        Work is when the clock on the wall shows the time of a shift: not what it skips when put
        forward, and twice what it shows twice when put back.
        """
        done = since
        for start, end, offset in steady(self.zone, since, until):
            first, last = wall(start, offset), wall(end, offset)
            for number in range((last.date() - first.date()).days + 1):
                day = first.date() + timedelta(days=number)
                for shift in sorted(self.shifts(day)):
                    # `done`: where shifts overlap no moment is counted twice.
                    opens = max(_moment(day, shift.start, offset), start, done)
                    shuts = min(_moment(day, shift.end, offset), end)
                    if opens < shuts:
                        yield opens, shuts
                        done = shuts

    def between(self, since: datetime, until: datetime, pauses: Sequence[Span] = ()) -> timedelta:
        """The working time between two moments, without pauses."""
        spans = self._without(pauses, since, until)
        return sum((end - start for start, end in spans), timedelta())

    def after(
        self, since: datetime, allowance: timedelta, pauses: Sequence[Span] = ()
    ) -> datetime | None:
        """When the allowance of working time is used up; None when it never will be."""
        left = allowance
        for start, end in self._without(pauses, since, since + LONGEST_SEARCH):
            if end - start >= left:
                return start + left
            left -= end - start
        return None

    def _without(self, pauses: Sequence[Span], since: datetime, until: datetime) -> Iterator[Span]:
        ordered = sorted(pauses)
        for start, end in self.spans(since, until):
            for pause_start, pause_end in ordered:
                if pause_start < end and pause_end > start:
                    if start < pause_start:
                        yield start, pause_start
                    start = max(start, min(pause_end, end))
            if start < end:
                yield start, end


def steady(zone: str, since: datetime, until: datetime) -> Iterator[Stretch]:
    """The time between two moments in stretches of a day at most, in UTC, with the clock's offset.

    No clock is changed twice within a day.
    """
    clock, start, last = ZoneInfo(zone), since.astimezone(UTC), until.astimezone(UTC)
    offset = _offset(clock, start)
    while start < last:
        end = min(start + DAY, last)
        later = _offset(clock, end)
        if later != offset:
            changed = _change(clock, start, end, offset)
            if start < changed:
                yield start, changed, offset
            start = changed
        if start < end:
            yield start, end, later
        start, offset = end, later


def _change(clock: ZoneInfo, start: datetime, end: datetime, offset: timedelta) -> datetime:
    """When a clock is put to another offset, to the second: the first moment that has it."""
    first = start.replace(microsecond=0)
    seconds = range((end - start) // SECOND + 1)
    return first + SECOND * bisect(
        seconds, 0, key=lambda it: _offset(clock, first + it * SECOND) != offset
    )


def _offset(clock: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(clock).utcoffset() or timedelta()


def wall(moment: datetime, offset: timedelta) -> datetime:
    """What a clock of this offset shows, as a time without a zone."""
    return (moment + offset).replace(tzinfo=None)


def _moment(day: date, minutes: int, offset: timedelta) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + minutes * MINUTE - offset


def last_call(hours: Hours, now: datetime) -> datetime:
    """Shortly before people go home for longest in the coming week: what promises are shown by."""
    spans = pairwise(hours.spans(now, now + AHEAD))
    ends = ((after[0] - before[1], before[1]) for before, after in spans if before[1] < now + WEEK)
    return max(ends, default=(timedelta(), now + LAST_CALL))[1] - LAST_CALL
