"""Posts without an address of their own that their authors edited: met again with other words."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import time
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from pipeline import dedup
from pipeline.folding import fold, split_words
from pipeline.known import KNOWN, Known
from pipeline.model import PostRow
from pipeline.post import Post

# Of 605 forum posts, 759 comments and articles and 68 reviews on saved pages, 94 pairs share
# author, thread and time; the most alike of them share 0.38 of their words, the next 0.28.
ALIKE = 0.5
_columns = PostRow.__table__.c
_SAME_MOMENT = KNOWN.where(
    _columns.author.in_(bindparam("authors", expanding=True)),
    _columns.published.in_(bindparam("times", expanding=True)),
)


def find_edited(
    session: Session, unknown: Mapping[int, Post], taken: Collection[int]
) -> dict[int, Known]:
    """The stored rows that some of these posts are edits of, by their numbers.

    The key of a post without an address holds a digest of its text. The author, the minute and
    the place have to be the same, and half of the words; rows in `taken` still stand on the page.
    """
    asked = {number: post for number, post in unknown.items() if _may_be_edit(post)}
    if not asked:
        return {}
    marks: Mapping[str, Any] = {
        "authors": list({post.author for post in asked.values()}),
        "times": list({post.published for post in asked.values()}),
    }
    rows = [Known(*row) for row in session.execute(_SAME_MOMENT, marks)]
    rows = [row for row in rows if row.id not in taken]
    found = {number: [row for row in rows if _is_edit(row, post)] for number, post in asked.items()}
    claimed = Counter(row.id for some in found.values() for row in some)
    return {
        number: some[0]
        for number, some in found.items()
        if len(some) == 1 and claimed[some[0].id] == 1  # two would take turns as its edit
    }


def _may_be_edit(post: Post) -> bool:
    """A day without a time of day is shared by too many posts."""
    if post.author is None or post.published is None or post.published.time() == time():
        return False
    return post.thread is not None and dedup.canonical(post.thread) == dedup.canonical(post.url)


def _is_edit(row: Known, post: Post) -> bool:
    same = (row.author, row.published) == (post.author, post.published)
    if not same or dedup.canonical(row.url) != dedup.canonical(post.url):
        return False
    ours, theirs = (
        set(split_words(fold(text))) for text in (row.edited_text or row.text, post.text)
    )
    return bool(ours) and len(ours & theirs) > ALIKE * len(ours | theirs)
