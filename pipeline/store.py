"""Questions we ask the database, one named function each."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.desk_model import PromiseRow, TemplateRow
from pipeline.errors import OtklikError, unknown
from pipeline.model import NOISY, BrandRow, Mention, PostRow, RuleRow, SourceRow
from pipeline.noise import Noise
from pipeline.states import Outcome
from pipeline.task_model import Task
from pipeline.visit_model import Fetch

POST, _MENTION = PostRow.__table__.c, Mention.__table__.c


def brands(session: Session) -> Sequence[BrandRow]:
    """All brands, by name."""
    return session.scalars(select(BrandRow).order_by(BrandRow.__table__.c.name)).all()


def sources(session: Session) -> Sequence[SourceRow]:
    """All sources, by name."""
    return session.scalars(select(SourceRow).order_by(SourceRow.__table__.c.name)).all()


def rules(session: Session) -> Sequence[RuleRow]:
    """All rules, by name."""
    return session.scalars(select(RuleRow).order_by(RuleRow.__table__.c.name)).all()


def templates(session: Session) -> Sequence[TemplateRow]:
    """The templates in use, by name."""
    return [row for row in every_template(session) if row.retired is None]


def every_template(session: Session) -> Sequence[TemplateRow]:
    """All templates there ever were, by name."""
    return session.scalars(select(TemplateRow).order_by(TemplateRow.__table__.c.name)).all()


def promises(session: Session) -> Sequence[PromiseRow]:
    """All promises, in the order they were made."""
    return session.scalars(select(PromiseRow).order_by(PromiseRow.id)).all()


def brand_named(session: Session, name: str) -> BrandRow:
    """The brand with this name; raises OtklikError that names the nearest one."""
    known = {row.brand.name: row for row in brands(session)}
    if name not in known:
        raise OtklikError(unknown("brand", name, known))
    return known[name]


def task(session: Session, task_id: int) -> Task:
    """The task with this number; raises OtklikError when there is none."""
    found = session.get(Task, task_id)
    if found is None:
        raise OtklikError(
            "there is no task %(task_id)s; see the inbox for those there are", task_id=task_id
        )
    return found


def count_by_author(session: Session, mention: Mention) -> int:
    """How many earlier mentions of the brand are by the same author in the same source."""
    post = mention.post.post
    if post.author is None:
        return 0
    earlier = (
        select(func.count())
        .select_from(Mention)
        .join(Mention.post)
        .where(Mention.brand_id == mention.brand_id, Mention.id < mention.id)
        .where(POST.author == post.author, POST.source == post.source)
    )
    return session.scalars(earlier).one()


def count_in_thread(session: Session, row: PostRow) -> int:
    """How many posts we know of the same thread, this one included; 0 for one that stands alone."""
    if row.post.thread is None:
        return 0
    return session.scalars(select(func.count()).where(POST.thread == row.post.thread)).one()


def count_of_incident(session: Session, incident_id: int) -> int:
    """How many mentions hang together in an incident."""
    return session.scalars(select(func.count()).where(_MENTION.incident_id == incident_id)).one()


def count_named(session: Session) -> Counter[int]:
    """How many mentions each brand has, by its number; those that name it no more left out."""
    every = select(_MENTION.brand_id, func.count()).group_by(_MENTION.brand_id)
    # An index holds all of it but the noise; of that there is little, in an index of its own.
    unnamed = every.where(_MENTION.noise == Noise.UNNAMED, NOISY)
    counts = Counter[int](dict(session.execute(every).all()))
    counts.subtract(dict(session.execute(unnamed).all()))
    return counts


def last_fetches(
    session: Session, names: Sequence[str] = (), *, made: bool = False
) -> dict[str, Fetch]:
    """The latest visit of these sources, or of every one that is watched; none of one that was not
    visited. With `made` those do not count that our own network kept from being made.
    """
    visits, name = Fetch.__table__.c, SourceRow.__table__.c.name
    # Of each source the index gives the last at once; to group all visits reads them all.
    last = select(visits.id).where(visits.source == name)
    last = last.where(visits.outcome != Outcome.AWAY) if made else last
    last = last.order_by(visits.started.desc(), visits.id.desc()).limit(1)
    latest = select(last.scalar_subquery()).select_from(SourceRow)
    latest = latest.where(name.in_(names)) if names else latest
    return {
        fetch.source: fetch for fetch in session.scalars(select(Fetch).where(Fetch.id.in_(latest)))
    }
