"""How far somebody's posts went: the people who answered in their threads or repeated them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.authors import AuthorOptions
from alerts.complaints import fits
from alerts.facts import Flagged
from pipeline.model import PostRow
from pipeline.post import Channel

_POST = PostRow.__table__.c
_written = func.coalesce(_POST.published, _POST.found)
LATEST = 200  # posts of an author that are looked at


def with_reach(
    session: Session, options: AuthorOptions, mentions: Sequence[Flagged]
) -> list[Flagged]:
    """The mentions the rule may speak of, with how far their authors' earlier posts went."""
    known: dict[tuple[str, str, datetime], int] = {}
    told = []
    for mention in mentions:
        if mention.author is None or not fits(options, mention):
            continue
        day = mention.found.replace(hour=0, minute=0, second=0, microsecond=0)
        key = (mention.source, mention.author, day)
        if key not in known:
            since = mention.found - timedelta(days=options.days)
            known[key] = count_followers(session, mention, since)
        told.append(replace(mention, reach=known[key]))
    return told


def count_followers(session: Session, mention: Flagged, since: datetime) -> int:
    """How many people wrote after an author in their threads, or repeated their posts.

    The reviews of a product share a page and are no conversation.
    """
    own = (
        select(_POST.url, _POST.thread, _POST.channel, _written.label("written"))
        .where(_POST.author == mention.author, _POST.source == mention.source)
        .where(_written >= since, _written < mention.found)
        .order_by(_written.desc())
        .limit(LATEST)
        .subquery()
    )
    talk = (
        select(_POST.author)
        .join(own, (own.c.thread == _POST.thread) & (_written > own.c.written))
        .where(own.c.channel != Channel.REVIEW, _POST.author != mention.author)
    )
    repeats = select(_POST.author).join(own, own.c.url == _POST.original)
    people = talk.union(repeats.where(_POST.author != mention.author)).subquery()
    return session.scalar(select(func.count()).select_from(people)) or 0
