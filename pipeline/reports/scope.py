"""What a report counts: the mentions of a period and of one brand or of all our own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from classifier.verdict import Sentiment
from pipeline import store
from pipeline.model import NOISY, BrandRow, Mention, PostRow
from pipeline.noise import Noise
from pipeline.task_model import Task

MENTION, POST, BRAND = Mention.__table__.c, PostRow.__table__.c, BrandRow.__table__.c
TASK = Task.__table__.c

spoken_at = func.coalesce(POST.published, POST.found)  # when somebody spoke, as far as we know

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
    def before(self) -> "Asked | None":
        """The same of the same length of time before; None where the period has no ends."""
        if self.since is None or self.end is None:
            return None
        return replace(self, since=self.since - (self.end - self.since), until=self.since)


@dataclass(frozen=True)
class Scope:
    """Conditions on mentions; all reports of one run share them.

    Noise is left out unless it is asked for; what a changed query finds no more is never in. Tasks
    are work that people had: they are counted whatever their mention was found to be.
    """

    conditions: tuple[ColumnElement[bool], ...]
    noise: bool = False
    person: int | None = None

    @classmethod
    def of(cls, session: Session, asked: Asked, *, competitors: bool = False) -> "Scope":
        """What was asked for; without a brand all of ours, or all there are."""
        conditions: list[ColumnElement[bool]] = []
        if asked.since is not None:
            conditions.append(spoken_at >= asked.since)
        if asked.until is not None:
            conditions.append(spoken_at < asked.until)
        if asked.brand is not None:
            conditions.append(MENTION.brand_id == store.brand_named(session, asked.brand).id)
        elif not competitors:
            conditions.append(BRAND.competitor.is_(False))
        return cls(tuple(conditions), asked.noise, asked.person)

    # The columns, and so the rows, are as various as the reports: hence Any.

    def mentions(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """A question about mentions, joined with posts and brands."""
        counted = MENTION.noise != Noise.UNNAMED if self.noise else MENTION.noise == Noise.NONE
        return self._about(*columns).where(counted)

    def count_noise(self, session: Session) -> int:
        """How many mentions are left out as noise."""
        sorts = MENTION.noise.not_in((Noise.NONE, Noise.UNNAMED))
        noise = self._about(func.count()).where(sorts, NOISY)
        return session.scalar(noise) or 0

    def _about(self, *columns: ColumnElement[Any]) -> Select[Any]:
        joined = Mention.__table__.join(PostRow.__table__).join(
            BrandRow.__table__, BRAND.id == MENTION.brand_id
        )
        return select(*columns).select_from(joined).where(*self.conditions)

    def tasks(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """A question about the tasks opened for these mentions."""
        joined = (
            Task.__table__.join(Mention.__table__, MENTION.id == TASK.mention_id)
            .join(PostRow.__table__, POST.id == MENTION.post_id)
            .join(BrandRow.__table__, BRAND.id == MENTION.brand_id)
        )
        whose = () if self.person is None else (TASK.assignee_id == self.person,)
        return select(*columns).select_from(joined).where(*self.conditions, *whose)


def share(part: int | None, whole: int | None) -> float | None:
    """A part as a share from 0 to 1; None of nothing."""
    return (part or 0) / whole if whole else None


def quantile(times: Sequence[timedelta], at: float) -> timedelta | None:
    """The time that a share `at` of all times does not exceed, between neighbours in proportion."""
    if not times:
        return None
    ordered = sorted(times)
    place = at * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
