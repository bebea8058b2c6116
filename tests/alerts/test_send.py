"""Messages are tried, tried again, and given up."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from alerts.given_up import revive
from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.send import MOST_ATTEMPTS, Claim, claim, deliver, queue, remember, wait
from pipeline.alert_model import Delivery
from pipeline.database import Database
from pipeline.model import RuleRow
from pipeline.watch import Rule
from tests.alerts.conftest import NOW, Hall

MESSAGE = Message("Новая жалоба: Кедробанк", "«Деньги не вернули»", "ab12")


def take(session: Session, **later: int) -> Claim:
    claimed = claim(session, NOW + timedelta(**later), ())
    assert claimed is not None
    return claimed


def test_a_message_is_queued_once(any_database: Database) -> None:
    with any_database.writing() as session:
        queue(session, "r", ["mail", "hook", "mail"], MESSAGE, NOW)
        queue(session, "r", ["mail", "hook"], MESSAGE, NOW)

    with any_database.reading() as session:
        keys = sorted(session.scalars(select(Delivery.key)))
    assert keys == ["ab12:hook", "ab12:mail"]


def test_a_claimed_message_is_not_claimed_again_at_once(any_database: Database) -> None:
    with any_database.writing() as session:
        queue(session, "r", ["hook"], MESSAGE, NOW)
    with any_database.writing() as session:
        assert take(session).message == MESSAGE

    with any_database.writing() as session:
        assert claim(session, NOW + timedelta(seconds=90), ()) is None
        assert take(session, minutes=2).message == MESSAGE


def test_a_claim_of_a_clock_that_was_ahead_holds_nothing_back(database: Database) -> None:
    with database.writing() as session:
        queue(session, "r", ["hook"], MESSAGE, NOW)
        take(session, days=1)

    with database.writing() as session:
        assert take(session).message == MESSAGE


def test_two_processes_share_the_work(postgres: Database) -> None:
    with postgres.writing() as session:
        queue(session, "r", ["one", "two"], MESSAGE, NOW)

    with postgres.writing() as session, postgres.writing() as other:
        taken = {take(session).notifier, take(other).notifier}

    assert taken == {"one", "two"}


def test_a_notifier_that_is_down_is_left_alone(database: Database) -> None:
    with database.writing() as session:
        queue(session, "r", ["one", "two"], MESSAGE, NOW)
        claimed = claim(session, NOW, {"one"})

    assert claimed is not None
    assert claimed.notifier == "two"


def test_a_broken_server_is_tried_later(database: Database, hall: Hall) -> None:
    hall.status = 503
    addresses = {"hook": f"json://{hall.address}/in"}
    with database.writing() as session:
        queue(session, "r", ["hook"], MESSAGE, NOW)
        claimed = take(session)
        error = deliver(claimed, addresses)
        assert error is not None
        assert error.retry
        remember(session, claimed, error, NOW)
        assert claim(session, NOW + timedelta(seconds=60), ()) is None

    hall.status = 200
    with database.writing() as session:
        claimed = take(session, minutes=2)
        assert deliver(claimed, addresses) is None
        remember(session, claimed, None, NOW + timedelta(minutes=2))

    with database.reading() as session:
        row = session.scalars(select(Delivery)).one()
        assert (row.sent, row.attempts, row.error) == (NOW + timedelta(minutes=2), 2, None)
        assert claim(session, NOW + timedelta(days=9), ()) is None
    assert [call.json["key"] for call in hall.calls] == ["ab12", "ab12"]


@pytest.mark.parametrize("retry", [True, False])
def test_a_message_is_given_up_and_can_be_revived(database: Database, *, retry: bool) -> None:
    with database.writing() as session:
        queue(session, "r", ["hook"], MESSAGE, NOW)
        for attempt in range(MOST_ATTEMPTS if retry else 1):
            claimed = take(session, days=attempt)
            remember(
                session, claimed, NotifyError("no", retry=retry), NOW + timedelta(days=attempt)
            )
        assert claim(session, NOW + timedelta(days=99), ()) is None

        assert revive(session, NOW + timedelta(days=99)) == 1
        assert take(session, days=99).message == MESSAGE


def test_a_notifier_no_longer_set_up_waits_for_its_return() -> None:
    error = deliver(Claim(1, "gone", MESSAGE), {})

    assert error is not None
    assert error.retry
    assert "OTKLIK_NOTIFIERS" in str(error)


def test_many_at_once_come_as_one_and_stay_one(any_database: Database) -> None:
    """Killed while a digest went out: the repeat has its key, whatever came meanwhile."""
    with any_database.writing() as session:
        for number in range(12):
            message = Message(f"Новость {number}", "Случилось", f"{number:016x}")
            queue(session, "r", ["hook"], message, NOW, level=float(number == 7))

    with any_database.writing() as session:
        sent = take(session)
        assert (len(sent.delivery_ids), sent.message.title) == (12, "Новость 7 (и ещё 11)")
        queue(session, "r", ["hook"], MESSAGE, NOW)
    with any_database.writing() as session:
        assert take(session, seconds=1).message == MESSAGE
        again = take(session, minutes=2)
        assert again.message == sent.message
        remember(session, again, None, NOW + timedelta(minutes=2))
        assert claim(session, NOW + timedelta(minutes=2), ()) is None


def test_what_was_deleted_on_its_way_is_forgotten(any_database: Database) -> None:
    """Whoever unlinks an account drops what was still to be said there, sent just now or not."""
    with any_database.writing() as session:
        queue(session, "r", ["telegram:anna"], MESSAGE, NOW)
        claimed = take(session)
    with any_database.writing() as session:
        session.execute(delete(Delivery))
    with any_database.writing() as session:
        remember(session, claimed, None, NOW)
        assert session.scalars(select(Delivery)).all() == []


def test_waits_grow_up_to_a_limit() -> None:
    waits = [wait(attempts) for attempts in range(1, 2_000)]

    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert waits == sorted(waits)
    assert max(waits) == timedelta(hours=6)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(["fine", "dies first", "dies after", "refused"]), max_size=8))
def test_whatever_happens_on_the_way_a_message_arrives_with_its_key(
    database: Database, fates: list[str]
) -> None:
    arrived: list[str] = []
    messages = [Message("t", "b", f"{number:02}") for number in range(3)]
    with database.writing() as session:
        session.execute(delete(Delivery))
        for message in messages:
            queue(session, "r", ["hook"], message, NOW)

    for hour, fate in enumerate([*fates, *["fine"] * 20]):
        with database.writing() as session:
            claimed = claim(session, NOW + timedelta(hours=hour), ())
        if claimed is None or fate == "dies first":
            continue
        error = NotifyError("busy", retry=True) if fate == "refused" else None
        arrived += [] if error else [claimed.message.key]
        if fate != "dies after":
            with database.writing() as session:
                remember(session, claimed, error, NOW + timedelta(hours=hour))

    assert set(arrived) == {message.key for message in messages}
    assert len(arrived) <= len(messages) + fates.count("dies after")


@pytest.mark.parametrize(("language", "head"), [("en", "(and 4 more)"), ("ru", "(и ещё 4)")])
def test_several_for_a_team_are_told_in_the_language_of_its_rule(
    database: Database, language: str, head: str
) -> None:
    with database.writing() as session:
        rule = Rule("r", "new-complaint", ["hook"], {"language": language})
        session.add(RuleRow(rule=rule, since=NOW))
        for number in range(5):
            queue(session, "r", ["hook"], Message(f"t{number}", "b", f"{number:016x}"), NOW)
        claimed = claim(session, NOW, set())
    assert claimed is not None
    assert claimed.message.title == f"t0 {head}"
