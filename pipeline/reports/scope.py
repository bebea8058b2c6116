"""What a report counts: the mentions of a period and of one brand or of all our own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from classifier.verdict import Sentiment
from pipeline import store
from pipeline.model import NOISY, BrandRow, Mention, PostRow, Task
from pipeline.noise import Noise

MENTION, POST, BRAND = Mention.__table__.c, PostRow.__table__.c, BrandRow.__table__.c
TASK = Task.__table__.c

spoken_at = func.coalesce(POST.published, POST.found)  # when somebody spoke, as far as we know

MENTIONS = func.count(MENTION.id)
JUDGED = func.count(MENTION.sentiment)
NEGATIVE = func.sum(case((MENTION.sentiment == Sentiment.NEGATIVE, 1), else_=0))
POSITIVE = func.sum(case((MENTION.sentiment == Sentiment.POSITIVE, 1), else_=0))
COMPLAINTS = func.sum(case((MENTION.complaint.is_(True), 1), else_=0))


@dataclass(frozen=True)
class Scope:
    """Conditions on mentions; all reports of one run share them. Noise is left out."""

    conditions: tuple[ColumnElement[bool], ...]

    @classmethod
    def of(
        cls,
        session: Session,
        since: datetime | None,
        until: datetime | None,
        brand: str | None,
        *,
        competitors: bool = False,
    ) -> "Scope":
        """From `since` on and before `until`; without a brand all of ours, or all there are."""
        conditions: list[ColumnElement[bool]] = []
        if since is not None:
            conditions.append(spoken_at >= since)
        if until is not None:
            conditions.append(spoken_at < until)
        if brand is not None:
            conditions.append(MENTION.brand_id == store.brand_named(session, brand).id)
        elif not competitors:
            conditions.append(BRAND.competitor.is_(False))
        return cls(tuple(conditions))

    # The columns, and so the rows, are as various as the reports: hence Any.

    def mentions(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """A question about mentions, joined with posts and brands."""
        return self._about(*columns).where(MENTION.noise == Noise.NONE)

    def count_noise(self, session: Session) -> int:
        """How many mentions are left out as noise."""
        noise = self._about(func.count()).where(MENTION.noise != Noise.NONE, NOISY)
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
        return select(*columns).select_from(joined).where(*self.conditions)


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
