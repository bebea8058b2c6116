"""Whom a notifier reaches: quiet hours of a person, and one message afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts import receivers
from alerts.digest import join
from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.send import claim, queue, remember
from pipeline.alert_model import Delivery, Receiver
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.people_model import Person

NIGHT = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)  # 23:00 in Moscow


@pytest.fixture
def anna() -> Person:
    return Person(login="anna", name="Анна", password="-", time_zone="Europe/Moscow")


def told(number: int) -> Message:
    return Message(f"Новость {number}", f"Случилось {number}", f"{number:016x}")


def rest(session: Session, anna: Person) -> Receiver:
    session.add(anna)
    session.flush()
    receivers.assign(session, "boss", anna)
    own = session.get_one(Receiver, "boss")
    receivers.set_quiet(own, "22:00-08:00", 3.0)
    session.flush()
    return own


def test_what_comes_in_quiet_hours_is_one_message_afterwards(
    database: Database, anna: Person
) -> None:
    with database.writing() as session:
        rest(session, anna)
        for number in range(3):
            queue(session, "r", ["boss", "team"], told(number), NIGHT, 2.0)
        queue(session, "r", ["boss"], told(9), NIGHT, 3.0)  # grave: at any hour

    went: list[tuple[str, str]] = []
    with database.writing() as session:
        while (taken := claim(session, NIGHT, ())) is not None:
            remember(session, taken, None, NIGHT)
            went.append((taken.notifier, taken.message.title))
    assert sorted(went) == [
        ("boss", "Новость 9"),
        ("team", "Новость 0"),
        ("team", "Новость 1"),
        ("team", "Новость 2"),
    ]

    morning = NIGHT + timedelta(hours=9)
    with database.writing() as session:
        taken = claim(session, morning, ())
        assert taken is not None
        assert taken.message.title == "За тихие часы: 3 сообщения"
        assert taken.message.body.count("Случилось") == 3
        remember(session, taken, NotifyError("down", retry=True), morning)
        assert claim(session, morning, ()) is None
    with database.writing() as session:
        again = claim(session, morning + timedelta(hours=1), ())
        assert again is not None
        assert again.message == taken.message  # the same key tells a repeat
        remember(session, again, None, morning)
        assert session.scalars(select(Delivery).where(Delivery.sent.is_(None))).all() == []


def test_a_person_has_one_notifier_and_a_span_must_be_one(database: Database, anna: Person) -> None:
    with database.writing() as session:
        own = rest(session, anna)
        with pytest.raises(OtklikError, match="one notifier each"):
            receivers.assign(session, "other", anna)
        with pytest.raises(OtklikError, match="no span of time"):
            receivers.set_quiet(own, "late", 3.0)
        receivers.set_quiet(own, "", 2.0)
        assert (own.quiet, own.wake) == (None, 2.0)
        receivers.assign(session, "boss", None)
        session.flush()
        assert receivers.read_receivers(session) == {}


def test_one_message_alone_stays_as_it_is_and_many_are_cut() -> None:
    assert join([told(1)], "ru", held=True) == told(1)
    many = join([told(number) for number in range(30)], "en", held=True)
    assert many.title == "30 messages from the quiet hours"
    assert join([told(1), told(2)], "ru", held=False).title == "Новость 1 (и ещё 1)"
    assert (many.body.count("Новость"), many.body.count("Случилось")) == (40, 10)
