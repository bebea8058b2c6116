"""Same event? Mentions of one brand with the same text, or nearly the same, are one incident."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import likeness
from pipeline.folding import fold, split_words
from pipeline.intake import insert_new
from pipeline.model import Incident, IncidentBand, Mention, Task
from pipeline.post import Post

# Two people can write "awful service!" of two events; nobody writes these many words alike.
LEAST_WORDS = 8
OPEN_FOR = timedelta(days=30)  # a text met again later is another event
_INCIDENT = Incident.__table__.c


def key(post: Post, post_key: str) -> str:
    """What the mentions of an incident share: the text where it is long enough, else the post."""
    words = split_words(fold(post.text))
    if len(words) < LEAST_WORDS:
        return f"post:{post_key}"
    return "text:" + sha256(" ".join(words).encode()).hexdigest()


def assign(session: Session, mention: Mention, now: datetime) -> int:
    """Give a mention its incident, made if there is none like it; the incident's number."""
    own_key = key(mention.post.post, mention.post.key)
    facts = {"brand_id": mention.brand_id, "key": own_key}
    known = session.scalars(select(Incident.id).filter_by(**facts)).one_or_none()
    incident_id = known or _alike(session, mention, now) or _open(session, mention, own_key, now)
    mention.incident_id = incident_id
    session.flush()
    return incident_id


def _open(session: Session, mention: Mention, own_key: str, now: datetime) -> int:
    facts = {"brand_id": mention.brand_id, "key": own_key}
    made = insert_new(session, Incident, {**facts, "opened": now})
    if made is None:  # another process was faster
        return session.scalars(select(Incident.id).filter_by(**facts)).one()
    bands = likeness.bands(mention.post.post.text)
    session.add_all(IncidentBand(incident_id=made, band=band) for band in bands)
    return made


def _alike(session: Session, mention: Mention, now: datetime) -> int | None:
    """The incident whose text is most like the mention's, if one is alike enough."""
    text = mention.post.post.text
    bands = likeness.bands(text)
    if not bands:
        return None
    found = session.execute(
        select(Task.incident_id, Mention)
        .join(Task.mention)
        .join(Incident, Incident.id == Task.incident_id)
        .join(IncidentBand, IncidentBand.incident_id == Incident.id)
        .where(IncidentBand.band.in_(bands), _INCIDENT.brand_id == mention.brand_id)
        .where(_INCIDENT.opened >= now - OPEN_FOR)
        .distinct()
    )
    likest = max(
        ((likeness.likeness(text, first.post.post.text), number) for number, first in found),
        default=(0.0, 0),
    )
    return likest[1] if likest[0] >= likeness.ALIKE else None
