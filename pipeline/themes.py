"""Reasons for complaint, known to the judge or found by themselves, as people call them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from math import ceil, floor
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from pipeline import store
from pipeline.finding_model import MentionVector, Theme
from pipeline.model import Mention
from pipeline.reports.scope import MENTION, POST, Asked, Scope, spoken_at

FOUND = "found:"  # how the keys of themes begin that the judge does not know
BUCKETS = 16  # of the drawing; the later half is the period itself
QUOTES = 2
READ = 20  # complaints of each theme among which the quotes are looked for first
NO_THEME = "none"  # stands for the key of mentions that are of no theme
MANY = 10  # complaints in a period that deserve an article
_THEME, _VECTOR = Theme.__table__.c, MentionVector.__table__.c
_Said = tuple[float, int, int, str]  # how sure the judge was, the mention, its event, its author


@dataclass(frozen=True)
class Reason:
    """One theme in a period: how often, how often before, how it went, in whose words."""

    key: str
    name: str  # as people call it, else the words that set it apart, else its key
    found: bool
    count: int
    before: int | None
    trend: tuple[int, ...]
    quotes: tuple[Mention, ...]
    help_url: str | None
    has_template: bool
    parts: tuple[str, ...] = ()  # the names of the themes merged into it

    @property
    def needs_article(self) -> bool:
        """Whether many ask and there is neither a page nor a ready answer."""
        return self.count >= MANY and not self.help_url and not self.has_template


@dataclass
class _Tally:
    count: int = 0
    before: int = 0
    trend: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    surest: list[_Said] = field(default_factory=list)
    floor: _Said | None = None  # below it there may be others that were not read

    def add(self, other: "_Tally") -> None:
        self.count += other.count
        self.before += other.before
        self.trend = [one + more for one, more in zip(self.trend, other.trend, strict=True)]


class _Keys:
    """The themes that complaints count with, worked out once for the thousands that ask."""

    def __init__(self, themes: Mapping[str, Theme]) -> None:
        self._into = {one.key: one.into.key if one.into else one.key for one in themes.values()}
        self._found = {one.id: self._into[one.key] for one in themes.values()}

    def of(self, theme: str | None, found: int | None) -> set[str]:
        """Those of complaints of these two."""
        judged = self._into.get(theme, theme) if theme else None
        return {key for key in (judged, self._found.get(found or 0)) if key}


def read_reasons(session: Session, asked: Asked, only: str | None = None) -> list[Reason]:
    """The themes of a period against the same length of time before, the most frequent first."""
    themes = {theme.key: theme for theme in session.scalars(select(Theme))}
    keys = _Keys(themes)
    tallies = _tally(session, asked, keys)
    wanted = [key for key in tallies if tallies[key].count and only in (None, key)]
    for most in (READ, None):
        _read_surest(session, asked, keys, tallies, most)
        if all(_is_sure(tallies[key]) for key in wanted):
            break
    quotes = _read_quotes(session, [tallies[key] for key in wanted])
    known = {row.template.theme for row in store.templates(session)}
    merged = _merged(themes.values())
    whole = asked.before is None
    reasons = [
        _reason(key, themes.get(key), tallies[key], quotes, merged[key], known, whole=whole)
        for key in wanted
    ]
    return sorted(reasons, key=lambda one: (-one.count, one.key))


def blind_parts(days: Iterable[date], asked: Asked) -> frozenset[int]:
    """The parts of the drawings that hold some of these days (of UTC)."""
    since, until = asked.before.since if asked.before else asked.since, asked.end
    if since is None or until is None or until <= since:
        return frozenset()
    part = (until - since) / BUCKETS
    found = set()
    for day in days:
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        first, after = (start - since) / part, (start + timedelta(days=1) - since) / part
        found |= set(range(max(floor(first), 0), min(ceil(after), BUCKETS)))
    return frozenset(found)


def _tally(session: Session, asked: Asked, keys: _Keys) -> dict[str, _Tally]:
    since, until = asked.since, asked.end
    earlier = asked.before.since if asked.before else since
    whole = until - earlier if earlier and until else None
    starts = _starts(asked, earlier, whole)
    earlier_than = [(spoken_at < start, number) for number, start in enumerate(starts[1:])]
    part = case(*earlier_than, else_=len(starts) - 1) if earlier_than else literal(0)
    said = _ask(session, replace(asked, since=earlier), part.label("part")).subquery().c
    counts = select(said.theme, said.theme_id, said.part, func.count())
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for theme, found, number, count in session.execute(
        counts.group_by(said.theme, said.theme_id, said.part)
    ):
        tally = _Tally()
        at = starts[number] if starts else None
        if at is not None and since is not None and at < since:
            earlier_too = asked.before is not None and at < (asked.before.until or since)
            tally.before = count if earlier_too else 0
        else:
            tally.count = count
        if at and earlier and whole:
            tally.trend[min(int(BUCKETS * ((at - earlier) / whole)), BUCKETS - 1)] = count
        for key in keys.of(theme, found):
            tallies[key].add(tally)
    return tallies


def _starts(asked: Asked, earlier: datetime | None, whole: timedelta | None) -> list[datetime]:
    """Where the parts begin within which all complaints count alike; nowhere without a period."""
    if earlier is None:
        return []
    moments = {earlier, asked.since or earlier}
    if asked.before and asked.before.until:
        moments.add(asked.before.until)
    if whole:
        tick = timedelta(microseconds=1)
        moments |= {earlier - (-whole * part // (BUCKETS * tick)) * tick for part in range(BUCKETS)}
    return sorted(moments)


def _ask(session: Session, asked: Asked, *columns: ColumnElement[Any]) -> Select[Any]:
    """The complaints of a period, with the themes they are of."""
    question = Scope.of(session, asked).mentions(MENTION.theme, _VECTOR.theme_id, *columns)
    question = question.outerjoin(MentionVector, _VECTOR.mention_id == MENTION.id)
    return question.where(MENTION.complaint.is_(True))


def _read_surest(
    session: Session,
    asked: Asked,
    keys: _Keys,
    tallies: Mapping[str, _Tally],
    most: int | None,
) -> None:
    """Those complaints of each theme that the judge was surest of, or all."""
    # A quote for each event and person: where the event is not known, the post is one of its own.
    event = func.coalesce(MENTION.incident_id, -MENTION.id).label("event")
    sure = func.coalesce(MENTION.p_complaint, 0.0).label("sure")
    said = _ask(session, asked, MENTION.id, sure, event, POST.author).subquery().c
    place = func.row_number().over(
        partition_by=(said.theme, said.theme_id), order_by=(said.sure.desc(), said.id.desc())
    )
    read = select(said.theme, said.theme_id, said.sure, said.id, said.event, said.author)
    placed = read.add_columns(place.label("place")).subquery()
    question = select(placed)
    for tally in tallies.values():
        tally.surest, tally.floor = [], None
    for theme, found, *told, author, number in session.execute(
        question if most is None else question.where(placed.c.place <= most)
    ):
        one = (*told, author or str(told[1]))
        for key in keys.of(theme, found):
            tally = tallies[key]
            tally.surest.append(one)
            if number == most:
                tally.floor = max(tally.floor or one, one)


def _is_sure(tally: _Tally) -> bool:
    """Whether nothing that was not read could be quoted instead."""
    chosen = _choose(tally)
    return tally.floor is None or (len(chosen) == QUOTES and chosen[-1] >= tally.floor)


def _reason(
    key: str,
    theme: Theme | None,
    tally: _Tally,
    quotes: Mapping[int, Mention],
    parts: list[Theme],
    templates: set[str | None],
    *,
    whole: bool,
) -> Reason:
    names = {key, name_of(key, theme), *(part.key for part in parts), *map(name_of_row, parts)}
    return Reason(
        key=key,
        name=name_of(key, theme),
        found=key.startswith(FOUND),
        count=tally.count,
        before=None if whole else tally.before,
        trend=tuple(tally.trend),
        quotes=tuple(quotes[one[1]] for one in _choose(tally) if one[1] in quotes),
        help_url=theme.help_url if theme else None,
        has_template=bool(names & templates),
        parts=tuple(name_of_row(part) for part in parts),
    )


def name_of(key: str, theme: Theme | None) -> str:
    """As people call a theme, else the words that set it apart, else its key."""
    return (theme.name or ", ".join(theme.words) if theme else "") or key


def name_of_row(theme: Theme) -> str:
    """The same of a row."""
    return name_of(theme.key, theme)


def _merged(themes: Iterable[Theme]) -> dict[str, list[Theme]]:
    merged: dict[str, list[Theme]] = defaultdict(list)
    for theme in themes:
        if theme.into is not None:
            merged[theme.into.key].append(theme)
    return merged


def _choose(tally: _Tally) -> list[_Said]:
    """The complaints the judge was surest of, each by another person about another event."""
    chosen: list[_Said] = []
    seen: set[int | str] = set()
    for one in sorted(tally.surest, reverse=True):  # of two as sure, the later one
        if seen.isdisjoint(one[2:]) and len(chosen) < QUOTES:
            chosen.append(one)
            seen |= set(one[2:])
    return chosen


def _read_quotes(session: Session, tallies: list[_Tally]) -> dict[int, Mention]:
    numbers = [number for tally in tallies for _, number, *_ in _choose(tally)]
    asked = select(Mention).where(MENTION.id.in_(numbers)).options(joinedload(Mention.post))
    return {mention.id: mention for mention in session.scalars(asked)}


def has_theme(key: str) -> ColumnElement[bool]:
    """The condition that a mention is of a theme, or of one merged into it, or of none."""
    if key == NO_THEME:
        near_any = select(_VECTOR.mention_id).where(_VECTOR.theme_id.is_not(None))
        return MENTION.theme.is_(None) & MENTION.id.not_in(near_any)
    merged, near = _ways_to(key)
    return or_(MENTION.theme == key, MENTION.theme.in_(merged), MENTION.id.in_(near))


def mentions_of_theme(key: str) -> CompoundSelect[int]:
    """The numbers of those mentions, each way to be one by an index of its own."""
    if key == NO_THEME:
        return union_all(select(MENTION.id).where(has_theme(key)))
    merged, near = _ways_to(key)
    mention = Mention.__table__.alias().c
    return union_all(
        select(mention.id).where(mention.theme == key),
        select(mention.id).where(mention.theme.in_(merged)),
        near,
    )


def _ways_to(key: str) -> tuple[Select[str], Select[int]]:
    """The keys of themes merged into one, and the mentions found to be near it or its parts."""
    here = select(_THEME.id).where(_THEME.key == key)
    parts = select(_THEME.id).where(or_(_THEME.key == key, _THEME.into_id.in_(here)))
    near = select(_VECTOR.mention_id).where(_VECTOR.theme_id.in_(parts))
    return select(_THEME.key).where(_THEME.into_id.in_(here)), near
