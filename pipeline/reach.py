"""How far somebody's posts went: the people who answered in their threads or repeated them."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.model import PostRow
from pipeline.post import Channel, Post

_POST = PostRow.__table__.c
_written = func.coalesce(_POST.published, _POST.found)
LATEST = 200  # posts of an author that are looked at
LONG = timedelta(days=180)  # earlier posts say little of who listens today


def count_people(session: Session, post: Post, found: datetime, back: timedelta = LONG) -> int:
    """How many people wrote after a post's author in their threads, or repeated their posts.

    The reviews of a product share a page and are no conversation.
    """
    own = (
        select(_POST.url, _POST.thread, _POST.channel, _written.label("written"))
        .where(_POST.author == post.author, _POST.source == post.source)
        .where(_written >= found - back, _written < found)
        .order_by(_written.desc())
        .limit(LATEST)
        .subquery()
    )
    talk = (
        select(_POST.author)
        .join(own, (own.c.thread == _POST.thread) & (_written > own.c.written))
        .where(own.c.channel != Channel.REVIEW, _POST.author != post.author)
    )
    repeats = select(_POST.author).join(own, own.c.url == _POST.original)
    people = talk.union(repeats.where(_POST.author != post.author)).subquery()
    return session.scalar(select(func.count()).select_from(people)) or 0
