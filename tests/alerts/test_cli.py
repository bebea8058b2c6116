"""`otklik alert` as a process: real database, real servers, and a kill in between."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from pipeline.alert_model import Delivery
from pipeline.cli import main
from pipeline.settings import Settings, read_settings
from tests.alerts.conftest import Hall, Mailbox, Town

KILLED = """
import os, signal
import alerts.cli, alerts.outbox
alerts.outbox.remember = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
alerts.cli.alert([])
"""


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def notifiers(hall: Hall, mailbox: Mailbox) -> dict[str, str]:
    return {
        "hook": f"json://{hall.address}/alerts",
        "mail": f"mailto://127.0.0.1:{mailbox.port}?from=o@a.example&to=t@a.example&mode=insecure",
    }


Run = Callable[..., Said]


@pytest.fixture
def run(
    settings: Settings,
    notifiers: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """`otklik alert` with a clean environment, in this process."""
    monkeypatch.setenv("OTKLIK_DATA", str(settings.data))
    monkeypatch.setenv("OTKLIK_NOTIFIERS", json.dumps(notifiers))
    read_settings.cache_clear()

    def alert(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as end:
            main(["alert", *arguments])
        out, err = capsys.readouterr()
        return Said(int(end.value.code or 0), out, err)

    yield alert
    read_settings.cache_clear()


def test_delivered_once_by_mail_and_webhook(
    town: Town, run: Run, hall: Hall, mailbox: Mailbox
) -> None:
    town.rule("hook", "mail")
    town.complain("Деньги не вернули", at=datetime.now(UTC))

    first, second = run(), run()

    assert first.stdout == "alert: messages=1 sent=2 failed=0\n"
    assert second.stdout == "alert: messages=0 sent=0 failed=0\n"
    assert (first.stderr, second.stderr) == ("", "")
    assert len(hall.calls) == len(mailbox.mails) == 1
    assert "Деньги не вернули" in hall.calls[0].json["message"]
    assert mailbox.mails[0]["X-Otklik-Key"] == hall.calls[0].json["key"]


def test_a_kill_between_sending_and_remembering_repeats_it_once_with_the_same_key(
    town: Town, run: Run, hall: Hall
) -> None:
    town.rule("hook")
    town.complain(at=datetime.now(UTC))

    killed = subprocess.run([sys.executable, "-c", KILLED], check=False, timeout=240)
    assert killed.returncode == -signal.SIGKILL
    assert run().stdout == "alert: messages=0 sent=0 failed=0\n"
    let_time_pass(town)
    assert run().stdout == "alert: messages=0 sent=1 failed=0\n"
    let_time_pass(town)
    assert run().stdout == "alert: messages=0 sent=0 failed=0\n"

    assert len(hall.calls) == 2
    assert len({call.json["key"] for call in hall.calls}) == 1


def let_time_pass(town: Town) -> None:
    with town.database.writing() as session:
        waiting = Delivery.retry_at.is_not(None)
        session.execute(update(Delivery).where(waiting).values(retry_at=datetime.now(UTC)))


def test_a_broken_server_is_said_and_tried_later(
    town: Town, run: Run, hall: Hall, mailbox: Mailbox
) -> None:
    town.rule("hook", "mail")
    town.complain(at=datetime.now(UTC))
    hall.status = 503

    broken = run()
    assert broken.returncode == 0
    assert broken.stdout == "alert: messages=1 sent=1 failed=1\n"
    assert 'notifier "hook": answered with status 503' in broken.stderr
    assert hall.address not in broken.stderr + broken.stdout
    assert len(mailbox.mails) == 1

    hall.status = 200
    let_time_pass(town)
    assert run().stdout == "alert: messages=0 sent=1 failed=0\n"
    assert len(mailbox.mails) == 1


def test_a_dry_run_sends_and_keeps_nothing(town: Town, run: Run, hall: Hall) -> None:
    town.rule("hook")
    town.complain("Деньги не вернули", at=datetime.now(UTC))

    shown = run("--dry-run")

    assert "Деньги не вернули" in shown.stdout
    assert hall.calls == []
    with town.database.reading() as session:
        assert session.scalars(select(Delivery)).all() == []
    assert run().stdout == "alert: messages=1 sent=1 failed=0\n"


def test_a_bad_rule_does_not_stop_the_others(town: Town, run: Run, hall: Hall) -> None:
    town.rule("hook", name="a", kind="new-complain")
    town.rule("hok", name="b")
    town.rule("hook", name="c")
    town.complain(at=datetime.now(UTC))

    result = run()

    assert result.returncode == 2
    assert len(hall.calls) == 1
    assert 'did you mean "new-complaint"?' in result.stderr
    assert 'did you mean "hook"?' in result.stderr
    assert "Traceback" not in result.stderr


def test_a_rule_is_rehearsed_by_name(town: Town, run: Run, hall: Hall) -> None:
    town.rule("hook", name="жалобы")
    town.complain(at=datetime.now(UTC))
    town.complain(at=datetime.now(UTC))

    assert run("rehearse", "жалобы").stdout == (
        'in the last 30 days the rule "жалобы" would have fired 2 times, at most 2 an hour\n'
    )
    assert 'did you mean "жалобы"?' in run("rehearse", "жалоба").stderr
    assert hall.calls == []


def test_messages_given_up_are_shown_revived_and_judged(town: Town, run: Run, hall: Hall) -> None:
    town.rule("hook")
    town.complain(at=datetime.now(UTC))
    hall.status = 404
    run()

    shown = run("list").stdout
    key = shown.split()[0]
    assert "hook  given up (answered with status 404)  Новая жалоба: Кедробанк" in shown

    hall.status = 200
    assert run("retry").stdout == "alert: revived=1\n"
    assert run().stdout == "alert: messages=0 sent=1 failed=0\n"
    assert run("useful", key, "yes").returncode == 0
    assert 'rule "r": useful 1 of 1' in run("list").stdout
    assert run("useful", "nokey", "yes").returncode == 2
