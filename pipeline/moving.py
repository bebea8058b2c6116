"""A mention moved to the brand it is about, with its task where it alone has one; reversible."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import desk
from pipeline.assess import PERSON
from pipeline.desk_model import BrandCorrection
from pipeline.errors import OtklikError
from pipeline.model import BrandRow, Incident, Mention
from pipeline.people_model import Person
from pipeline.states import OPEN
from pipeline.task_model import Task, TaskChange

NOT_OURS = "not about us"


def move(
    session: Session, mention: Mention, brand: BrandRow, person: Person, now: datetime
) -> BrandCorrection:
    """Say that a mention is about another brand; a model judges it again toward that one."""
    _check(session, mention, brand)
    correction = BrandCorrection(
        mention_id=mention.id,
        at=now,
        person=person,
        before=mention.brand,
        after=brand,
        incident_id=mention.incident_id,
    )
    session.add(correction)
    _carry(session, mention, brand, None, person, now)
    return correction


def move_back(session: Session, mention: Mention, person: Person, now: datetime) -> None:
    """Take the last move back: the mention is where it was, in the incident it was in."""
    last = find_move(session, mention)
    if last is None:
        raise OtklikError("this mention was not moved; there is nothing to take back")
    _check(session, mention, last.before)
    session.add(
        BrandCorrection(
            mention_id=mention.id,
            at=now,
            person=person,
            before=mention.brand,
            after=last.before,
            incident_id=mention.incident_id,
        )
    )
    home = session.get(Incident, last.incident_id) if last.incident_id else None
    rejoins = home if home is not None and home.brand_id == last.before_id else None
    _carry(session, mention, last.before, rejoins, person, now)


def find_move(session: Session, mention: Mention) -> BrandCorrection | None:
    """The move that brought a mention to its brand; None when it was found there."""
    asked = select(BrandCorrection).filter_by(mention_id=mention.id)
    return _last_standing(session.scalars(asked.order_by(BrandCorrection.id)))


def brought(session: Session, mentions: Collection[int]) -> set[int]:
    """Those of the mentions with these ids that a move brought to their brand."""
    moved = BrandCorrection.__table__.c.mention_id
    asked = select(BrandCorrection).where(moved.in_(mentions)).order_by(BrandCorrection.id)
    moves: dict[int, list[BrandCorrection]] = {}
    for one in session.scalars(asked):
        moves.setdefault(one.mention_id, []).append(one)
    return {mention for mention, some in moves.items() if _last_standing(some)}


def _last_standing(moves: Iterable[BrandCorrection]) -> BrandCorrection | None:
    """Of a mention's moves, the earliest first, the last that was not taken back."""
    standing: list[BrandCorrection] = []
    for one in moves:
        if standing and standing[-1].before_id == one.after_id:
            standing.pop()  # it went back
        else:
            standing.append(one)
    return standing[-1] if standing else None


def moved_away(session: Session, posts: Collection[int]) -> set[tuple[int, int]]:
    """Brand and post, where a person said that a post with one of these ids is not about the brand.

    A page read again must not make the mention that was moved a second time.
    """
    before = BrandCorrection.__table__.c.before_id
    asked = (
        select(before, Mention.post_id)
        .join(Mention, Mention.id == BrandCorrection.mention_id)
        .where(Mention.brand_id != before, Mention.post_id.in_(posts))
    )
    return {(brand, post) for brand, post in session.execute(asked)}


def _check(session: Session, mention: Mention, brand: BrandRow) -> None:
    name = brand.brand.name
    if brand.id == mention.brand_id:
        raise OtklikError('this mention is about "%(brand)s" already', brand=name)
    taken = select(Mention.id).filter_by(brand_id=brand.id, post_id=mention.post_id)
    if session.scalar(taken) is not None:
        raise OtklikError(
            'the post is a mention of "%(brand)s" already; dismiss this one as not about us',
            brand=name,
        )


def _carry(
    session: Session,
    mention: Mention,
    brand: BrandRow,
    rejoins: Incident | None,
    person: Person,
    now: datetime,
) -> None:
    left = mention.incident
    task = _task_of(session, left)
    rest = _others(session, mention)
    if left is not None and not rest and rejoins is None:
        rejoins = _take_along(session, left, task, brand, person, now)
    mention.brand, mention.incident = brand, rejoins
    mention.followed_up = rejoins is not None
    if mention.judge != PERSON:
        mention.judge = None
    if task is not None and rejoins is not left:
        _leave(session, task, mention, rest, person, now)
    session.flush()


def _take_along(
    session: Session,
    incident: Incident,
    task: Task | None,
    brand: BrandRow,
    person: Person,
    now: datetime,
) -> Incident | None:
    """An incident of this mention alone moves with it, and so does its task."""
    same = select(Incident).filter_by(brand_id=brand.id, key=incident.key)
    there = session.scalars(same).one_or_none()
    if there is not None:
        return there
    before = incident.brand_id
    incident.brand_id = brand.id
    if task is not None:
        _tell(session, task, person, now, _name(session, before), brand.brand.name)
        task.brand_id = brand.id
        if brand.brand.competitor and task.status in OPEN:
            desk.dismiss(session, task, person, NOT_OURS, now)
    return incident


def _leave(
    session: Session,
    task: Task,
    mention: Mention,
    rest: list[Mention],
    person: Person,
    now: datetime,
) -> None:
    """The task stays with the mentions that remain; one without any is not about us."""
    _tell(session, task, person, now, mention.post.post.url, mention.brand.brand.name)
    if rest and task.mention_id == mention.id:
        task.mention = rest[0]
    if not rest and task.status in OPEN:
        desk.dismiss(session, task, person, NOT_OURS, now)


def _task_of(session: Session, incident: Incident | None) -> Task | None:
    if incident is None:
        return None
    return session.scalars(select(Task).filter_by(incident_id=incident.id)).one_or_none()


def _others(session: Session, mention: Mention) -> list[Mention]:
    if mention.incident_id is None:
        return []
    same = select(Mention).filter_by(incident_id=mention.incident_id).order_by(Mention.id)
    return [one for one in session.scalars(same) if one.id != mention.id]


def _name(session: Session, brand_id: int) -> str:
    return session.get_one(BrandRow, brand_id).brand.name


def _tell(
    session: Session, task: Task, person: Person, now: datetime, before: str, after: str
) -> None:
    session.add(
        TaskChange(task=task, person=person, at=now, what="brand", before=before, after=after)
    )
