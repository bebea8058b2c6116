"""Reasons for complaint, known to the judge or found by themselves, as people call them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from math import ceil, floor
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from pipeline import store
from pipeline.finding_model import MentionVector, Theme
from pipeline.model import Mention
from pipeline.reports.scope import MENTION, POST, Asked, Scope, spoken_at

FOUND = "found:"  # how the keys of themes begin that the judge does not know
BUCKETS = 16  # of the drawing; the later half is the period itself
QUOTES = 2
NO_THEME = "none"  # stands for the key of mentions that are of no theme
MANY = 10  # complaints in a period that deserve an article
_THEME, _VECTOR = Theme.__table__.c, MentionVector.__table__.c


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
    surest: list[tuple[float, int, int, str]] = field(default_factory=list)

    def add(self, other: "_Tally") -> None:
        self.count += other.count
        self.before += other.before
        self.trend = [one + more for one, more in zip(self.trend, other.trend, strict=True)]
        self.surest += other.surest


def read_reasons(session: Session, asked: Asked, only: str | None = None) -> list[Reason]:
    """The themes of a period against the same length of time before, the most frequent first."""
    themes = {theme.key: theme for theme in session.scalars(select(Theme))}
    tallies = _tally(session, asked, themes)
    wanted = [key for key in tallies if tallies[key].count and only in (None, key)]
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


def _tally(session: Session, asked: Asked, themes: Mapping[str, Theme]) -> dict[str, _Tally]:
    since, until = asked.since, asked.end
    earlier = asked.before.since if asked.before else since
    whole = until - earlier if earlier and until else None
    groups: dict[tuple[str | None, int | None], _Tally] = defaultdict(_Tally)
    for number, theme, found, at, sure, event, author in _read_said(session, asked, earlier):
        tally = groups[theme, found]
        if since is not None and at < since:
            tally.before += asked.before is not None and at < (asked.before.until or since)
        else:
            tally.count += 1
            tally.surest.append((sure or 0.0, number, event, author or str(number)))
        if earlier and whole:
            tally.trend[min(int(BUCKETS * ((at - earlier) / whole)), BUCKETS - 1)] += 1
    roots = {key: theme.into.key if theme.into else key for key, theme in themes.items()}
    numbers = {theme.id: theme.key for theme in themes.values()}
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for (theme, found), tally in groups.items():
        keys = {theme, numbers.get(found or 0)} - {None}
        for key in {roots.get(key, key) for key in keys if key}:
            tallies[key].add(tally)
    return tallies


def _read_said(session: Session, asked: Asked, since: datetime | None) -> Iterable[Any]:
    """The complaints since then: their numbers, themes, times, events and people."""
    # A quote for each event and person: where the event is not known, the post is one of its own.
    event = func.coalesce(MENTION.incident_id, -MENTION.id)
    question = Scope.of(session, replace(asked, since=since)).mentions(
        *(MENTION.id, MENTION.theme, _VECTOR.theme_id, spoken_at, MENTION.p_complaint),
        *(event, POST.author),
    )
    question = question.outerjoin(MentionVector, _VECTOR.mention_id == MENTION.id)
    return session.execute(question.where(MENTION.complaint.is_(True)))


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
        quotes=tuple(quotes[number] for number in _choose(tally) if number in quotes),
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


def _choose(tally: _Tally) -> list[int]:
    """The complaints the judge was surest of, each by another person about another event."""
    chosen: list[int] = []
    seen: set[int | str] = set()
    for _, number, event, author in sorted(tally.surest, key=lambda one: (-one[0], -one[1])):
        if seen.isdisjoint({event, author}) and len(chosen) < QUOTES:
            chosen.append(number)
            seen |= {event, author}
    return chosen


def _read_quotes(session: Session, tallies: list[_Tally]) -> dict[int, Mention]:
    numbers = [number for tally in tallies for number in _choose(tally)]
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
