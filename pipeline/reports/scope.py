"""What a report counts: the mentions of a period and of one brand or of all our own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, Select, case, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import iterate

from classifier.verdict import Sentiment
from pipeline import store
from pipeline.model import NOISY, BrandRow, Mention, PostRow
from pipeline.noise import Noise
from pipeline.periods import Numbers, between, find_numbers, spoken_between
from pipeline.periods import spoken_at as spoken_at  # reports count by it
from pipeline.reports.table import Middle, Share
from pipeline.states import TaskStatus
from pipeline.task_model import Task

MENTION, POST, BRAND = Mention.__table__.c, PostRow.__table__.c, BrandRow.__table__.c
TASK = Task.__table__.c
LONG = timedelta(days=200)  # a longer period is most of what there is
OURS = select(BRAND.id).where(BRAND.competitor.is_(False))

MENTIONS = func.count(MENTION.id)
JUDGED = func.count(MENTION.sentiment)
NEGATIVE = func.sum(case((MENTION.sentiment == Sentiment.NEGATIVE, 1), else_=0))
POSITIVE = func.sum(case((MENTION.sentiment == Sentiment.POSITIVE, 1), else_=0))
COMPLAINTS = func.sum(case((MENTION.complaint.is_(True), 1), else_=0))


@dataclass(frozen=True)
class Asked:
    """What a report is asked for: from `since` on and before `until`, of one brand or of ours."""

    since: datetime | None = None
    until: datetime | None = None
    brand: str | None = None
    noise: bool = False  # noise counts, too
    now: datetime | None = None  # the end of a period that goes on
    person: int | None = None  # whose tasks; None: everybody's
    zone: tzinfo | None = UTC  # whose days are counted; None: those of this machine's clock

    def day_of(self, at: datetime) -> date:
        """The day a moment is in."""
        return at.astimezone(self.zone).date()

    @property
    def end(self) -> datetime | None:
        """When the period ends, if it does."""
        return self.until or self.now

    @property
    def last_day(self) -> date | None:
        """The last day of the period, if it has an end; today where it goes on."""
        ends = [end for end in (self.until, self.now) if end is not None]
        return self.day_of(min(ends) - timedelta(seconds=1)) if ends else None

    def holds(self, first: date, last: date) -> bool:
        """Whether the period holds these days from beginning to end, and they are over."""
        if self.since is not None and self._wall(self.since) > datetime.combine(first, time()):
            return False
        midnight = datetime.combine(last + timedelta(days=1), time())
        return all(self._wall(end) >= midnight for end in (self.until, self.now) if end)

    @property
    def before(self) -> "Asked | None":
        """The same as many days earlier as the period has; None where it has no ends.

        Of a period that goes on, that one too ends at this hour: part is compared with part.
        """
        if self.since is None or self.end is None or self.end <= self.since:
            return None
        length = self._wall(self.end) - self._wall(self.since) - timedelta(minutes=1)
        days = timedelta(days=length // timedelta(days=1) + 1)
        end = min(self.end, self.now) if self.now and self.now > self.since else self.end
        try:
            since, until = (self._earlier(at, days) for at in (self.since, end))
        except OverflowError:  # the calendar begins with the year 1
            return None
        return replace(self, since=since, until=until)

    def _wall(self, at: datetime) -> datetime:
        """A moment as the clock on the wall shows it."""
        return at.astimezone(self.zone).replace(tzinfo=None)

    def _earlier(self, at: datetime, days: timedelta) -> datetime:
        """The same hour on the wall some days ago, though clocks have changed since."""
        wall = self._wall(at) - days
        local = wall.astimezone() if self.zone is None else wall.replace(tzinfo=self.zone)
        return local.astimezone(UTC)


@dataclass(frozen=True)
class Scope:
    """Which mentions; all reports of one run share that.

    Noise is left out unless it is asked for; what a changed query finds no more is never in. Tasks
    are work that people had: they are counted whatever their mention was found to be.
    """

    since: datetime | None = None
    until: datetime | None = None
    posts: Numbers = (None, None)  # between which their posts lie, if known
    brand: int | None = None
    competitors: bool = False  # they count, too, where no brand is asked for
    noise: bool = False
    person: int | None = None

    @classmethod
    def of(cls, session: Session, asked: Asked, *, competitors: bool = False) -> "Scope":
        """What was asked for; without a brand all of ours, or all there are."""
        since, end = asked.since, asked.end
        short = since is not None and end is not None and end - since <= LONG
        return cls(
            since,
            asked.until,
            find_numbers(session, since, asked.until) if short else (None, None),
            None if asked.brand is None else store.brand_named(session, asked.brand).id,
            competitors,
            asked.noise,
            asked.person,
        )

    # The columns, and so the rows, are as various as the reports: hence Any.

    def mentions(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """A question about mentions, joined with the posts and brands that it names."""
        counted = MENTION.noise != Noise.UNNAMED if self.noise else MENTION.noise == Noise.NONE
        return self._about(*columns).where(counted)

    def count_noise(self, session: Session) -> int:
        """How many mentions are left out as noise."""
        sorts = MENTION.noise.not_in((Noise.NONE, Noise.UNNAMED))
        noise = self._about(func.count()).where(sorts, NOISY)
        return session.scalar(noise) or 0

    def _about(self, *columns: ColumnElement[Any]) -> Select[Any]:
        return self._ask(Mention.__table__, MENTION.post_id, MENTION.brand_id, columns)

    def tasks(self, *columns: ColumnElement[Any], merged: bool = False) -> Select[Any]:
        """A question about the tasks opened for these mentions, joined with what it names.

        Of merged tasks the one that answers for them counts, unless all are wanted.
        """
        tasks: FromClause = Task.__table__
        if Mention.__table__ in _tables(columns):
            tasks = tasks.join(Mention.__table__, MENTION.id == TASK.mention_id)
        asked = self._ask(tasks, TASK.post_id, TASK.brand_id, columns)
        asked = asked if merged else asked.where(TASK.status != TaskStatus.MERGED)
        return asked if self.person is None else asked.where(TASK.assignee_id == self.person)

    def _ask(
        self,
        rows: FromClause,
        post: ColumnElement[int],
        brand: ColumnElement[int],
        columns: Sequence[ColumnElement[Any]],
    ) -> Select[Any]:
        """Of many mentions the posts are read only where a column or the period needs them."""
        spoken = spoken_between(self.since, self.until)
        named = _tables(columns)
        if spoken or PostRow.__table__ in named:
            rows = rows.join(PostRow.__table__, POST.id == post)
            spoken += between(POST.id, self.posts)
        if BrandRow.__table__ in named:
            rows = rows.join(BrandRow.__table__, BRAND.id == brand)
        asked = select(*columns).select_from(rows).where(*spoken, *between(post, self.posts))
        if self.brand is not None:
            return asked.where(brand == self.brand)
        # Of most mentions no index by brand is of use: they are read in the order they lie in.
        ours = brand if self.posts[0] else brand + 0
        return asked if self.competitors else asked.where(ours.in_(OURS))


def _tables(columns: Sequence[ColumnElement[Any]]) -> set[FromClause]:
    """The tables that these columns, or expressions of columns, are of."""
    parts = (part for column in columns for part in iterate(column))
    return {part.table for part in parts if isinstance(part, Column)}


def share(part: int | None, whole: int | None) -> Share | None:
    """A part as a share from 0 to 1; None of nothing."""
    return Share(part or 0, whole) if whole else None


def quantile(times: Sequence[timedelta], at: float) -> Middle | None:
    """The time that a share `at` of all times does not exceed, between neighbours in proportion."""
    if not times:
        return None
    ordered = sorted(times)
    place = at * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    between_them = (ordered[above] - ordered[below]) * (place - below)
    return Middle.of(ordered[below] + between_them, len(ordered))
