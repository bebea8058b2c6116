"""Mentions by what people filter on, a page at a time, and how many there are."""

from dataclasses import dataclass, replace

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Executable,
    Select,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from classifier.verdict import Act, Sentiment
from pipeline.full_text import WORDS, says
from pipeline.model import Mention, PostRow
from pipeline.noise import Noise
from pipeline.periods import between, spoken_between
from pipeline.search import OURS, PAGE, POST, About, Ts, numbered
from pipeline.themes import has_theme

MENTION = Mention.__table__.c
ANYTHING = About()
MOST = 1_000  # mentions, where counting stops
EXAMINED = 3_000  # posts with the words that a count looks at
_NOT_LEFT_OUT = (Noise.NONE, Noise.UNNAMED)  # what is not named is no mention at all
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
    noise: tuple[Noise, ...] | None = (Noise.NONE,)  # None: whatever it is


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
    """A page of mentions and their number, each in one query."""
    wanted = _numbered(session, wanted)
    counted = _count(session, wanted)
    found = _find(session, wanted, before, limit, few=counted.whole)
    return Found(found, replace(counted, shown=max(counted.shown, len(found))))


def find_mentions(
    session: Session, wanted: MentionFilter, before: int | None = None, limit: int = PAGE
) -> list[Mention]:
    """A page of mentions, the post found last first; `before` is the last id of the page above."""
    return _find(session, _numbered(session, wanted), before, limit)


def count_mentions(session: Session, wanted: MentionFilter) -> Counted:
    """How many mentions the filter finds, and how many more it leaves out as noise."""
    return _count(session, _numbered(session, wanted))


def choose_mentions(asked: Select[*Ts], wanted: MentionFilter) -> Select[*Ts]:
    """Narrow a question about mentions down to those that the filter finds."""
    said = says(wanted.about.text)
    if said is not None:
        asked = asked.join(WORDS, MENTION.post_id == WORDS.c.rowid)
        asked = asked.where(said, *between(WORDS.c.rowid, wanted.about.posts))
    return _filter(asked, wanted)


def _find(
    session: Session, wanted: MentionFilter, before: int | None, limit: int, *, few: bool = False
) -> list[Mention]:
    post = _in_order(wanted)
    chosen = choose_mentions(select(MENTION.id).select_from(Mention), wanted)
    if before is not None:
        last = select(MENTION.post_id).where(MENTION.id == before).scalar_subquery()
        # Said of both, as the ends of a period are.
        chosen = chosen.where(post <= last, MENTION.post_id <= last)
        chosen = chosen.where(or_(post < last, MENTION.id > before))
    words = says(wanted.about.text) is not None
    if words and _on_sqlite(session):
        # It has words in the order of posts, and their mentions in the order of ids; asked for
        # both, it would sort all of them.
        chosen = chosen.order_by(post.desc())
    else:
        # PostgreSQL takes rare words for more common than they are and looks for them in post
        # after post; of few it can do no better than to look them up and sort them.
        first = post + 0 if words and few else post
        chosen = chosen.order_by(first.desc(), MENTION.id)
    shown = select(Mention).options(joinedload(Mention.post))
    shown = shown.where(MENTION.id.in_(chosen.limit(limit)))
    return list(session.scalars(shown.order_by(MENTION.post_id.desc(), MENTION.id)))


def _count(session: Session, wanted: MentionFilter) -> Counted:
    quiet = wanted.noise == (Noise.NONE,)
    every = replace(wanted, noise=None) if quiet else wanted
    said = says(wanted.about.text)
    if said is None:
        some = choose_mentions(select(MENTION.noise).select_from(Mention), every).limit(MOST)
        noise = some.subquery().c.noise
        counts = _read_counts(session, select(noise, func.count()).group_by(noise))
        whole = sum(counts.values()) < MOST
    else:
        counts = _read_counts(session, _among_hits(every, said, lite=_on_sqlite(session)))
        whole = counts.pop("examined", 0) < EXAMINED
    if not quiet:
        return Counted(sum(counts.values()), 0, whole)
    left_out = [count for noise, count in counts.items() if noise not in _NOT_LEFT_OUT]
    return Counted(counts.get(Noise.NONE, 0), sum(left_out), whole)


def _among_hits(
    wanted: MentionFilter, said: ColumnElement[bool], *, lite: bool
) -> CompoundSelect[str, int]:
    """How many posts with the words are examined, and their mentions that the filter finds."""
    hits = select(WORDS.c.rowid).where(said, *between(WORDS.c.rowid, wanted.about.posts))
    hits = hits.order_by(WORDS.c.rowid.desc()) if lite else hits  # PostgreSQL would sort them all
    latest = hits.limit(EXAMINED).cte("hits")
    mentions = latest.join(Mention, MENTION.post_id == latest.c.rowid)
    if lite:
        # Of a condition SQLite would make a filter first, by reading all posts or mentions.
        of_mention, of_post = _of_mention(wanted), _of_post(wanted)
        if of_post:
            mentions = mentions.join(PostRow, MENTION.post_id == POST.id)
        fits = func.count(case((and_(true(), *of_mention, *of_post), 1)))
        found = select(MENTION.noise, fits).select_from(mentions)
    else:
        found = _filter(select(MENTION.noise, func.count()).select_from(mentions), wanted)
    examined = select(literal("examined").label("noise"), func.count()).select_from(latest)
    return union_all(examined, found.group_by(MENTION.noise))


def _read_counts(session: Session, asked: Executable) -> dict[str, int]:
    return {str(noise): count for noise, count in session.execute(asked)}


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


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
        column == value
        for column, value in (
            (POST.channel, about.channel),
            (POST.language, about.language),
            (POST.source, wanted.source),
        )
        if value is not None
    ]
    return [*conditions, *spoken_between(about.since, about.until)]
