"""What nobody wants to hear of until it is worse than it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from alerts.facts import Change, Hit
from alerts.hysteresis import OVER
from pipeline.alert_model import Alert, Mute
from pipeline.model import Mention, RuleRow
from pipeline.people_model import Person

_RULE = RuleRow.__table__.c
FALLS = {"fewer-mentions"}  # the less there is of it, the worse
WORSE = 1.5  # a measured thing is worse when it is so many times what it was
WHOLE = 2  # parts of a key that name a task or a spreading incident; of others the last is the time


def subject_of(key: str, incident_id: int | None) -> str:
    """What an alert is about, however often it fires: an incident or a measured thing.  (pure)"""
    if incident_id is not None:
        return f"incident|{incident_id}"
    parts = key.removesuffix(OVER).split("|")
    if parts[0] in ("waiting", "due", "overdue", "spread"):
        return "|".join(parts[:WHOLE])
    return "|".join(parts[:-1]) or key


def is_worse(mute: Mute, hit: Hit) -> bool:
    """Is this worse than what was muted?  (pure)"""
    if hit.level > mute.level:
        return True
    if mute.value is None or not isinstance(hit.what, Change):
        return False
    if hit.what.measure in FALLS:
        return hit.what.value <= mute.value / WORSE
    return hit.what.value >= WORSE * abs(mute.value)


def value_of(hit: Hit) -> float | None:
    """How large a measured thing is."""
    return hit.what.value if isinstance(hit.what, Change) else None


def unmuted(hits: Sequence[Hit], mutes: Mapping[str, Mute]) -> list[Hit]:
    """The hits that are told: what is not muted, or worse than it was.  (pure)"""
    told = []
    for hit in hits:
        mute = mutes.get(subject_of(hit.key, hit.incident_id))
        if mute is None or (not hit.key.endswith(OVER) and is_worse(mute, hit)):
            told.append(hit)
    return told


def read_mutes(session: Session, rule: str) -> dict[str, Mute]:
    """What is muted of a rule, by subject."""
    return {mute.subject: mute for mute in session.scalars(select(Mute).filter_by(rule=rule))}


def list_mutes(session: Session) -> Sequence[Mute]:
    """Everything that is muted, the latest first."""
    asked = select(Mute).options(joinedload(Mute.person)).order_by(Mute.id.desc())
    return session.scalars(asked).all()


def end_mutes(session: Session, mutes: Mapping[str, Mute], hits: Sequence[Hit]) -> None:
    """A mute ends when its thing is worse, or is over."""
    for hit in hits:
        mute = mutes.get(subject_of(hit.key, hit.incident_id))
        if mute is not None and (hit.key.endswith(OVER) or is_worse(mute, hit)):
            session.execute(delete(Mute).where(Mute.id == mute.id))


def mute_message(session: Session, key: str, person: Person, now: datetime) -> int:
    """Mute what a message told, each thing until it is worse than it was then; how many."""
    # Who mutes the same, or ends what is muted, waits: both would add what there is once.
    told_by = select(Alert.rule).where(Alert.batch == key)
    session.execute(select(RuleRow.id).where(_RULE.name.in_(told_by)).with_for_update())
    asked = (
        select(Alert, Mention.incident_id)
        .outerjoin(Mention, Mention.id == Alert.mention_id)
        .where(Alert.batch == key)
    )
    count = 0
    for alert, incident_id in session.execute(asked):
        subject = subject_of(alert.key, incident_id)
        held = session.scalar(select(Mute).filter_by(rule=alert.rule, subject=subject))
        if held is None:
            held = Mute(rule=alert.rule, subject=subject, level=alert.level)
            session.add(held)
            count += 1
        held.level, held.value = max(held.level, alert.level), alert.value
        held.at, held.person = now, person
        session.flush()
    return count
