"""Many people, one event: a complaint joins the task of those it is like in meaning and words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline import vectors
from pipeline.finding_model import MentionVector
from pipeline.model import OPEN, Mention, PostRow, Task
from pipeline.nearness import Wording, stems, unpack

ALIKE = 0.42  # the least mean likeness to all posts of an incident; docs/finding.md has the trial
LEAST_SHARED = 0.1  # of the words: the vectors of short texts are near each other by chance
WITHIN = timedelta(days=1)  # between one post of an event and the next
LOOKED_AT = 300  # complaints of the brand, the latest
_MENTION, _POST, _VECTOR = Mention.__table__.c, PostRow.__table__.c, MentionVector.__table__.c
_TASK = Task.__table__.c


@dataclass(frozen=True)
class Neighbour:
    """A complaint of the same brand and time that has an open task."""

    incident_id: int
    text: str
    spoken: datetime
    vector: bytes


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
        return f"same event: {self.posts} in {self.hours} h"


def find_event(session: Session, mention: Mention) -> Event | None:
    """The incident whose posts tell of the same event; None when there is none, or none is sure."""
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
    meant = (rows[1:] @ rows[0]).tolist()
    return _choose(near, meant, mention.post.latest_text, spoken)


def _choose(
    near: Sequence[Neighbour], meant: Sequence[float], text: str, spoken: datetime
) -> Event | None:
    """The incident with the largest mean likeness: one post alike among many does not join."""
    said = stems(text)
    others = [stems(one.text) for one in near]
    wording = Wording.of([said, *others])
    groups: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(near):
        groups[one.incident_id].append(number)
    shared = [wording.likeness(said, words) for words in others]

    def rank(incident_id: int) -> float:
        numbers = groups[incident_id]
        words = sum(shared[number] for number in numbers) / len(numbers)
        meaning = sum(meant[number] for number in numbers) / len(numbers)
        return (words + meaning) / 2 if words >= LEAST_SHARED else 0.0

    best = max(groups, key=lambda incident_id: (rank(incident_id), incident_id))
    if rank(best) < ALIKE:
        return None
    times = [spoken, *(near[number].spoken for number in groups[best])]
    hours = max(1, round((max(times) - min(times)) / timedelta(hours=1)))
    return Event(best, rank(best), len(groups[best]), hours)


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
