"""Same event? Mentions of one brand that say the same, or tell of the same, are one incident."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import likeness, same_event
from pipeline.folding import fold, split_words
from pipeline.insertion import insert_new
from pipeline.model import Incident, IncidentBand, Mention, PostRow
from pipeline.post import Post
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange

# Two people can write "awful service!" of two events; nobody writes these many words alike.
LEAST_WORDS = 8
OPEN_FOR = timedelta(days=30)  # a text met again later is another event
POST, TEXT = "post:", "text:"  # how the keys of incidents begin: of one post, of a text
SAME_TEXT, SAME_WORDS = "same text", "same words"  # why a mention joined, as it is kept
# Dismissals that speak of the text: it is no more of a case when somebody writes it again.
OF_THE_TEXT = (
    *("not about us", "spam", "not a complaint", "duplicate"),
    *("noise", "no longer named"),  # the program's own
)
_INCIDENT, _POST = Incident.__table__.c, PostRow.__table__.c


def key(post: Post, post_key: str) -> str:
    """What the mentions of an incident share: the text where it is long enough, else the post."""
    words = split_words(fold(post.text))
    if len(words) < LEAST_WORDS:
        return POST + post_key
    return TEXT + sha256(" ".join(words).encode()).hexdigest()


def assign(session: Session, mention: Mention, now: datetime) -> int:
    """Give a mention its incident, made if there is none like it; the incident's number."""
    own_key = key(mention.post.post, mention.post.key)
    known = _find_same(session, mention, own_key, now)
    found = (known, SAME_TEXT) if known else _find_like(session, mention, now)
    if found is None:
        mention.incident_id = _open(session, mention, own_key, now)
    else:
        mention.incident_id, mention.joined = _standing(session, found[0]), found[1]
    session.flush()
    return mention.incident_id


def _find_same(session: Session, mention: Mention, own_key: str, now: datetime) -> int | None:
    """The incident of this very text; one that is over leaves its key to the event of today."""
    facts = {"brand_id": mention.brand_id, "key": own_key}
    known = session.scalars(select(Incident).filter_by(**facts)).one_or_none()
    if known is None:
        return None
    is_post = own_key.startswith(POST)  # nobody else can be meant, however late
    going_on = known.opened >= now - OPEN_FOR and not _is_settled(session, known.id, mention)
    if is_post or going_on or mention.incident_id == known.id:
        return known.id
    known.key = f"{own_key}:{known.id}"
    session.flush()
    return None


def _is_settled(session: Session, incident_id: int, mention: Mention) -> bool:
    """Whether people closed the incident before they heard of this mention: it is a case anew.

    What its authors had posted elsewhere by then is none.
    """
    standing = _standing(session, incident_id)
    task = session.scalars(select(Task).filter_by(incident_id=standing)).one_or_none()
    if task is None or task.closed is None or task.status in OPEN:
        return False
    if task.status is TaskStatus.DISMISSED and task.reason in OF_THE_TEXT:
        return False
    post = mention.post.post
    if (post.published or mention.found) > task.closed:
        return True
    authors = select(_POST.author).join(Mention, Mention.post_id == _POST.id)
    return post.author not in session.scalars(authors.where(Mention.incident_id == standing)).all()


def _find_like(session: Session, mention: Mention, now: datetime) -> tuple[int, str] | None:
    """The incident a mention belongs to although its text is its own, and why."""
    alike = _alike(session, mention, now)
    if alike is not None:
        return alike, SAME_WORDS
    event = same_event.find_event(session, mention)
    return None if event is None else (event.incident_id, event.why)


def _standing(session: Session, incident_id: int) -> int:
    """The incident that answers for this one, where people merged their tasks."""
    seen = {incident_id}
    while (task := _merged_into(session, incident_id)) and task.incident_id not in seen:
        incident_id = task.incident_id
        seen.add(incident_id)
    return incident_id


def _merged_into(session: Session, incident_id: int) -> Task | None:
    merged = (
        select(TaskChange.after)
        .join(TaskChange.task)
        .where(Task.incident_id == incident_id, Task.status == TaskStatus.MERGED)
        .where(TaskChange.what == "merged", TaskChange.before.is_not(None))
        .order_by(TaskChange.id.desc())
        .limit(1)
    )
    into = session.scalar(merged)
    return session.get(Task, int(into)) if into else None


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
    near = [(likeness.likeness(text, first.post.post.text), number) for number, first in found]
    alike = (number for like, number in sorted(near, reverse=True) if like >= likeness.ALIKE)
    return next((one for one in alike if not _is_settled(session, one, mention)), None)
