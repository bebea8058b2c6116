"""What came of answers: what authors did after them, as the later looks saw it."""

from collections import Counter
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.orm import Session

from pipeline.answering import GIVEN
from pipeline.desk_model import TemplateRow
from pipeline.model import Mention, PostRow
from pipeline.replies import Case
from pipeline.reply_model import Look, Reply
from pipeline.task_model import Task

_REPLY, _LOOK = Reply.__table__.c, Look.__table__.c
_latest = Look.__table__.alias()


class Came(StrEnum):
    """What an author did after our answer; the first that is true counts."""

    DELETED = "deleted"  # took the post away
    BETTER = "better"  # gave more stars
    WORSE = "worse"  # gave fewer
    EDITED = "edited"  # changed the text
    RETURNED = "returned"  # wrote again
    SILENT = "silent"  # nothing, as far as anybody looked
    UNSEEN = "unseen"  # nobody has looked yet


@dataclass(frozen=True)
class Seen:
    """All that the looks at one answer showed together."""

    looks: int = 0
    stars_before: float | None = None
    stars: float | None = None
    edited: bool = False
    deleted: bool = False
    returned: bool = False


@dataclass
class Counts:
    """How often a template was used, and what came of it."""

    uses: int = 0
    came: Counter[Came] = field(default_factory=Counter)


def came_of(seen: Seen) -> Came:
    """What an author did, in one word."""
    if seen.deleted:
        return Came.DELETED
    if seen.stars is not None and seen.stars_before is not None:
        if seen.stars > seen.stars_before:
            return Came.BETTER
        if seen.stars < seen.stars_before:
            return Came.WORSE
    if seen.edited:
        return Came.EDITED
    if seen.returned:
        return Came.RETURNED
    return Came.SILENT if seen.looks else Came.UNSEEN


CASES = 200  # the latest answers that began with a template
READ = 1000  # characters of each that are compared
MORE_STARS, FEWER_STARS = 1.5, 0.5  # what a case is worth as an example then; else 1


def read_cases(session: Session) -> list[Case]:
    """The latest posts that were answered with a template, and how well that went.

    Columns and no rows: every task that is looked at asks for them.
    """
    post, template = PostRow.__table__.c, TemplateRow.__table__.c
    said = func.substr(func.coalesce(post.edited_text, post.text), 1, READ)
    offered = select(template.id).where(template.retired.is_(None))
    # Their numbers first: otherwise the posts of all answers are read to find the latest of them.
    latest = (
        select(_REPLY.id)
        .where(_REPLY.state.in_(GIVEN), _REPLY.template_id.in_(offered))
        .order_by(_REPLY.id.desc())
        .limit(CASES)
    )
    asked = (
        select(said, template.name, _REPLY.stars_before, post.stars_now)
        .select_from(Reply)
        .join(TemplateRow.__table__, template.id == _REPLY.template_id)
        .join(Task.__table__, Task.__table__.c.id == _REPLY.task_id)
        .join(Mention.__table__, Mention.__table__.c.id == Task.__table__.c.mention_id)
        .join(PostRow.__table__, post.id == Mention.__table__.c.post_id)
        .where(_REPLY.id.in_(latest))
        .order_by(_REPLY.id.desc())
    )
    return [Case(text, name, _worth(*stars)) for text, name, *stars in session.execute(asked)]


def _worth(before: float | None, now: float | None) -> float:
    if before is None or now is None or before == now:
        return 1.0
    return MORE_STARS if now > before else FEWER_STARS


def count_by_template(session: Session) -> dict[int, Counts]:
    """Uses and outcomes of every template that was used, by its id."""
    answers = see_answers().where(_REPLY.template_id.is_not(None)).subquery()
    template_id, facts = answers.c.template_id, facts_of(answers)
    asked = select(template_id, *facts, func.count())
    found: dict[int, Counts] = {}
    for template, *shown, count in session.execute(asked.group_by(template_id, *facts)):
        counts = found.setdefault(template, Counts())
        counts.uses += count
        counts.came[came_of(Seen(*shown))] += count
    return found


def see_answers() -> Select[Any]:
    """The question for every answer that was given, with all that the looks at it showed."""
    stars = (
        select(_latest.c.stars)
        .where(_latest.c.reply_id == _REPLY.id, _latest.c.stars.is_not(None))
        .order_by(_latest.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    shown = (
        func.coalesce(func.max(case((column, 1), else_=0)), 0).label(column.name)
        for column in (_LOOK.edited, _LOOK.deleted, _LOOK.returned)
    )
    looked = case((func.count(_LOOK.id) > 0, 1), else_=0).label("looks")
    return (
        select(_REPLY.id, _REPLY.task_id, _REPLY.template_id, _REPLY.seen, looked)
        .add_columns(_REPLY.stars_before, stars.label("stars"), *shown)
        .outerjoin(Look, _LOOK.reply_id == _REPLY.id)
        .where(_REPLY.state.in_(GIVEN))
        .group_by(_REPLY.id)
    )


def came_in(answers: Subquery) -> ColumnElement[str]:
    """What an author did after each answer of that question, as `came_of` says it."""
    seen, before = answers.c.stars, answers.c.stars_before
    return case(
        (answers.c.deleted == 1, Came.DELETED.value),
        (seen > before, Came.BETTER.value),
        (seen < before, Came.WORSE.value),
        (answers.c.edited == 1, Came.EDITED.value),
        (answers.c.returned == 1, Came.RETURNED.value),
        (answers.c.looks == 1, Came.SILENT.value),
        else_=Came.UNSEEN.value,
    )


def facts_of(answers: Subquery) -> list[ColumnElement[Any]]:
    """Of that question's columns those that make a Seen, in its order; one look stands for all."""
    return [answers.c[one.name] for one in fields(Seen)]
