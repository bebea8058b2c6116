"""A changed query and the posts stored before it: what it finds now, and what it finds no longer.

What is found later is history: it opens no task and rings no alarm. What is found no longer is put
aside as a sort of noise, and comes back with the next query that finds it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from pipeline import desk, moving, sifting, store
from pipeline.desk_model import BrandCorrection
from pipeline.expression import Subject
from pipeline.finding_model import NoiseDecision
from pipeline.insertion import insert_new
from pipeline.model import Assessment, BrandRow, Mention, PostRow
from pipeline.noise import Noise
from pipeline.query import Query
from pipeline.states import OPEN
from pipeline.states import TaskStatus as Status
from pipeline.task_model import Task, TaskChange

WHY = "query"  # as it is kept beside a mention that was put aside
REASON = "no longer named"  # of the dismissals; it teaches nothing of what is about us
NAMED_AGAIN = "named again"
_POST, _MENTION, _TASK = PostRow.__table__.c, Mention.__table__.c, Task.__table__.c
_CHANGE, _SAID = TaskChange.__table__.c, Assessment.__table__.c
_NOISE, _MOVE = NoiseDecision.__table__.c, BrandCorrection.__table__.c


class Fate(StrEnum):
    """What becomes of a stored post with a query."""

    NOTHING = "nothing"  # not named, and not before
    KEPT = "kept"
    FOUND = "found"
    ASIDE = "aside"
    BACK = "back"  # found again after it had been put aside
    HELD = "held"  # no longer named, and kept: people worked on it


@dataclass(frozen=True)
class Match:
    """A stored post, the mention it is, and what becomes of it."""

    row: PostRow
    mention: Mention | None
    fate: Fate


def find_floor(session: Session, since: datetime) -> int | None:
    """The first post found since then; None when there is none."""
    # By the index of times: the least number would be sought from the very first post on.
    first = select(_POST.id).where(_POST.found >= since).order_by(_POST.found, _POST.id).limit(1)
    return session.scalar(first)


def count_from(session: Session, floor: int | None) -> int:
    """How many posts there are from this one on."""
    if floor is None:
        return 0
    return session.scalar(select(func.count()).where(_POST.id >= floor)) or 0


def judge(
    session: Session, brand: BrandRow, query: Query, rows: Sequence[PostRow]
) -> Iterator[Match]:
    """What becomes of each of these posts when this is the brand's query; nothing is changed."""
    ids = [row.id for row in rows]
    asked = select(Mention).where(_MENTION.brand_id == brand.id, _MENTION.post_id.in_(ids))
    known = {mention.post_id: mention for mention in session.scalars(asked)}
    taken = moving.moved_away(session, ids)
    name = brand.brand.name
    about = {one.source.name for one in store.sources(session) if name in one.source.about}
    rows = [row for row in rows if (brand.id, row.id) not in taken]
    named = {row.id for row in rows if row.post.source in about or query.matches(_subject(row))}
    worked_on = find_worked_on(session, [one for one in known.values() if one.post_id not in named])
    for row in rows:
        mention = known.get(row.id)
        held = mention is not None and mention.id in worked_on
        yield Match(row, mention, _decide(mention, named=row.id in named, held=held))


def _subject(row: PostRow) -> Subject:
    return Subject(replace(row.post, text=row.latest_text))


def _decide(mention: Mention | None, *, named: bool, held: bool) -> Fate:
    if mention is None:
        return Fate.FOUND if named else Fate.NOTHING
    aside = mention.noise is Noise.UNNAMED
    if named:
        return Fate.BACK if aside else Fate.KEPT
    if aside:
        return Fate.NOTHING
    return Fate.HELD if held else Fate.ASIDE


def find_worked_on(session: Session, mentions: Sequence[Mention]) -> set[int]:
    """Those of these mentions that a person said or did something about, or on their tasks."""
    ids = [mention.id for mention in mentions]
    decided = select(_NOISE.mention_id).where(_NOISE.mention_id.in_(ids))
    said = select(_SAID.mention_id).where(_SAID.mention_id.in_(ids), _SAID.person_id.is_not(None))
    done = select(_MENTION.id).join(Task, _TASK.incident_id == _MENTION.incident_id)
    done = done.join(TaskChange, _CHANGE.task_id == _TASK.id)
    done = done.where(_MENTION.id.in_(ids), _CHANGE.person_id.is_not(None))
    moved = set(session.scalars(select(_MOVE.mention_id).where(_MOVE.mention_id.in_(ids))))
    brought = {one.id for one in mentions if one.id in moved and moving.find_move(session, one)}
    return brought | set(session.scalars(union(decided, said, done)))


def apply(session: Session, brand: BrandRow, match: Match, now: datetime) -> None:
    """Let it be so."""
    if match.fate is Fate.FOUND:
        row = {"brand_id": brand.id, "post_id": match.row.id, "found": now}
        insert_new(session, Mention, row | {"backfill": True, "followed_up": False})
    elif match.mention is not None and match.fate is Fate.ASIDE:
        _put_aside(session, match.mention, now)
    elif match.mention is not None and match.fate is Fate.BACK:
        _bring_back(session, match.mention, now)


def _put_aside(session: Session, mention: Mention, now: datetime) -> None:
    mention.noise, mention.noise_why = Noise.UNNAMED, WHY
    session.flush()
    task = _task_of(session, mention)
    if task is not None and task.status in OPEN and not sifting.others_speak(session, mention):
        desk.dismiss(session, task, None, REASON, now)


def _bring_back(session: Session, mention: Mention, now: datetime) -> None:
    mention.noise, mention.noise_why = Noise.NONE, None
    if sifting.is_noise(session, mention):
        return
    task = _task_of(session, mention)
    if task is None:
        mention.followed_up = False
    elif task.status is Status.DISMISSED and task.reason == REASON:
        desk.reopen(session, task, None, NAMED_AGAIN, now)


def _task_of(session: Session, mention: Mention) -> Task | None:
    return session.scalars(select(Task).filter_by(incident_id=mention.incident_id)).one_or_none()
