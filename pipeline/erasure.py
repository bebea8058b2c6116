"""Erasing what one person said: the words and the name go, what reports count stays."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from sqlalchemy import Table, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from pipeline import desk
from pipeline.alert_model import Alert, Delivery
from pipeline.desk_model import QueryExample, Survey
from pipeline.erased import mark, veil
from pipeline.erasure_model import Erasure
from pipeline.finding_model import MentionVector, Theme
from pipeline.label_model import LabelItem, LabelRow
from pipeline.model import Mention, PostRow
from pipeline.people_model import Person
from pipeline.reply_model import Reply
from pipeline.states import OPEN
from pipeline.task_model import Task, TaskChange
from pipeline.team_model import AuditEntry

AT_ONCE = 400  # posts; old SQLite takes 999 parameters
REASON = "erased"  # why an open task is closed
GONE = "…"  # stands where the history of a task held words
# Lines of a task's history that hold words, or addresses of what was said.
WORDS = ("note", "reply", "reply_url", "draft", "sent back", "repeat", "outside", "perhaps outside")
_QUOTED = 24  # letters of a text by which a message that quotes it is known
_TELLING = 4  # letters that a sign has at least: shorter ones stand in every other line
_POST, _MENTION, _TASK = PostRow.__table__.c, Mention.__table__.c, Task.__table__.c
_CHANGE, _ENTRY, _VECTOR = TaskChange.__table__.c, AuditEntry.__table__.c, MentionVector.__table__.c
_NOTHING = {
    **dict.fromkeys(("title", "author", "edited_text", "thread", "original", "followers")),
    "text": "",
}


@dataclass(frozen=True)
class Scope:
    """How much there is to erase."""

    posts: int
    mentions: int
    tasks: int  # that would be about nobody else
    still_open: int  # of these


def count(session: Session, source: str, author: str) -> Scope:
    """What is stored of an author in a source."""
    posts = session.scalar(select(func.count()).where(*_said(source, author))) or 0
    mentions = list(session.scalars(_mentions_of(select(_POST.id).where(*_said(source, author)))))
    tasks = list(_tasks_about(session, mentions))
    return Scope(posts, len(mentions), len(tasks), sum(task.status in OPEN for task in tasks))


def erase_author(
    session: Session, source: str, author: str, person: Person | None, now: datetime
) -> int:
    """Erase all that an author said in a source, and keep it away; how many posts that were."""
    ids = list(session.scalars(select(_POST.id).where(*_said(source, author))))
    for start in range(0, len(ids), AT_ONCE):
        erase_posts(session, ids[start : start + AT_ONCE], person, now)
    erasure = Erasure(source=source, mark=mark(source, author), at=now, posts=len(ids))
    erasure.person_id = person.id if person else None
    session.add(erasure)
    return len(ids)


def erase_posts(session: Session, ids: Sequence[int], person: Person | None, now: datetime) -> None:
    """Erase posts, and what was written of them alone; at most AT_ONCE of them."""
    rows = list(session.scalars(select(PostRow).where(_POST.id.in_(ids))))
    mentions = list(session.scalars(_mentions_of(ids)))
    tasks = list(_tasks_about(session, mentions))
    for task in tasks:
        if task.status in OPEN:
            desk.resolve(session, task, person, REASON, now)
    _pass_on(session, mentions)
    session.flush()
    _silence_messages(session, mentions, rows)
    _empty_tasks(session, [task.id for task in tasks])
    _level_vectors(session, mentions)
    _drop_unlabelled(session, mentions)
    said = {text for row in rows for text in (row.post.text, row.edited_text) if text}
    _drop_examples(session, said)
    _empty_posts(session, rows, now)
    session.expire_all()


def take_pages(session: Session, now: datetime) -> list[str]:
    """The sources whose kept pages are to be deleted, since what was erased stands on them."""
    waiting = session.scalars(select(Erasure).where(Erasure.pages_gone.is_(None))).all()
    for erasure in waiting:
        erasure.pages_gone = now
    return sorted({erasure.source for erasure in waiting})


def sources_of(session: Session, author: str) -> dict[str, int]:
    """Where somebody of this name spoke, and how many posts of theirs are stored."""
    asked = select(_POST.source, func.count()).where(_POST.author == author)
    rows = session.execute(asked.group_by(_POST.source).order_by(_POST.source))
    return {row[0]: row[1] for row in rows}


def _said(source: str, author: str) -> tuple[Any, ...]:
    return _POST.author == author, _POST.source == source


def _mentions_of(posts: Any) -> Any:
    return select(_MENTION.id).where(_MENTION.post_id.in_(posts))


def _tasks_about(session: Session, mentions: Sequence[int]) -> Iterator[Task]:
    """The tasks whose incidents have no mention but these."""
    for task in _tasks_of(session, mentions):
        if _another(session, task, mentions) is None:
            yield task


def _pass_on(session: Session, mentions: Sequence[int]) -> None:
    """Tasks that others speak of, too, are about one of those from now on."""
    for task in _tasks_of(session, mentions):
        if other := _another(session, task, mentions):
            task.mention = other


def _tasks_of(session: Session, mentions: Sequence[int]) -> Iterator[Task]:
    for some in _parts(mentions):
        yield from session.scalars(select(Task).where(_TASK.mention_id.in_(some)))


def _another(session: Session, task: Task, mentions: Sequence[int]) -> Mention | None:
    """The first other mention of the task's incident that is still to be read."""
    asked = select(Mention).join(PostRow, _POST.id == _MENTION.post_id)
    asked = asked.where(_MENTION.incident_id == task.incident_id, _POST.erased.is_(None))
    others = session.scalars(asked.order_by(_MENTION.id))
    known = set(mentions)
    return next((other for other in others if other.id not in known), None)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _empty_posts(session: Session, rows: Iterable[PostRow], now: datetime) -> None:
    posts = cast(Table, PostRow.__table__)
    values = {**_NOTHING, "erased": now, "missing": None}
    facts = [
        {"post": row.id, "new_key": veil(row.key), "new_url": _site(row.post.url)} for row in rows
    ]
    statement = update(posts).where(_POST.id == bindparam("post"))
    statement = statement.values(**values, key=bindparam("new_key"), url=bindparam("new_url"))
    if facts:
        session.connection().execute(statement, facts)


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"


def _empty_tasks(session: Session, tasks: Sequence[int]) -> None:
    """What colleagues wrote in tasks that were about the erased alone, and what was answered."""
    for some in _parts(tasks):
        for table, values in (
            (Reply, {"text": "", "url": None, "remark": None, "error": None}),
            (Survey, {"said": None}),
        ):
            session.execute(update(table).where(table.task_id.in_(some)).values(values))
        session.execute(update(Task).where(_TASK.id.in_(some)).values(reply=None, reply_url=None))
        held = _CHANGE.task_id.in_(some) & _CHANGE.what.in_(WORDS)
        for column in (_CHANGE.before, _CHANGE.after):
            # The listener that keeps history as it is sees single rows; this is the one exception.
            session.execute(
                update(TaskChange).where(held, column.is_not(None)).values({column.name: GONE})
            )
        told = _ENTRY.thing.in_(("reply", "survey")) & _ENTRY.name.in_([str(each) for each in some])
        session.execute(update(AuditEntry).where(told).values(before=None, after=None))


def _drop_examples(session: Session, texts: Set[str]) -> None:
    """Examples that queries are tried on, and what the audit log has of them."""
    session.execute(delete(QueryExample).where(QueryExample.text.in_(texts)))
    for entry in session.scalars(select(AuditEntry).where(_ENTRY.thing == "query example")):
        held = (side.get("text") for side in (entry.before, entry.after) if side)
        if any(text in texts for text in held):
            emptied = update(AuditEntry).where(_ENTRY.id == entry.id)
            session.execute(emptied.values(before=None, after=None))


def _drop_unlabelled(session: Session, mentions: Sequence[int]) -> None:
    """There is nothing left to label blind."""
    labelled = exists().where(LabelRow.item_id == LabelItem.id)
    for some in _parts(mentions):
        session.execute(delete(LabelItem).where(LabelItem.mention_id.in_(some), ~labelled))


def _level_vectors(session: Session, mentions: Sequence[int]) -> None:
    """Of what was like other complaints only the theme stays, at whose middle all are alike."""
    middle = select(Theme.middle).where(Theme.id == _VECTOR.theme_id).scalar_subquery()
    for some in _parts(mentions):
        here = _VECTOR.mention_id.in_(some)
        alone = or_(_VECTOR.theme_id.is_(None), middle.is_(None))
        session.execute(delete(MentionVector).where(here, alone))
        session.execute(update(MentionVector).where(here).values(vector=middle))


def _silence_messages(session: Session, mentions: Sequence[int], rows: Sequence[PostRow]) -> None:
    """Messages that told of them lose the lines that quote them."""
    signs = tuple(sign for row in rows for sign in _signs(row))
    for some in _parts(mentions):
        batches = select(Alert.batch).where(Alert.mention_id.in_(some), Alert.batch.is_not(None))
        for batch in session.scalars(batches.distinct()):
            sent = select(Delivery).where(Delivery.key.startswith(f"{batch}:", autoescape=True))
            for delivery in session.scalars(sent):
                title, delivery.title = delivery.title, _without(delivery.title, signs)
                delivery.body = _without(delivery.body, signs)
                if delivery.title != title:
                    told = (_ENTRY.thing == "message") & (_ENTRY.name == title[:200])
                    session.execute(update(AuditEntry).where(told).values(name=GONE))


def _signs(row: PostRow) -> Iterator[str]:
    """By what a line that quotes a post is known."""
    said = (row.post.text, row.post.title, row.edited_text)
    signs = (row.post.author, row.post.url, *((text or "").strip()[:_QUOTED] for text in said))
    yield from (sign for sign in signs if sign and len(sign) >= _TELLING)


def _without(text: str, signs: tuple[str, ...]) -> str:
    lines = text.splitlines()
    return "\n".join(GONE if any(sign in line for sign in signs) else line for line in lines)
