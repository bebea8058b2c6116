"""Erasing what one person said: the words and the name go, what reports count stays."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from pipeline import desk, incidents, quotes, traces
from pipeline.erased import erase_alone, mark, mark_words, veil
from pipeline.erasure_model import Erasure
from pipeline.model import Incident, Mention, PostRow
from pipeline.people_model import Person
from pipeline.states import OPEN
from pipeline.task_model import Task
from pipeline.visit_model import PageState

AT_ONCE = 400  # posts; old SQLite takes 999 parameters
_POST, _MENTION, _TASK = PostRow.__table__.c, Mention.__table__.c, Task.__table__.c
_INCIDENT, _PAGE = Incident.__table__.c, PageState.__table__.c
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
    erase_alone(session)
    ids = list(session.scalars(select(_POST.id).where(*_said(source, author))))
    for start in range(0, len(ids), AT_ONCE):
        erase_posts(session, ids[start : start + AT_ONCE], person, now)
    _remember(session, source, mark(source, author), len(ids), person, now)
    return len(ids)


def erase_nameless(session: Session, row: PostRow, person: Person, now: datetime) -> None:
    """Erase one post that names nobody, with the pages on which it stands."""
    erase_alone(session)
    source = row.post.source
    words = mark_words(source, row.post.text)
    erase_posts(session, [row.id], person, now)
    _remember(session, source, words, 1, person, now)


def _remember(
    session: Session, source: str, told_by: str, posts: int, person: Person | None, now: datetime
) -> None:
    erasure = Erasure(source=source, mark=told_by, at=now, posts=posts)
    erasure.person_id = person.id if person else None
    session.add(erasure)


def erase_posts(session: Session, ids: Sequence[int], person: Person | None, now: datetime) -> None:
    """Erase posts, and what was written of them alone; at most AT_ONCE of them."""
    # Once: the key of an erased post says nothing of its address, and must not be made of itself.
    asked = select(PostRow).where(_POST.id.in_(ids), _POST.erased.is_(None)).with_for_update()
    rows = list(session.scalars(asked.order_by(_POST.id)))
    mentions = list(session.scalars(_mentions_of([row.id for row in rows])))
    tasks = list(_tasks_about(session, mentions))
    for task in tasks:
        if task.status in OPEN:
            desk.resolve(session, task, person, traces.ERASED, now)
    quotes.silence_messages(session, mentions, rows)
    _pass_on(session, mentions)
    session.flush()
    traces.empty_tasks(session, [task.id for task in tasks])
    traces.level_vectors(session, mentions)
    traces.drop_unlabelled(session, mentions)
    traces.settle_mentions(session, mentions)
    traces.forget_authors(session, {row.post.author for row in rows})
    quotes.drop_examples(session, rows)
    _drop_addresses(session, rows)
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


def _drop_addresses(session: Session, rows: Sequence[PostRow]) -> None:
    """What incidents, visits and tasks that others speak of, too, have of where posts stood."""
    keys = {incidents.POST + row.key: incidents.POST + veil(row.key) for row in rows}
    for incident in session.scalars(select(Incident).where(_INCIDENT.key.in_(keys))):
        incident.key = keys[incident.key]
    own = [row for row in rows if quotes.has_own_place(row)]
    places, sources = {row.post.url for row in own}, {row.post.source for row in own}
    seen = _PAGE.source.in_(sources) & _PAGE.url.in_(places)
    session.execute(delete(PageState).where(seen))
    traces.drop_lines(session, places)


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
