"""Whom a notifier reaches, how they read, and how long messages are held for who sleeps."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from alerts.clock import Clock
from alerts.options import Language, Options, read_span
from alerts.quiet import end_of_quiet
from pipeline.alert_model import Receiver
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.telegram_links import notifier_of, read_links
from pipeline.telegram_model import TelegramLink

_PERSON = Person.__table__.c
Reached = Receiver | TelegramLink  # both say who it is, and when they want to be left alone


def read_receivers(session: Session) -> dict[str, Receiver]:
    """Who is reached by which notifier."""
    asked = select(Receiver).options(joinedload(Receiver.person))
    return {one.notifier: one for one in session.scalars(asked)}


def read_reached(session: Session) -> dict[str, Reached]:
    """The same with those whom the Telegram bot reaches."""
    linked: dict[str, Reached] = {notifier_of(one.person): one for one in read_links(session)}
    return linked | read_receivers(session)


@dataclass(frozen=True)
class Manner:
    """By which clock and in which language somebody reads."""

    clock: Clock
    language: Language


def manners_of(
    session: Session, notifiers: Iterable[str], options: Options, now: datetime
) -> dict[Manner, list[str]]:
    """The notifiers by how those read whom they reach; a team reads as the rule says.

    Where not all who work here have the same time, clocks name their zones.
    """
    receivers = read_receivers(session)
    theirs = select(_PERSON.time_zone).where(_PERSON.active).distinct()
    offsets = {
        now.astimezone(ZoneInfo(one)).utcoffset()
        for one in (options.zone, *session.scalars(theirs))
    }
    manners: dict[Manner, list[str]] = defaultdict(list)
    for notifier in notifiers:
        held = receivers.get(notifier)
        zone = held.person.time_zone if held else options.zone
        language = _language(held.person) if held else options.language
        manners[Manner(Clock(zone, named=len(offsets) > 1), language)].append(notifier)
    return manners


def _language(person: Person) -> Language:
    return "ru" if person.language == "ru" else "en"


def assign(session: Session, notifier: str, person: Person | None) -> None:
    """Say whom a notifier reaches, or that it reaches nobody in particular."""
    held = session.get(Receiver, notifier)
    if person is None:
        if held is not None:
            session.delete(held)
        return
    other = session.scalar(select(Receiver).filter_by(person_id=person.id))
    if other is not None and other.notifier != notifier:
        raise OtklikError(
            '"%(notifier)s" reaches %(name)s already; one notifier each',
            notifier=other.notifier,
            name=person.name,
        ).at("person")
    if held is None:
        session.add(Receiver(notifier=notifier, person=person, quiet=None, wake=3.0))
    else:
        held.person = person
    session.flush()


def set_quiet(receiver: Reached, quiet: str, wake: float) -> None:
    """Keep when somebody wants to be left alone; nothing means never."""
    if quiet:
        try:
            read_span(quiet)
        except ValueError as error:
            raise OtklikError(
                '"%(quiet)s" is no span of time; one looks like 22:00-08:00', quiet=quiet[:40]
            ).at("quiet") from error
    receiver.quiet, receiver.wake = quiet or None, wake


def held_until(receiver: Reached | None, level: float, now: datetime) -> datetime | None:
    """When a message may go out that comes in somebody's quiet hours; None: at once."""
    if receiver is None or level >= receiver.wake:
        return None
    return end_of_quiet(receiver.quiet, receiver.person.time_zone, now)
