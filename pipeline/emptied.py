"""Which fields went empty while posts kept coming, and since when.  (pure)"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.filled import FIELDS, Filled

UNLIKELY = 0.001
FEWEST = 3  # posts without the field; fewer say nothing


@dataclass(frozen=True)
class Parsed:
    """What one visit read."""

    at: datetime
    filled: Filled
    new: int = 0  # of the posts, those not seen before


@dataclass(frozen=True)
class Emptied:
    """A field that no post has any more, and most or some had before."""

    field: str
    since: datetime
    posts: int  # read without it
    share: float  # of the posts before that had it
    probability: float  # that chance leaves it out of all of them


@dataclass
class _Evidence:
    """Posts that tell something: all of a first look, and of later ones only what was new.

    A page shows the same posts again and again; counted each time they would prove anything.
    """

    posts: float = 0.0
    having: float = 0.0
    looked: bool = False

    def add(self, visit: Parsed, field: str) -> None:
        parsed = visit.filled.parsed
        posts = min(visit.new, parsed) if self.looked else parsed
        self.posts += posts
        self.having += posts * visit.filled.count(field) / parsed
        self.looked = True


def follow(field: str, visits: Sequence[Parsed]) -> Iterator[Emptied | None]:
    """After each visit, earliest first: whether the field has gone empty."""
    before, without = _Evidence(), _Evidence()
    since: datetime | None = None
    for visit in visits:
        if visit.filled.parsed:
            if visit.filled.count(field):
                before.posts += without.posts  # it was chance, and counts as such
                before.add(visit, field)
                since, without = None, _Evidence()
            else:
                since = since or visit.at
                without.add(visit, field)
        yield _judge(field, since, before, without) if since else None


def find_emptied(visits: Sequence[Parsed]) -> list[Emptied]:
    """The fields that are empty after the last of these visits, earliest first."""
    last = [list(follow(field, visits))[-1:] for field in FIELDS]
    return [state for states in last for state in states if state]


def _judge(field: str, since: datetime, before: _Evidence, without: _Evidence) -> Emptied | None:
    if not before.having or without.posts < FEWEST:
        return None
    chance = _chance(before.posts, before.having, without.posts)
    share = before.having / before.posts
    return Emptied(field, since, int(without.posts), share, chance) if chance < UNLIKELY else None


def _chance(posts: float, having: float, further: float) -> float:
    """That none of `further` posts has what `having` of `posts` had (beta-binomial)."""
    lacking = posts - having
    return math.exp(
        math.lgamma(lacking + 1 + further)
        - math.lgamma(lacking + 1)
        + math.lgamma(posts + 2)
        - math.lgamma(posts + 2 + further)
    )
