"""What came of answers: what authors did after them, as the later looks saw it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from pipeline.answering import GIVEN
from pipeline.desk_model import TemplateRow
from pipeline.model import Mention, PostRow
from pipeline.replies import Case
from pipeline.reply_model import Look, Reply
from pipeline.task_model import Task

_REPLY = Reply.__table__.c


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


def see_together(reply: Reply, looks: Iterable[Look]) -> Seen:
    """What the looks at one answer showed, the latest known stars among it."""
    seen = Seen(stars_before=reply.stars_before)
    for look in looks:
        seen = Seen(
            looks=seen.looks + 1,
            stars_before=seen.stars_before,
            stars=seen.stars if look.stars is None else look.stars,
            edited=seen.edited or look.edited,
            deleted=seen.deleted or look.deleted,
            returned=seen.returned or look.returned,
        )
    return seen


CASES = 200  # the latest answers that began with a template
READ = 1000  # characters of each that are compared
MORE_STARS, FEWER_STARS = 1.5, 0.5  # what a case is worth as an example then; else 1


def read_cases(session: Session) -> list[Case]:
    """The latest posts that were answered with a template, and how well that went.

    Columns and no rows: every task that is looked at asks for them.
    """
    post, template = PostRow.__table__.c, TemplateRow.__table__.c
    said = func.substr(func.coalesce(post.edited_text, post.text), 1, READ)
    asked = (
        select(said, template.name, _REPLY.stars_before, post.stars_now)
        .select_from(Reply)
        .join(TemplateRow.__table__, template.id == _REPLY.template_id)
        .join(Task.__table__, Task.__table__.c.id == _REPLY.task_id)
        .join(Mention.__table__, Mention.__table__.c.id == Task.__table__.c.mention_id)
        .join(PostRow.__table__, post.id == Mention.__table__.c.post_id)
        .where(_REPLY.state.in_(GIVEN), template.retired.is_(None))
        .order_by(_REPLY.id.desc())
        .limit(CASES)
    )
    return [Case(text, name, _worth(*stars)) for text, name, *stars in session.execute(asked)]


def _worth(before: float | None, now: float | None) -> float:
    if before is None or now is None or before == now:
        return 1.0
    return MORE_STARS if now > before else FEWER_STARS


def count_by_template(session: Session) -> dict[int, Counts]:
    """Uses and outcomes of every template that was used, by its id."""
    asked = (
        select(Reply)
        .where(_REPLY.state.in_(GIVEN), _REPLY.template_id.is_not(None))
        .options(selectinload(Reply.looks))
    )
    found: dict[int, Counts] = {}
    for reply in session.scalars(asked):
        counts = found.setdefault(reply.template_id or 0, Counts())
        counts.uses += 1
        counts.came[came_of(see_together(reply, reply.looks))] += 1
    return found
