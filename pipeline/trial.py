"""A query tried on the past before it is saved: what it would find, gain and lose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import rematching
from pipeline.expression import Subject
from pipeline.forms import Form, propose
from pipeline.matching import Matcher
from pipeline.model import BrandRow, PostRow
from pipeline.post import Post
from pipeline.query import Query, parse
from pipeline.rematching import Fate
from pipeline.sounding import find_met
from pipeline.watch import Brand

MOST_POSTS = 50_000  # the newest ones; some ten seconds of work
SAMPLES = 5
BATCH = 5_000  # posts in memory
_POST = PostRow.__table__.c
_FOUND = tuple(_POST[it.name] for it in fields(Post))  # rows of these are read in half the time


@dataclass
class Hits:
    """How many stored posts are meant, and some of them."""

    posts: int = 0
    samples: list[Post] = field(default_factory=list)

    def add(self, post: Post) -> None:
        """Count a post; the first few are kept to show."""
        self.posts += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(post)


@dataclass
class Trial:
    """What becomes of a brand's mentions when its query is changed."""

    looked_at: int = 0
    kept: Hits = field(default_factory=Hits)
    gained: Hits = field(default_factory=Hits)
    lost: Hits = field(default_factory=Hits)
    held: Hits = field(default_factory=Hits)  # no longer named, but people worked on them
    of: int = 0  # posts that will be looked at once the query is kept

    def count(self, post: Post, fate: Fate) -> None:
        """Count a post."""
        hits = {
            Fate.KEPT: self.kept,
            Fate.FOUND: self.gained,
            Fate.BACK: self.gained,
            Fate.ASIDE: self.lost,
            Fate.HELD: self.held,
        }
        if fate in hits:
            hits[fate].add(post)


@dataclass(frozen=True)
class Example:
    """A text kept with a query: it must match, or it must not."""

    text: str
    must_match: bool


def stored(session: Session, since: datetime, most: int = MOST_POSTS) -> Iterator[Post]:
    """The newest posts found since then."""
    newest = select(*_FOUND).where(_POST.found >= since, _POST.erased.is_(None))
    newest = newest.order_by(_POST.found.desc())
    for row in session.execute(newest.limit(most).execution_options(yield_per=1000)):
        yield Post(*row)


def rehearse(
    session: Session, brand: BrandRow, text: str, since: datetime, most: int = MOST_POSTS
) -> Trial:
    """What keeping this query would do to the newest posts since then, as pipeline.rematching does.

    Raises QueryError for a query that cannot be read.
    """
    query, trial = parse(text), Trial()
    floor = rematching.find_floor(session, since)
    trial.of = rematching.count_from(session, floor)
    before, about = None, rematching.sources_about(session, brand)
    while floor is not None and trial.looked_at < most:
        rows = _read_down(session, floor, before, min(BATCH, most - trial.looked_at))
        if not rows:
            break
        before = rows[-1].id
        latest = {row.id: row.latest for row in rows}
        fates = rematching.find_fates(session, brand, query, latest, about)
        for row in rows:
            trial.count(row.post, fates.get(row.id, Fate.NOTHING))
        trial.looked_at += len(rows)
    return trial


class _Stored(NamedTuple):
    """A stored post as found, and what it says now where that is another text."""

    id: int
    post: Post
    edited: str | None

    @property
    def latest(self) -> Post:
        return replace(self.post, text=self.edited) if self.edited else self.post


def _read_down(session: Session, floor: int, before: int | None, most: int) -> list[_Stored]:
    """The newest posts below one, down to the floor."""
    asked = select(_POST.id, _POST.edited_text, *_FOUND)
    asked = asked.where(_POST.id >= floor, _POST.erased.is_(None))
    if before is not None:
        asked = asked.where(_POST.id < before)
    rows = session.execute(asked.order_by(_POST.id.desc()).limit(most))
    return [_Stored(number, Post(*found), edited) for number, edited, *found in rows]


def find(posts: Iterable[Post], text: str) -> Trial:
    """What a query of no brand finds; raises QueryError for one that cannot be read."""
    query, trial = parse(text), Trial()
    for trial.looked_at, post in enumerate(posts, start=1):
        trial.count(post, Fate.FOUND if query.matches(Subject(post)) else Fate.NOTHING)
    return trial


def propose_forms(posts: Iterable[Post], name: str) -> list[Form]:
    """Spellings made of a name, and those met in posts besides."""
    made = propose(name)
    known = {form.text for form in made}
    met = find_met(name, (Subject(post).haystack for post in posts))
    return [*made, *(form for form in met if form.text not in known)]


def count_forms(posts: Iterable[Post], forms: Sequence[Form]) -> list[tuple[Form, Hits]]:
    """How often each form is met, the frequent first; all are looked for in one pass."""
    counted = [(form, Hits()) for form in forms]
    matcher = Matcher.of((n, Brand(form.text, form.term)) for n, form in enumerate(forms))
    for post in posts:
        for number in matcher.brands_in(post):
            counted[number][1].add(post)
    return sorted(counted, key=lambda it: -it[1].posts)


def failing(query: Query, examples: Iterable[Example]) -> list[Example]:
    """The examples a query gets wrong."""
    return [it for it in examples if query.matches(it.text) is not it.must_match]
