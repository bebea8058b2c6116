"""Muted until it is worse."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from alerts.facts import Change, Hit
from alerts.mutes import is_worse, mute_message, read_mutes, subject_of, unmuted
from pipeline.alert_model import Alert, Mute
from pipeline.database import Database
from pipeline.model import RuleRow
from pipeline.people_model import Person
from pipeline.watch import Rule

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "incident", "subject"),
    [
        ("mention-7", 3, "incident|3"),
        ("mention-7", None, "mention-7"),
        ("queue|||2026-03-04T12:00:00+00:00", None, "queue||"),
        ("queue|||2026-03-04T12:00:00+00:00|over", None, "queue||"),
        (
            "figure|by-channel|negative share|forum|2026-03-04",
            None,
            "figure|by-channel|negative share|forum",
        ),
        ("spread|5|10", None, "spread|5"),
        ("waiting|9", None, "waiting|9"),
        ("due|9|2026-03-04T12:00:00+00:00", None, "due|9"),
    ],
)
def test_what_an_alert_is_about(key: str, incident: int | None, subject: str) -> None:
    assert subject_of(key, incident) == subject


def hit(value: float, *, measure: str = "queue", over: bool = False, level: float = 2.0) -> Hit:
    key = f"{measure}|||{NOW.isoformat()}" + ("|over" if over else "")
    return Hit(key, NOW, level, Change(measure, "", value, over=over))


@pytest.mark.parametrize(
    ("facts", "worse"),
    [
        ({"value": 60}, False),
        ({"value": 74}, False),
        ({"value": 75}, True),
        ({"value": 51, "level": 3.0}, True),
        ({"value": 34, "measure": "fewer-mentions"}, False),
        ({"value": 33, "measure": "fewer-mentions"}, True),
    ],
)
def test_what_is_worse(facts: dict[str, Any], worse: bool) -> None:
    assert is_worse(Mute(level=2.0, value=50.0), hit(**facts)) is worse


def test_what_is_muted_is_not_told_until_it_is_worse_or_over() -> None:
    mutes = {"queue||": Mute(level=2.0, value=50.0)}
    assert unmuted([hit(60)], mutes) == []
    assert unmuted([hit(60, over=True)], mutes) == []
    assert unmuted([hit(90)], mutes) == [hit(90)]
    assert unmuted([hit(60)], {}) == [hit(60)]


def test_a_message_is_muted_thing_by_thing(database: Database) -> None:
    with database.writing() as session:
        anna = Person(login="anna", name="Анна", password="-")
        session.add(anna)
        key = hit(50).key
        session.add(Alert(rule="r", key=key, at=NOW, level=2.0, value=50.0, batch="ab"))
        session.flush()
        assert mute_message(session, "ab", anna, NOW) == 1
        assert mute_message(session, "ab", anna, NOW) == 0
        assert mute_message(session, "nothing", anna, NOW) == 0
        assert {name: mute.value for name, mute in read_mutes(session, "r").items()} == {
            "queue||": 50.0
        }
        assert read_mutes(session, "other") == {}


def test_two_who_mute_the_same_message_at_once_mute_it_once(postgres: Database) -> None:
    with postgres.writing() as session:
        session.add(RuleRow(rule=Rule("r", "queue", ["team"]), since=NOW))
        session.add(Alert(rule="r", key="waiting|9", at=NOW, level=2.0, batch="b"))
        session.add_all(Person(login=name, name=name, password="-") for name in ("anna", "boris"))

    def mute(name: str, session: Session) -> int:
        return mute_message(session, "b", session.query(Person).filter_by(login=name).one(), NOW)

    def mute_late() -> int:
        with postgres.writing() as session:
            return mute("boris", session)

    with ThreadPoolExecutor(1) as other:
        with postgres.writing() as session:
            assert mute("anna", session) == 1
            late = other.submit(mute_late)
            wait([late], timeout=0.5)  # it waits for the one that is not committed yet
        assert late.result() == 0
    with postgres.reading() as session:
        assert session.query(Mute).one().person.login == "boris"
