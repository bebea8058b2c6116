"""When a source is due again: its own rhythm, and the back-off that never gives up.  (pure)"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from hashlib import blake2b
from itertools import takewhile

from pipeline.habit import EVEN, LONGEST, Habit
from pipeline.states import LOST, Outcome
from pipeline.visit_model import Fetch

HOUR = timedelta(hours=1)
SHORTEST = timedelta(minutes=5)
SELDOM = LONGEST  # how often a feed is asked for that a hub pushes
# A source that comes back is to be found before what it says has left its page: a request a day
# burdens nobody, and is little even for a host that is gone for good.
LONGEST_BACKOFF = timedelta(days=1)
ROW = 3  # failures one after the other; fewer are a hiccup
STILL_COMING = 1.0  # a page that comes is asked for half as often, whatever else fails
LONGEST_WAIT = timedelta(days=7)  # that a server may ask for
# Before anything is known a source is taken to bring one post in half an hour.
PRIOR_POSTS, PRIOR_HOURS = 1.0, 0.5
MEMORY = timedelta(days=14)
REVISIT_FIRST = timedelta(hours=1)
REVISIT_FOR = timedelta(days=730)
_LEAST = 1e-6  # hours


class Weight(float, Enum):
    """How much a failure counts toward the back-off."""

    TEMPORARY = 0.25  # a time-out, a full house: likely over at the next visit
    SOFT = 0.5  # living sources do answer 404 or 500 for a while
    HARD = 1.0  # no such host, a page that changed: a person has to look


@dataclass(frozen=True)
class Past:
    """What is learnt from of a visit that was."""

    started: datetime
    finished: datetime
    outcome: Outcome
    posts_seen: int
    posts_new: int
    weight: float = 0.0
    changed: bool = False  # the page came, and could not be read


@dataclass(frozen=True)
class Rhythm:
    """What past visits say of a source."""

    hours: float = 0.0  # time that the counted posts came in, in hours of average yield
    posts: int = 0
    tried: float = 0.0  # hours without any good visit, where none is known
    score: float = 0.0  # weight of the failures since the last good visit
    always_posts: bool = False  # every good visit so far found posts

    @classmethod
    def of(cls, fetches: Sequence[Past | Fetch], now: datetime, habit: Habit = EVEN) -> "Rhythm":
        """Learn from visits, newest first."""
        good = [fetch for fetch in fetches if fetch.outcome not in LOST]
        looked = [fetch for fetch in good if fetch.outcome is not Outcome.UNCHANGED]
        hours, posts = _watched(fetches, _known_until(fetches, now), habit)
        return cls(
            hours=hours,
            tried=(now - fetches[-1].started) / HOUR if fetches and not good else 0.0,
            posts=posts,
            score=_score(fetches, now),
            always_posts=bool(looked) and all(fetch.posts_seen for fetch in looked),
        )


def _watched(fetches: Sequence[Past | Fetch], until: datetime, habit: Habit) -> tuple[float, int]:
    """Hours in which a source could be seen, and the posts of that time.

    What the oldest visit found had piled up before it, and what the first one after a row of
    failures found is what was left of a longer time: neither tells how fast posts come.
    """
    hours, posts, failed = 0.0, 0, 0
    later: Past | Fetch | None = None
    for fetch in fetches:
        if fetch.outcome in LOST:
            failed += 1
            continue
        if until - fetch.started > MEMORY:
            break
        if later is None:
            hours += habit.posts(fetch.started, until)
        elif failed < ROW:
            hours += habit.posts(fetch.started, later.started)
            posts += later.posts_new
        later, failed = fetch, 0
    return hours, posts


def _known_until(fetches: Sequence[Past | Fetch], now: datetime) -> datetime:
    """Until now, as long as it can be had and is visited; else what was known before holds."""
    last = next((fetch for fetch in fetches if fetch.outcome not in LOST), None)
    if last is None or (last is fetches[0] and now - last.started <= MEMORY):
        return now
    return last.started


def _score(fetches: Sequence[Past | Fetch], now: datetime) -> float:
    row = list(takewhile(lambda fetch: fetch.outcome in LOST, fetches))
    score = sum(fetch.weight for fetch in row)
    # What comes and cannot be read is kept, and read when the reader is mended: few gaps then.
    since = fetches[min(len(row), len(fetches) - 1)].started if row else now
    comes = bool(row) and row[0].changed and now - since <= MEMORY
    return min(score, STILL_COMING) if comes else score


def interval(rhythm: Rhythm) -> timedelta:
    """Time between visits in which about one new post is expected, within bounds."""
    expected = (rhythm.hours + rhythm.tried + PRIOR_HOURS) / (rhythm.posts + PRIOR_POSTS)
    return min(max(timedelta(hours=expected), SHORTEST), LONGEST)


def backoff(base: timedelta, score: float) -> timedelta:
    """The interval stretched by the failures since the last good visit; it always ends."""
    factor: float = 2.0 ** min(score, 20.0)
    return max(base, min(base * factor, LONGEST_BACKOFF))


def next_visit(
    source: str,
    rhythm: Rhythm,
    now: datetime,
    habit: Habit = EVEN,
    *,
    every: timedelta = timedelta(0),
    wait_until: datetime | None = None,
) -> datetime:
    """When to come again; `every` fixes the interval, a server's wish to wait comes first."""
    usual = every or interval(replace(rhythm, tried=0.0))
    span = backoff(usual, rhythm.score) * jitter(source, now)
    due = now + span if every else _follow(habit, source, now, span)
    if rhythm.score:  # its hours may bring the next attempt forward, and never put it off
        due = min(due, now + span)
    return max(due, min(wait_until, now + LONGEST_WAIT)) if wait_until else due


def _follow(habit: Habit, source: str, now: datetime, span: timedelta) -> datetime:
    """A moment near the best one: the best ones of many sources are full hours."""
    due = choose(habit, now, span)
    late = (jitter(source, now) - 0.9) / 2 if habit.week else 0.0
    return due + min(due - now, HOUR) * late


def choose(habit: Habit, now: datetime, span: timedelta) -> datetime:
    """The moment of the next visit that saves most waiting; `span` is what lies between on average.

    Of the next two visits the second is where the source's hours put it, visits being as dense as
    they need to be; what the first finds waits so much shorter, and its best moment is looked for.
    """
    if not habit.week:
        return now + span
    longest = max(LONGEST, span)
    hours = list(_next_hours(habit, now, 2 * span / HOUR, 2 * longest / HOUR))
    end = sum(length for length, _ in hours)
    best, most, passed, found = 0.0, -1.0, 0.0, 0.0
    for length, posts in hours:
        # In an hour of an even flow what is saved, found posts times time left, is a parabola.
        top = min(max((end - passed - found / posts) / 2, 0.0), length)
        saved = (found + posts * top) * (end - passed - top)
        if saved > most:
            best, most = passed + top, saved
        passed, found = passed + length, found + posts * length
    return now + min(max(best * HOUR, SHORTEST), longest)


def _next_hours(
    habit: Habit, now: datetime, need: float, longest: float
) -> Iterator[tuple[float, float]]:
    """Length and posts of the hours until a need for visits is met."""
    for length, posts, pace in habit.walk(now):
        part = min(need / pace, length, longest)
        yield part, posts
        need, longest = need - part * pace, longest - part
        if min(need, longest) < _LEAST:
            return


def jitter(source: str, now: datetime) -> float:
    """Between 0.9 and 1.1, so that sources made in one minute drift apart."""
    seed = blake2b(f"{source} {now.isoformat()}".encode(), digest_size=4).digest()
    return 0.9 + 0.2 * int.from_bytes(seed) / 0xFFFFFFFF


def next_look(brought: datetime, now: datetime) -> datetime | None:
    """When a page that hardly changes is worth another look: the longer quiet, the later.

    `brought` is when the newest of its posts was written. The distance doubles with each look
    that finds nothing and is short again after a comment; a page quiet for two years is left.
    """
    quiet = now - brought
    return now + max(REVISIT_FIRST, quiet) if quiet < REVISIT_FOR else None
