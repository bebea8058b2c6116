"""Post in, mentions out: each post is stored once, and once for each brand it names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import starmap
from typing import Any

from sqlalchemy import String, bindparam, cast, select
from sqlalchemy.orm import Session

from classifier.language import detect
from pipeline import dedup, moving
from pipeline.cleaning import clean
from pipeline.erased import find_erased, store_beside_others
from pipeline.insertion import insertion
from pipeline.known import KNOWN, Known, note_edit, note_facts, note_stars, read_known
from pipeline.matching import Matcher
from pipeline.model import BrandRow, Mention, PostRow, SourceRow
from pipeline.post import Post
from pipeline.readdressed import find_readdressed
from pipeline.siblings import core, find_siblings
from pipeline.unaddressed import find_edited
from pipeline.watch import Brand, Source

# A post known for longer than this before a brand was found in it is that brand's history.
HISTORY_AFTER = timedelta(days=1)
AT_ONCE = 500  # posts asked about in one question; old SQLite takes 999 parameters
TWINS_AT_ONCE = 25

_columns = PostRow.__table__.c


@dataclass(frozen=True)
class Arrival:
    """A post that came in; as history it opens no task and rings no alarm."""

    post: Post
    history: bool = False


@dataclass(frozen=True)
class Received:
    """What became of a post: whether it was new, and how many mentions it made."""

    new: bool
    mentions: int
    hidden: bool = False  # it is known, and marked as deleted or as missed once


def matcher(session: Session) -> Matcher:
    """A matcher for all brands and sources as stored."""
    return Matcher.of(*read_watched(session))


def read_watched(session: Session) -> tuple[list[tuple[int, Brand]], list[Source]]:
    """All that a matcher is made of: brands by id, and the sources that are about some."""
    brands = session.execute(select(BrandRow.id, BrandRow.brand).order_by(BrandRow.id))
    options = SourceRow.__table__.c.options
    about = select(SourceRow.source).where(cast(options, String).contains('"about"'))
    return [(number, brand) for number, brand in brands], list(session.scalars(about))


def receive(
    session: Session, post: Post, matcher: Matcher, now: datetime, *, backfill: bool = False
) -> Received:
    """Store a post and its mentions; a second time, or in a second process, changes nothing.

    Two processes on PostgreSQL must not hold many posts in one transaction each, in different
    orders: they would wait for each other. Commit after every post, or receive sorted by url.
    """
    return receive_all(session, [Arrival(post, backfill)], matcher, now)[0]


def receive_all(
    session: Session, arrivals: Sequence[Arrival], matcher: Matcher, now: datetime
) -> list[Received]:
    """Store many posts as one after the other would be, with few questions to the database."""
    store_beside_others(session)
    left = [_Incoming.of(number, arrival, now) for number, arrival in enumerate(arrivals)]
    received: dict[int, Received] = {}
    while left:
        batch, left = _take_apart(left)
        received |= _receive(session, batch, matcher, now)
    return [received[number] for number in range(len(arrivals))]


def tell_language(post: Post) -> Post:
    """The post with the language it is written in, where nobody said it and it can be told."""
    if post.language:
        return post
    return _saying(
        post, post.text, detect(f"{post.title}\n{post.text}" if post.title else post.text)
    )


_BY_MARKS = KNOWN.where(
    _columns.author.in_(bindparam("authors", expanding=True)),
    _columns.published.in_(bindparam("times", expanding=True)),
    _columns.text.in_(bindparam("texts", expanding=True)),
)


@dataclass(frozen=True)
class _Incoming:
    """A post on its way in, by its place among those it came with."""

    number: int
    post: Post
    key: str
    backfill: bool
    twin_mark: tuple[str, datetime, str] | None

    @classmethod
    def of(cls, number: int, arrival: Arrival, now: datetime) -> "_Incoming":
        post = clean(arrival.post, now)
        return cls(number, post, dedup.key(post), arrival.history, _twin_mark(post))


@dataclass(frozen=True)
class _Named:
    """A stored post and the brands it names."""

    post_id: int
    brands: list[int]
    history: bool


def _saying(post: Post, text: str, language: str | None) -> Post:
    """The post with another text or language, for half of what `replace` takes."""
    return Post(**{**vars(post), "text": text, "language": language})


def _take_apart(incoming: Sequence[_Incoming]) -> tuple[list[_Incoming], list[_Incoming]]:
    """As many as one question takes, none of them the same post; and the others."""
    batch, others, seen = list[_Incoming](), list[_Incoming](), set[object]()
    for each in incoming:
        mark, common = each.twin_mark or each.key, core(each.key)
        if len(batch) == AT_ONCE or common in seen or mark in seen:
            others.append(each)
        else:
            batch.append(each)
            seen.add(common)
            seen.add(mark)
    return batch, others


def _receive(
    session: Session, batch: Sequence[_Incoming], matcher: Matcher, now: datetime
) -> dict[int, Received]:
    """Store posts no two of which are the same."""
    known = _find_known(session, batch)
    others = [each for each in batch if each.number not in known]
    erased = find_erased(session, {each.key: each.post for each in others})
    news = [
        _Incoming(each.number, tell_language(each.post), each.key, each.backfill, each.twin_mark)
        for each in others
        if each.key not in erased
    ]
    ids = _insert_posts(session, news, now)
    missed = [each for each in news if each.key not in ids]
    if missed:  # another process was faster
        known |= _find_known(session, missed)
    again = {
        each.number: _meet_again(session, known[each.number], each.post, matcher, now)
        for each in batch
        if each.number in known
    }
    named = _as_people_said(session, again) | {
        each.number: _Named(ids[each.key], matcher.brands_in(each.post), each.backfill)
        for each in news
        if each.key in ids
    }
    made = _add_mentions(session, list(named.values()), now)
    return {
        each.number: Received(
            each.number not in known,
            made.pop(named[each.number].post_id, 0),
            each.number in known and known[each.number].hidden,
        )
        for each in batch
        if each.number in named
    } | {each.number: Received(new=False, mentions=0) for each in others if each.key in erased}


def _meet_again(
    session: Session, row: Known, post: Post, matcher: Matcher, now: datetime
) -> _Named:
    """A post that is stored already: what it says now, and the brands that were not found in it."""
    note_stars(session, row, post, now)
    note_facts(session, row, post)
    text, changed = note_edit(session, row, post, now)
    says = _saying(post, text, post.language or row.language)
    history = row.backfill or (not changed and now - row.found > HISTORY_AFTER)
    return _Named(row.id, matcher.brands_in(says), history)


def _as_people_said(session: Session, again: Mapping[int, _Named]) -> dict[int, _Named]:
    """Posts met again without the brands that a person said they are not about."""
    posts = {named.post_id for named in again.values() if named.brands}
    moved = moving.moved_away(session, posts) if posts else set()
    if not moved:
        return dict(again)
    return {
        number: replace(
            named, brands=[one for one in named.brands if (one, named.post_id) not in moved]
        )
        for number, named in again.items()
    }


def _find_known(session: Session, batch: Sequence[_Incoming]) -> dict[int, Known]:
    """The rows of posts seen before, be it elsewhere on their site; see dedup.is_twin."""
    by_key = read_known(session, [each.key for each in batch])
    known = {each.number: by_key[each.key] for each in batch if each.key in by_key}
    news = {each.number: (each.key, each.post) for each in batch if each.number not in known}
    known |= find_readdressed(session, news, {row.id for row in known.values()})
    marked = [each for each in batch if each.twin_mark]
    for start in range(0, len(marked), TWINS_AT_ONCE):
        known |= _find_twins(session, marked[start : start + TWINS_AT_ONCE])
    others = {each.number: (each.key, each.post) for each in batch if each.number not in known}
    known |= find_siblings(session, others)
    left = {number: post for number, (_, post) in others.items() if number not in known}
    return known | find_edited(session, left, {row.id for row in known.values()})


def _find_twins(session: Session, marked: Sequence[_Incoming]) -> dict[int, Known]:
    """The three lists are asked about each for itself: SQLite uses no index for pairs in a list."""
    marks = (each.twin_mark or () for each in marked)
    authors, times, texts = (list(set(some)) for some in zip(*marks, strict=True))
    asked = {"authors": authors, "times": times, "texts": texts}
    found: dict[object, list[Known]] = {}
    for row in starmap(Known, session.execute(_BY_MARKS, asked)):
        found.setdefault((row.author, row.published, row.text), []).append(row)
    return {
        each.number: row
        for each in marked
        for row in reversed(found.get(each.twin_mark, []))  # of several the first one stays
        if _is_twin(row, each.post)
    }


def _is_twin(row: Known, post: Post) -> bool:
    return dedup.is_twin(replace(post, url=row.url), post)


def _twin_mark(post: Post) -> tuple[str, datetime, str] | None:
    """What twins share, where a post says enough of itself to have one."""
    if post.author is None or post.published is None or len(post.text) < dedup.SHORTEST_TWIN:
        return None
    return post.author, post.published, post.text


def _row(post: Post, key: str, now: datetime, *, backfill: bool) -> dict[str, Any]:
    """The columns of a new post."""
    return {"key": key, "found": now, "backfill": backfill, **vars(post)}


def _insert_posts(session: Session, batch: Sequence[_Incoming], now: datetime) -> dict[str, int]:
    """The ids of the posts that were new, by key."""
    if not batch:
        return {}
    whole = [_row(each.post, each.key, now, backfill=each.backfill) for each in batch]
    # To bind what no post says would take a third of the time.
    said = [name for name in whole[0] if any(row[name] is not None for row in whole)]
    rows = [{name: row[name] for name in said} for row in whole]
    inserted = session.execute(insertion(session, PostRow, ("key", "id")), rows)
    return {row.key: row.id for row in inserted}


def _add_mentions(session: Session, wanted: Sequence[_Named], now: datetime) -> Counter[int]:
    """Mentions as far as they are new; how many each post has more."""
    facts = {"found": now, "followed_up": False}
    rows = [
        {"brand_id": brand, "post_id": named.post_id, "backfill": named.history, **facts}
        for named in wanted
        for brand in named.brands
    ]
    if not rows:
        return Counter()
    statement = insertion(session, Mention, ("post_id",))
    return Counter(session.scalars(statement, rows))
