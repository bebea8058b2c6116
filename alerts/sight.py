"""What rules look at, fetched from the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from alerts.facts import Flagged
from classifier.verdict import Sentiment
from pipeline.model import Alert, Mention, Task

FRESH = timedelta(days=3)  # a complaint found earlier is no news, however late it is judged


def untold_mentions(
    session: Session, rule: str, since: datetime, now: datetime
) -> Sequence[Flagged]:
    """Judged mentions found since then that this rule has not spoken of, oldest first."""
    told = select(Alert.id).where(Alert.rule == rule, Alert.mention_id == Mention.id).exists()
    return _flagged(session, max(since, now - FRESH), now, ~told)


def past_mentions(session: Session, since: datetime, now: datetime) -> Sequence[Flagged]:
    """Judged mentions found since then, told or not."""
    return _flagged(session, since, now)


def _flagged(
    session: Session, since: datetime, until: datetime, *conditions: ColumnElement[bool]
) -> list[Flagged]:
    found = (
        select(Mention, Task.id)
        .outerjoin(Task, Task.incident_id == Mention.incident_id)
        .where(Mention.found >= since, Mention.found <= until)
        .where(Mention.judge.is_not(None), Mention.backfill.is_(False))
        .where(Mention.complaint.is_(True) | (Mention.sentiment == Sentiment.NEGATIVE))
        .where(*conditions)
        .order_by(Mention.found, Mention.id)
        .options(joinedload(Mention.post), joinedload(Mention.brand))
    )
    return [_flag(mention, task_id) for mention, task_id in session.execute(found)]


def _flag(mention: Mention, task_id: int | None) -> Flagged:
    brand, post = mention.brand.brand, mention.post.post
    return Flagged(
        mention_id=mention.id,
        brand=brand.name,
        competitor=brand.competitor,
        channel=post.channel,
        source=post.source,
        url=post.url,
        text=mention.post.latest_text,
        found=mention.found,
        complaint=bool(mention.complaint),
        p_complaint=mention.p_complaint or 0.0,
        sentiment=mention.sentiment or Sentiment.NEUTRAL,
        p_negative=mention.p_negative or 0.0,
        severity=mention.severity,
        theme=mention.theme,
        language=post.language,
        author=post.author,
        published=post.published,
        incident_id=mention.incident_id,
        task_id=task_id,
    )
