"""Messages on their way out: claimed, sent, remembered; tried again, given up.

A delivery is claimed in one transaction, sent in none, and remembered in another. Whoever is
killed in between leaves a row that is claimed again later, with the same key: a message goes
out at least once, and the key tells a repeat.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from alerts.digest import join
from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.notifiers import open_notifier
from alerts.receivers import held_until, read_reached
from pipeline.alert_model import Delivery
from pipeline.insertion import insert_new
from pipeline.model import RuleRow

FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 10  # about a day
ONE_BY_ONE = 3  # new messages for one notifier; more come as one


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours to try, or several that go out as one."""

    delivery_ids: tuple[int, ...]
    notifier: str
    message: Message


def queue(
    session: Session,
    rule: str,
    notifiers: Iterable[str],
    message: Message,
    now: datetime,
    level: float = 0.0,
) -> None:
    """Remember that a message is to go out, once to each notifier; quiet hours hold it back."""
    receivers = read_reached(session)
    for notifier in dict.fromkeys(notifiers):
        row = {
            "key": f"{message.key}:{notifier}",
            "rule": rule,
            "notifier": notifier,
            "title": message.title,
            "body": message.body,
            "created": now,
            "attempts": 0,
            "level": level,
            "held_until": held_until(receivers.get(notifier), level, now),
        }
        insert_new(session, Delivery, row)


def claim(
    session: Session,
    now: datetime,
    down: Collection[str],
    among: Collection[str] | None = None,
) -> Claim | None:
    """Take the oldest delivery that is due, not by a notifier that is down; None when done.

    What was held back in quiet hours goes out as one message, and so does what is too much.
    """
    due = _due(now).where(Delivery.notifier.not_in(down)).limit(1)
    if among is not None:
        due = due.where(Delivery.notifier.in_(among))
    first = session.scalars(due).first()
    if first is None:
        return None
    taken = _with_others(session, first, now)
    for delivery in taken:
        delivery.attempts += 1
        delivery.retry_at = now + wait(delivery.attempts)
    ordered = sorted(taken, key=lambda delivery: (-delivery.level, delivery.id))
    language = _language(session, first.notifier, ordered[0].rule)
    held = all(delivery.held_until is not None for delivery in taken)
    message = join([_message(delivery) for delivery in ordered], language, held=held)
    return Claim(tuple(delivery.id for delivery in taken), first.notifier, message)


def _language(session: Session, notifier: str, rule: str) -> str:
    """What a person reads, or a team's rule speaks."""
    receiver = read_reached(session).get(notifier)
    if receiver is not None:
        return receiver.person.language
    row = session.scalar(select(RuleRow).where(RuleRow.__table__.c.name == rule))
    return str(row.rule.options.get("language", "ru")) if row else "ru"


def _with_others(session: Session, first: Delivery, now: datetime) -> list[Delivery]:
    """What goes out together with this one; what was tried as one is tried again as one.

    So the key of several messages stays the same, too, however often they are tried.
    """
    due = _due(now).where(Delivery.notifier == first.notifier, Delivery.attempts == first.attempts)
    if first.attempts:
        return list(session.scalars(due.where(Delivery.retry_at == first.retry_at)))
    new = session.scalars(due).all()
    held = any(delivery.held_until is not None for delivery in new)
    return list(new) if held or len(new) > ONE_BY_ONE else [first]


def _due(now: datetime) -> Select[Delivery]:
    """Deliveries that may be tried now, the oldest first, claimed on PostgreSQL."""
    set_ahead = Delivery.retry_at > now + LONGEST_WAIT  # by a clock that has been set right since
    return (
        select(Delivery)
        .where(Delivery.sent.is_(None))
        .where(or_(Delivery.attempts == 0, Delivery.retry_at <= now, set_ahead))
        .where(or_(Delivery.held_until.is_(None), Delivery.held_until <= now))
        .order_by(Delivery.id)
        .with_for_update(skip_locked=True)
    )


def _message(delivery: Delivery) -> Message:
    return Message(delivery.title, delivery.body, delivery.key.partition(":")[0])


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
    for number in claimed.delivery_ids:
        delivery = session.get(Delivery, number)
        if delivery is not None:  # whoever unlinks an account drops what was to be said there
            _remember(delivery, error, now)


def _remember(delivery: Delivery, error: NotifyError | None, now: datetime) -> None:
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
