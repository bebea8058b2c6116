"""Posts that a page leaves out, though it shows what stands around them or all of their thread."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from pipeline import dedup
from pipeline.model import PostRow
from pipeline.post import Post

FEWEST = 3  # posts of a page between which a missing one is noticed at once
LATEST = 500  # posts of a wall or channel among which one may be found to be missing
MOST_ASKED = 10  # of those, in one visit
SLACK = timedelta(days=2)  # by which times may be off, read without a zone or to the day
_DIGITS = re.compile(r"(\d+)")
_LONGEST = 20  # digits of a post's number
_WHOLE = re.compile(rb"</(?:html|body)\s*>", re.I)  # how a page ends that was not cut off
_ENDING = 2_000  # bytes
_MORE = re.compile(  # what stands where a page does not show all there is
    r"(?:load|show|view)[\s_-]?(?:more|all)|comment-page-\d|[?&;]cpage=\d"
    r"|(?:загрузить|показать) (?:ещ[её]|все)|ещ[её] комментари",
    re.I,
)
_columns = PostRow.__table__.c


@dataclass(frozen=True)
class Shown:
    """A page of a thread that was read well, and shows its posts without holes."""

    url: str
    body: bytes
    last: bool = False  # nothing of its thread comes after it
    met: bool = True  # some of its posts were known: else nothing that is known stood among them


def find_missing(
    session: Session, posts: Sequence[Post], shown: Sequence[str], body: bytes
) -> list[str]:
    """Keys of stored posts of a thread that are not on the page where they stood."""
    own = [post for post in posts if post.thread and not _is_address(post.url, post.thread)]
    span = find_span([post.url for post in own])
    threads = {post.thread for post in own}
    if span is None or len(threads) != 1:
        return []
    asked = select(_columns.key, _columns.url).where(
        _columns.thread == threads.pop(), _columns.deleted.is_(None), *_beside(own, behind=False)
    )
    here = set(shown)
    return [
        key
        for key, url in session.execute(asked)
        if key not in here and span.holds(url) and not mentions(body, url)
    ]


def find_doubtful(
    session: Session, posts: Sequence[Post], shown: Sequence[str], page: Shown, source: str
) -> list[str]:
    """Keys of a source's posts that the last page of their thread no longer shows.

    On a thread's only page that is any of its posts, else one behind those it shows. An old copy
    of the page, or comments that did not load, look the same: only a second look can tell.
    """
    own = [post for post in posts if post.thread]
    thread = own[0].thread if own else page.url
    if not posts or not page.last or not thread or any(post.thread != thread for post in own):
        return []
    asked = select(_columns.key, _columns.url).where(
        _columns.thread == thread, _columns.source == source, _columns.deleted.is_(None)
    )
    here = set(shown)
    if _is_address(page.url, thread):  # more than so many are left, and it says nothing
        asked = asked.limit(len(here) + max(len(own), 1) + 1)
        left = [(key, url) for key, url in session.execute(asked) if key not in here]
    else:
        span = find_span([post.url for post in own if not _is_address(post.url, thread)], fewest=2)
        if span is None:
            return []
        rows = session.execute(asked.where(*_beside(own, behind=True)))
        left = [(key, url) for key, url in rows if key not in here and span.ends_before(url)]
    # Where no comment is left, a place to write one tells that they are not just kept elsewhere.
    if len(left) > (len(own) or int(b"<textarea" in page.body)):
        return []
    missing = [key for key, url in left if not _is_address(url, thread) and _is_off(page, url)]
    return missing if missing and _shows_all(page.body) else []


def _beside(posts: Sequence[Post], *, behind: bool) -> list[ColumnElement[bool]]:
    """Of a thread with thousands of posts those of about these posts' time, or also later ones.

    Numbers rise with time; where one of the posts has none, nothing is left out.
    """
    times = [post.published for post in posts if post.published]
    if len(times) < len(posts) or not times:
        return []
    near = _columns.published >= min(times) - SLACK
    until = [] if behind else [_columns.published <= max(times) + SLACK]
    return [or_(_columns.published.is_(None), and_(near, *until))]


def _shows_all(body: bytes) -> bool:
    """Whether a page came to its end, and holds no button that brings more posts."""
    if not _WHOLE.search(body[-_ENDING:]):
        return False
    return not _MORE.search(body.decode("utf-8", "replace"))


def _is_off(page: Shown, url: str) -> bool:
    """Whether a page does not name a post that has a number."""
    return _place(url) is not None and not mentions(page.body, url)


def find_gaps(
    session: Session, posts: Sequence[Post], source: str, *, newest: bool = False
) -> list[str]:
    """Addresses of stored posts that a wall or channel leaves out, though it shows others around.

    Where the page shows the newest posts, also those that are newer still. That alone proves
    nothing (an album, a folded reply): each is to be asked for by its number.
    """
    by_shape: dict[str, list[int]] = {}
    for place in (_place(post.url) for post in posts):
        if place is not None:
            by_shape.setdefault(place[0], []).append(place[1])
    spans = [Span(shape, min(some), max(some)) for shape, some in by_shape.items()]
    shown = {dedup.key(post) for post in posts}
    latest = select(_columns.key, _columns.url, _columns.deleted).where(_columns.source == source)
    rows = session.execute(latest.order_by(_columns.id.desc()).limit(LATEST)).all()
    left = [url for key, url, deleted in rows if key not in shown and deleted is None]
    return list(_outside(spans, left, newest=newest))[:MOST_ASKED]


def _outside(spans: Sequence["Span"], urls: Iterable[str], *, newest: bool) -> Iterable[str]:
    for url in urls:
        if any(span.holds(url) or (newest and span.ends_before(url)) for span in spans):
            yield url


def _is_address(url: str, thread: str) -> bool:
    """Whether a post has only its thread's address, as opening posts often do."""
    return dedup.canonical(url) == dedup.canonical(thread)


class Span:
    """Addresses of one shape between two numbers."""

    def __init__(self, shape: str, first: int, last: int) -> None:
        self._shape, self._first, self._last = shape, first, last

    def holds(self, url: str) -> bool:
        """Whether a post of this address would stand between the first and the last."""
        shape, number = _place(url) or ("", 0)
        return shape == self._shape and self._first < number < self._last

    def ends_before(self, url: str) -> bool:
        """Whether a post of this address would stand behind the last."""
        shape, number = _place(url) or ("", 0)
        return shape == self._shape and number > self._last


def find_span(urls: Sequence[str], fewest: int = FEWEST) -> Span | None:
    """From where to where a page shows posts; None unless their numbers rise without a turn.

    Where they do not, as in a tree of comments, a missing post may stand on another page.
    """
    places = [place for url in urls if (place := _place(url))]
    if len(urls) < fewest or len(places) < len(urls) or len({shape for shape, _ in places}) > 1:
        return None
    if any(one >= following for (_, one), (_, following) in pairwise(places)):
        return None
    return Span(places[0][0], places[0][1], places[-1][1])


def mentions(body: bytes, url: str) -> bool:
    """Whether a page still names a post by its number, be it as "this post was deleted"."""
    _, number = _place(url) or ("", None)
    return re.search(rf"(?<!\d){number}(?!\d)".encode(), body) is not None


def _place(url: str) -> tuple[str, int] | None:
    """What stands around the last number of an address, and that: the post's, where posts have one.

    Some addresses name it twice: viewtopic.php?p=12#p12.
    """
    parts = _DIGITS.split(url)
    number = parts[-2] if len(parts) > 1 else ""
    if not 0 < len(number) <= _LONGEST:
        return None
    return "".join("#" if part == number else part for part in parts), int(number)
