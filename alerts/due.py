"""Which messages are due: hits nobody was told of, grouped, remembered, queued."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.ending import Told
from alerts.facts import Flagged, Hit, Span
from alerts.hysteresis import OVER, without_orphans
from alerts.last_steps import only_last_steps
from alerts.message import Message, render
from alerts.mutes import end_mutes, read_mutes, subject_of, unmuted, value_of
from alerts.people_figures import check_receivers
from alerts.quiet import is_quiet
from alerts.receivers import manners_of, read_receivers
from alerts.rules import Needs, ReadyRule
from alerts.send import queue
from alerts.sight import fill_reports, look, quote_posts, untold_mentions, without_erased
from alerts.summaries import SummaryOptions
from pipeline.alert_model import Alert, Delivery
from pipeline.erased import store_beside_others
from pipeline.insertion import insert_new
from pipeline.model import Mention

FRESH = timedelta(days=3)  # a complaint found earlier is no news, however late it is judged
NEWS = timedelta(days=1)  # the same for what was measured
WALKED = timedelta(days=14)  # measured things are followed from so far back: longer than they last


def speak_up(
    session: Session,
    ready: ReadyRule,
    found: Sequence[Hit],
    now: datetime,
    desk: str,
    ask: Callable[[str], str] | None = None,
) -> Message | None:
    """Queue the message of what a rule found, as far as nobody was told since.

    The caller holds the rule's row locked, so that no two processes tell the same hit.
    """
    store_beside_others(session)  # a message is kept before somebody is erased, or knows of it
    found = without_erased(session, found)
    told_since = _told_keys(session, ready.rule.name, found)
    hits = without_orphans((hit for hit in found if hit.key not in told_since), told_since)
    if not hits or not _may_speak(session, ready, hits, now):
        return None
    mutes = read_mutes(session, ready.rule.name)
    worth = only_last_steps(unmuted(_worse_than_told(session, ready.rule.name, hits), mutes))
    end_mutes(session, mutes, hits)
    messages = _write(session, ready, worth, now, desk, ask) if worth else {}
    message = next(iter(messages.values()), None)
    _keep(session, ready.rule.name, hits, worth, message)
    for notifier, one in messages.items():
        queue(session, ready.rule.name, [notifier], one, now, max(hit.level for hit in worth))
    return message


def _write(
    session: Session,
    ready: ReadyRule,
    hits: Sequence[Hit],
    now: datetime,
    desk: str,
    ask: Callable[[str], str] | None,
) -> dict[str, Message]:
    """What each notifier says: the same under one key, as whom it reaches reads it."""
    quoted = quote_posts(session, hits)
    messages: dict[str, Message] = {}
    for manner, notifiers in manners_of(session, ready.rule.to, ready.options, now).items():
        options = replace(ready.options, language=manner.language)
        told = fill_reports(session, replace(ready, options=options), quoted)
        message = render(ready.rule.name, told, options, desk, ask, manner.clock)
        messages |= dict.fromkeys(notifiers, message)
    return messages


def untold_hits(session: Session, ready: ReadyRule, since: datetime, now: datetime) -> list[Hit]:
    """What the rule finds that is news and was not spoken of; nothing is changed.

    To look through weeks takes seconds: nobody who writes should have to wait for it.
    """
    check_receivers(ready, read_receivers(session))
    if ready.type.needs in (Needs.MENTIONS, Needs.AUTHORS):
        span = Span(max(since, now - FRESH), now)
        return ready.type.hits(ready.options, untold_mentions(session, ready, span), span)
    span = Span(max(since, now - WALKED), now)
    facts = look(session, ready, span)
    found = ready.type.hits(ready.options, facts, span)
    if ready.type.ends is not None:
        found += ready.type.ends(ready.options, _still_told(session, ready, span), facts, span)
    news = [hit for hit in _latest(ready, found, now) if _is_wished(ready, hit)]
    told = _told_keys(session, ready.rule.name, news)
    return without_orphans((hit for hit in news if hit.key not in told), told)


def _latest(ready: ReadyRule, found: Sequence[Hit], now: datetime) -> Sequence[Hit]:
    """What is still news; of reports that were missed only the last, however late."""
    if isinstance(ready.options, SummaryOptions):
        return found[-1:]
    return [hit for hit in found if hit.at >= now - NEWS]


def _is_wished(ready: ReadyRule, hit: Hit) -> bool:
    return ready.options.over or not hit.key.endswith(OVER)


def _still_told(session: Session, ready: ReadyRule, span: Span) -> list[Told]:
    """The latest that people were told of each subject, where its end was not told."""
    rows = (
        select(Alert.key, Alert.at)
        .where(Alert.rule == ready.rule.name, Alert.at >= span.since, Alert.batch.is_not(None))
        .order_by(Alert.at, Alert.id)
    )
    # A task that was due and then overdue ends once.
    latest = {
        subject_of(key, None).removeprefix("over"): Told(key, at)
        for key, at in session.execute(rows)
    }
    return [one for one in latest.values() if not one.key.endswith(OVER)]


def _told_keys(session: Session, rule: str, hits: Sequence[Hit]) -> set[str]:
    keys = {hit.key for hit in hits} | {hit.key.removesuffix(OVER) for hit in hits}
    told = select(Alert.key).where(Alert.rule == rule, Alert.key.in_(keys))
    return set(session.scalars(told))


def _may_speak(session: Session, ready: ReadyRule, hits: Sequence[Hit], now: datetime) -> bool:
    """Not in quiet hours, and not too soon after the last message, unless it is grave."""
    options = ready.options
    worst = max(hit.level for hit in hits)
    if is_quiet(options.quiet, options.zone, now) and worst < options.wake:
        return False
    last = session.scalar(
        select(func.max(Delivery.created))
        # None of a time to come: a clock that was ahead must not silence the rule.
        .where(Delivery.rule == ready.rule.name, Delivery.created <= now)
    )
    return last is None or now - last >= timedelta(minutes=options.every_minutes)


def _worse_than_told(session: Session, rule: str, hits: Sequence[Hit]) -> list[Hit]:
    """Hits of incidents not spoken of, or not yet as bad as this."""
    told = _told_levels(session, rule, {hit.incident_id for hit in hits if hit.incident_id})
    return [hit for hit in hits if hit.level > told.get(hit.incident_id, -1.0)]


def _told_levels(session: Session, rule: str, incidents: set[int]) -> dict[int | None, float]:
    levels = (
        select(Mention.incident_id, func.max(Alert.level))
        .join(Alert, Alert.mention_id == Mention.id)
        .where(Alert.rule == rule, Mention.incident_id.in_(incidents))
        .group_by(Mention.incident_id)
    )
    return {row[0]: row[1] for row in session.execute(levels)}


def _keep(
    session: Session,
    rule: str,
    hits: Sequence[Hit],
    worth: Sequence[Hit],
    message: Message | None,
) -> None:
    """Remember every hit, also those that are no worse than what was told."""
    told = {hit.key for hit in worth}
    for hit in hits:
        row = {
            "rule": rule,
            "key": hit.key,
            "at": hit.at,
            "mention_id": hit.what.mention_id if isinstance(hit.what, Flagged) else None,
            "level": hit.level,
            "value": value_of(hit),
            "batch": message.key if message and hit.key in told else None,
        }
        insert_new(session, Alert, row)
