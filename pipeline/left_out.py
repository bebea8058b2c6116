"""Posts that a page leaves out, though it shows what stands around them or all of their thread."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import dedup
from pipeline.model import PostRow
from pipeline.post import Post

FEWEST = 3  # posts of a page between which a missing one is noticed at once
LATEST = 500  # posts of a wall or channel among which one may be found to be missing
MOST_ASKED = 10  # of those, in one visit
_NUMBER = re.compile(r"\d{1,18}(?=\D*$)")
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
        _columns.thread == threads.pop(), _columns.deleted.is_(None)
    )
    return [
        key
        for key, url in session.execute(asked)
        if key not in shown and span.holds(url) and not mentions(body, url)
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
    left = [(key, url) for key, url in session.execute(asked) if key not in shown]
    if not left or not _shows_all(page.body):
        return []
    if not _is_address(page.url, thread):
        span = find_span([post.url for post in own if not _is_address(post.url, thread)], fewest=2)
        left = [(key, url) for key, url in left if span is not None and span.ends_before(url)]
    # Where no comment is left, a place to write one tells that they are not just kept elsewhere.
    rest = len(own) or int(b"<textarea" in page.body)
    missing = [key for key, url in left if not _is_address(url, thread) and _is_off(page, url)]
    return missing if len(left) <= rest else []


def _shows_all(body: bytes) -> bool:
    """Whether a page came to its end, and holds no button that brings more posts."""
    if not _WHOLE.search(body[-_ENDING:]):
        return False
    return not _MORE.search(body.decode("utf-8", "replace"))


def _is_off(page: Shown, url: str) -> bool:
    """Whether a page does not name a post that has a number."""
    return _number(url) is not None and not mentions(page.body, url)


def find_gaps(
    session: Session, posts: Sequence[Post], source: str, *, newest: bool = False
) -> list[str]:
    """Addresses of stored posts that a wall or channel leaves out, though it shows others around.

    Where the page shows the newest posts, also those that are newer still. That alone proves
    nothing (an album, a folded reply): each is to be asked for by its number.
    """
    by_shape: dict[str, list[int]] = {}
    for url in (post.url for post in posts):
        number = _number(url)
        if number is not None:
            by_shape.setdefault(_shape(url), []).append(number)
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
        number = _number(url)
        return (
            number is not None and self._first < number < self._last and _shape(url) == self._shape
        )

    def ends_before(self, url: str) -> bool:
        """Whether a post of this address would stand behind the last."""
        number = _number(url)
        return number is not None and number > self._last and _shape(url) == self._shape


def find_span(urls: Sequence[str], fewest: int = FEWEST) -> Span | None:
    """From where to where a page shows posts; None unless their numbers rise without a turn.

    Where they do not, as in a tree of comments, a missing post may stand on another page.
    """
    numbers = [_number(url) for url in urls]
    rising = [number for number in numbers if number is not None]
    if len(urls) < fewest or len(rising) < len(urls) or len({_shape(url) for url in urls}) > 1:
        return None
    if any(one >= following for one, following in pairwise(rising)):
        return None
    return Span(_shape(urls[0]), rising[0], rising[-1])


def mentions(body: bytes, url: str) -> bool:
    """Whether a page still names a post by its number, be it as "this post was deleted"."""
    number = _number(url)
    return re.search(rf"(?<!\d){number}(?!\d)".encode(), body) is not None


def _number(url: str) -> int | None:
    """The last number of an address: that of the post where posts have numbers."""
    found = _NUMBER.search(url)
    return int(found[0]) if found else None


def _shape(url: str) -> str:
    return _NUMBER.sub("#", url, count=1)
