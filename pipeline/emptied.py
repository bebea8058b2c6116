"""Which fields went empty while posts kept coming, and since when.  (pure)"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.filled import FIELDS, Filled

UNLIKELY = 0.001
FEWEST = 3  # posts without the field; fewer say nothing
# While a page still shows earlier posts that have the field, it is reckoned which of the new ones
# lack it; that is less sure, and has to be shown by more than one visit.
UNLIKELY_RECKONED = 0.00001
FEWEST_RECKONED = 2
MOSTLY = 5  # where less than each fifth post of a page has it, those may be pinned


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
    visits: int = 0  # with new posts

    def add(self, visit: Parsed, field: str) -> None:
        parsed = visit.filled.parsed
        posts = min(visit.new, parsed) if self.posts else parsed
        self.posts += posts
        self.having += posts * visit.filled.count(field) / parsed
        self.visits += visit.new > 0

    def add_bare(self, visit: Parsed) -> None:
        """Count the new posts of a page that shows others, too."""
        self.posts += min(visit.new, visit.filled.parsed)
        self.visits += visit.new > 0


def follow(field: str, visits: Sequence[Parsed]) -> Iterator[Emptied | None]:
    """After each visit, earliest first: whether the field has gone empty."""
    before, without = _Evidence(), _Evidence()
    since: datetime | None = None
    last: Parsed | None = None
    for visit in visits:
        if visit.filled.parsed:
            if not visit.filled.count(field):
                since = since or visit.at
                without.add(visit, field)
            elif last and _lack(visit, last, field, known=since is not None):
                since = since or visit.at
                without.add_bare(visit)
            else:
                before.posts += without.posts  # it was chance, and counts as such
                before.add(visit, field)
                since, without = None, _Evidence()
            last = visit
        shown = bool(last and last.filled.count(field))
        yield _judge(field, since, before, without, shown=shown) if since else None


def _lack(visit: Parsed, last: Parsed, field: str, *, known: bool) -> bool:
    """Whether all that is new on a page lacks a field that earlier posts on it have.

    What is new pushes something out at most: where as many more lack the field as are new, it is
    all of the new ones. Once that is `known`, a page where most lack it proves it no further.
    """
    parsed, having = visit.filled.parsed, visit.filled.count(field)
    before = last.filled.count(field)
    more = (parsed - having) - (last.filled.parsed - before)
    if more >= min(visit.new, parsed):
        return known or visit.new > 0
    return known and having <= before and having * MOSTLY <= parsed


def find_emptied(visits: Sequence[Parsed]) -> list[Emptied]:
    """The fields that are empty after the last of these visits, earliest first."""
    last = [list(follow(field, visits))[-1:] for field in FIELDS]
    return [state for states in last for state in states if state]


def _judge(
    field: str, since: datetime, before: _Evidence, without: _Evidence, *, shown: bool
) -> Emptied | None:
    if not before.having or without.posts < FEWEST:
        return None
    if shown and without.visits < FEWEST_RECKONED:
        return None
    chance = _chance(before.posts, before.having, without.posts)
    share = before.having / before.posts
    told = chance < (UNLIKELY_RECKONED if shown else UNLIKELY)
    return Emptied(field, since, int(without.posts), share, chance) if told else None


def _chance(posts: float, having: float, further: float) -> float:
    """That none of `further` posts has what `having` of `posts` had (beta-binomial)."""
    lacking = posts - having
    return math.exp(
        math.lgamma(lacking + 1 + further)
        - math.lgamma(lacking + 1)
        + math.lgamma(posts + 2)
        - math.lgamma(posts + 2 + further)
    )
