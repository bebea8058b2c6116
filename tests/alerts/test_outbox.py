"""Messages to several notifiers go out beside each other."""

from datetime import UTC, datetime
from threading import Event

import pytest

from alerts.message import Message
from alerts.notifiers import NOTIFIERS
from alerts.outbox import send_all
from alerts.send import queue
from pipeline.alert_model import Delivery
from pipeline.database import Database
from tests.alerts.conftest import Call, Hall

PATIENCE = 20  # seconds; whoever sends one after the other waits so long, and is told no


def test_a_silent_notifier_holds_up_no_other(database: Database, hall: Hall) -> None:
    other_came = Event()

    def answer(call: Call) -> object:
        if call.path == "/other":
            other_came.set()
        else:
            hall.status = 200 if other_came.wait(PATIENCE) else 503
        return {}

    hall.answer = answer
    addresses = {name: f"json://{hall.address}/{name}" for name in ("silent", "other")}
    with database.writing() as session:
        queue(session, "r", addresses, Message("t", "b", "k"), datetime.now(UTC))

    assert send_all(database, addresses) == (2, 0)
    assert sorted(call.path for call in hall.calls) == ["/other", "/silent"]


def test_what_one_notifier_is_told_comes_in_its_order(database: Database, hall: Hall) -> None:
    addresses = {"hook": f"json://{hall.address}/hook"}
    with database.writing() as session:
        for number in range(3):
            queue(
                session, "r", ["hook"], Message(f"{number}", "b", f"k{number}"), datetime.now(UTC)
            )

    assert send_all(database, addresses) == (3, 0)
    assert [call.json["title"] for call in hall.calls] == ["0", "1", "2"]


def test_a_mistake_in_one_notifier_silences_no_other(
    database: Database, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mistaken:
        def __init__(self, address: str) -> None:
            self.port = {}[address]  # type: ignore[var-annotated]

    monkeypatch.setitem(NOTIFIERS, "mistaken", Mistaken)
    addresses = {"own": "mistaken://", "hook": f"json://{hall.address}/hook"}
    with database.writing() as session:
        queue(session, "r", addresses, Message("t", "b", "k"), datetime.now(UTC))

    assert send_all(database, addresses) == (1, 1)
    with database.reading() as session:
        kept = {row.notifier: (row.sent is None, row.error) for row in session.query(Delivery)}
    assert kept == {"own": (True, "KeyError: 'mistaken://'"), "hook": (False, None)}
