"""Messages that were given up: counted where people look, sent again, or put aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from alerts.people_figures import delivery_tells_of_people
from pipeline import audit
from pipeline.alert_model import Delivery
from pipeline.errors import OtklikError
from pipeline.people_model import Person

_DELIVERY = Delivery.__table__.c


@dataclass(frozen=True)
class Lost:
    """What one notifier did not bring out."""

    notifier: str
    messages: int
    since: datetime  # the first of them was made
    error: str | None  # of the latest


def given_up() -> ColumnElement[bool]:
    """Was a message given up, and has nobody put it aside?"""
    unsent = and_(_DELIVERY.sent.is_(None), _DELIVERY.aside.is_(None))
    return and_(unsent, _DELIVERY.attempts > 0, _DELIVERY.retry_at.is_(None))


def count_given_up(*, colleagues: bool) -> Select[int]:
    """The question how many there are; without `colleagues` but for those that tell of people."""
    return select(func.count()).select_from(Delivery.__table__).where(*_seen(colleagues))


def read_lost(session: Session, *, colleagues: bool) -> list[Lost]:
    """What did not go out, by notifier."""
    asked = select(Delivery).where(*_seen(colleagues)).order_by(_DELIVERY.id)
    found: dict[str, Lost] = {}
    for one in session.scalars(asked):
        known = found.get(one.notifier)
        count, since = (known.messages + 1, known.since) if known else (1, one.created)
        found[one.notifier] = Lost(one.notifier, count, since, one.error)
    return list(found.values())


def find_lost(session: Session, notifier: str, *, colleagues: bool) -> Sequence[Delivery]:
    """The messages that a notifier did not bring out."""
    asked = select(Delivery).where(*_seen(colleagues), _DELIVERY.notifier == notifier)
    return session.scalars(asked.order_by(_DELIVERY.id)).all()


def _seen(colleagues: bool) -> tuple[ColumnElement[bool], ...]:
    return (given_up(),) if colleagues else (given_up(), ~delivery_tells_of_people())


def send_again(
    session: Session, delivery: Delivery, now: datetime, person: Person | None = None
) -> None:
    """Give a message that was given up another try, though somebody may have put it aside."""
    _must_be_given_up(delivery)
    delivery.attempts, delivery.retry_at, delivery.aside = 1, now, None
    if person:
        audit.tell(session, "message", delivery.title, "sent again", person, now)


def put_aside(session: Session, delivery: Delivery, now: datetime, person: Person) -> None:
    """Let a message that was given up be counted no more; it is kept, and can still be sent."""
    _must_be_given_up(delivery)
    delivery.aside = now
    audit.tell(session, "message", delivery.title, "put aside", person, now)


def _must_be_given_up(delivery: Delivery) -> None:
    if delivery.sent or not delivery.attempts or delivery.retry_at is not None:
        raise OtklikError("this message was not given up; it went out, or is tried again by itself")


def revive(session: Session, now: datetime) -> int:
    """Give all messages that were given up another try; how many there were."""
    dead = session.scalars(select(Delivery).where(given_up())).all()
    for delivery in dead:
        send_again(session, delivery, now)
    return len(dead)
