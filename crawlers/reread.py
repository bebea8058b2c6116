"""Reads kept pages again, so that a mended reader fills its gap without a request."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from crawlers.decode import open_page
from crawlers.kinds import read_as
from crawlers.raw import RawPage
from pipeline import intake, ledger
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.matching import Matcher
from pipeline.mending import mend
from pipeline.post import Post
from pipeline.watch import Source

AT_ONCE = 20  # pages in one transaction, so that a crawl can write meanwhile


@dataclass(frozen=True)
class Reread:
    """What came of reading kept pages again."""

    pages: int = 0
    unreadable: int = 0
    posts: int = 0
    new: int = 0
    mended: int = 0  # known posts that were given a field they lacked
    mentions: int = 0

    def __add__(self, other: "Reread") -> "Reread":
        return Reread(*(mine + vars(other)[name] for name, mine in vars(self).items()))


def reread(
    database: Database, source: Source, pages: Iterable[RawPage], now: datetime, history: timedelta
) -> Reread:
    """Receive the posts of kept pages; those stored already get what they lack, no more."""
    with database.reading() as session:
        matcher = intake.matcher(session)
    done, read_well = Reread(), dict[date, int]()
    for some in _in_batches(pages):
        with database.writing() as session:
            for page in some:
                one = _take(session, source, page, matcher, now, history)
                day = page.fetched.astimezone(UTC).date()
                read_well[day] = read_well.get(day, 0) + 1 - one.unreadable
                ledger.enter_reread(
                    session,
                    source.name,
                    day,
                    pages=read_well[day],
                    new=one.new,
                    named=one.mentions,
                )
                done += one
    return done


def _take(
    session: Session,
    source: Source,
    page: RawPage,
    matcher: Matcher,
    now: datetime,
    history: timedelta,
) -> Reread:
    """The posts of one page; what was said long ago is history, as in a crawl."""
    posts = _read(source, page)
    if posts is None:
        return Reread(pages=1, unreadable=1)
    done = Reread(pages=1, posts=len(posts))
    for post in sorted(posts, key=lambda post: post.url):  # see intake.receive
        old = (post.published or page.fetched) < now - history
        mended = mend(session, post, now)
        received = intake.receive(session, post, matcher, now, backfill=old)
        done += Reread(new=int(received.new), mended=int(mended), mentions=received.mentions)
    return done


def _in_batches(pages: Iterable[RawPage]) -> Iterator[list[RawPage]]:
    left = iter(pages)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _read(source: Source, page: RawPage) -> list[Post] | None:
    """The posts of one page; None when it still cannot be read."""
    opened = open_page(page.body, page.url, page.content_type, source, page.fetched)
    try:
        return list(read_as(source.kind, opened))
    except OtklikError:
        return None
