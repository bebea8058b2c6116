"""Post in, mentions out: each post is stored once, and once for each brand it names."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from classifier.language import detect
from pipeline import dedup
from pipeline.assess import PERSON
from pipeline.matching import Matcher
from pipeline.model import Base, BrandRow, Mention, PostRow, SourceRow
from pipeline.post import Post

LONGEST_TEXT = 100_000
LONGEST_LINE = 1_000
# A post known for longer than this before a brand was found in it is that brand's history.
HISTORY_AFTER = timedelta(days=1)
CLOCK_SKEW = timedelta(days=1)  # a post from further in the future has a wrong date
_CUT = "…. []"  # how a shortened text ends


@dataclass(frozen=True)
class Received:
    """What became of a post: whether it was new, and how many mentions it made."""

    new: bool
    mentions: int


def matcher(session: Session) -> Matcher:
    """A matcher for all brands and sources as stored."""
    brands = [(row.id, row.brand) for row in session.scalars(select(BrandRow))]
    return Matcher.of(brands, [row.source for row in session.scalars(select(SourceRow))])


def receive(
    session: Session, post: Post, matcher: Matcher, now: datetime, *, backfill: bool = False
) -> Received:
    """Store a post and its mentions; a second time, or in a second process, changes nothing.

    Two processes on PostgreSQL must not hold many posts in one transaction each, in different
    orders: they would wait for each other. Commit after every post, or receive sorted by url.
    """
    post = clean(post, now)
    key = dedup.key(post)
    row = _find_twin(session, post)
    if row is None:
        new_id = insert_new(session, PostRow, _row(post, key, now, backfill=backfill))
        if new_id is not None:
            brands = matcher.brands_in(post)
            return Received(True, _add_mentions(session, new_id, brands, now, backfill=backfill))
        row = session.scalars(select(PostRow).where(PostRow.key == key)).one()
    changed = _note_edit(session, row, post, now)
    history = row.backfill or (not changed and now - row.found > HISTORY_AFTER)
    brands = matcher.brands_in(replace(post, text=row.latest_text))
    return Received(False, _add_mentions(session, row.id, brands, now, backfill=history))


def clean(post: Post, now: datetime) -> Post:
    """The post as it can be stored: no letters a database refuses, no sizes or times to hurt it."""
    title, author = _line(post.title), _line(post.author)
    text = _storable(post.text)[:LONGEST_TEXT]
    return replace(
        post,
        url=_storable(post.url).strip(),
        text=text,
        title=title,
        author=author,
        published=_sane_time(post.published, now),
        stars=_sane_stars(post.stars),
        thread=_line(post.thread),
        original=_line(post.original),
        language=post.language or detect(f"{title}\n{text}" if title else text),
    )


def _find_twin(session: Session, post: Post) -> PostRow | None:
    """The row of the same post found elsewhere on its site; see dedup.is_twin."""
    if post.author is None or post.published is None:
        return None
    columns = PostRow.__table__.c
    asked = select(PostRow).where(
        columns.author == post.author,
        columns.published == post.published,
        columns.text == post.text,
    )
    return next((row for row in session.scalars(asked) if dedup.is_twin(row.post, post)), None)


def _storable(text: str) -> str:
    """Without NUL and half characters, which PostgreSQL and UTF-8 cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _line(text: str | None) -> str | None:
    return _even(_storable(text))[:LONGEST_LINE] or None if text else None


def _sane_time(published: datetime | None, now: datetime) -> datetime | None:
    if published is None or published.tzinfo is None or published > now + CLOCK_SKEW:
        return None
    return published if published.year >= 1990 else None


def _sane_stars(stars: float | None) -> float | None:
    if stars is None or not math.isfinite(stars) or not 0 <= stars <= 5:
        return None
    return float(stars)


def _row(post: Post, key: str, now: datetime, *, backfill: bool) -> dict[str, Any]:
    """The columns of a new post."""
    return {"key": key, "found": now, "backfill": backfill, **vars(post)}


def _note_edit(session: Session, row: PostRow, post: Post, now: datetime) -> bool:
    """Keep what the post says now; True when that is news.

    A feed often carries only the beginning of what the page says in full: the longer one stays.
    """
    first, known, seen = (_even(text) for text in (row.post.text, row.latest_text, post.text))
    if seen in ("", first, known) or known.startswith(seen.rstrip(_CUT)):
        return False
    same_place = post.source == row.post.source
    fuller = seen.startswith(known.rstrip(_CUT)) or (not same_place and len(seen) > len(known))
    if not fuller and not same_place:
        return False
    if not fuller:
        row.edited = now
    row.edited_text = post.text
    _judge_again(session, row)
    return True


def _judge_again(session: Session, row: PostRow) -> None:
    """Take a model's verdicts back: they were of another text. A person's stay."""
    judged = Mention.judge.is_not(None) & (Mention.judge != PERSON)
    session.execute(update(Mention).where(Mention.post_id == row.id, judged).values(judge=None))


def _even(text: str) -> str:
    return " ".join(text.split())


def _add_mentions(
    session: Session, post_id: int, brands: list[int], now: datetime, *, backfill: bool
) -> int:
    facts = {"post_id": post_id, "found": now, "backfill": backfill, "followed_up": False}
    added = [insert_new(session, Mention, {"brand_id": brand, **facts}) for brand in brands]
    return sum(new_id is not None for new_id in added)


def insert_new(session: Session, table: type[Base], values: dict[str, Any]) -> int | None:
    """Insert a row and give its id; None when its unique key is taken, be it by another process."""
    statement = _insertion(table, session.get_bind().dialect.name)
    return session.scalar(statement, values)


@cache
def _insertion(table: type[Base], dialect: str) -> ReturningInsert[int]:
    """Built once: to build it costs several times what running it does."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = cast(Table, table.__table__)
    return make(rows).on_conflict_do_nothing().returning(rows.c.id)
