"""Reads kept pages again, so that a mended reader fills its gap without a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from crawlers.decode import open_page
from crawlers.kinds import read_as
from crawlers.raw import RawPage
from pipeline import intake
from pipeline.errors import OtklikError
from pipeline.post import Post
from pipeline.watch import Source


@dataclass(frozen=True)
class Reread:
    """What came of reading kept pages again."""

    pages: int = 0
    unreadable: int = 0
    posts: int = 0
    new: int = 0
    mentions: int = 0


def reread(session: Session, source: Source, pages: Iterable[RawPage], now: datetime) -> Reread:
    """Receive the posts of kept pages; those stored already change nothing."""
    matcher = intake.matcher(session)
    done = Reread()
    for page in pages:
        posts = _read(source, page)
        received = [intake.receive(session, post, matcher, now) for post in posts or ()]
        done = Reread(
            done.pages + 1,
            done.unreadable + (posts is None),
            done.posts + len(received),
            done.new + sum(one.new for one in received),
            done.mentions + sum(one.mentions for one in received),
        )
    return done


def _read(source: Source, page: RawPage) -> list[Post] | None:
    """The posts of one page; None when it still cannot be read."""
    opened = open_page(page.body, page.url, page.content_type, source, page.fetched)
    try:
        return list(read_as(source.kind, opened))
    except OtklikError:
        return None
