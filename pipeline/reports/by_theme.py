"""Reasons for complaint: how often, how it changed, how it stands, in whose words."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pipeline.finding_model import MentionVector, Theme
from pipeline.model import Mention, PostRow
from pipeline.reports.scope import MENTION, POST, TASK, Asked, Scope, share
from pipeline.reports.table import Table
from pipeline.states import OPEN
from pipeline.theme_names import ThemeNames, read_theme_names

COLUMNS = ("theme", "complaints", "share", "earlier", "open tasks", "mean severity", "example")
EXAMPLE_LENGTH = 160
TRIED = 3  # examples of each theme: the surest may be erased
_VECTOR, _THEME = MentionVector.__table__.c, Theme.__table__.c
_SEVERITY = (func.sum(MENTION.severity), func.count(MENTION.severity))


@dataclass
class _Sums:
    """How many there are of each theme and in all (some are of two), and how severe they are."""

    total: int = 0
    counts: Counter[str | None] = field(default_factory=Counter)
    severity: Counter[str | None] = field(default_factory=Counter)
    graded: Counter[str | None] = field(default_factory=Counter)

    def mean_severity(self, theme: str | None) -> float | None:
        graded = self.graded[theme]
        return round(self.severity[theme] / graded, 2) if graded else None


def by_theme(session: Session, asked: Asked) -> Table:
    """Complaints by theme, against the same length of time before, with an example of each."""
    scope, names = Scope.of(session, asked), read_theme_names(session)
    said = _sum_complaints(session, scope, names)
    earlier = (
        _sum_complaints(session, Scope.of(session, asked.before), names) if asked.before else None
    )
    still_open = scope.tasks(MENTION.theme, _THEME.key, func.count(), *_SEVERITY)
    opened = _add_up(session, still_open.where(TASK.status.in_(OPEN)), names).counts
    examples = _choose_examples(session, scope, names)
    rows = tuple(
        (
            names.name(theme) if theme else None,
            count,
            share(count, said.total),
            None if earlier is None else earlier.counts[theme],
            opened[theme],
            said.mean_severity(theme),
            examples.get(theme),
        )
        for theme, count in sorted(said.counts.items(), key=lambda it: (-it[1], it[0] or ""))
    )
    return Table("by-theme", COLUMNS, rows)


def _sum_complaints(session: Session, scope: Scope, names: ThemeNames) -> _Sums:
    complaints = scope.mentions(MENTION.theme, _THEME.key, func.count(), *_SEVERITY)
    return _add_up(session, complaints.where(MENTION.complaint.is_(True)), names)


def _add_up(session: Session, asked: Select[Any], names: ThemeNames) -> _Sums:
    """By the themes that count for each: the judge's, and the one its words were found to be of."""
    sums = _Sums()
    rows = session.execute(_with_found(asked).group_by(MENTION.theme, _THEME.key))
    for judged, found, count, severity, graded in rows:
        sums.total += count
        for theme in _themes(names, judged, found):
            sums.counts[theme] += count
            sums.severity[theme] += severity or 0
            sums.graded[theme] += graded
    return sums


def _choose_examples(session: Session, scope: Scope, names: ThemeNames) -> dict[str | None, str]:
    """The beginning of the complaint of each theme that the judge was surest of."""
    place = func.row_number().over(
        partition_by=(MENTION.theme, _THEME.key),
        order_by=(MENTION.p_complaint.desc(), MENTION.id),
    )
    named = (MENTION.theme, _THEME.key, MENTION.id.label("mention"), MENTION.p_complaint)
    asked = _with_found(scope.mentions(*named, place.label("place")))
    ranked = asked.where(MENTION.complaint.is_(True)).subquery()
    surest = select(ranked.c.mention).where(ranked.c.place <= TRIED)
    shown = select(MENTION.theme, _THEME.key, POST.text).select_from(Mention)
    texts = _with_found(shown.join(PostRow, POST.id == MENTION.post_id))
    texts = texts.where(MENTION.id.in_(surest), POST.erased.is_(None))
    found: dict[str | None, str] = {}
    for judged, near, text in session.execute(
        texts.order_by(MENTION.p_complaint.desc(), MENTION.id)
    ):
        for theme in _themes(names, judged, near):
            found.setdefault(theme, " ".join(text.split())[:EXAMPLE_LENGTH])
    return found


def _with_found(asked: Select[Any]) -> Select[Any]:
    """With the theme that the words of each mention were found to be of."""
    # One after the other: of the two in brackets SQLite may read all for each mention of a brand.
    asked = asked.outerjoin(MentionVector.__table__, _VECTOR.mention_id == MENTION.id)
    return asked.outerjoin(Theme.__table__, _THEME.id == _VECTOR.theme_id)


def _themes(names: ThemeNames, *keys: str | None) -> set[str | None]:
    return {names.root(key) for key in keys if key} or {None}
