"""A weekly sample of flagged and unflagged mentions of each brand, to be labelled blind."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from pipeline.assess import PERSON
from pipeline.followup import needs_answer
from pipeline.insertion import insert_new
from pipeline.label_model import LabelItem, LabelSample
from pipeline.model import Assessment, BrandRow, Mention, PostRow
from pipeline.noise import Noise
from pipeline.quality import draw

WEEK = timedelta(days=7)
MADE_UP = timedelta(weeks=3)  # before the last week
SHARED = 4  # each so manieth mention is labelled by two people
_MENTION, _POST, _SAMPLE = Mention.__table__.c, PostRow.__table__.c, LabelSample.__table__.c


@dataclass(frozen=True)
class Candidate:
    """A mention of the week as the judge left it."""

    mention_id: int
    flagged: bool
    channel: str
    language: str


def draw_due(session: Session, each: int, now: datetime) -> list[LabelSample]:
    """Draw the samples that every brand of ours lacks of the weeks that are over."""
    if not each:
        return []
    rows = session.execute(
        select(_SAMPLE.brand_id, func.max(_SAMPLE.week)).group_by(_SAMPLE.brand_id)
    )
    drawn = {brand_id: date.fromisoformat(week) for brand_id, week in rows}
    brands = session.scalars(select(BrandRow).order_by(BrandRow.id))
    due = [
        (row.id, monday)
        for row in brands
        if not row.brand.competitor
        for monday in weeks_due(drawn.get(row.id), now)
    ]
    samples = (_draw(session, brand_id, monday, each, now) for brand_id, monday in due)
    return [sample for sample in samples if sample is not None]


def weeks_due(drawn: date | None, now: datetime) -> list[date]:
    """The Mondays of weeks to draw, after the latest that was drawn.  (pure)

    While nothing runs none is drawn: those weeks are made up for, as far back as labels of them
    still say how the judge does. Of the time before the first sample nobody asked.
    """
    last = last_monday(now)
    if drawn is None:
        return [last]
    since = max(drawn + WEEK, last - MADE_UP)
    return [since + WEEK * n for n in range((last - since) // WEEK + 1)]


def last_monday(now: datetime) -> date:
    """The Monday of the last week that is over.  (pure)"""
    today = now.date()
    return today - timedelta(days=today.weekday()) - WEEK


def _draw(
    session: Session, brand_id: int, monday: date, each: int, now: datetime
) -> LabelSample | None:
    candidates = read_week(session, brand_id, datetime.combine(monday, time(), now.tzinfo))
    if not candidates:
        return None
    facts = {"brand_id": brand_id, "week": monday.isoformat(), "drawn": now, "corrects": False}
    number = insert_new(session, LabelSample, {**facts, "drawn_from": _count(candidates)})
    if number is None:  # another process was faster
        return None
    flagged = [one for one in candidates if one.flagged]
    others = [one for one in candidates if not one.flagged]
    chosen = draw(flagged, others, each, seed(brand_id, monday))
    session.add_all(
        LabelItem(
            sample_id=number,
            mention_id=one.mention_id,
            place=place,
            flagged=one.flagged,
            shared=place % SHARED == 0,
        )
        for place, one in enumerate(chosen)
    )
    session.flush()
    return session.get_one(LabelSample, number)


def read_week(session: Session, brand_id: int, since: datetime) -> list[Candidate]:
    """The judged mentions of a week, with what the judge said, whatever people said later."""
    latest, given = aliased(Assessment), aliased(Assessment)
    newest = (
        select(func.max(latest.id))
        .where(latest.mention_id == _MENTION.id, latest.judge != PERSON)
        .scalar_subquery()
    )
    asked = (
        select(Mention, _POST.channel, _POST.language, given)
        .join(PostRow, _MENTION.post_id == _POST.id)
        .join(given, given.id == newest)
        .where(_MENTION.brand_id == brand_id, _MENTION.backfill.is_(False))
        .where(_MENTION.found >= since, _MENTION.found < since + WEEK)
        .where(_MENTION.noise != Noise.UNNAMED, _POST.erased.is_(None))
        .order_by(_MENTION.id)
    )
    return [
        Candidate(mention.id, _is_flagged(mention, given), str(channel), language or "")
        for mention, channel, language, given in session.execute(asked)
    ]


def _is_flagged(mention: Mention, given: Assessment) -> bool:
    """Did the program put it into the queue?"""
    verdict = given.verdict
    return mention.noise is Noise.NONE and needs_answer(
        complaint=verdict.complaint,
        sentiment=verdict.sentiment,
        p_negative=verdict.p_negative,
        competitor=False,
        backfill=False,
    )


def _count(candidates: list[Candidate]) -> list[list[str | int]]:
    """How many of each kind there were, by channel and language: what a sample stands for."""
    groups = Counter((one.channel, one.language, one.flagged) for one in candidates)
    places = sorted({(channel, language) for channel, language, _ in groups})
    return [[*place, groups[(*place, True)], groups[(*place, False)]] for place in places]


def seed(brand_id: int, monday: date) -> int:
    """The same for the same week and brand, so that a draw can be made again."""
    named = f"{brand_id} {monday.isoformat()}".encode()
    return int.from_bytes(sha256(named).digest()[:8])
