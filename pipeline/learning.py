"""Relevance learnt from closed tasks: learnt anew as people decide, asked when a task is opened."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session, joinedload

from pipeline import store
from pipeline.finding_model import Relevance
from pipeline.model import Mention, Task, TaskStatus
from pipeline.relevance import Decision, learn, read, read_features, set_back, write
from pipeline.triage import Triage

STRAY = ("not about us", "spam")  # the reasons for dismissing that speak of the post
MOST = 2_000  # decisions, the latest
NEWS = 5  # decisions after which it is learnt anew
_TASK, _MENTION = Task.__table__.c, Mention.__table__.c


def doubt(session: Session, mention: Mention, urgency: Triage) -> Triage:
    """The urgency, set back where the post is like those that people dismissed."""
    row = session.get(Relevance, mention.brand_id)
    if row is None:
        return urgency
    post = replace(mention.post.post, text=mention.post.latest_text)
    return set_back(urgency, read(row.content).doubts(read_features(post)))


def learn_due(session: Session, now: datetime) -> int:
    """Learn anew for the brands whose people have decided more since; for how many."""
    return sum(_learn(session, brand.id, now) for brand in store.brands(session))


def _learn(session: Session, brand_id: int, now: datetime) -> bool:
    decisions = read_decisions(session, brand_id)
    row = session.get(Relevance, brand_id)
    if row is not None and abs(len(decisions) - row.decisions) < NEWS:
        return False
    learnt = learn(decisions)
    if learnt is None:
        return False
    row = row or Relevance(brand_id=brand_id)
    row.learnt, row.decisions, row.content = now, len(decisions), write(learnt)
    session.add(row)
    return True


def read_decisions(session: Session, brand_id: int) -> list[Decision]:
    """What people decided: dismissed as stray, or answered and settled. Mergers decide nothing."""
    stray = (_TASK.status == TaskStatus.DISMISSED) & _TASK.reason.in_(STRAY)
    wanted = (_TASK.status == TaskStatus.RESOLVED) | _TASK.answered.is_not(None)
    asked = (
        select(Task, case((stray, 1), else_=0))
        .join(Task.mention)
        .where(_MENTION.brand_id == brand_id, stray | wanted)
        .where(_TASK.status != TaskStatus.MERGED)
        .options(joinedload(Task.mention).joinedload(Mention.post))
        .order_by(_TASK.id.desc())
        .limit(MOST)
    )
    return [
        Decision(read_features(task.mention.post.post), bool(dismissed))
        for task, dismissed in session.execute(asked)
    ]
