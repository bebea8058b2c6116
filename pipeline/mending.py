"""Fills in what a broken reader left out of posts that are stored already."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import dedup
from pipeline.cleaning import clean
from pipeline.model import PostRow
from pipeline.post import Post

MENDED = ("author", "published", "title", "stars")  # the text is intake's: it may have been edited


def mend(session: Session, post: Post, now: datetime) -> bool:
    """Give the stored post the fields it lacks; True when there were some.

    A post without an address of its own is known by its author and text: without the author it
    was stored under another key, and would be stored a second time.
    """
    post = clean(post, now)
    row = _find(session, dedup.key(post)) or _find(session, dedup.key(replace(post, author=None)))
    if row is None:
        return False
    lacking = {
        name: getattr(post, name)
        for name in MENDED
        if getattr(row.post, name) is None and getattr(post, name) is not None
    }
    if not lacking:
        return False
    row.post = replace(row.post, **lacking)
    row.key = dedup.key(row.post)
    session.flush()
    return True


def _find(session: Session, key: str) -> PostRow | None:
    return session.scalar(select(PostRow).where(PostRow.key == key))
