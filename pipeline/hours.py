"""Business hours: the working time between two moments, and when it is used up.  (pure)"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from pipeline.errors import OtklikError

DAY_MINUTES, MINUTE = 24 * 60, timedelta(minutes=1)
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

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def spans(self, since: datetime, until: datetime) -> Iterator[Span]:
        """The working time between two moments, piece by piece, in UTC."""
        day = since.astimezone(self._zone).date() - timedelta(days=1)
        last = until.astimezone(self._zone).date()
        done = since
        while day <= last:
            for shift in sorted(self.shifts(day)):
                # `done`: where clocks go back or shifts overlap, no moment is counted twice.
                start = max(self._moment(day, shift.start), done)
                end = min(self._moment(day, shift.end), until)
                if start < end:
                    yield start, end
                    done = end
            day += timedelta(days=1)

    def _moment(self, day: date, minutes: int) -> datetime:
        wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
        return moment_of(wall.replace(tzinfo=self._zone))

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


def moment_of(local: datetime) -> datetime:
    """When a clock shows this, in UTC; what it skips when put forward is the moment of that."""
    moment = local.astimezone(UTC)
    offset = local.replace(fold=1).utcoffset() or timedelta()
    if (local.replace(fold=0).utcoffset() or timedelta()) >= offset:
        return moment
    moment = local.replace(fold=0).astimezone(UTC)  # later by as much as was skipped until then
    while (moment - MINUTE).astimezone(local.tzinfo).utcoffset() == offset:
        moment -= MINUTE
    return moment


def last_call(hours: Hours, now: datetime) -> datetime:
    """Shortly before people go home for longest in the coming week: what promises are shown by."""
    spans = pairwise(hours.spans(now, now + AHEAD))
    ends = ((after[0] - before[1], before[1]) for before, after in spans if before[1] < now + WEEK)
    return max(ends, default=(timedelta(), now + LAST_CALL))[1] - LAST_CALL
