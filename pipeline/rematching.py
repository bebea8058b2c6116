"""A changed query and the posts stored before it: what it finds now, and what it finds no longer.

What is found later is history: it opens no task and rings no alarm. What is found no longer is put
aside as a sort of noise, and comes back with the next query that finds it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from pipeline import desk, moving, sifting, store
from pipeline.expression import Subject
from pipeline.finding_model import NoiseDecision
from pipeline.insertion import insert_new
from pipeline.model import Assessment, BrandRow, Mention, PostRow
from pipeline.noise import Noise
from pipeline.post import Post
from pipeline.query import Query
from pipeline.states import OPEN
from pipeline.states import TaskStatus as Status
from pipeline.task_model import Task, TaskChange

WHY = "query"  # as it is kept beside a mention that was put aside
REASON = "no longer named"  # of the dismissals; it teaches nothing of what is about us
NAMED_AGAIN = "named again"
_POST, _MENTION, _TASK = PostRow.__table__.c, Mention.__table__.c, Task.__table__.c
_CHANGE, _SAID = TaskChange.__table__.c, Assessment.__table__.c
_NOISE = NoiseDecision.__table__.c


class Fate(StrEnum):
    """What becomes of a stored post with a query."""

    NOTHING = "nothing"  # not named, and not before
    KEPT = "kept"
    FOUND = "found"
    ASIDE = "aside"
    BACK = "back"  # found again after it had been put aside
    HELD = "held"  # no longer named, and kept: people worked on it


CHANGING = (Fate.ASIDE, Fate.BACK)  # a mention that there is


@dataclass(frozen=True)
class Match:
    """A stored post, what becomes of it, and the mention that this changes."""

    row: PostRow
    mention: Mention | None
    fate: Fate


def find_floor(session: Session, since: datetime) -> int | None:
    """The first post found since then; None when there is none."""
    # By the index of times: the least number would be sought from the very first post on.
    first = select(_POST.id).where(_POST.found >= since).order_by(_POST.found, _POST.id).limit(1)
    return session.scalar(first)


def count_from(session: Session, floor: int | None) -> int:
    """How many posts there are from this one on, without the erased."""
    if floor is None:
        return 0
    # The erased are few and have an index: the others need not be read to see that they are not.
    posts = select(func.count()).where(_POST.id >= floor)
    erased = posts.where(_POST.erased.is_not(None))
    return session.scalar(select(posts.scalar_subquery() - erased.scalar_subquery())) or 0


def judge(
    session: Session, brand: BrandRow, query: Query, rows: Sequence[PostRow]
) -> Iterator[Match]:
    """What becomes of each of these posts when this is the brand's query; nothing is changed."""
    posts = {row.id: replace(row.post, text=row.latest_text) for row in rows}
    fates = find_fates(session, brand, query, posts, sources_about(session, brand))
    changed = [post_id for post_id, fate in fates.items() if fate in CHANGING]
    asked = select(Mention).where(_MENTION.brand_id == brand.id, _MENTION.post_id.in_(changed))
    mentions = {mention.post_id: mention for mention in session.scalars(asked)}
    for row in rows:
        if row.id in fates:
            yield Match(row, mentions.get(row.id), fates[row.id])


def sources_about(session: Session, brand: BrandRow) -> set[str]:
    """The names of the sources all whose posts are about a brand."""
    name = brand.brand.name
    return {one.source.name for one in store.sources(session) if name in one.source.about}


def find_fates(
    session: Session,
    brand: BrandRow,
    query: Query,
    posts: Mapping[int, Post],
    about: Collection[str],
) -> dict[int, Fate]:
    """What becomes of posts, given by id as they read now; of those moved away nothing is told.

    `about` are the sources whose posts need not match.
    """
    places = (_MENTION.id, _MENTION.post_id, _MENTION.noise)
    asked = select(*places).where(_MENTION.brand_id == brand.id, _MENTION.post_id.in_(posts))
    known = {post_id: (number, noise) for number, post_id, noise in session.execute(asked)}
    taken = {post_id for owner, post_id in moving.moved_away(session, posts) if owner == brand.id}
    named = {
        number: post.source in about or query.matches(Subject(post))
        for number, post in posts.items()
        if number not in taken
    }
    unnamed = [mention for post_id, (mention, _) in known.items() if not named.get(post_id)]
    worked_on = find_worked_on(session, unnamed)
    fates = {}
    for number, is_named in named.items():
        mention, noise = known.get(number, (None, None))
        fates[number] = _decide(noise, named=is_named, held=mention in worked_on)
    return fates


def _decide(noise: Noise | None, *, named: bool, held: bool) -> Fate:
    """By the noise that the post's mention is; None when there is no mention."""
    if noise is None:
        return Fate.FOUND if named else Fate.NOTHING
    aside = noise is Noise.UNNAMED
    if named:
        return Fate.BACK if aside else Fate.KEPT
    if aside:
        return Fate.NOTHING
    return Fate.HELD if held else Fate.ASIDE


def find_worked_on(session: Session, ids: Collection[int]) -> set[int]:
    """Those of the mentions with these ids that a person worked on, or on their tasks."""
    if not ids:
        return set()
    decided = select(_NOISE.mention_id).where(_NOISE.mention_id.in_(ids))
    said = select(_SAID.mention_id).where(_SAID.mention_id.in_(ids), _SAID.person_id.is_not(None))
    done = select(_MENTION.id).join(Task, _TASK.incident_id == _MENTION.incident_id)
    done = done.join(TaskChange, _CHANGE.task_id == _TASK.id)
    done = done.where(_MENTION.id.in_(ids), _CHANGE.person_id.is_not(None))
    return moving.brought(session, ids) | set(session.scalars(union(decided, said, done)))


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
