"""What rules look at, fetched from the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session, joinedload

from alerts.authors import AuthorOptions
from alerts.blindness import find_blind
from alerts.counting import count_hours, count_themes, read_cases, read_figures, read_visits
from alerts.facts import Change, Flagged, Heard, Hit, Span
from alerts.figures import FigureOptions
from alerts.reach import with_reach
from alerts.rules import Needs, ReadyRule
from alerts.summaries import SummaryOptions, limits, with_lines
from alerts.trends import TrendOptions
from classifier.verdict import Sentiment
from pipeline.alert_model import Alert
from pipeline.errors import OtklikError
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.noise import Noise
from pipeline.reports.coverage import sum_up
from pipeline.reports.registry import make_report
from pipeline.reports.scope import Asked
from pipeline.task_model import Task
from pipeline.theme_names import ThemeNames, read_theme_names

USUAL = timedelta(days=30)  # what a source did so long before says what is usual for it

LONGEST_SPREAD = timedelta(days=7)
MENTIONED = (
    *("id", "found", "complaint", "p_complaint", "sentiment", "p_negative"),
    *("severity", "theme", "incident_id"),
)
POSTED = (
    *("channel", "source", "url", "text", "edited_text", "language", "author"),
    *("followers", "published"),
)


def look(session: Session, ready: ReadyRule, span: Span) -> Any:  # what its type of rule needs
    """Everything a rule needs to know of a span of time."""
    options = ready.options
    if ready.type.needs in (Needs.MENTIONS, Needs.AUTHORS):
        found = past_mentions(session, span.since, span.until)
        return with_reach(session, options, found) if isinstance(options, AuthorOptions) else found
    if ready.type.needs is Needs.INCIDENTS:
        mentions = past_mentions(session, span.since - LONGEST_SPREAD, span.until)
        sources = {mention.source for mention in mentions if mention.incident_id is not None}
        visits = read_visits(
            session, span.since - LONGEST_SPREAD, span.until, sources, filled=False
        )
        return Heard(mentions, find_blind(visits, span.until))
    if ready.type.needs is Needs.NOTHING:
        return None
    if ready.type.needs is Needs.CASES:
        return read_cases(session, span.since, span.until)
    if ready.type.needs is Needs.VISITS:
        return read_visits(session, span.since - USUAL, span.until)
    if isinstance(options, TrendOptions):
        since = span.since - timedelta(weeks=options.weeks, hours=options.hours)
        count = count_themes if ready.type.needs is Needs.THEMES else count_hours
        return count(session, since, span.until)
    assert isinstance(options, FigureOptions)  # noqa: S101  (the last of the types)
    since = span.until - timedelta(days=options.days)
    try:
        return read_figures(session, options, since, span.until)
    except OtklikError as error:
        raise OtklikError(
            'rule "%(rule)s": %(problem)s', rule=ready.rule.name, problem=error.said
        ) from error


def untold_mentions(session: Session, ready: ReadyRule, span: Span) -> Sequence[Flagged]:
    """Judged mentions found in this time that this rule has not spoken of, oldest first."""
    by_us = Alert.rule == ready.rule.name
    told = select(Alert.id).where(by_us, Alert.mention_id == Mention.id).exists()
    found = _flagged(session, span.since, span.until, ~told, PostRow.erased.is_(None))
    options = ready.options
    return with_reach(session, options, found) if isinstance(options, AuthorOptions) else found


def past_mentions(session: Session, since: datetime, now: datetime) -> Sequence[Flagged]:
    """Judged mentions found since then, told or not."""
    return _flagged(session, since, now)


def without_erased(session: Session, hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those whose posts were erased since they were found, and without quotes
    of events in which somebody was.
    """
    mentions = {hit.what.mention_id for hit in hits if isinstance(hit.what, Flagged)}
    changes = [hit.what for hit in hits if isinstance(hit.what, Change)]
    quoted = {change.task_id for change in changes if change.task_id and change.detail}
    asked = (
        select(Mention.id, Task.id)
        .join(Mention.post)
        .outerjoin(Task, Task.incident_id == Mention.incident_id)
        .where(PostRow.erased.is_not(None))
        .where(Mention.id.in_(mentions) | Task.id.in_(quoted))
    )
    rows = session.execute(asked).all()
    gone, unquoted = {row[0] for row in rows}, {row[1] for row in rows} & quoted
    return [
        _quote(hit, dict.fromkeys(unquoted, ""))
        for hit in hits
        if not (isinstance(hit.what, Flagged) and hit.what.mention_id in gone)
    ]


def quote_posts(session: Session, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that tell of a task, with what its post says."""
    changes = [hit.what for hit in hits if isinstance(hit.what, Change)]
    wanted = {change.task_id for change in changes if change.task_id and not change.detail}
    asked = select(Task.id, Mention).join(Task.mention).where(Task.id.in_(wanted))
    rows = session.execute(asked.options(joinedload(Mention.post))) if wanted else ()
    said = {task_id: mention.post.latest_text for task_id, mention in rows}
    return [_quote(hit, said) for hit in hits]


def fill_reports(session: Session, ready: ReadyRule, hits: Sequence[Hit]) -> list[Hit]:
    """The hits of a rule that sends a report, with what it says; those of other rules as they are.

    Raises OtklikError for an unknown brand.
    """
    options = ready.options
    if not isinstance(options, SummaryOptions):
        return list(hits)
    filled = []
    for hit in hits:
        asked = Asked(*limits(options, hit.at), options.brand, zone=ZoneInfo(options.zone))
        table = make_report(session, options.report, asked, compared=True)
        blind, was = (bool(one and sum_up(session, one).lost) for one in (asked, asked.before))
        filled.append(with_lines(hit, table, options, blind=blind, was_blind=was))
    return filled


def _quote(hit: Hit, said: dict[int, str]) -> Hit:
    told = hit.what
    if not isinstance(told, Change) or told.task_id not in said:
        return hit
    return replace(hit, what=replace(told, detail=said[told.task_id]))


def _flagged(
    session: Session, since: datetime, until: datetime, *conditions: ColumnElement[bool]
) -> list[Flagged]:
    mention, post, brand = (one.__table__.c for one in (Mention, PostRow, BrandRow))
    told = (*(mention[name] for name in MENTIONED), *(post[name] for name in POSTED))
    found = (
        # Columns and no objects: of a month these are thousands.
        select(*told, brand.name, brand.competitor, Task.id.label("task_id"))
        .select_from(Mention)
        .join(Mention.post)
        .join(Mention.brand)
        .outerjoin(Task, Task.incident_id == Mention.incident_id)
        .where(Mention.found >= since, Mention.found <= until)
        .where(Mention.judge.is_not(None), Mention.backfill.is_(False))
        .where(Mention.noise == Noise.NONE)
        .where(Mention.complaint.is_(True) | (Mention.sentiment == Sentiment.NEGATIVE))
        .where(*conditions)
        .order_by(Mention.found, Mention.id)
    )
    names = read_theme_names(session)
    return [_flag(row, names) for row in session.execute(found)]


def _flag(row: Row[*tuple[Any, ...]], names: ThemeNames) -> Flagged:
    return Flagged(
        mention_id=row.id,
        brand=row.name,
        competitor=row.competitor,
        channel=row.channel,
        source=row.source,
        url=row.url,
        text=row.edited_text or row.text,
        found=row.found,
        complaint=bool(row.complaint),
        p_complaint=row.p_complaint or 0.0,
        sentiment=row.sentiment or Sentiment.NEUTRAL,
        p_negative=row.p_negative or 0.0,
        severity=row.severity,
        theme=row.theme,
        theme_name=names.said(row.theme),
        language=row.language,
        author=row.author,
        followers=row.followers,
        published=row.published,
        incident_id=row.incident_id,
        task_id=row.task_id,
    )
