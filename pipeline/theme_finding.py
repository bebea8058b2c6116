"""New themes surface: complaints join the nearest theme; what is left may form new ones."""

from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from pipeline import clusters, vectors
from pipeline.clusters import Complaint
from pipeline.finding_model import MentionVector, Theme
from pipeline.folding import fold, split_words
from pipeline.inflection import inflect
from pipeline.model import BrandRow, Mention
from pipeline.nearness import Rows, Space, unpack
from pipeline.noise import Noise
from pipeline.themes import FOUND

LOOKED_BACK = timedelta(days=60)
MOST = 3_000  # complaints without a theme of this sort, the latest
STEADY = 200  # complaints from which on a theme's middle hardly moves
LEAST_NAMED = 2  # words, without which nobody could say what a theme is about
LEAST_SAID = 0.5  # of its complaints hold one of these words
SHORTEST = 4  # letters
_MENTION, _VECTOR = Mention.__table__.c, MentionVector.__table__.c


def find_themes(session: Session, now: datetime) -> int:
    """Give complaints the themes they are near to, and make the new ones; how many were made."""
    latest = select(_VECTOR.judge).order_by(_VECTOR.mention_id.desc()).limit(1)
    judge = session.scalar(latest)
    space = vectors.read_space(session, judge) if judge else None
    if judge is None or space is None:
        return 0
    waiting = _read_waiting(session, judge, now)
    left = _join_known(session, judge, space, waiting)
    return _make_new(session, judge, space, left, now) if left else 0


def _read_waiting(session: Session, judge: str, now: datetime) -> list[MentionVector]:
    """Complaints without a theme, claimed on PostgreSQL: two processes would find each twice."""
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
        .with_for_update(skip_locked=True, of=MentionVector)
    )
    return list(reversed(session.scalars(asked).all()))


def _join_known(
    session: Session, judge: str, space: Space, waiting: list[MentionVector]
) -> list[MentionVector]:
    """Give each its nearest theme, whose middle follows; those that are near to none."""
    asked = select(Theme).where(Theme.judge == judge, Theme.middle.is_not(None))
    themes = session.scalars(asked.order_by(Theme.id)).all()
    if not themes or not waiting:
        return waiting
    rows = unpack([one.vector for one in waiting])
    middles = space.place(np.stack([_read_middle(theme) for theme in themes]))
    left = []
    for one, row, placed in zip(waiting, rows, space.place(rows), strict=True):
        number = clusters.nearest(placed, middles)
        if number is None:
            left.append(one)
        else:
            one.theme_id = themes[number].id
            _follow(themes[number], row)
    return left


def _make_new(
    session: Session, judge: str, space: Space, left: list[MentionVector], now: datetime
) -> int:
    rows = unpack([one.vector for one in left])
    said = [_read_complaint(one.mention) for one in left]
    made = 0
    for members in clusters.find_clusters(space.place(rows)):
        inside = [said[number] for number in members]
        words = clusters.name_words(inside, said)
        if not _is_told(words, inside):
            continue
        theme = Theme(key=f"{FOUND}new", words=words, judge=judge, size=0, seen=now)
        session.add(theme)
        session.flush()
        theme.key = f"{FOUND}{theme.id}"
        for number in members:
            left[number].theme_id = theme.id
            _follow(theme, rows[number])
        session.flush()
        made += 1
    return made


def _is_told(words: list[str], inside: list[Complaint]) -> bool:
    """Whether several people speak, and the words say what of."""
    holding = sum(not set(words).isdisjoint(one.words) for one in inside)
    people = {one.person for one in inside}
    enough = len(people) >= clusters.SMALLEST - 1 and len(words) >= LEAST_NAMED
    return enough and holding >= LEAST_SAID * len(inside)


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
    words = (word for word in split_words(fold(post.latest_text)) if len(word) >= SHORTEST)
    brand = _brand_words(mention.brand.brand.name)
    told = tuple(word for word in words if word not in brand and not word.isdigit())
    return Complaint(told, f"{post.post.source}:{post.post.author or post.id}")


@lru_cache(maxsize=256)
def _brand_words(name: str) -> frozenset[str]:
    """The words of a brand's name in all their forms: they tell no theme from another."""
    words = split_words(fold(name))
    return frozenset(words).union(*(inflect(word, names_only=True) for word in words))
