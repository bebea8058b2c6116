"""What surrounds a post: its thread, and what else its author said."""

from dataclasses import dataclass

from sqlalchemy import String, cast, distinct, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from pipeline import incidents
from pipeline.model import Assessment, Incident, Mention, PostRow
from pipeline.states import OPEN
from pipeline.task_model import Task

MENTION, POST, ASSESSMENT = Mention.__table__.c, PostRow.__table__.c, Assessment.__table__.c
TASK = Task.__table__.c


def read_thread(session: Session, row: PostRow, each_way: int = 3) -> list[PostRow]:
    """The posts of the thread around this one, itself included, in the order they were written."""
    if row.post.thread is None:
        return [row]
    written = func.coalesce(POST.published, POST.found)
    here = row.post.published or row.found
    rest = select(PostRow).where(POST.thread == row.post.thread, POST.id != row.id)
    earlier = rest.where(written <= here).order_by(written.desc(), POST.id.desc())
    later = rest.where(written > here).order_by(written, POST.id)
    before = session.scalars(earlier.limit(each_way)).all()
    return [*reversed(before), row, *session.scalars(later.limit(each_way))]


def read_author(session: Session, mention: Mention, most: int = 5) -> list[Mention]:
    """Other mentions by the same author in the same source, the latest first."""
    post = mention.post.post
    if post.author is None:
        return []
    asked = (
        select(Mention)
        .join(PostRow, MENTION.post_id == POST.id)
        .where(POST.author == post.author, POST.source == post.source, MENTION.id != mention.id)
        .options(contains_eager(Mention.post), joinedload(Mention.brand))
        .order_by(MENTION.id.desc())
        .limit(most)
    )
    return list(session.scalars(asked))


def read_assessment(session: Session, mention: Mention) -> Assessment | None:
    """The verdict that holds, with all that its judge said."""
    asked = select(Assessment).where(ASSESSMENT.mention_id == mention.id)
    return session.scalar(asked.order_by(ASSESSMENT.id.desc()).limit(1))


def read_reposts(session: Session, task: Task, most: int = 20) -> list[Mention]:
    """The other mentions of the task's incident, the latest first."""
    asked = (
        select(Mention)
        .where(MENTION.incident_id == task.incident_id, MENTION.id != task.mention_id)
        .options(joinedload(Mention.post))
        .order_by(MENTION.id.desc())
        .limit(most)
    )
    return list(session.scalars(asked))


def read_contacts(session: Session, task: Task, most: int = 10) -> list[Task]:
    """Other tasks of the same author in the same source, whatever became of them, latest first."""
    post = task.mention.post.post
    if post.author is None:
        return []
    said = (
        select(MENTION.id)
        .join(PostRow, MENTION.post_id == POST.id)
        .where(POST.author == post.author, POST.source == post.source)
        .order_by(POST.published.desc())  # as the index has them: some names have many posts
        .limit(100)
    )
    asked = (
        select(Task)
        .where(TASK.mention_id.in_(said), TASK.id != task.id)
        .options(joinedload(Task.mention).joinedload(Mention.post))
        .options(joinedload(Task.mention).joinedload(Mention.brand), joinedload(Task.assignee))
        .order_by(TASK.id.desc())
        .limit(most)
    )
    return list(session.scalars(asked))


def read_same_text(session: Session, task: Task, most: int = 10) -> list[Task]:
    """Tasks of other incidents with the very text: settled before this one, or opened after it."""
    key = ":".join(task.incident.key.split(":")[:2])  # older incidents have their number behind it
    if not key.startswith(incidents.TEXT):
        return []
    column = Incident.__table__.c.key
    asked = (
        select(Task)
        .join(Task.incident)
        .where(Incident.__table__.c.brand_id == task.incident.brand_id, TASK.id != task.id)
        .where((column == key) | ((column > f"{key}:") & (column < f"{key};")))
        .options(joinedload(Task.mention).joinedload(Mention.post), joinedload(Task.assignee))
        .order_by(TASK.id.desc())
        .limit(most)
    )
    return list(session.scalars(asked))


@dataclass(frozen=True)
class Spread:
    """How many posts an incident has, and how many people wrote them."""

    posts: int
    people: int


def count_spread(session: Session, task: Task) -> Spread:
    """The posts and people of a task's incident; a post without a name counts as one person's."""
    person = func.coalesce(POST.source + ":" + POST.author, cast(POST.id, String))
    counted = (
        select(func.count(), func.count(distinct(person)))
        .select_from(Mention)
        .join(PostRow, MENTION.post_id == POST.id)
        .where(MENTION.incident_id == task.incident_id)
    )
    return Spread(*session.execute(counted).one())


def read_akin(session: Session, task: Task, most: int = 10) -> list[Task]:
    """Other open tasks of the brand by the same author in the same source, the latest first."""
    post = task.mention.post.post
    if post.author is None:
        return []
    near = (
        select(MENTION.incident_id)
        .join(PostRow, MENTION.post_id == POST.id)
        .where(POST.author == post.author, POST.source == post.source)
        .where(MENTION.brand_id == task.mention.brand_id)
        .order_by(POST.published.desc())  # as the index has them: some names have many posts
        .limit(100)
    )
    incidents = set(session.scalars(near)) - {None, task.incident_id}
    asked = (
        select(Task)
        .where(TASK.incident_id.in_(incidents), TASK.status.in_(OPEN))
        .options(joinedload(Task.mention).joinedload(Mention.post))
        .order_by(TASK.id.desc())
        .limit(most)
    )
    return list(session.scalars(asked)) if incidents else []
