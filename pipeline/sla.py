"""What was promised and how it stands: due times, warnings and the five clocks.  (pure)"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.hours import Hours, Span
from pipeline.post import Channel


class Start(StrEnum):
    """From which moment a promise counts."""

    PUBLISHED = "published"  # as the customer sees it
    FOUND = "found"  # as the team can help it


class Standing(StrEnum):
    """How a promise stands."""

    ON_TIME = "on time"
    WARNING = "warning"
    OVERDUE = "overdue"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True)
class Promise:
    """An answer within some working time; for one brand, channel or urgency, or for all."""

    within: timedelta
    channel: Channel | None = None
    band: str | None = None  # "urgent", "high" or "normal", as pipeline.triage says
    start: Start = Start.FOUND
    warn_at: float = 0.75  # the share of the time after which people are warned
    brand: str | None = None
    zone: str | None = None  # by whose clock the working hours are meant, if not by the team's

    @property
    def to_whom(self) -> str:
        """What it is for, in words; one promise for each."""
        whom = f"{self.channel or 'any channel'}, {self.band or 'any urgency'}"
        return f"{whom}, {self.brand}" if self.brand else whom

    @property
    def exactness(self) -> tuple[bool, bool, bool]:
        """How narrowly it is meant: of a brand, of an urgency, of a channel, in this order."""
        return self.brand is not None, self.band is not None, self.channel is not None

    def in_zone(self, hours: Hours) -> Hours:
        """The working hours it is counted in."""
        return replace(hours, zone=self.zone) if self.zone else hours


@dataclass(frozen=True)
class Clocks:
    """The five moments between a post and its answer."""

    found: datetime
    published: datetime | None = None
    flagged: datetime | None = None
    taken: datetime | None = None
    answered: datetime | None = None

    def start(self, which: Start) -> datetime:
        """Where a promise starts; from finding where the page does not tell."""
        if which is Start.PUBLISHED and self.published is not None:
            return min(self.published, self.found)
        return self.found


@dataclass(frozen=True)
class Delays:
    """Who let the customer wait how long, in plain time: crawling and judging, then people."""

    to_find: timedelta | None
    to_flag: timedelta | None
    to_take: timedelta | None
    to_answer: timedelta | None  # from taking it

    @property
    def ours(self) -> timedelta | None:
        """What the program took: from publication to the task."""
        return _sum(self.to_find, self.to_flag)

    @property
    def team(self) -> timedelta | None:
        """What people took: from the task to the answer."""
        return _sum(self.to_take, self.to_answer)


@dataclass(frozen=True)
class State:
    """A promise for one task, now."""

    standing: Standing
    due: datetime | None
    left: timedelta | None  # working time left, negative when overdue; None once answered


@dataclass(frozen=True)
class Example:
    """What a promise means for one post: when people are warned, and when it has to be answered."""

    start: datetime
    warn: datetime | None
    due: datetime | None


def exemplify(promise: Promise, hours: Hours, start: datetime) -> Example:
    """When an answer is due to what is found, or published, at a moment."""
    counted = promise.in_zone(hours)
    warn = counted.after(start, promise.within * promise.warn_at)
    return Example(start, warn, counted.after(start, promise.within))


def by_exactness(promises: Sequence[Promise]) -> list[Promise]:
    """The order in which promises are asked: the first that fits a task holds for it."""
    return sorted(promises, key=lambda it: (*(not exact for exact in it.exactness), it.within))


def choose(
    promises: Sequence[Promise], channel: Channel, band: str, brand: str = ""
) -> Promise | None:
    """The promise that fits most narrowly, the shorter one of equals."""
    fitting = [
        promise
        for promise in promises
        if promise.channel in (None, channel)
        and promise.band in (None, band)
        and promise.brand in (None, brand)
    ]
    return next(iter(by_exactness(fitting)), None)


def state(
    promise: Promise, hours: Hours, clocks: Clocks, now: datetime, pauses: Sequence[Span] = ()
) -> State:
    """How a promise stands; time spent waiting for the customer does not count."""
    start = clocks.start(promise.start)
    due = hours.after(start, promise.within, pauses)
    if clocks.answered is not None:
        kept = due is None or clocks.answered <= due
        return State(Standing.KEPT if kept else Standing.BROKEN, due, None)
    used = hours.between(start, max(now, start), pauses)
    left = promise.within - used
    if left <= timedelta():
        left = -hours.between(due, now, pauses) if due is not None and due < now else left
        return State(Standing.OVERDUE, due, left)
    warned = used >= promise.within * promise.warn_at
    return State(Standing.WARNING if warned else Standing.ON_TIME, due, left)


def delays(clocks: Clocks) -> Delays:
    """The times between the five clocks, each None until its end is known."""
    return Delays(
        to_find=_gap(clocks.published, clocks.found),
        to_flag=_gap(clocks.found, clocks.flagged),
        to_take=_gap(clocks.flagged, clocks.taken),
        to_answer=_gap(clocks.taken, clocks.answered),
    )


def _gap(start: datetime | None, end: datetime | None) -> timedelta | None:
    if start is None or end is None:
        return None
    return max(end - start, timedelta())


def _sum(*parts: timedelta | None) -> timedelta | None:
    known = [part for part in parts if part is not None]
    return sum(known, timedelta()) if known else None
