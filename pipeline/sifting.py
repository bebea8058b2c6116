"""Noise among stored mentions: told apart by the rules once, and as people say from then on."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import likeness
from pipeline.finding_model import NoiseDecision
from pipeline.folding import fold
from pipeline.model import Mention, PostRow
from pipeline.noise import BURST, Author, Noise, find_noise, is_named
from pipeline.people_model import Person

COPIES_WITHIN = timedelta(days=1)
BURST_WITHIN = timedelta(minutes=5)  # before and after
MOST = 200  # posts of one name that are looked at
_POST = PostRow.__table__.c


def is_noise(session: Session, mention: Mention) -> bool:
    """Tell whether a mention is noise, and keep it; what a person said of it stays."""
    if mention.noise is Noise.UNNAMED:  # whatever it says, its brand is not named
        return True
    if last_decision(session, mention) is None:
        brand = mention.brand.brand
        found = find_noise(
            mention.post.post, brand.name, brand.own_accounts, read_author(session, mention.post)
        )
        mention.noise = found.noise if found else Noise.NONE
        mention.noise_why = found.why if found else None
    return mention.noise is not Noise.NONE


def decide(
    session: Session, mention: Mention, noise: Noise, person: Person, now: datetime
) -> NoiseDecision:
    """Keep what a person says of a mention."""
    decision = NoiseDecision(
        mention_id=mention.id, at=now, person=person, before=mention.noise, after=noise
    )
    session.add(decision)
    mention.noise, mention.noise_why = noise, None
    session.flush()
    return decision


def last_decision(session: Session, mention: Mention) -> NoiseDecision | None:
    """What a person said last of a mention being noise."""
    said = select(NoiseDecision).where(NoiseDecision.mention_id == mention.id)
    return session.scalar(said.order_by(NoiseDecision.id.desc()).limit(1))


def others_speak(session: Session, mention: Mention) -> bool:
    """Whether something in the mention's incident is no noise."""
    spoken = select(Mention.id).where(
        Mention.incident_id == mention.incident_id, Mention.noise == Noise.NONE
    )
    return session.scalar(spoken.limit(1)) is not None


def read_author(session: Session, row: PostRow) -> Author:
    """How often and how fast the same name wrote around a post."""
    post = row.post
    if post.published is None or not is_named(post.author):
        return Author()
    others = session.scalars(
        select(PostRow)
        .where(_POST.author == post.author, _POST.id != row.id)
        .where(_POST.published >= post.published - COPIES_WITHIN)
        .where(_POST.published <= post.published + COPIES_WITHIN)
        .limit(MOST)
    ).all()
    if len(others) < BURST - 1:  # fewer than either rule asks for
        return Author()
    copies = {_place(other) for other in others if _same(other.post.text, post.text)}
    burst = {
        _place(other)
        for other in others
        if abs((other.post.published or post.published) - post.published) <= BURST_WITHIN
    }
    return Author(len(copies - {_place(row)}), len(burst | {_place(row)}))


def _place(row: PostRow) -> str:
    return row.post.thread or row.post.url


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other) or likeness.likeness(one, other) >= likeness.ALIKE
