"""Mentions by what people filter on, a page at a time, and how many there are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from classifier.verdict import Act, Sentiment
from pipeline.database import Database
from pipeline.full_text import WORDS, says
from pipeline.model import Mention, PostRow
from pipeline.noise import Noise
from pipeline.periods import between, spoken_between
from pipeline.search import OURS, PAGE, POST, About, Ts, is_value, numbered
from pipeline.themes import has_theme

MENTION = Mention.__table__.c
ANYTHING = About()
MOST = 1_000  # mentions, where counting stops
EXAMINED = 3_000  # posts with the words that a count looks at
_NOT_LEFT_OUT = (Noise.NONE, Noise.UNNAMED)  # what is not named is no mention at all
ORDER = (MENTION.post_id.desc(), MENTION.id)
QUIET = (Noise.NONE,)  # what is shown where nobody asks for noise
T = TypeVar("T")
BATCH = 1_000  # mentions in memory, where all of them are read
Place = tuple[ScalarSelect[int] | int, int]  # a post and a mention of it
_NOISY = MENTION.noise != literal_column("'none'")


@dataclass(frozen=True)
class MentionFilter:
    """Which mentions."""

    about: About = ANYTHING
    sentiment: Sentiment | None = None
    complaint: bool | None = None
    act: Act | None = None
    source: str | None = None
    theme: str | None = None
    noise: tuple[Noise, ...] | None = QUIET  # None: whatever it is


@dataclass(frozen=True)
class Counted:
    """How many mentions there are; not whole where counting stopped, so that there may be more."""

    shown: int
    left_out: int
    whole: bool


@dataclass(frozen=True)
class Found:
    """A page of mentions, and how many there are in all."""

    mentions: list[Mention]
    counted: Counted


def search_mentions(
    session: Session, wanted: MentionFilter, before: int | None = None, limit: int = PAGE
) -> Found:
    """A page of mentions, the post found last first, and how many there are.

    `before` is the last id of the page above. All is asked at once: each row has a mention or a
    count.
    """
    wanted = _numbered(session, wanted)
    lite = session.get_bind().dialect.name == "sqlite"
    hits = _latest_hits(wanted, lite=lite)
    counts, page = (
        _ask_counts(wanted, hits, lite),
        _choose_page(wanted, hits, _place_of(before), limit, lite),
    )
    every = union_all(
        select(counts.c.noise, counts.c.count, literal(0).label("id")),
        select(null(), literal(0), page.c.id),
    ).subquery()
    rows = session.execute(
        select(every.c.noise, every.c.count, Mention)
        .select_from(every)
        .outerjoin(Mention, every.c.id == MENTION.id)
        .options(joinedload(Mention.post))
        .order_by(*ORDER)
    ).all()
    mentions = [mention for *_, mention in rows if mention is not None]
    counted = _read_counts(wanted, {str(row[0]): row[1] for row in rows if row[2] is None})
    return Found(mentions, replace(counted, shown=max(counted.shown, len(mentions))))


def find_mentions(
    session: Session, wanted: MentionFilter, before: int | None = None, limit: int = PAGE
) -> list[Mention]:
    """A page of mentions without their number."""
    return _find(session, _numbered(session, wanted), _place_of(before), limit)


def read_mentions(
    database: Database, wanted: MentionFilter, tell: Callable[[Mention], T]
) -> Iterator[T]:
    """What is told of all mentions, the post found last first; a batch is in memory at a time.

    Each batch has a session of its own: whoever reads slowly keeps none open.
    """
    place: Place | None = None
    while True:
        with database.reading() as session:
            wanted = _numbered(session, wanted)
            found = _find(session, wanted, place, BATCH)
            told = [tell(mention) for mention in found]
        yield from told
        if len(found) < BATCH:
            return
        place = found[-1].post_id, found[-1].id


def _find(
    session: Session, wanted: MentionFilter, before: Place | None, limit: int
) -> list[Mention]:
    lite = session.get_bind().dialect.name == "sqlite"
    page = _choose_page(wanted, _latest_hits(wanted, lite=lite), before, limit, lite)
    asked = select(Mention).where(MENTION.id.in_(select(page.c.id)))
    return list(session.scalars(asked.options(joinedload(Mention.post)).order_by(*ORDER)))


def choose_mentions(asked: Select[*Ts], wanted: MentionFilter) -> Select[*Ts]:
    """Narrow a question about mentions down to those that the filter finds."""
    said = says(wanted.about.text)
    if said is not None:
        asked = asked.join(WORDS, MENTION.post_id == WORDS.c.rowid)
        asked = asked.where(said, *between(WORDS.c.rowid, wanted.about.posts))
    return _filter(asked, wanted)


def _place_of(before: int | None) -> Place | None:
    """Where the page above ended; nowhere once its last mention is gone."""
    if before is None:
        return None
    return select(MENTION.post_id).where(MENTION.id == before).scalar_subquery(), before


def _choose_page(
    wanted: MentionFilter, hits: CTE | None, before: Place | None, limit: int, lite: bool
) -> Subquery:
    """The numbers of the mentions on one page."""
    post = _in_order(wanted)
    chosen = choose_mentions(select(MENTION.id).select_from(Mention), wanted).limit(limit)
    if before is not None:
        last, number = before
        # Said of both, as the ends of a period are.
        chosen = chosen.where(post <= last, MENTION.post_id <= last)
        chosen = chosen.where(or_(post < last, MENTION.id > number))
    if hits is None:
        return chosen.order_by(post.desc(), MENTION.id).subquery()
    if lite:
        # It has words in the order of posts, and their mentions in the order of ids; asked for
        # both, it would sort all of them.
        return chosen.order_by(post.desc()).subquery()
    # PostgreSQL takes rare words for more common than they are and looks for them in post
    # after post; of few it can do no better than to look them up and sort them.
    examined = select(func.count()).select_from(hits).scalar_subquery()
    few = chosen.where(examined < EXAMINED).order_by((post + 0).desc(), MENTION.id).subquery()
    many = chosen.where(examined >= EXAMINED).order_by(post.desc(), MENTION.id).subquery()
    return union_all(select(few), select(many)).subquery()


def _ask_counts(wanted: MentionFilter, hits: CTE | None, lite: bool) -> Subquery:
    """How many mentions there are of each noise, and how many posts with the words are examined."""
    every = replace(wanted, noise=None) if wanted.noise == QUIET else wanted
    if hits is not None:
        return _among_hits(every, hits, lite=lite).subquery()
    some = choose_mentions(select(MENTION.noise).select_from(Mention), every).limit(MOST)
    noise = some.subquery().c.noise
    return select(noise, func.count().label("count")).group_by(noise).subquery()


def _latest_hits(wanted: MentionFilter, *, lite: bool) -> CTE | None:
    """The posts with the words, the latest where they are many; None without words."""
    said = says(wanted.about.text)
    if said is None:
        return None
    hits = select(WORDS.c.rowid).where(said, *between(WORDS.c.rowid, wanted.about.posts))
    hits = hits.order_by(WORDS.c.rowid.desc()) if lite else hits  # PostgreSQL would sort them all
    return hits.limit(EXAMINED).cte("hits")


def _among_hits(wanted: MentionFilter, hits: CTE, *, lite: bool) -> CompoundSelect[str, int]:
    """How many posts with the words are examined, and their mentions that the filter finds."""
    mentions = hits.join(Mention, MENTION.post_id == hits.c.rowid)
    if lite:
        # Of a condition SQLite would make a filter first, by reading all posts or mentions.
        of_mention, of_post = _of_mention(wanted), _of_post(wanted)
        if of_post:
            mentions = mentions.join(PostRow, MENTION.post_id == POST.id)
        fits = func.count(case((and_(true(), *of_mention, *of_post), 1))).label("count")
        found = select(MENTION.noise, fits).select_from(mentions)
    else:
        count = func.count().label("count")
        found = _filter(select(MENTION.noise, count).select_from(mentions), wanted)
    examined = select(literal("examined").label("noise"), func.count().label("count"))
    return union_all(examined.select_from(hits), found.group_by(MENTION.noise))


def _read_counts(wanted: MentionFilter, counts: dict[str, int]) -> Counted:
    examined = counts.pop("examined", None)
    whole = sum(counts.values()) < MOST if examined is None else examined < EXAMINED
    if wanted.noise != QUIET:
        return Counted(sum(counts.values()), 0, whole)
    left_out = [count for noise, count in counts.items() if noise not in _NOT_LEFT_OUT]
    return Counted(counts.get(Noise.NONE, 0), sum(left_out), whole)


def _in_order(wanted: MentionFilter) -> ColumnElement[int]:
    """The number of the post, where what is asked for is stored in that order."""
    about = wanted.about
    if says(about.text) is not None:
        return WORDS.c.rowid
    by_post = about.channel is not None or about.language is not None or wanted.source is not None
    return POST.id if by_post else MENTION.post_id


def _numbered(session: Session, wanted: MentionFilter) -> MentionFilter:
    return replace(wanted, about=numbered(session, wanted.about))


def _filter(asked: Select[*Ts], wanted: MentionFilter) -> Select[*Ts]:
    """Everything but the words."""
    of_mention, of_post = _of_mention(wanted), _of_post(wanted)
    if of_post:
        asked = asked.join(PostRow, MENTION.post_id == POST.id)
        of_mention += between(POST.id, wanted.about.posts)
    # Said of both, or PostgreSQL would read all mentions to join a few posts.
    of_mention += between(MENTION.post_id, wanted.about.posts)
    return asked.where(*of_mention, *of_post)


def _of_mention(wanted: MentionFilter) -> list[ColumnElement[bool]]:
    """The conditions that need a mention's own columns."""
    conditions = [
        column == value
        for column, value in (
            (MENTION.brand_id, wanted.about.brand),
            (MENTION.sentiment, wanted.sentiment),
            (MENTION.complaint, wanted.complaint),
            (MENTION.act, wanted.act),
        )
        if value is not None
    ]
    if wanted.about.ours:
        conditions.append(MENTION.brand_id.in_(OURS))
    if wanted.theme is not None:
        conditions.append(has_theme(wanted.theme))
    if wanted.noise is not None:
        conditions.append(MENTION.noise.in_(wanted.noise))
        if Noise.NONE not in wanted.noise:
            conditions.append(_NOISY)  # said as the index of noise says it
    return conditions


def _of_post(wanted: MentionFilter) -> list[ColumnElement[bool]]:
    """The conditions that need its post."""
    about = wanted.about
    conditions = [
        is_value(column, value)
        for column, value in (
            (POST.channel, about.channel),
            (POST.language, about.language),
            (POST.source, wanted.source),
        )
        if value is not None
    ]
    return [*conditions, *spoken_between(about.since, about.until)]
