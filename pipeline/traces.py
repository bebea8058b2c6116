"""What else is left of an erased post: lines of tasks, vectors, what was learnt of its author."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from pipeline import outside
from pipeline.desk_model import Survey
from pipeline.finding_model import MentionVector, Relevance, Theme
from pipeline.label_model import LabelItem, LabelRow
from pipeline.model import Assessment, Mention
from pipeline.quotes import GONE
from pipeline.relevance import without_authors
from pipeline.reply_model import Reply
from pipeline.states import TaskStatus
from pipeline.task_model import Task, TaskChange
from pipeline.team_model import AuditEntry
from pipeline.telegram_model import TelegramDraft

ERASED = "erased"  # why an open task is closed
# Lines of a task's history that hold words, or addresses of what was said.
WORDS = ("note", "reply", "reply_url", "draft", "sent back", "repeat", "outside", "perhaps outside")
PLACES = ("repeat", "split", "brand")  # lines that may hold the address of a post
_MENTION, _TASK, _CHANGE = Mention.__table__.c, Task.__table__.c, TaskChange.__table__.c
_ENTRY, _VECTOR = AuditEntry.__table__.c, MentionVector.__table__.c
_ASSESSMENT = Assessment.__table__.c


def empty_tasks(session: Session, tasks: Sequence[int]) -> None:
    """What colleagues wrote in tasks that were about the erased alone, and what was answered."""
    for table, values in (
        (Reply, {"text": "", "url": None, "remark": None, "error": None}),
        (Survey, {"said": None}),
        (TelegramDraft, {"text": ""}),
    ):
        session.execute(update(table).where(table.task_id.in_(tasks)).values(values))
    session.execute(update(Task).where(_TASK.id.in_(tasks)).values(reply=None, reply_url=None))
    _change_lines(session, _CHANGE.task_id.in_(tasks) & _CHANGE.what.in_(WORDS))
    _empty_reasons(session, tasks)
    told = _ENTRY.thing.in_(("reply", "survey")) & _ENTRY.name.in_([str(each) for each in tasks])
    session.execute(update(AuditEntry).where(told).values(before=None, after=None))


def _empty_reasons(session: Session, tasks: Sequence[int]) -> None:
    """Why they were closed, where nobody closed another task with these words."""
    ours = (ERASED, outside.REASON)
    written = (_TASK.status == TaskStatus.RESOLVED) & _TASK.reason.not_in(ours)
    given = select(_TASK.reason).where(_TASK.id.in_(tasks), written)
    asked = select(_TASK.reason).where(_TASK.reason.in_(given)).group_by(_TASK.reason)
    alone = list(session.scalars(asked.having(func.count() == 1)))
    session.execute(update(Task).where(_TASK.reason.in_(alone)).values(reason=GONE))
    _change_lines(session, _CHANGE.task_id.in_(tasks) & (_CHANGE.what == "reason"), ours)


def drop_lines(session: Session, places: Collection[str]) -> None:
    """Lines of any task's history that say where a post stood."""
    for side in (_CHANGE.before, _CHANGE.after):
        held = update(TaskChange).where(_CHANGE.what.in_(PLACES), side.in_(places))
        session.execute(held.values({side.name: GONE}))


def _change_lines(session: Session, which: ColumnElement[bool], but: Collection[str] = ()) -> None:
    """The listener that keeps history as it is sees single rows; this is the one exception."""
    for side in (_CHANGE.before, _CHANGE.after):
        emptied = update(TaskChange).where(which, side.not_in(but))  # no NULL is
        session.execute(emptied.values({side.name: GONE}))


def drop_unlabelled(session: Session, mentions: Sequence[int]) -> None:
    """There is nothing left to label blind."""
    labelled = exists().where(LabelRow.item_id == LabelItem.id)
    for some in _parts(mentions):
        session.execute(delete(LabelItem).where(LabelItem.mention_id.in_(some), ~labelled))


def level_vectors(session: Session, mentions: Sequence[int]) -> None:
    """Of what was like other complaints only the theme stays, at whose middle all are alike."""
    for some in _parts(mentions):
        here = _VECTOR.mention_id.in_(some)
        themed = select(Theme).where(Theme.middle.is_not(None))
        of_them = select(_VECTOR.theme_id).where(here)
        for theme in session.scalars(themed.where(Theme.id.in_(of_them))).all():
            level = {"vector": _pack(theme.middle or b""), "judge": theme.judge}
            session.execute(
                update(MentionVector).where(here, _VECTOR.theme_id == theme.id).values(level)
            )
        middles = select(Theme.id).where(Theme.middle.is_not(None))
        alone = or_(_VECTOR.theme_id.is_(None), _VECTOR.theme_id.not_in(middles))
        session.execute(delete(MentionVector).where(here, alone))


def _pack(middle: bytes) -> bytes:
    """A middle as vectors are kept: one signed byte for each dimension."""
    row = np.frombuffer(middle, dtype=np.float32)
    return (row / max(float(np.abs(row).max()), 1e-9) * 127).round().astype(np.int8).tobytes()


def settle_mentions(session: Session, mentions: Sequence[int]) -> None:
    """The verdict that was found on the words stays, and no task is opened for what says nothing.

    Of noise it stays known which rule told it, not by which words; of verdicts neither.
    """
    asked = select(Mention).options(joinedload(Mention.assessments))
    for some in _parts(mentions):
        for mention in session.scalars(asked.where(_MENTION.id.in_(some))).unique():
            if mention.judge is None and mention.assessments:  # edited, and to be judged anew
                mention.judge = mention.assessments[-1].judge
            mention.followed_up = True
            found = (mention.noise_why or "").split("; ")
            mention.noise_why = "; ".join(one.partition(": ")[0] for one in found) or None
        told = update(Assessment).where(_ASSESSMENT.mention_id.in_(some))
        session.execute(told.where(_ASSESSMENT.why.is_not(None)).values(why=None))


def forget_authors(session: Session, authors: Collection[str | None]) -> None:
    """What dismissals taught of single authors."""
    for row in session.scalars(select(Relevance)):
        left = without_authors(row.content, authors)
        if left != row.content:
            row.content = left


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), 400):  # old SQLite takes 999 parameters
        yield ids[start : start + 400]
