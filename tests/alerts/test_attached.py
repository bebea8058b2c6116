"""Reports that go out as files: by e-mail, into a folder, once for each period."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from alerts.attached import with_files
from alerts.due import speak_up, untold_hits
from alerts.facts import Span
from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.notifiers import apprise, open_notifier
from alerts.outbox import send_all
from alerts.rules import read_rule
from alerts.send import Claim, claim, deliver, queue, remember
from alerts.summaries import SummaryOptions, period, summary
from pipeline import store
from pipeline.alert_model import Delivery
from pipeline.errors import OtklikError
from pipeline.watch import Rule
from tests.alerts.conftest import NOW, Hall, Mailbox, Town

MONDAY = datetime(2026, 3, 9, 6, tzinfo=UTC)  # nine in Moscow
DAY = timedelta(days=1)


def claimed(town: Town, now: datetime) -> Claim | None:
    """What the rule has to say at this moment, on its way."""
    with town.database.writing() as session:
        (row,) = store.rules(session)
        ready = read_rule(row.rule, dict.fromkeys(row.rule.to, ""))
        speak_up(session, ready, untold_hits(session, ready, row.since, now), now, "https://d")
        return claim(session, now, ())


def send(town: Town, now: datetime, address: str, *, killed: bool = False) -> NotifyError | None:
    taken = claimed(town, now)
    assert taken is not None
    with with_files(town.database, taken) as full:
        files = full.message.files
        error = deliver(full, {"hook": address})
    if not killed:
        with town.database.writing() as session:
            remember(session, taken, error, now)
    assert files
    assert not any(file.exists() for file in files)
    return error


def test_a_report_comes_by_e_mail_as_a_sheet(any_town: Town, mailbox: Mailbox) -> None:
    any_town.rule("hook", kind="report", file="xlsx")
    any_town.complain()
    address = f"mailto://127.0.0.1:{mailbox.port}?from=o@a.example&to=t@a.example&mode=insecure"

    assert send(any_town, MONDAY, address) is None
    (mail,) = mailbox.mails
    (part,) = mail.iter_attachments()
    assert part.get_filename() == "by-channel_2026-03-02_2026-03-08.xlsx"
    sheet = load_workbook(BytesIO(part.get_content())).active
    assert [cell.value for cell in sheet[2]][:2] == ["forum", 1]
    assert claimed(any_town, MONDAY + DAY) is None


def test_mentions_come_into_a_folder_and_a_repeat_replaces_them(town: Town, tmp_path: Path) -> None:
    options: dict[str, Any] = {"holds": "mentions", "file": "jsonl", "brand": "Кедробанк"}
    town.rule("hook", kind="report", **options)
    town.complain()
    kept = tmp_path / "mentions_Кедробанк_2026-03-02_2026-03-08.jsonl"

    assert send(town, MONDAY, f"folder://{tmp_path}", killed=True) is None
    assert kept.read_text("utf-8").count('"brand": "Кедробанк"') == 1
    assert send(town, MONDAY + timedelta(hours=1), f"folder://{tmp_path}") is None
    assert list(tmp_path.glob("*l")) == [kept]
    assert claimed(town, MONDAY + timedelta(hours=2)) is None


def test_a_brand_with_a_long_name_has_a_file_all_the_same(town: Town, tmp_path: Path) -> None:
    brand = "Кооперативный потребительский союз " * 5
    town.rule("hook", kind="report", file="csv", brand=brand.strip())
    town.complain(brand=brand.strip())

    assert send(town, MONDAY, f"folder://{tmp_path}") is None
    (kept,) = tmp_path.glob("*.csv")
    assert kept.name.endswith("_2026-03-02_2026-03-08.csv")


def test_a_file_that_cannot_be_made_is_told(town: Town) -> None:
    town.rule("hook", kind="report", file="csv", brand="Кедробанк")
    town.complain()
    taken = claimed(town, MONDAY)
    assert taken is not None
    with town.database.writing() as session:
        (row,) = store.rules(session)
        row.rule = replace(row.rule, options=row.rule.options | {"brand": "Нет такого"})
    with pytest.raises(OtklikError, match="Нет такого"), with_files(town.database, taken):
        pass


KILLED = """
import os, shutil, sys
from pathlib import Path
from alerts.message import Message
from alerts.notifiers import open_notifier

def half(source, target):
    Path(target).write_bytes(Path(source).read_bytes()[:2])
    os.kill(os.getpid(), 9)

shutil.copyfile = half
open_notifier(f"folder://{sys.argv[1]}").send(Message("t", "b", "abc", (Path(sys.argv[2]),)))
"""


def test_who_is_killed_while_writing_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    folder, file = tmp_path / "archive", tmp_path / "report.csv"
    folder.mkdir()
    file.write_text("a,b\n")
    subprocess.run([sys.executable, "-c", KILLED, folder, file], check=False)
    (part,) = folder.iterdir()
    assert part.name != file.name  # nobody takes a half for the whole

    open_notifier(f"folder://{folder}").send(Message("t", "b", "abc", (file,)))
    assert [(one.name, one.read_text()) for one in folder.iterdir()] == [("report.csv", "a,b\n")]


@pytest.mark.parametrize(
    ("address", "files", "problem"),
    [
        ("folder://here", (), "no folder"),
        ("folder:///srv", (), "this message has none"),
        ("folder:///nowhere/at/all", ("a.csv",), "cannot be written"),
        ("mailto://127.0.0.1:1?from=o@a.example&to=t@a.example", ("a.csv",), "may have 0"),
    ],
)
def test_where_files_cannot_go(
    tmp_path: Path,
    address: str,
    files: Sequence[str],
    problem: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apprise, "LARGEST", 1)
    made = tuple(tmp_path / name for name in files)
    for file in made:
        file.write_text("a,b\n")
    with pytest.raises(NotifyError, match=problem):
        open_notifier(address).send(Message("t", "b", "k", made))


def test_of_missed_reports_the_last_is_told(town: Town) -> None:
    town.rule("hook", kind="report", every="day")
    taken = claimed(town, NOW + 5 * DAY)

    assert taken is not None
    assert "8 марта" in taken.message.title
    assert claimed(town, NOW + 5 * DAY + timedelta(hours=1)) == taken


def test_a_week_may_be_told_on_another_day() -> None:
    options = SummaryOptions(weekday=4)
    (hit,) = summary(options, None, Span(MONDAY, MONDAY + 7 * DAY))
    assert hit.at.isoformat() == "2026-03-12T09:00:00+03:00"
    assert period(options, hit.at) == (date(2026, 3, 2), date(2026, 3, 8))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"file": "jsonl"}, "jsonl is for mentions"),
        ({"file": "pdf"}, "must be one of"),
        ({"file": "csv", "holds": "by-chanel"}, 'did you mean "by-channel"'),
        ({"weekday": 8}, "at most 7"),
    ],
)
def test_what_no_rule_can_send(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(OtklikError, match=problem):
        read_rule(Rule("r", "report", ["hook"], options), {"hook": ""})


def test_a_file_there_is_no_room_for_is_tried_again_and_holds_up_no_other(
    town: Town, hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    addresses = {"archive": f"folder://{tmp_path}", "hook": f"json://{hall.address}/hook"}
    town.rule("archive", kind="report", file="xlsx")
    town.complain()
    with town.database.writing() as session:
        (row,) = store.rules(session)
        ready = read_rule(row.rule, addresses)
        speak_up(
            session, ready, untold_hits(session, ready, row.since, MONDAY), MONDAY, "https://d"
        )
        queue(session, "other", ["hook"], Message("t", "b", "k"), MONDAY)

    assert send_all(town.database, addresses) == (1, 1)
    with town.database.reading() as session:
        (waiting,) = session.scalars(select(Delivery).where(Delivery.sent.is_(None)))
        assert waiting.retry_at is not None
        assert waiting.error == "its file cannot be made: No such file or directory"
