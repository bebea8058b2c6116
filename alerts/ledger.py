"""What was told and what became of it: messages with their deliveries and what fired them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from alerts.given_up import given_up
from alerts.people_figures import delivery_tells_of_people
from pipeline.alert_model import Alert, Delivery
from pipeline.model import Mention
from pipeline.task_model import Task

_DELIVERY, _ALERT = Delivery.__table__.c, Alert.__table__.c


class State(StrEnum):
    """Where a delivery stands."""

    SENT = "sent"
    WAITING = "waiting"
    TRYING = "trying"  # failed, and tried again later
    GIVEN_UP = "given up"
    ASIDE = "put aside"  # given up, and somebody said that it need not go out


@dataclass(frozen=True)
class Cause:
    """One thing a message told of, and the task that answers for it, if one does."""

    alert: Alert
    mention: Mention | None
    task_id: int | None


@dataclass(frozen=True)
class Told:
    """A message with its deliveries."""

    key: str
    rule: str
    created: datetime
    title: str
    body: str
    deliveries: tuple[Delivery, ...]
    causes: tuple[Cause, ...]

    @property
    def useful(self) -> bool | None:
        """What people said of it."""
        said = [cause.alert.useful for cause in self.causes if cause.alert.useful is not None]
        return said[-1] if said else None


def state_of(delivery: Delivery) -> State:
    """Where a delivery stands.  (pure)"""
    if delivery.sent:
        return State.SENT
    if not delivery.attempts:
        return State.WAITING
    if delivery.retry_at:
        return State.TRYING
    return State.ASIDE if delivery.aside else State.GIVEN_UP


def read_told(
    session: Session,
    *,
    rule: str | None = None,
    state: State | None = None,
    before: int | None = None,
    limit: int = 50,
    colleagues: bool = True,
) -> tuple[list[Told], int | None]:
    """The latest messages, and the id from which on there are earlier ones.

    Without `colleagues` those that tell what single people did are left out.
    """
    asked = select(Delivery).order_by(_DELIVERY.id.desc()).limit(limit + 1)
    if rule is not None:
        asked = asked.where(_DELIVERY.rule == rule)
    if before is not None:
        asked = asked.where(_DELIVERY.id < before)
    if not colleagues:
        asked = asked.where(~delivery_tells_of_people())
    asked = asked.where(*_standing(state))
    found = session.scalars(asked).all()
    groups: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in found[:limit]:
        groups[delivery.key.partition(":")[0]].append(delivery)
    causes = _read_causes(session, list(groups))
    told = [_tell(key, group, causes.get(key, ())) for key, group in groups.items()]
    return told, found[limit - 1].id if len(found) > limit else None


def find_title(session: Session, key: str) -> str | None:
    """The title of the message with this key."""
    one = select(_DELIVERY.title).where(_DELIVERY.key.startswith(f"{key}:", autoescape=True))
    return session.scalar(one.limit(1))


def _standing(state: State | None) -> tuple[ColumnElement[bool], ...]:
    unsent = _DELIVERY.sent.is_(None)
    return {
        None: (),
        State.SENT: (_DELIVERY.sent.is_not(None),),
        State.WAITING: (unsent, _DELIVERY.attempts == 0),
        State.TRYING: (unsent, _DELIVERY.attempts > 0, _DELIVERY.retry_at.is_not(None)),
        State.GIVEN_UP: (given_up(),),
        State.ASIDE: (unsent, _DELIVERY.aside.is_not(None)),
    }[state]


def _tell(key: str, deliveries: list[Delivery], causes: Sequence[Cause]) -> Told:
    first = deliveries[0]
    ordered = tuple(sorted(deliveries, key=lambda one: one.id))
    return Told(key, first.rule, first.created, first.title, first.body, ordered, tuple(causes))


def _read_causes(session: Session, keys: list[str]) -> dict[str, list[Cause]]:
    """What fired each message: the alerts, their mentions and the tasks of their incidents."""
    asked = (
        select(Alert, Mention, Task.id)
        .outerjoin(Mention, Mention.id == _ALERT.mention_id)
        .outerjoin(Task, Task.incident_id == Mention.incident_id)
        .where(_ALERT.batch.in_(keys))
        .order_by(_ALERT.id)
        .options(joinedload(Mention.post), joinedload(Mention.brand))
    )
    causes: dict[str, list[Cause]] = defaultdict(list)
    for alert, mention, task_id in session.execute(asked):
        about = task_id or _task_of(session, alert.key)
        causes[str(alert.batch)].append(Cause(alert, mention, about))
    return causes


def _task_of(session: Session, key: str) -> int | None:
    """The task that the key of a measured thing names, itself or by its incident."""
    kind, _, rest = key.partition("|")
    number = rest.partition("|")[0]
    if not number.isdecimal():
        return None
    if kind == "spread":
        return session.scalar(select(Task.id).filter_by(incident_id=int(number)))
    return int(number) if kind in ("waiting", "due", "overdue") else None
