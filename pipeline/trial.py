"""A query tried on the past before it is saved: what it would find, gain and lose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.expression import Subject
from pipeline.forms import Form
from pipeline.matching import Matcher
from pipeline.model import PostRow
from pipeline.post import Post
from pipeline.query import Query, parse
from pipeline.watch import Brand

MOST_POSTS = 50_000  # the newest ones; some ten seconds of work
SAMPLES = 5
_POST = PostRow.__table__.c


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


@dataclass(frozen=True)
class Trial:
    """What becomes of a query's finds when it is changed."""

    looked_at: int
    kept: Hits
    gained: Hits
    lost: Hits


@dataclass(frozen=True)
class Example:
    """A text kept with a query: it must match, or it must not."""

    text: str
    must_match: bool


def stored(session: Session, since: datetime, most: int = MOST_POSTS) -> Iterator[Post]:
    """The newest posts found since then."""
    newest = select(PostRow).where(_POST.found >= since).order_by(_POST.found.desc())
    for row in session.scalars(newest.limit(most).execution_options(yield_per=1000)):
        yield row.post


def compare(posts: Iterable[Post], before: str | None, after: str) -> Trial:
    """Try the query as it was and as it is to be; raises QueryError for one that cannot be read."""
    old, new = parse(before) if before else None, parse(after)
    looked_at, kept, gained, lost = 0, Hits(), Hits(), Hits()
    for post in posts:
        looked_at += 1
        subject = Subject(post)
        was, is_now = old is not None and old.matches(subject), new.matches(subject)
        if was or is_now:
            (kept if was and is_now else gained if is_now else lost).add(post)
    return Trial(looked_at, kept, gained, lost)


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
