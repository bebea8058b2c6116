"""How far somebody's posts went: the people who answered in their threads or repeated them."""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, String, bindparam, func, select
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
    asked = {"author": post.author, "source": post.source, "since": found - back, "until": found}
    return session.scalar(_ask_people(), asked) or 0


@cache
def _ask_people() -> Select[int]:
    """The question, made once: a rule asks it for each of thousands of authors."""
    author = bindparam("author", type_=String)
    own = (
        select(_POST.url, _POST.thread, _POST.channel, _written.label("written"))
        # A source has thousands of posts: they are not to be looked for by its index.
        .where(_POST.author == author, _POST.source.concat("") == bindparam("source"))
        .where(_written >= bindparam("since"), _written < bindparam("until"))
        .order_by(_written.desc())
        .limit(LATEST)
        .cte("own")
    )
    talk = (
        select(_POST.author)
        .join(own, (own.c.thread == _POST.thread) & (_written > own.c.written))
        .where(own.c.channel != Channel.REVIEW, _POST.author != author)
    )
    repeats = select(_POST.author).join(own, own.c.url == _POST.original)
    people = talk.union(repeats.where(_POST.author != author)).subquery()
    return select(func.count()).select_from(people)
