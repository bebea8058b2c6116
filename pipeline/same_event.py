"""Many people, one event: a complaint joins the task of those it is like in meaning and words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline import vectors
from pipeline.finding_model import MentionVector
from pipeline.model import Mention, PostRow
from pipeline.nearness import Rows, Said, Wording, stems, unpack
from pipeline.states import OPEN
from pipeline.task_model import Task

SAME = "same event"  # how the reason begins that is kept beside a mention
ALIKE = 0.52  # the least likeness to an incident; docs/finding.md has the trial
WORDS = 0.2  # what shared rare words count beside the meaning,
MOST_WORDS = 3.0  # up to so many: a text that quotes another says little of its own
NAMED = 0.15  # what it adds that both say the same rare name,
LEAST_MEANT = 0.15  # where they mean somewhat the same: much happens in one street
WITHIN = timedelta(days=1)  # between one post of an event and the next
LOOKED_AT = 300  # complaints of the brand, the latest
LEARNT_FROM = 4_000  # complaints that say which words are rare
LONGEST = 2_000  # letters of each
_MENTION, _POST, _VECTOR = Mention.__table__.c, PostRow.__table__.c, MentionVector.__table__.c
_TASK = Task.__table__.c
_read_said = lru_cache(maxsize=2_000)(Said.of)  # each post of a day is compared again and again


@dataclass(frozen=True)
class Neighbour:
    """A complaint of the same brand and time that has an open task."""

    incident_id: int
    text: str
    spoken: datetime
    vector: bytes


@dataclass(frozen=True)
class Around:
    """A complaint among those of its brand and time; in `rows` and `said` it stands before them."""

    spoken: datetime
    near: Sequence[Neighbour]
    rows: Rows
    said: Sequence[Said]
    wording: Wording


@dataclass(frozen=True)
class Event:
    """The incident a complaint belongs to: how like it is, to how many posts of which time."""

    incident_id: int
    likeness: float
    posts: int
    hours: int

    @property
    def why(self) -> str:
        """As it is kept beside a mention."""
        return f"{SAME}: {self.posts} in {self.hours} h"


def find_event(session: Session, mention: Mention) -> Event | None:
    """The incident whose posts tell of the same event; None when there is none, or none is sure."""
    around = look_around(session, mention)
    if around is None:
        return None
    incidents = [one.incident_id for one in around.near]
    best = choose(around.wording, incidents, around.rows, around.said)
    return None if best is None else tell(*best, around.near, around.spoken)


def look_around(session: Session, mention: Mention) -> Around | None:
    """What else was said of the brand within a day; None where nothing can be compared."""
    own = session.get(MentionVector, mention.id)
    space = vectors.read_space(session, own.judge) if own else None
    if own is None or space is None:
        return None
    spoken = mention.post.post.published or mention.post.found
    near = [
        one
        for one in _read_neighbours(session, mention, own.judge)
        if abs(one.spoken - spoken) <= WITHIN
    ]
    if not near:
        return None
    rows = space.place(unpack([own.vector, *(one.vector for one in near)]))
    brand = mention.brand.brand.name
    said = [_read_said(text, brand) for text in (mention.post.latest_text, *(n.text for n in near))]
    return Around(spoken, near, rows, said, read_wording(session, own.judge))


def choose(
    wording: Wording, incidents: Sequence[int], rows: Rows, said: Sequence[Said]
) -> tuple[int, float] | None:
    """The incident most alike.  (pure)

    `rows`, as placed, and `said` begin with the complaint itself; its neighbours follow.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for number, incident_id in enumerate(incidents, 1):
        groups[incident_id].append(number)
    ranks = {one: compare(wording, rows, said, [0], here) for one, here in groups.items()}
    best = max(ranks, key=lambda incident_id: (ranks[incident_id], incident_id))
    return (best, ranks[best]) if ranks[best] >= ALIKE else None


def compare(
    wording: Wording,
    rows: Rows,
    said: Sequence[Said],
    ours: Sequence[int],
    theirs: Sequence[int],
) -> float:
    """How like some posts are to others: how near their middles are, and what words they share."""
    one, other = (rows[list(numbers)].mean(axis=0) for numbers in (ours, theirs))
    meant = float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
    told = [
        _weigh_words(wording, said[a], said[b], float(rows[a] @ rows[b]))
        for a in ours
        for b in theirs
    ]
    return meant + sum(told) / len(told)


def _weigh_words(wording: Wording, one: Said, other: Said, meant: float) -> float:
    named = meant >= LEAST_MEANT and wording.names_in_common(one, other)
    return WORDS * min(wording.shared(one, other), MOST_WORDS) + NAMED * named


def tell(best: int, likeness: float, near: Sequence[Neighbour], spoken: datetime) -> Event:
    """What speaks for an incident, to be kept beside a mention that joins it."""
    times = [one.spoken for one in near if one.incident_id == best]
    span = max(*times, spoken) - min(*times, spoken)
    return Event(best, likeness, len(times), max(1, round(span / timedelta(hours=1))))


def read_wording(session: Session, judge: str) -> Wording:
    """What is rare among the latest complaints; worked out once in a session."""
    known: dict[str, Wording] = session.info.setdefault("wordings", {})
    if judge not in known:
        latest = (
            select(func.coalesce(_POST.edited_text, _POST.text))
            .select_from(MentionVector)
            .join(Mention, _MENTION.id == _VECTOR.mention_id)
            .join(PostRow, _POST.id == _MENTION.post_id)
            .where(_VECTOR.judge == judge)
            .order_by(_VECTOR.mention_id.desc())
            .limit(LEARNT_FROM)
        )
        known[judge] = Wording.of(stems(text[:LONGEST]) for text in session.scalars(latest))
    return known[judge]


def _read_neighbours(session: Session, mention: Mention, judge: str) -> list[Neighbour]:
    spoken = func.coalesce(_POST.published, _POST.found)
    asked = (
        select(_MENTION.incident_id, func.coalesce(_POST.edited_text, _POST.text), spoken)
        .add_columns(_VECTOR.vector)
        .select_from(Mention)
        .join(PostRow, _POST.id == _MENTION.post_id)
        .join(MentionVector, _VECTOR.mention_id == _MENTION.id)
        .join(Task, _TASK.incident_id == _MENTION.incident_id)
        .where(_MENTION.brand_id == mention.brand_id, _MENTION.id != mention.id)
        .where(_VECTOR.judge == judge, _TASK.status.in_(OPEN))
        .order_by(_MENTION.id.desc())
        .limit(LOOKED_AT)
    )
    return [Neighbour(*row) for row in session.execute(asked)]
