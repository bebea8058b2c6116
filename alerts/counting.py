"""What rules look at, counted in the database: hours, themes, tasks, visits, figures."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from alerts.blindness import Blind, Lost, find_blind, lost_shares
from alerts.facts import Case, Count, Figure, Series, Visit, Visited
from alerts.figures import FigureOptions
from classifier.verdict import Sentiment
from pipeline import ledger, store
from pipeline.coverage import zone_of
from pipeline.errors import OtklikError, unknown
from pipeline.filled import Filled
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.noise import Noise
from pipeline.reports.registry import REPORTS
from pipeline.reports.scope import Asked
from pipeline.reports.table import Middle, Share, Table
from pipeline.silence import LEARNT_FROM
from pipeline.states import LOST, Outcome
from pipeline.task_model import Task
from pipeline.theme_names import ThemeNames, read_theme_names
from pipeline.visit_model import Fetch

MENTION, BRAND, POST = Mention.__table__.c, BrandRow.__table__.c, PostRow.__table__.c
NEGATIVE = func.sum(case((MENTION.sentiment == Sentiment.NEGATIVE, 1), else_=0))


def count_hours(session: Session, since: datetime, until: datetime) -> list[Series]:
    """What was said of each brand, hour by hour."""
    return _count(session, since, until, None)


def count_themes(session: Session, since: datetime, until: datetime) -> list[Series]:
    """Complaints of each brand and theme, hour by hour."""
    return _count(session, since, until, MENTION.theme)


def _count(
    session: Session,
    since: datetime,
    until: datetime,
    by_theme: ColumnElement[str] | None,
) -> list[Series]:
    hour = _hour(session, MENTION.found)
    columns = [BRAND.name, BRAND.competitor, hour, func.count(), NEGATIVE]
    counts = select(*columns).join(BrandRow, BRAND.id == MENTION.brand_id)
    counts = counts.where(MENTION.found >= since, MENTION.found <= until)
    counts = counts.where(MENTION.noise == Noise.NONE)
    counts = counts.where(MENTION.backfill.is_(False)).group_by(BRAND.name, BRAND.competitor, hour)
    if by_theme is not None:
        counts = counts.add_columns(by_theme).group_by(by_theme)
        counts = counts.where(MENTION.complaint.is_(True), by_theme.is_not(None))
    names = ThemeNames() if by_theme is None else read_theme_names(session)
    found: dict[tuple[str, bool, str], dict[datetime, Count]] = defaultdict(dict)
    for brand, competitor, named, mentions, negative, *themes in session.execute(counts):
        key = brand, competitor, (names.root(themes[0]) or "") if themes else ""
        at, more = _read_hour(named), Count(mentions, negative or 0)
        found[key][at] = found[key].get(at, Count()) + more
    started, seen = _started(session), _Sight(session, since, until)
    return [
        Series(
            brand, competitor, started[brand], hours, theme, names.said(theme), Lost(seen, brand)
        )
        for (brand, competitor, theme), hours in found.items()
    ]


class _Sight:
    """What was not seen of each brand, looked at when it is asked for: that takes longest."""

    def __init__(self, session: Session, since: datetime, until: datetime) -> None:
        self._asked = session, since, until

    def __call__(self, brand: str) -> Blind:
        return lost_shares(self._unseen, self._brought[brand])

    @cached_property
    def _unseen(self) -> dict[str, frozenset[datetime]]:
        session, since, until = self._asked
        return find_blind(read_visits(session, since, until, filled=False), until)

    @cached_property
    def _brought(self) -> dict[str, dict[str, int]]:
        return _brought(*self._asked)


def _brought(session: Session, since: datetime, until: datetime) -> dict[str, dict[str, int]]:
    """How many mentions of each brand each source brought."""
    counts = (
        select(BRAND.name, POST.source, func.count())
        .select_from(Mention)
        .join(BrandRow, BRAND.id == MENTION.brand_id)
        .join(PostRow, POST.id == MENTION.post_id)
        .where(MENTION.found >= since, MENTION.found <= until, MENTION.backfill.is_(False))
        .group_by(BRAND.name, POST.source)
    )
    brought: dict[str, dict[str, int]] = defaultdict(dict)
    for brand, source, mentions in session.execute(counts):
        brought[brand][source] = mentions
    return brought


def _started(session: Session) -> dict[str, datetime]:
    """When the first mention of each brand was found: before that nobody was listening."""
    theirs = (MENTION.brand_id == BRAND.id, MENTION.backfill.is_(False))
    # Of each brand the index gives the first at once; to group all mentions reads them all.
    first = select(MENTION.found).where(*theirs).order_by(MENTION.found).limit(1)
    firsts = select(BRAND.name, first.scalar_subquery())
    return {name: found for name, found in session.execute(firsts) if found is not None}


def _hour(session: Session, column: ColumnElement[datetime]) -> ColumnElement[str]:
    """The hour a moment is in, as text, in UTC."""
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24")
    return func.strftime("%Y-%m-%d %H", column)


def _read_hour(named: str) -> datetime:
    return datetime.strptime(named, "%Y-%m-%d %H").replace(tzinfo=UTC)


def read_cases(session: Session, since: datetime, until: datetime) -> list[Case]:
    """Tasks that were open at some time of this."""
    task = Task.__table__.c
    rows = (
        select(task.id, BRAND.name, task.opened, task.answered, task.closed, task.due, task.replied)
        .join(Mention, MENTION.id == task.mention_id)
        .join(BrandRow, BRAND.id == MENTION.brand_id)
        .where(task.opened <= until, task.closed.is_(None) | (task.closed >= since))
        .order_by(task.id)
    )
    return [Case(*row) for row in session.execute(rows)]


def read_visits(
    session: Session,
    since: datetime,
    until: datetime,
    sources: Collection[str] | None = None,
    *,
    filled: bool = True,
) -> list[Visited]:
    """The visits of these sources, or of every one, earliest first; with what fields were filled
    where that is asked.
    """
    fetch = Fetch.__table__.c
    failed, away = fetch.outcome.in_(LOST), fetch.outcome == Outcome.AWAY
    counts = [fetch[name] for name in vars(Filled())] if filled else []
    rows = (
        select(fetch.source, fetch.finished, failed, away, fetch.posts_new, fetch.error)
        .add_columns(*counts)
        .where(fetch.finished >= since, fetch.finished <= until)
        .order_by(fetch.id)  # as they lie there, and nearly as they ended
    )
    if sources is not None:
        rows = rows.where(fetch.source.in_(sources))
    visits: dict[str, list[Visit]] = defaultdict(list)
    known: dict[tuple[int, ...], Filled] = {}  # most visits read the same
    for source, at, went_wrong, was_away, posts_new, error, *parsed in session.execute(rows):
        read = known.get(tuple(parsed)) or known.setdefault(tuple(parsed), Filled(*parsed))
        visits[source].append(Visit(at, went_wrong, posts_new, error or "", read, was_away))
    hours = ledger.read_hours(session, (since - LEARNT_FROM).date())
    zones = {row.source.name: zone_of(row.source) for row in store.sources(session)}
    return [
        Visited(
            source,
            tuple(sorted(found, key=_ended)),
            hours.get(source, {}),
            zones.get(source, UTC),
        )
        for source, found in sorted(visits.items())
    ]


_ended = attrgetter("at")


def read_figures(
    session: Session, options: FigureOptions, since: datetime, until: datetime
) -> list[Figure]:
    """The figures of a report's column; raises OtklikError for an unknown report or column."""
    if options.report not in REPORTS:
        raise OtklikError(unknown("report", options.report, REPORTS))
    zone = ZoneInfo(options.zone)
    asked = Asked(since, until, options.brand, now=until, zone=zone)
    return _figures(REPORTS[options.report](session, asked), options)


def _figures(table: Table, options: FigureOptions) -> list[Figure]:
    column = options.column
    if column not in table.columns:
        raise OtklikError(
            'report "%(table)s": %(problem)s',
            table=table.name,
            problem=unknown("column", column, table.columns),
        )
    place = table.columns.index(column)
    named = [(str(cells[0] or "—"), cells[place]) for cells in table.rows]
    return [
        Figure(name, _number(cell))
        for name, cell in named
        if isinstance(cell, int | float | timedelta) and options.row in (None, name)
        if not isinstance(cell, Share | Middle) or cell.whole >= options.least
    ]


def _number(cell: float | timedelta) -> float:
    """A share or count as it is, a span of time in hours."""
    return cell / timedelta(hours=1) if isinstance(cell, timedelta) else float(cell)
