"""Answers given outside Otklik: our own accounts spoke in the thread of a complaint."""

from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from pipeline import answering, desk
from pipeline.intake import insert_new
from pipeline.later_looks import is_same_answer
from pipeline.model import OPEN, Mention, PostRow, ReplyState, Task, TaskChange, TaskStatus
from pipeline.noise import find_own
from pipeline.publishing import confirm
from pipeline.reply_model import Reply

REASON = "answered outside Otklik"
OUTSIDE, PERHAPS = "outside", "perhaps outside"  # what stands in the history
FRESH = timedelta(days=2)  # how far back stored posts are looked through
UNSURE = "name: "  # somebody is called like the brand, and nobody said whose account that is
_TASK, _MENTION, _REPLY = Task.__table__.c, Mention.__table__.c, Reply.__table__.c


def close_answered(session: Session, now: datetime) -> int:
    """Find our own answers in the threads of open tasks; how many tasks they closed."""
    return sum(
        _meet(session, session.get_one(Task, task), session.get_one(PostRow, post), now)
        for task, post in _spoken_below(session, now)
    )


def _spoken_below(session: Session, now: datetime) -> list[tuple[int, int]]:
    """Open tasks, and what others said after them in the same thread, as numbers."""
    first, later = PostRow.__table__.alias("first"), PostRow.__table__.alias("later")
    same_thread = or_(later.c.thread == first.c.thread, later.c.thread == first.c.url)
    said = [func.coalesce(row.c.published, row.c.found) for row in (first, later)]
    by_others = or_(first.c.author.is_(None), later.c.author != first.c.author)
    asked = (
        select(_TASK.id, later.c.id)
        .select_from(Task)
        .join(Mention.__table__, _MENTION.id == _TASK.mention_id)
        .join(first, first.c.id == _MENTION.post_id)
        .join(later, and_(same_thread, later.c.id != first.c.id, said[1] > said[0], by_others))
        .where(_TASK.status.in_(OPEN), later.c.found >= now - FRESH)
        .order_by(_TASK.id, later.c.id)
    )
    return [(task, post) for task, post in session.execute(asked)]


def _meet(session: Session, task: Task, row: PostRow, now: datetime) -> bool:
    """What a later post means for a task; True when it closed it."""
    brand = task.mention.brand.brand
    evidence = find_own(row.post, brand.name, brand.own_accounts)
    if evidence is None or task.status not in OPEN:
        return False
    if _is_ours(session, task, row, now):
        return False
    if evidence.startswith(UNSURE):
        _write_once(session, task, PERHAPS, row, now)
        return False
    return _close(session, task, row, now)


def _is_ours(session: Session, task: Task, row: PostRow, now: datetime) -> bool:
    """Whether it is an answer of ours that we know of; then it is seen, or known at last."""
    asked = select(Reply).where(_REPLY.task_id == task.id).order_by(_REPLY.id.desc())
    for reply in session.scalars(asked).all():
        ours = row.post.url == reply.url or is_same_answer(row.latest_text, reply.text)
        if ours and reply.state in answering.UNDER_WAY:
            confirm(session, reply, row.post.url, now)
            return True
        if ours and reply.state in answering.GIVEN:
            reply.seen = reply.seen or now
            return True
    return False


def _close(session: Session, task: Task, row: PostRow, now: datetime) -> bool:
    """Keep the answer; close the task unless somebody answered it in the desk already."""
    said = row.post.published or row.found
    mark = blake2b(f"{task.id} {row.key}".encode(), digest_size=16).hexdigest()
    kept = insert_new(
        session,
        Reply,
        {
            "task_id": task.id,
            "state": ReplyState.OUTSIDE,
            "text": row.latest_text,
            "written": said,
            "posted": said,
            "seen": now,
            "key": mark,
            "url": row.post.url,
            "stars_before": task.mention.post.latest_stars,
        },
    )
    if kept is None:
        return False
    _write_once(session, task, OUTSIDE, row, now)
    if task.status is TaskStatus.WAITING and task.answered:
        return False
    task.reply_state = ReplyState.OUTSIDE
    task.answered = task.answered or said
    desk.resolve(session, task, None, REASON, now)
    return True


def _write_once(session: Session, task: Task, what: str, row: PostRow, now: datetime) -> None:
    """Say in the history who answered where."""
    after = f"{row.post.author or '?'} {row.post.url}"
    if not any(change.what == what and change.after == after for change in task.changes):
        session.add(TaskChange(task=task, at=now, what=what, after=after))
