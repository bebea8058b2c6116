"""Mentions without a verdict get one; every verdict is kept with who gave it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from classifier.verdict import Explainer, Judge, Reading, Sentiment, Verdict
from pipeline.model import Assessment, Mention, PostRow
from pipeline.people_model import Person

PERSON = "person"  # the judge's name beside a person's verdict
CLEARLY_NEGATIVE = 0.8  # the least p_negative that needs an answer without being a complaint


def waiting(session: Session, limit: int) -> list[Mention]:
    """Mentions nobody has judged, news before history, oldest first.

    On PostgreSQL they are claimed: another process gets other ones until this one commits.
    """
    return list(
        session.scalars(
            select(Mention)
            .where(Mention.judge.is_(None))
            .order_by(Mention.backfill, Mention.id)
            .limit(limit)
            .options(joinedload(Mention.post), joinedload(Mention.brand))
            .with_for_update(skip_locked=True, of=Mention)
        )
    )


def reading(mention: Mention) -> Reading:
    """What the judge gets to read."""
    row: PostRow = mention.post
    title = row.post.title
    text = f"{title}\n\n{row.latest_text}" if title else row.latest_text
    return Reading(text, mention.brand.brand.name, row.post.language)


def keep(
    session: Session,
    read: Mapping[int, Reading],
    verdicts: Sequence[Verdict],
    name: str,
    now: datetime,
) -> int:
    """Record verdicts that were found while no transaction was open; how many were news.

    `read` is what was judged, by mention. What was edited or moved meanwhile waits again.
    """
    found = session.scalars(
        select(Mention)
        .where(Mention.id.in_(read), Mention.judge.is_(None))
        .order_by(Mention.id)
        .options(joinedload(Mention.post), joinedload(Mention.brand))
        .with_for_update(of=Mention)
    )
    verdict_of = dict(zip(read, verdicts, strict=True))
    news = [mention for mention in found if reading(mention) == read[mention.id]]
    for mention in news:
        record(session, mention, verdict_of[mention.id], name, None, now)
    return len(news)


def may_open(mention: Mention) -> bool:
    """Whether a task may come of a mention, if its verdict asks for an answer."""
    return not (mention.backfill or mention.brand.brand.competitor)


def judge_and_explain(
    judge: Judge, readings: Sequence[Reading], may: Sequence[bool]
) -> list[Verdict]:
    """Verdicts; of what asks for an answer and may open a task the words behind them, too."""
    verdicts = judge.judge(readings)
    if not isinstance(judge, Explainer):
        return verdicts
    asking = [number for number, verdict in enumerate(verdicts) if may[number] and asks(verdict)]
    found = judge.explain([readings[n] for n in asking], [verdicts[n] for n in asking])
    for number, why in zip(asking, found, strict=True):
        verdicts[number] = replace(verdicts[number], why=why)
    return verdicts


def asks(verdict: Verdict) -> bool:
    """Whether a text with this verdict asks for an answer: a complaint, or clearly negative."""
    negative = verdict.sentiment is Sentiment.NEGATIVE and verdict.p_negative >= CLEARLY_NEGATIVE
    return verdict.complaint or negative


def assess(session: Session, judge: Judge, now: datetime, limit: int) -> int:
    """Judge at most `limit` mentions that have no verdict; how many were judged."""
    mentions = waiting(session, limit)
    readings, may = [reading(each) for each in mentions], [may_open(each) for each in mentions]
    verdicts = judge_and_explain(judge, readings, may)
    for mention, verdict in zip(mentions, verdicts, strict=True):
        record(session, mention, verdict, judge.name, None, now)
    return len(mentions)


def record(
    session: Session,
    mention: Mention,
    verdict: Verdict,
    judge_name: str,
    person: Person | None,
    now: datetime,
) -> Assessment:
    """Keep a verdict; it holds from now on, unless a person's holds and a model gave this one.

    The words that decided a model's verdict are no reason of a person's.
    """
    if person is not None:
        verdict = replace(verdict, why=None)
    assessment = Assessment(
        mention=mention, verdict=verdict, judge=judge_name, person=person, given=now
    )
    session.add(assessment)
    if person is not None or mention.judge != PERSON:
        _hold(mention, verdict, PERSON if person else judge_name)
    return assessment


def restore(session: Session, earlier: Assessment, now: datetime) -> Assessment:
    """Let an earlier verdict hold again, as its judge gave it; the history is added to."""
    mention, person = earlier.mention, earlier.person
    again = Assessment(
        mention=mention, verdict=earlier.verdict, judge=earlier.judge, person=person, given=now
    )
    session.add(again)
    _hold(mention, earlier.verdict, earlier.judge)
    return again


def _hold(mention: Mention, verdict: Verdict, judge_name: str) -> None:
    mention.judge = judge_name
    mention.sentiment = verdict.sentiment
    mention.p_negative = verdict.p_negative
    mention.complaint = verdict.complaint
    mention.p_complaint = verdict.p_complaint
    mention.act = verdict.act
    mention.theme = verdict.theme
    mention.severity = verdict.severity
    mention.followed_up = mention.incident_id is not None
