"""How far the authors of mentions reach, for the rule that asks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.authors import AuthorOptions
from alerts.complaints import fits
from alerts.facts import Flagged
from pipeline.post import Post
from pipeline.reach import count_people


def with_reach(
    session: Session, options: AuthorOptions, mentions: Sequence[Flagged]
) -> list[Flagged]:
    """The mentions the rule may speak of, with how far their authors' earlier posts went.

    Where the platform tells an author's followers nothing has to be counted.
    """
    known: dict[tuple[str, str, datetime], int] = {}
    told = []
    for mention in mentions:
        if mention.author is None or not fits(options, mention):
            continue
        if mention.followers is not None:
            told.append(mention)
            continue
        day = mention.found.replace(hour=0, minute=0, second=0, microsecond=0)
        key = (mention.source, mention.author, day)
        if key not in known:
            known[key] = _count(session, options, mention, mention.author)
        told.append(replace(mention, reach=known[key]))
    return told


def _count(session: Session, options: AuthorOptions, mention: Flagged, author: str) -> int:
    post = Post(mention.source, mention.channel, mention.url, mention.text, author=author)
    return count_people(session, post, mention.found, timedelta(days=options.days))
