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
SHARED = 4  # each so manieth mention is labelled by two people
_MENTION, _POST = Mention.__table__.c, PostRow.__table__.c


@dataclass(frozen=True)
class Candidate:
    """A mention of the week as the judge left it."""

    mention_id: int
    flagged: bool
    channel: str
    language: str


def draw_due(session: Session, each: int, now: datetime) -> list[LabelSample]:
    """Draw the sample of the last whole week of every brand of ours that has none yet."""
    if not each:
        return []
    monday = last_monday(now)
    drawn = select(LabelSample.brand_id).where(LabelSample.week == monday.isoformat())
    done = set(session.scalars(drawn))
    brands = session.scalars(select(BrandRow).order_by(BrandRow.id))
    waiting = [row for row in brands if row.id not in done and not row.brand.competitor]
    samples = (_draw(session, row.id, monday, each, now) for row in waiting)
    return [sample for sample in samples if sample is not None]


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
