"""Answers given outside Otklik: our own accounts spoke in the thread of a complaint."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pipeline import answering, dedup, desk, store
from pipeline.folding import fold, split_words
from pipeline.insertion import insert_new
from pipeline.later_looks import is_same_answer
from pipeline.model import Mention, PostRow
from pipeline.noise import find_own
from pipeline.post import Post
from pipeline.publishing import confirm
from pipeline.reply_model import Reply
from pipeline.states import OPEN, ReplyState, TaskStatus
from pipeline.task_model import Task, TaskChange
from pipeline.watch import Brand

REASON = "answered outside Otklik"
OUTSIDE, PERHAPS = "outside", "perhaps outside"  # what stands in the history
FRESH = timedelta(days=2)  # how far back stored posts are looked through
SHORTEST_NAME = 3  # letters by which somebody is called
UNSURE = "name: "  # somebody is called like the brand, and nobody said whose account that is
_TASK, _MENTION, _REPLY = Task.__table__.c, Mention.__table__.c, Reply.__table__.c
_POST = PostRow.__table__.c


@dataclass(frozen=True)
class Spoken:
    """A stored post that one of a brand's accounts wrote, and how we know that."""

    post_id: int
    brand_id: int
    evidence: str


def close_answered(session: Session, found: Sequence[Spoken], now: datetime) -> int:
    """Close the open tasks that our own accounts answered; how many these were."""
    closed = 0
    for spoken in found:
        row = session.get(PostRow, spoken.post_id)
        if row is None:  # it was taken away since it was found
            continue
        tasks = _tasks_above(session, row, spoken.brand_id)
        sure = not spoken.evidence.startswith(UNSURE)
        meant = _answered_by(row, tasks, _read_speakers(session, row)) if sure else set()
        closed += sum(_meet(session, task, row, task.id in meant, now) for task in tasks)
    return closed


def _read_speakers(session: Session, row: PostRow) -> set[str]:
    """Who else spoke in a thread, with an open task or without."""
    thread = row.post.thread or ""
    there = or_(_POST.thread == thread, _POST.key == dedup.key_of(thread))
    found = session.scalars(select(_POST.author).where(there, _POST.author != row.post.author))
    return {author for author in found if author}


def _answered_by(row: PostRow, tasks: Sequence[Task], speakers: Collection[str]) -> set[int]:
    """The tasks that an answer is surely for: of one author, or of those whom it names.

    On a page of reviews one answer stands below many of them, and two may be called the same.
    """
    authors = {task.id: task.mention.post.post.author for task in tasks}
    called = Counter(_first_name(one) for one in speakers)
    said = {word for word in split_words(fold(row.latest_text)) if called[word]}
    alone = len(tasks) == 1 or (len(set(authors.values())) == 1 and None not in authors.values())
    if alone and not said:
        return set(authors)
    return {
        number
        for number, author in authors.items()
        if (name := _first_name(author)) in said and called[name] == 1
    }


def _first_name(author: str | None) -> str | None:
    """The word by which somebody is called in an answer; None for what is too short to tell."""
    word = next(iter(split_words(fold(author or ""))), "")
    return word if len(word) >= SHORTEST_NAME else None


def find_spoken(session: Session, now: datetime) -> list[Spoken]:
    """What our own accounts said lately in the threads of open tasks."""
    columns = (_POST.id, _POST.source, _POST.channel, _POST.url, _POST.author, _POST.thread)
    # In the order of the index by the time of finding: by number all posts would be read.
    asked = select(*columns).where(_POST.found >= now - FRESH, _POST.thread.is_not(None))
    brands = {row.id: row.brand for row in store.brands(session) if not row.brand.competitor}
    waiting = _threads_waiting(session)
    return [
        Spoken(number, brand_id, evidence)
        for number, source, channel, url, author, thread in session.execute(
            asked.order_by(_POST.found, _POST.id)
        )
        for brand_id in sorted(waiting[thread] | waiting[dedup.key_of(thread)])
        if brand_id in brands
        if (evidence := _know(Post(source, channel, url, "", author=author), brands[brand_id]))
    ]


def _threads_waiting(session: Session) -> defaultdict[str | None, set[int]]:
    """The brands with open tasks, by the thread of the post, or by the post that opened one."""
    asked = select(_MENTION.brand_id, _POST.thread, _POST.key).select_from(Task)
    asked = asked.join(Task.mention).join(Mention.post).where(_TASK.status.in_(OPEN))
    waiting: defaultdict[str | None, set[int]] = defaultdict(set)
    for brand_id, thread, key in session.execute(asked):
        waiting[thread].add(brand_id)
        waiting[key].add(brand_id)
    return waiting


def _know(post: Post, brand: Brand) -> str | None:
    return find_own(post, brand.name, brand.own_accounts)


def _tasks_above(session: Session, row: PostRow, brand_id: int) -> list[Task]:
    """The brand's open tasks in the same thread whose posts are older and by somebody else."""
    thread = row.post.thread or ""
    same_thread = or_(_POST.thread == thread, _POST.key == dedup.key_of(thread))
    said = func.coalesce(_POST.published, _POST.found)
    asked = (
        select(Task)
        .join(Task.mention)
        .join(Mention.post)
        .where(same_thread, _POST.id != row.id, said < (row.post.published or row.found))
        .where(_MENTION.brand_id == brand_id, _TASK.status.in_(OPEN))
        .where(or_(_POST.author.is_(None), _POST.author != (row.post.author or "")))
        .order_by(_TASK.id)
        .with_for_update(of=Task)
    )
    return list(session.scalars(asked))


def _meet(session: Session, task: Task, row: PostRow, meant: bool, now: datetime) -> bool:
    """What a later post of ours means for a task; True when it closed it."""
    if task.status not in OPEN or _is_ours(session, task, row, now):
        return False
    if not meant:
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
