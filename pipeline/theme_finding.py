"""New themes surface: complaints join the nearest theme; what is left may form new ones."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from pipeline import clusters, vectors
from pipeline.clusters import Complaint
from pipeline.finding_model import MentionVector, Theme
from pipeline.folding import fold, split_words
from pipeline.model import BrandRow, Mention
from pipeline.nearness import Rows, Space, name_forms, unpack
from pipeline.noise import Noise
from pipeline.themes import FOUND

LOOKED_BACK = timedelta(days=60)
MOST = 3_000  # complaints without a theme of this sort, the latest
AT_ONCE = 500  # complaints in one transaction
STEADY = 200  # complaints from which on a theme's middle hardly moves
LEAST_NAMED = 2  # words, without which nobody could say what a theme is about
LEAST_SAID = 0.5  # of its complaints hold one of these words
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|@\w+")  # of a page or a person: no words
_MENTION, _VECTOR = Mention.__table__.c, MentionVector.__table__.c


@dataclass(frozen=True)
class Finding:
    """Complaints that belong to one theme: to one there is, or to a new one with these words."""

    judge: str
    theme_id: int | None
    words: tuple[str, ...]
    members: tuple[tuple[int, Rows], ...]  # mentions, each with its vector


def find_themes(session: Session, now: datetime) -> list[Finding]:
    """The themes that complaints are near to, and the new ones among them; nothing is changed.

    It takes seconds, in which nobody who writes has to wait.
    """
    latest = select(_VECTOR.judge).order_by(_VECTOR.mention_id.desc()).limit(1)
    judge = session.scalar(latest)
    space = vectors.read_space(session, judge) if judge else None
    if judge is None or space is None:
        return []
    waiting = _read_waiting(session, judge, now)
    rows = unpack([one.vector for one in waiting]) if waiting else np.empty((0, 0), np.float32)
    themes = _read_middles(session, judge)
    middles = space.place(np.stack(list(themes.values()))) if themes else rows[:0]
    near = [clusters.nearest(placed, middles) for placed in space.place(rows)] if waiting else []
    left = [number for number, place in enumerate(near) if place is None]
    new = _find_new(judge, space, [waiting[number] for number in left], rows[left])
    return [*_find_known(judge, list(themes), waiting, rows, near), *new]


def keep(session: Session, found: Finding, now: datetime) -> bool:
    """Give complaints their theme, as far as no other process did meanwhile; is it a new theme?

    A new theme is made as a whole or not at all: the next run finds what is left of it.
    """
    numbers = [number for number, _ in found.members]
    free = select(_VECTOR.mention_id).where(_VECTOR.mention_id.in_(numbers))
    free = free.where(_VECTOR.theme_id.is_(None)).order_by(_VECTOR.mention_id)
    still = set(session.scalars(free.with_for_update()))
    members = [(number, row) for number, row in found.members if number in still]
    if found.theme_id is not None:
        theme = session.get(Theme, found.theme_id, with_for_update=True)
    else:
        theme = _make(session, found, now) if len(members) == len(found.members) else None
    if theme is None or not members:
        return False
    for _, row in members:
        _follow(theme, row)
    of_it = update(MentionVector).where(_VECTOR.mention_id.in_([number for number, _ in members]))
    session.execute(of_it.values(theme_id=theme.id))
    return found.theme_id is None


def _make(session: Session, found: Finding, now: datetime) -> Theme:
    facts = {"words": list(found.words), "judge": found.judge, "size": 0, "seen": now}
    theme = Theme(key=f"{FOUND}new", **facts)
    session.add(theme)
    session.flush()
    theme.key = f"{FOUND}{theme.id}"
    return theme


def _read_waiting(session: Session, judge: str, now: datetime) -> list[MentionVector]:
    """The latest complaints without a theme, earliest first."""
    asked = (
        select(MentionVector)
        .join(MentionVector.mention)
        .join(BrandRow, BrandRow.id == _MENTION.brand_id)
        .where(_VECTOR.judge == judge, _VECTOR.theme_id.is_(None))
        .where(_MENTION.complaint.is_(True), _MENTION.noise == Noise.NONE)
        .where(_MENTION.found >= now - LOOKED_BACK, BrandRow.__table__.c.competitor.is_(False))
        .options(joinedload(MentionVector.mention).joinedload(Mention.post))
        .order_by(_VECTOR.mention_id.desc())
        .limit(MOST)
    )
    return list(reversed(session.scalars(asked).all()))


def _read_middles(session: Session, judge: str) -> dict[int, Rows]:
    asked = select(Theme).where(Theme.judge == judge, Theme.middle.is_not(None))
    themes = session.scalars(asked.order_by(Theme.id))
    return {theme.id: _read_middle(theme) for theme in themes}


def _find_known(
    judge: str,
    themes: Sequence[int],
    waiting: Sequence[MentionVector],
    rows: Rows,
    near: Sequence[int | None],
) -> Iterator[Finding]:
    """Those that are near to a theme there is, in bites that are soon written."""
    for place, theme_id in enumerate(themes):
        here = [number for number, found in enumerate(near) if found == place]
        members = [(waiting[number].mention_id, rows[number]) for number in here]
        for start in range(0, len(members), AT_ONCE):
            yield Finding(judge, theme_id, (), tuple(members[start : start + AT_ONCE]))


def _find_new(
    judge: str, space: Space, left: Sequence[MentionVector], rows: Rows
) -> Iterator[Finding]:
    if not left:
        return
    said = [_read_complaint(one.mention) for one in left]
    for found in clusters.find_clusters(space.place(rows)):
        inside = [said[number] for number in found]
        words = clusters.name_words(inside, said)
        if _is_told(words, inside):
            members = tuple((left[number].mention_id, rows[number]) for number in found)
            yield Finding(judge, None, tuple(words), members)


def _is_told(words: list[str], inside: list[Complaint]) -> bool:
    """Whether several people speak, and the words say what of."""
    read = clusters.in_main_language(inside)
    holding = sum(not set(words).isdisjoint(one.words) for one in read)
    people = {one.person for one in inside}
    enough = len(people) >= clusters.SMALLEST - 1 and len(words) >= LEAST_NAMED
    return enough and holding >= LEAST_SAID * len(read)


def _follow(theme: Theme, row: Rows) -> None:
    """Let a theme's middle follow its complaints; the more there are, the less each moves it."""
    weight = min(theme.size, STEADY)
    middle = _read_middle(theme) if theme.middle else np.zeros_like(row)
    moved = (middle * weight + row) / (weight + 1)
    theme.middle, theme.size = moved.astype(np.float32).tobytes(), theme.size + 1


def _read_middle(theme: Theme) -> Rows:
    return np.frombuffer(theme.middle or b"", dtype=np.float32)


def _read_complaint(mention: Mention) -> Complaint:
    post = mention.post
    plain = _ADDRESS.sub(" ", post.latest_text)
    words = (word for word in split_words(fold(plain)) if len(word) >= clusters.SHORTEST)
    brand = name_forms(mention.brand.brand.name)
    told = tuple(word for word in words if word not in brand and not word.isdigit())
    person = f"{post.post.source}:{post.post.author or post.id}"
    return Complaint(told, person, post.post.language)
