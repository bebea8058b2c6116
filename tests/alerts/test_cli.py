"""`otklik alert` as a process: real database, real servers, and a kill in between."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from pipeline.model import Delivery
from pipeline.settings import Settings
from tests.alerts.conftest import Hall, Mailbox, Town

KILLED = """
import os, signal
import alerts.cli
alerts.cli.remember = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
alerts.cli.alert([])
"""


@pytest.fixture
def notifiers(hall: Hall, mailbox: Mailbox) -> dict[str, str]:
    return {
        "hook": f"json://{hall.address}/alerts",
        "mail": f"mailto://127.0.0.1:{mailbox.port}?from=o@a.example&to=t@a.example&mode=insecure",
    }


def run(
    settings: Settings, notifiers: dict[str, str], *more: str, code: str | None = None
) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")}
    given |= {"OTKLIK_DATA": str(settings.data), "OTKLIK_NOTIFIERS": json.dumps(notifiers)}
    command = ["-c", code] if code else ["-m", "pipeline.cli", "alert", *more]
    return subprocess.run(
        [sys.executable, *command],
        env=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_delivered_once_by_mail_and_webhook(
    town: Town, settings: Settings, notifiers: dict[str, str], hall: Hall, mailbox: Mailbox
) -> None:
    town.rule("hook", "mail")
    town.complain("Деньги не вернули", at=datetime.now(UTC))

    first, second = run(settings, notifiers), run(settings, notifiers)

    assert first.stdout == "alert: messages=1 sent=2 failed=0\n"
    assert second.stdout == "alert: messages=0 sent=0 failed=0\n"
    assert (first.stderr, second.stderr) == ("", "")
    assert len(hall.calls) == len(mailbox.mails) == 1
    assert "Деньги не вернули" in hall.calls[0].json["message"]
    assert mailbox.mails[0]["X-Otklik-Key"] == hall.calls[0].json["key"]


def test_a_kill_between_sending_and_remembering_repeats_it_once_with_the_same_key(
    town: Town, settings: Settings, notifiers: dict[str, str], hall: Hall
) -> None:
    town.rule("hook")
    town.complain(at=datetime.now(UTC))

    killed = run(settings, notifiers, code=KILLED)
    assert killed.returncode == -signal.SIGKILL
    assert run(settings, notifiers).stdout == "alert: messages=0 sent=0 failed=0\n"
    let_time_pass(town)
    assert run(settings, notifiers).stdout == "alert: messages=0 sent=1 failed=0\n"
    let_time_pass(town)
    assert run(settings, notifiers).stdout == "alert: messages=0 sent=0 failed=0\n"

    assert len(hall.calls) == 2
    assert len({call.json["key"] for call in hall.calls}) == 1


def let_time_pass(town: Town) -> None:
    with town.database.writing() as session:
        waiting = Delivery.retry_at.is_not(None)
        session.execute(update(Delivery).where(waiting).values(retry_at=datetime.now(UTC)))


def test_a_broken_server_is_said_and_tried_later(
    town: Town, settings: Settings, notifiers: dict[str, str], hall: Hall, mailbox: Mailbox
) -> None:
    town.rule("hook", "mail")
    town.complain(at=datetime.now(UTC))
    hall.status = 503

    broken = run(settings, notifiers)
    assert broken.returncode == 0
    assert broken.stdout == "alert: messages=1 sent=1 failed=1\n"
    assert 'notifier "hook": answered with status 503' in broken.stderr
    assert hall.address not in broken.stderr + broken.stdout
    assert len(mailbox.mails) == 1

    hall.status = 200
    let_time_pass(town)
    assert run(settings, notifiers).stdout == "alert: messages=0 sent=1 failed=0\n"
    assert len(mailbox.mails) == 1


def test_a_dry_run_sends_and_keeps_nothing(
    town: Town, settings: Settings, notifiers: dict[str, str], hall: Hall
) -> None:
    town.rule("hook")
    town.complain("Деньги не вернули", at=datetime.now(UTC))

    shown = run(settings, notifiers, "--dry-run")

    assert "Деньги не вернули" in shown.stdout
    assert hall.calls == []
    with town.database.reading() as session:
        assert session.scalars(select(Delivery)).all() == []
    assert run(settings, notifiers).stdout == "alert: messages=1 sent=1 failed=0\n"


def test_a_bad_rule_does_not_stop_the_others(
    town: Town, settings: Settings, notifiers: dict[str, str], hall: Hall
) -> None:
    town.rule("hook", name="a", kind="new-complain")
    town.rule("hok", name="b")
    town.rule("hook", name="c")
    town.complain(at=datetime.now(UTC))

    result = run(settings, notifiers)

    assert result.returncode == 2
    assert len(hall.calls) == 1
    assert 'did you mean "new-complaint"?' in result.stderr
    assert 'did you mean "hook"?' in result.stderr
    assert "Traceback" not in result.stderr
