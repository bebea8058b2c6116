"""Relevance learnt from closed tasks: learnt anew as people decide, asked when a task is opened."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, case, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from pipeline.erased import store_beside_others
from pipeline.finding_model import Relevance
from pipeline.insertion import insertion
from pipeline.model import Mention, PostRow
from pipeline.relevance import (
    Decision,
    authors_in,
    can_learn,
    learn,
    read,
    read_features,
    set_back,
    without_authors,
    write,
)
from pipeline.states import TaskStatus
from pipeline.task_model import Task
from pipeline.triage import Triage

STRAY = ("not about us", "spam")  # the reasons for dismissing that speak of the post
MOST = 2_000  # decisions, the latest
NEWS = 5  # decisions after which it is learnt anew
Ts = TypeVarTuple("Ts")
_TASK, _MENTION, _RELEVANCE = Task.__table__.c, Mention.__table__.c, Relevance.__table__.c
_STRAY = (_TASK.status == TaskStatus.DISMISSED) & _TASK.reason.in_(STRAY)
_WANTED = (_TASK.status == TaskStatus.RESOLVED) | _TASK.answered.is_not(None)
_COUNTS = _TASK.status != TaskStatus.MERGED


def doubt(session: Session, mention: Mention, urgency: Triage) -> Triage:
    """The urgency, set back where the post is like those that people dismissed."""
    row = session.get(Relevance, mention.brand_id)
    if row is None:
        return urgency
    post = replace(mention.post.post, text=mention.post.latest_text)
    return set_back(urgency, read(row.content).doubts(read_features(post)))


@dataclass(frozen=True)
class Decided:
    """How often people decided of a brand's tasks, and how often that they are stray."""

    count: int
    stray: int


@dataclass(frozen=True)
class Lesson:
    """What a brand's decisions teach; of no content where too many were taken back."""

    brand_id: int
    decisions: int
    content: dict[str, Any] | None


def find_lessons(session: Session) -> list[Lesson]:
    """What is to be learnt anew, of the brands whose people have decided more since.

    It takes seconds, in which nobody who writes has to wait: nothing is changed.
    """
    decided = _count_decisions(session)
    for brand_id in session.scalars(select(_RELEVANCE.brand_id)):
        decided.setdefault(brand_id, Decided(0, 0))  # all of them were taken back
    due = [brand_id for brand_id, one in decided.items() if _is_due(session, brand_id, one)]
    return [_learn(session, brand_id, decided[brand_id].count) for brand_id in due]


def _is_due(session: Session, brand_id: int, decided: Decided) -> bool:
    row = session.get(Relevance, brand_id)
    if row is None:
        return can_learn(decided.count, decided.stray)
    return abs(decided.count - row.decisions) >= NEWS


def _learn(session: Session, brand_id: int, count: int) -> Lesson:
    learnt = learn(read_decisions(session, brand_id))
    return Lesson(brand_id, count, None if learnt is None else write(learnt))


def keep_lesson(session: Session, lesson: Lesson, now: datetime) -> bool:
    """Let a lesson hold from now on; was anything learnt?"""
    brand_id = lesson.brand_id
    if lesson.content is None:  # what was learnt holds no longer
        session.execute(delete(Relevance).where(_RELEVANCE.brand_id == brand_id))
        return False
    content = _without_erased(session, lesson.content)
    facts = {"learnt": now, "decisions": lesson.decisions, "content": content}
    added = insertion(session, Relevance, ("brand_id",))
    if session.scalar(added, {"brand_id": brand_id} | facts) is None:
        session.execute(update(Relevance).where(_RELEVANCE.brand_id == brand_id).values(facts))
    return True


def _without_erased(session: Session, content: dict[str, Any]) -> dict[str, Any]:
    """What was learnt, but for authors of whom nothing is stored: they were erased meanwhile."""
    store_beside_others(session)
    author, named = PostRow.__table__.c.author, authors_in(content)
    known = set(session.scalars(select(author).where(author.in_(named)).distinct()))
    return without_authors(content, named - known)


def _count_decisions(session: Session) -> dict[int, Decided]:
    """Of each brand: all of them, for beyond the latest MOST nothing would ever be news."""
    stray = func.sum(case((_STRAY, 1), else_=0))
    asked = select(_TASK.brand_id, func.count(), stray).where(_STRAY | _WANTED, _COUNTS)
    rows = session.execute(asked.where(_TASK.brand_id.is_not(None)).group_by(_TASK.brand_id))
    return {brand_id: Decided(count, stray) for brand_id, count, stray in rows}


def read_decisions(session: Session, brand_id: int) -> list[Decision]:
    """What people decided: dismissed as stray, or answered and settled. Mergers decide nothing."""
    asked = (
        _decided(select(Task, case((_STRAY, 1), else_=0)), brand_id)
        .options(joinedload(Task.mention).joinedload(Mention.post))
        .order_by(_TASK.id.desc())
        .limit(MOST)
    )
    return [
        Decision(read_features(task.mention.post.post), bool(dismissed))
        for task, dismissed in session.execute(asked)
    ]


def count_decisions(session: Session, brand_id: int) -> int:
    """How many decisions these are."""
    some = _decided(select(_TASK.id), brand_id).limit(MOST).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _decided(asked: Select[*Ts], brand_id: int) -> Select[*Ts]:
    return (
        asked.join(Task.mention)
        .join(Mention.post)
        .where(_MENTION.brand_id == brand_id, _STRAY | _WANTED, _COUNTS)
        .where(PostRow.__table__.c.erased.is_(None))
    )
