"""Messages on their way out: claimed, sent, remembered; tried again, given up.

A delivery is claimed in one transaction, sent in none, and remembered in another. Whoever is
killed in between leaves a row that is claimed again later, with the same key: a message goes
out at least once, and the key tells a repeat.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.notifiers import open_notifier
from pipeline.errors import OtklikError
from pipeline.intake import insert_new
from pipeline.model import Delivery

FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 10  # about a day


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours to try."""

    delivery_id: int
    notifier: str
    message: Message


def queue(
    session: Session, rule: str, notifiers: Iterable[str], message: Message, now: datetime
) -> None:
    """Remember that a message is to go out, once to each notifier."""
    for notifier in dict.fromkeys(notifiers):
        row = {
            "key": f"{message.key}:{notifier}",
            "rule": rule,
            "notifier": notifier,
            "title": message.title,
            "body": message.body,
            "created": now,
            "attempts": 0,
        }
        insert_new(session, Delivery, row)


def claim(session: Session, now: datetime, down: Collection[str]) -> Claim | None:
    """Take the oldest delivery that is due, not by a notifier that is down; None when done."""
    delivery = session.scalars(
        select(Delivery)
        .where(Delivery.sent.is_(None), Delivery.notifier.not_in(down))
        .where(or_(Delivery.attempts == 0, Delivery.retry_at <= now))
        .order_by(Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.retry_at = now + wait(delivery.attempts)
    key = delivery.key.partition(":")[0]
    return Claim(delivery.id, delivery.notifier, Message(delivery.title, delivery.body, key))


def deliver(claimed: Claim, addresses: Mapping[str, str]) -> NotifyError | None:
    """Send what was claimed; the error when it did not go out."""
    try:
        if claimed.notifier not in addresses:
            raise NotifyError("is no longer set up; see OTKLIK_NOTIFIERS", retry=True)
        open_notifier(addresses[claimed.notifier]).send(claimed.message)
    except NotifyError as error:
        return error
    return None


def remember(session: Session, claimed: Claim, error: NotifyError | None, now: datetime) -> None:
    """Keep how it ended; a message that cannot or need not be tried again is given up."""
    delivery = session.get_one(Delivery, claimed.delivery_id)
    delivery.error = str(error) if error else None
    if error is None:
        delivery.sent, delivery.retry_at = now, None
    elif error.retry and delivery.attempts < MOST_ATTEMPTS:
        delivery.retry_at = now + wait(delivery.attempts)
    else:
        delivery.retry_at = None


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to a limit."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


def send_again(delivery: Delivery, now: datetime) -> None:
    """Give a message that was given up another try."""
    if delivery.sent or not delivery.attempts or delivery.retry_at is not None:
        raise OtklikError("this message was not given up; there is nothing to send again")
    delivery.attempts, delivery.retry_at = 1, now


def revive(session: Session, now: datetime) -> int:
    """Give messages that were given up another try; how many there were."""
    dead = session.scalars(
        select(Delivery).where(
            Delivery.sent.is_(None), Delivery.attempts > 0, Delivery.retry_at.is_(None)
        )
    ).all()
    for delivery in dead:
        send_again(delivery, now)
    return len(dead)
