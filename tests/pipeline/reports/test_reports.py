from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import intake, ledger, surveys
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.export import FORMATS
from pipeline.filled import Filled
from pipeline.intake import Arrival
from pipeline.post import Post
from pipeline.reply_model import Reply
from pipeline.reports.by_period import by_day, by_month, by_week
from pipeline.reports.by_person import by_person
from pipeline.reports.by_place import by_brand, by_channel
from pipeline.reports.by_theme import by_theme
from pipeline.reports.closing_reasons import closing_reasons
from pipeline.reports.coverage import coverage, coverage_by_day
from pipeline.reports.registry import REPORTS, line_of, make_report
from pipeline.reports.response_times import response_times
from pipeline.reports.scope import Asked, quantile
from pipeline.reports.share_of_voice import share_of_voice, voice_by_week
from pipeline.reports.show import show
from pipeline.reports.tasks import tasks
from pipeline.reports.triggers import triggers
from pipeline.states import ReplyState
from pipeline.task_model import Task
from pipeline.visit_model import LedgerDay

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_by_channel(session: Session) -> None:
    assert by_channel(session, Asked()).rows == (
        ("forum", 4, 2 / 3, 2, 1, 0, (2 * HOUR + 4 * HOUR + DAY) / 2, 1 / 3),
        ("blog", 1, 0.0, 0, 0, 0, None, 1.0),
        ("review", 1, 1.0, 1, 1, 1, None, 0.0),
    )


def test_by_channel_of_a_period(session: Session, now: datetime) -> None:
    table = by_channel(session, Asked(now - DAY, now))
    assert table.rows == (("forum", 1, 1.0, 1, 0, 0, 4 * HOUR + DAY, 0.0),)


def test_by_channel_of_a_brand(session: Session) -> None:
    of_it = Asked(None, None, "Василёк")
    assert by_channel(session, of_it).rows == (("blog", 2, 0.5, 1, 0, 0, None, 0.5),)
    assert by_brand(session, of_it).rows == (("Василёк", 2, 0.5, 1, 0, 0, None, 0.5),)
    with pytest.raises(OtklikError, match='did you mean "Ромашка"'):
        by_channel(session, Asked(None, None, "Рамашка"))


def test_a_report_beside_the_time_before(session: Session, now: datetime) -> None:
    asked = Asked(now - DAY, now)
    table = make_report(session, "by-channel", asked, compared=True)
    before = by_channel(session, asked.before or asked)
    assert table.columns[:4] == ("channel", "mentions", "before: mentions", "change: mentions")
    assert "change: median time to first answer" not in table.columns
    rows = {row[0]: row[1:4] for row in table.rows}
    was = {row[0]: int(str(row[1])) for row in before.rows}
    assert was
    assert rows["forum"] == (1, was.get("forum", 0), 1 - was.get("forum", 0))
    assert all(rows[name] == (0, was[name], -was[name]) for name in set(was) - {"forum"})
    days = make_report(session, "by-day", asked, compared=True)
    assert days == by_day(session, asked)  # nothing to set beside a day
    assert make_report(session, "by-channel", Asked(), compared=True).columns[2] == "negative share"


def test_by_theme(session: Session, now: datetime) -> None:
    table = by_theme(session, Asked(now - 2 * DAY, now + DAY))
    assert table.rows == (
        ("delivery", 2, 2 / 3, 0, 1, None, "ромашка 0"),
        ("price", 1, 1 / 3, 0, 1, 3.0, "ромашка 4"),
    )
    assert [row[3] for row in by_theme(session, Asked()).rows] == [None, None]


def test_by_period(session: Session, now: datetime) -> None:
    days = by_day(session, Asked(now - DAY))
    assert days.rows == (
        (
            date(2026, 3, 1),
            1,
            1.0,
            1,
            0,
            1,
            1,
            DAY + 4 * HOUR,
            DAY + 4 * HOUR,
            DAY + 5 * HOUR,
            0,
            "no",
        ),
        (date(2026, 3, 2), 1, 1.0, 1, 0, 1, 1, 2 * HOUR, 2 * HOUR, None, 0, "yes"),
    )
    weeks = [row[:2] for row in by_week(session, Asked(now - 5 * DAY)).rows]
    assert weeks == [(date(2026, 2, 23), 3), (date(2026, 3, 2), 1)]
    months = [row[:2] for row in by_month(session, Asked()).rows]
    assert months == [(date(2026, 1, 1), 2), (date(2026, 2, 1), 2), (date(2026, 3, 1), 2)]


ZONES = {  # a day on which the clocks change there, and how many hours it has
    "Europe/Berlin": {date(2026, 3, 29): 23, date(2026, 10, 25): 25},
    "America/Sao_Paulo": {date(2018, 11, 4): 23, date(2019, 2, 16): 25},
    "Asia/Tehran": {date(2022, 3, 22): 23, date(2022, 9, 21): 25},
    "Europe/Moscow": {date(2026, 3, 29): 24},
}


def test_no_hour_is_lost_or_doubled_where_clocks_change(any_brands: Database, post: Post) -> None:
    changes = [(name, *one) for name, days in ZONES.items() for one in days.items()]
    firsts = {datetime(day.year, day.month, day.day, tzinfo=UTC) for _, day, _ in changes}
    hours = [first + number * HOUR for first in firsts for number in range(-48, 72)]
    spoken = [
        Arrival(replace(post, published=at, url=f"https://forum.example/{at:%Y%m%d%H}"))
        for at in hours
    ]
    with any_brands.writing() as opened:
        now = datetime(2026, 12, 1, tzinfo=UTC)
        intake.receive_all(opened, spoken, intake.matcher(opened), now)
        for name, day, length in changes:
            zone = ZoneInfo(name)
            since, until = (
                datetime(at.year, at.month, at.day, tzinfo=zone).astimezone(UTC)
                for at in (day - DAY, day + 2 * DAY)
            )
            rows = by_day(opened, Asked(since, until, zone=zone)).rows
            assert [row[:2] for row in rows] == [(day - DAY, 24), (day, length), (day + DAY, 24)]


def test_days_on_which_sources_were_not_seen(any_database: Database, now: datetime) -> None:
    with any_database.writing() as opened:
        for day, expected, good, reread in ((1, 12.0, 0, 0), (2, 12.0, 3, 0), (4, 12.0, 0, 5)):
            opened.add(
                LedgerDay(
                    source="forum",
                    day=date(2026, 3, day),
                    expected=expected,
                    visits=4,
                    good=good,
                    reread=reread,
                    posts_new=6 if good else 0,
                    filled=Filled(10 * good, authors=5 * good, texts=10 * good),
                )
            )
        opened.add(LedgerDay(source="blog", day=date(2026, 3, 1), expected=2.0, filled=Filled()))
        opened.flush()
        for _ in range(2):
            ledger.enter_past(opened, "forum", date(2026, 3, 2), 20, 3)
    until = datetime(2026, 3, 5, tzinfo=UTC)
    with any_database.reading() as opened:
        days = by_day(opened, Asked(None, until))
        week = by_week(opened, Asked(None, until))
        blog, forum = coverage(opened, Asked(None, until)).rows
        by_days = coverage_by_day(opened, Asked(datetime(2026, 3, 2, tzinfo=UTC), until)).rows

    assert [(row[0], row[1], row[-2]) for row in days.rows] == [(date(2026, 3, 1), 0, 2)]
    assert [(row[0], row[-2]) for row in week.rows] == [(date(2026, 2, 23), 2)]
    assert blog[:4] == ("blog", 1, 1, 2.0)
    assert forum == ("forum", 3, 1, 36.0, 12, 3, 0, 30, 6, 0, 0.5, 0.0, 1.0, 40)
    assert [row[:3] for row in by_days] == [
        (date(2026, 3, 2), "forum", "yes"),
        (date(2026, 3, 4), "forum", "read again"),
    ]


def test_by_person(session: Session) -> None:
    waited = (2 * HOUR + 4 * HOUR + DAY) / 2
    assert by_person(session, Asked()).rows == (
        ("nobody", 1, 0, 0, 0, None, None),
        ("Анна", 1, 2, 1, 0, HOUR / 2, waited),
    )


def test_response_times(session: Session, now: datetime) -> None:
    forum, review = response_times(session, Asked()).rows
    assert forum[:5] == ("forum", 2, 0, 1.0, DAY / 2)
    assert forum[7:] == (3 * HOUR, 3.8 * HOUR, 0.0, 1.0)
    assert review == ("review", 1, 1, 0.0, 2 * DAY, None, None, None, None, 0.0, 0.0)
    for waited, too_late in ((HOUR / 2, (None, None)), (2 * HOUR, (0.0, None))):
        *_, review = response_times(session, Asked(now=now + waited)).rows
        assert review[-2:] == too_late  # what is not over yet was neither kept nor broken


def test_share_of_voice(session: Session) -> None:
    assert share_of_voice(session, Asked()).rows == (
        ("Ромашка", "ours", 6, 0.75, 3 / 5, 2 / 5, -1 / 5, 3),
        ("Василёк", "competitor", 2, 0.25, 0.5, 0.5, 0.0, 1),
    )


def test_voice_by_week(session: Session) -> None:
    rows = voice_by_week(session, Asked()).rows
    whole = {row[0]: row[2] for row in share_of_voice(session, Asked()).rows}
    assert whole == {
        name: sum(int(str(row[3])) for row in rows if row[1] == name) for name in whole
    }
    for week in {row[0] for row in rows}:
        assert sum(float(str(row[4])) for row in rows if row[0] == week) == pytest.approx(1)


def test_triggers(session: Session) -> None:
    rows = triggers(session, Asked()).rows
    assert [row[:4] for row in rows] == [
        ("none", 2, 1, 1.0),
        ("found late", 1, 0, None),
        ("repeat author", 1, 0, None),
    ]


def test_closing_reasons(session: Session) -> None:
    assert closing_reasons(session, Asked()).rows == (("resolved", "refund", 1, 1.0),)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_a_line_and_survives_nothing_at_all(name: str, database: Database) -> None:
    with database.reading() as empty:
        table = REPORTS[name](empty, Asked())
    assert (table.name, table.rows) == (name, ())
    assert line_of(name).endswith(".")
    assert "nothing in this period" in show(table)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_takes_every_format(name: str, session: Session, now: datetime) -> None:
    resolved = session.scalars(select(Task).where(Task.closed.is_not(None))).one()
    surveys.ask(session, resolved, None, now)
    session.add(LedgerDay(source="forum", day=now.date(), expected=2.0, filled=Filled()))
    answered = session.scalars(select(Task).where(Task.answered.is_not(None))).first()
    answer = {"state": ReplyState.RECORDED, "text": "Проверим.", "written": now, "key": "1"}
    session.add(Reply(task=answered, **answer))
    session.flush()
    table = REPORTS[name](session, Asked())
    assert table.rows
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert all(b"".join(write(table)) for write in FORMATS.values())
    assert table.columns[0] in show(table)


def test_quantiles() -> None:
    assert quantile([], 0.5) is None
    assert quantile([HOUR], 0.9) == HOUR
    assert quantile([4 * HOUR, 2 * HOUR], 0.5) == 3 * HOUR


def test_a_row_for_each_task_has_all_its_times(session: Session, now: datetime) -> None:
    table = tasks(session, Asked())
    first = dict(zip(table.columns, table.rows[-1], strict=True))
    assert len(table.rows) == session.query(Task).count()
    assert [first[name] for name in ("brand", "channel", "status", "posts", "person")] == [
        *("Ромашка", "forum", "waiting", 1, "Анна")
    ]
    times = [first[f"{name} at"] for name in ("published", "found", "flagged", "taken", "answered")]
    assert times[1:] == [now, now, now + HOUR, now + 2 * HOUR]
    assert first["time to first answer"] == now + 2 * HOUR - times[0]
    assert first["closed at"] is None
