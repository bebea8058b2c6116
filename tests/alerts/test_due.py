"""Which messages are due: once for one thing, grouped, at the right time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from alerts import receivers
from alerts.due import speak_up, untold_hits
from alerts.message import Message
from alerts.rules import read_rule
from pipeline import erasure, store
from pipeline.alert_model import Alert, Delivery
from pipeline.model import RuleRow
from pipeline.people_model import Person
from tests.alerts.conftest import NOW, Town


def speak(town: Town, **later: Any) -> list[Message]:
    now = NOW + timedelta(**later)
    with town.database.writing() as session:
        spoken = [
            speak_up(
                session,
                ready := read_rule(row.rule, {"hook": "", "mail": ""}),
                untold_hits(session, ready, row.since, now),
                now,
                "https://desk.example",
            )
            for row in store.rules(session)
        ]
    return [message for message in spoken if message]


def test_several_complaints_make_one_message_for_each_notifier(any_town: Town) -> None:
    any_town.rule("hook", "mail")
    any_town.complain("Первая")
    any_town.complain("Вторая")

    (message,) = speak(any_town)

    assert "Первая" in message.body
    assert "Вторая" in message.body
    with any_town.database.reading() as session:
        deliveries = session.scalars(select(Delivery)).all()
        assert {row.key for row in deliveries} == {f"{message.key}:hook", f"{message.key}:mail"}
        assert {row.batch for row in session.scalars(select(Alert))} == {message.key}


def test_a_complaint_is_told_once(any_town: Town) -> None:
    any_town.rule("hook")
    any_town.complain("Первая")
    speak(any_town)
    assert speak(any_town) == []

    any_town.complain("Вторая")
    (message,) = speak(any_town)
    assert "Первая" not in message.body


def test_each_rule_speaks_for_itself(town: Town) -> None:
    town.rule("hook", name="forum", channels=["forum"])
    town.rule("hook", name="reviews", channels=["review"])
    town.rule("hook", name="all")
    town.complain()

    assert len(speak(town)) == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"at": NOW - timedelta(days=40)},
        {"at": NOW - timedelta(days=4)},
        {"backfill": True},
        {"judge": None},
        {"complaint": False},
    ],
    ids=["before the rule", "old", "history", "not judged", "no complaint"],
)
def test_what_is_no_news(town: Town, facts: dict[str, Any]) -> None:
    town.rule("hook")
    town.complain(**facts)

    assert speak(town) == []


def test_an_event_is_told_again_only_when_it_gets_worse(town: Town) -> None:
    town.rule("hook")
    town.complain("Нет света", incident="outage")
    assert len(speak(town)) == 1

    town.complain("И у меня", incident="outage")
    assert speak(town) == []

    town.complain("Ребёнок в больнице", incident="outage", severity=3)
    (message,) = speak(town)
    assert "больнице" in message.body
    assert "И у меня" not in message.body


def test_quiet_hours_gather_what_happens_for_one_message(town: Town) -> None:
    town.rule("hook", quiet="14:00-18:00", zone="UTC")
    for hour in (2, 3, 4):
        town.complain(f"Час {hour}", at=NOW + timedelta(hours=hour))
        assert speak(town, hours=hour) == []

    (message,) = speak(town, hours=6)
    assert all(f"Час {hour}" in message.body for hour in (2, 3, 4))


def test_a_grave_complaint_wakes(town: Town) -> None:
    town.rule("hook", quiet="14:00-18:00", zone="UTC")
    town.complain("Пожар", at=NOW + timedelta(hours=3), severity=3)

    assert len(speak(town, hours=3)) == 1


def test_at_most_one_message_in_so_many_minutes(town: Town) -> None:
    town.rule("hook", every_minutes=60)
    town.complain("Первая")
    assert len(speak(town)) == 1

    town.complain("Вторая")
    assert speak(town, minutes=30) == []
    town.complain("Третья")
    (message,) = speak(town, minutes=61)
    assert "Вторая" in message.body
    assert "Третья" in message.body


def test_a_message_of_a_clock_that_was_ahead_silences_no_rule(town: Town) -> None:
    town.rule("hook", every_minutes=60)
    town.complain("Первая")
    assert len(speak(town, minutes=24 * 60)) == 1

    town.complain("Вторая")
    assert len(speak(town, minutes=5)) == 1


def test_two_processes_tell_a_thing_once(postgres_town: Town) -> None:
    postgres_town.rule("hook")
    for _ in range(3):
        postgres_town.complain()
    together = Barrier(4)

    def run(_: int) -> int:
        with postgres_town.database.reading() as session:
            (row,) = store.rules(session)
            ready = read_rule(row.rule, {"hook": ""})
            found = untold_hits(session, ready, row.since, NOW)
        together.wait(timeout=120)
        with postgres_town.database.writing() as session:
            session.get(RuleRow, row.id, with_for_update=True)
            return int(speak_up(session, ready, found, NOW, "https://desk.example") is not None)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 1
    with postgres_town.database.reading() as session:
        assert len(session.scalars(select(Delivery)).all()) == 1
        assert len(session.scalars(select(Alert)).all()) == 3


CLOCKS = [  # zones of the person behind "boss" and of a colleague; what boss and the team read
    ("Europe/Moscow", "Europe/Moscow", "4 Mar, 15:00\n", "4 мар., 15:00\n"),
    ("Europe/Moscow", "Europe/Minsk", "4 Mar, 15:00\n", "4 мар., 15:00\n"),  # the same time
    ("Asia/Yekaterinburg", "Europe/Moscow", "4 Mar, 17:00 UTC+5", "4 мар., 15:00 UTC+3"),
    ("Europe/Moscow", "America/St_Johns", "4 Mar, 15:00 UTC+3", "4 мар., 15:00 UTC+3"),
    ("America/St_Johns", "UTC", "4 Mar, 08:30 UTC-3:30", "4 мар., 15:00 UTC+3"),
    ("UTC", "UTC", "4 Mar, 12:00 UTC\n", "4 мар., 15:00 UTC+3"),
]


@pytest.mark.parametrize(("boss", "colleague", "read_by_boss", "read_by_team"), CLOCKS)
def test_times_are_those_of_whoever_reads_and_named_where_they_differ(
    town: Town, boss: str, colleague: str, read_by_boss: str, read_by_team: str
) -> None:
    with town.database.writing() as session:
        people = [
            Person(login=login, name=login, password="-", time_zone=zone, language="en")
            for login, zone in (("anna", boss), ("boris", colleague))
        ]
        session.add_all(people)
        session.flush()
        receivers.assign(session, "mail", people[0])
    town.rule("hook", "mail")
    town.complain()
    speak(town)

    with town.database.reading() as session:
        told = {one.notifier: one for one in session.scalars(select(Delivery))}
    assert told["mail"].title.startswith("New complaint")
    assert told["hook"].title.startswith("Новая жалоба")
    assert read_by_boss in told["mail"].body
    assert read_by_team in told["hook"].body
    keys = {one.key.partition(":")[0] for one in told.values()}
    assert len(keys) == 1


def test_nothing_is_told_of_somebody_who_was_erased_meanwhile(any_town: Town) -> None:
    """Erased between the look and the message, and before the look."""
    any_town.rule("hook")
    any_town.rule("hook", kind="spreading", name="s", mentions=2)
    for number in range(2):
        any_town.complain(f"Анна и её тайна {number}", incident="one")
    with any_town.database.reading() as session:
        ready = [read_rule(row.rule, {"hook": ""}) for row in store.rules(session)]
        found = [untold_hits(session, one, NOW - timedelta(days=1), NOW) for one in ready]
    assert all(found)

    with any_town.database.writing() as session:
        erasure.erase_author(session, "forum", "Анна", None, NOW)
    with any_town.database.writing() as session:
        for one, hits in zip(ready, found, strict=True):
            speak_up(session, one, hits, NOW, "https://desk.example")
    speak(any_town, minutes=1)

    with any_town.database.reading() as session:
        (told,) = session.scalars(select(Delivery))  # that two wrote the same is counted still
        assert told.rule == "s"
        assert "Анна" not in told.body
