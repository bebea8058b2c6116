"""What became of complaints that we answered, beside those that nobody answered."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from pipeline.model import PostRow
from pipeline.outcomes import Came, Seen, came_of
from pipeline.quality import wilson
from pipeline.reports.outcomes import COUNTED, NAMES
from pipeline.reports.scope import MENTION, POST, TASK, Asked, Scope, share
from pipeline.reports.table import Cell, Table
from pipeline.states import TaskStatus
from pipeline.task_model import Task

COLUMNS = ("channel", "answer", "complaints", "looked at", *NAMES, "silent share")
LIMITS = ("at least share", "at most share")
NO_PROOF = (
    "answered complaints differ from the others in more than the answer: no proof that it helped"
)
LATER = timedelta(days=7)  # after the answer or, without one, after we found the complaint
_again = PostRow.__table__.alias("again")


def outcomes_compared(session: Session, asked: Asked) -> Table:
    """What authors did within a week, answered and not; that is no proof that answers help."""
    groups: dict[tuple[str, str], Counter[Came]] = defaultdict(Counter)
    for channel, complaint in _read(session, asked):
        answer = "given" if complaint.answered else "none"
        groups[channel, answer][complaint.came(asked.now)] += 1
    rows = tuple((*key, *_figures(groups[key])) for key in sorted(groups))
    return Table("outcomes-compared", (*COLUMNS, *LIMITS), rows)


@dataclass(frozen=True)
class _Complaint:
    """A complaint, and what its post shows of the time since."""

    found: datetime
    answered: datetime | None
    stars: float | None
    stars_now: float | None
    stars_changed: datetime | None
    edited: datetime | None
    deleted: datetime | None
    again: datetime | None  # when its author wrote there next
    again_found: datetime | None  # the same of posts that do not say when they were written

    def came(self, now: datetime | None) -> Came:
        """What its author did within the week; unseen while that lasts."""
        start = self.answered or self.found
        if now is not None and now < start + LATER:
            return Came.UNSEEN
        changed = self.stars_changed
        before = self.stars_now if changed and changed <= start else self.stars
        seen = Seen(
            looks=1,
            stars_before=before,
            stars=self.stars_now if _within(start, changed) else before,
            edited=_within(start, self.edited),
            deleted=_within(start, self.deleted),
            returned=_within(start, self.again) or _within(start, self.again_found),
        )
        return came_of(seen)


def _within(start: datetime, at: datetime | None) -> bool:
    return at is not None and start < at <= start + LATER


def _read(session: Session, asked: Asked) -> Iterator[tuple[str, _Complaint]]:
    """The complaints of a period but those that needed no answer, or got another one's."""
    undated = _again.c.published.is_(None)
    again = (_next(_again.c.published), _next(_again.c.found).where(undated))
    told = (MENTION.found, TASK.answered, POST.stars, POST.stars_now, POST.stars_changed)
    question = Scope.of(session, asked).mentions(
        POST.channel, *told, POST.edited, POST.deleted, *(one.scalar_subquery() for one in again)
    )
    of_it = TASK.incident_id == MENTION.incident_id
    question = question.outerjoin(Task.__table__, of_it).where(
        MENTION.complaint.is_(True),
        POST.erased.is_(None),
        TASK.answered.is_(None) | (TASK.mention_id == MENTION.id),
        TASK.status.is_(None) | (TASK.status != TaskStatus.DISMISSED) | TASK.answered.is_not(None),
    )
    for channel, *facts in session.execute(question):
        yield str(channel), _Complaint(*facts)


def _next(spoken: ColumnElement[datetime]) -> Select[datetime]:
    """When the author wrote in the thread next; of either time by itself an index says it."""
    theirs = (_again.c.author == POST.author, _again.c.id != POST.id)
    there = _again.c.thread.in_((POST.thread, POST.url))
    start = func.coalesce(TASK.answered, MENTION.found)
    return select(func.min(spoken)).where(*theirs, there, spoken > start)


def _figures(came: Counter[Came]) -> tuple[Cell, ...]:
    looked = came.total() - came[Came.UNSEEN]
    silent = wilson(came[Came.SILENT], looked)
    counts = (came[it] for it in COUNTED)
    limits = (silent.low, silent.high) if looked else (None, None)
    return (came.total(), looked, *counts, share(came[Came.SILENT], looked), *limits)
