"""What rules need, counted on both databases; and rules of every type from end to end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.counting import count_hours, count_themes, read_cases, read_figures, read_visits
from alerts.due import speak_up, untold_hits
from alerts.facts import Change, Count, Hit
from alerts.figures import FigureOptions
from alerts.message import Message
from alerts.rehearsal import rehearse
from alerts.rules import read_rule
from pipeline import store
from pipeline.errors import OtklikError
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from tests.alerts.conftest import NOW, Town

WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)


def speak(town: Town, now: datetime) -> Message | None:
    with town.database.writing() as session:
        (row,) = store.rules(session)
        ready = read_rule(row.rule, {"hook": ""})
        found = untold_hits(session, ready, row.since, now)
        return speak_up(session, ready, found, now, "https://desk.example")


def fetch(town: Town, at: datetime, outcome: Outcome, error: str | None = None) -> None:
    with town.database.writing() as session:
        session.add(Fetch(source="forum", started=at, finished=at, outcome=outcome, error=error))


def test_hours_and_themes(any_town: Town) -> None:
    for minutes in (1, 59, 60):
        any_town.complain(at=NOW + timedelta(minutes=minutes), theme="price")
    any_town.complain(at=NOW, complaint=False, theme="price")
    any_town.complain(at=NOW, backfill=True)

    with any_town.database.reading() as session:
        (hours,) = count_hours(session, NOW - HOUR, NOW + 5 * HOUR)
        (theme,) = count_themes(session, NOW - HOUR, NOW + 5 * HOUR)

    assert dict(hours.hours) == {NOW: Count(3, 3), NOW + HOUR: Count(1, 1)}
    assert (hours.brand, hours.started) == ("Кедробанк", NOW)
    assert dict(theme.hours) == {NOW: Count(2, 2), NOW + HOUR: Count(1, 1)}
    assert (theme.brand, theme.theme) == ("Кедробанк", "price")


def test_cases_and_visits(any_town: Town) -> None:
    any_town.complain()
    fetch(any_town, NOW, Outcome.FAILED, "HTTP 503")
    fetch(any_town, NOW + HOUR, Outcome.EMPTY)

    with any_town.database.reading() as session:
        (case,) = read_cases(session, NOW, NOW + HOUR)
        (visited,) = read_visits(session, NOW, NOW + HOUR)

    assert (case.brand, case.opened, case.closed) == ("Кедробанк", NOW, None)
    assert [(visit.failed, visit.error) for visit in visited.visits] == [
        (True, "HTTP 503"),
        (False, ""),
    ]


def test_figures_of_a_report(any_town: Town) -> None:
    any_town.complain()
    any_town.complain(complaint=False, sentiment="neutral")

    with any_town.database.reading() as session:
        (figure,) = read_figures(session, FigureOptions(least=2), NOW - WEEK, NOW + HOUR)
        assert not read_figures(session, FigureOptions(least=3), NOW - WEEK, NOW + HOUR)
        count = FigureOptions(column="mentions")  # what is counted needs no others
        assert [it.value for it in read_figures(session, count, NOW - WEEK, NOW + HOUR)] == [2]
    assert (figure.subject, figure.value) == ("forum", 0.5)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"report": "by-chanel"},
            'rule "r": unknown report "by-chanel" (did you mean "by-channel"',
        ),
        ({"column": "negative"}, 'unknown column "negative" (did you mean "negative share"'),
    ],
)
def test_an_unknown_figure_is_named(town: Town, options: dict[str, str], said: str) -> None:
    town.rule("hook", kind="figure", **options)

    with pytest.raises(OtklikError) as error:
        speak(town, NOW)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("new-complaint", {}),
        ("spreading", {"mentions": 2}),
        ("volume", {"smallest": 1, "patience": 1}),
        ("negative-share", {"smallest": 1, "patience": 1}),
        ("theme-rising", {"smallest": 1, "patience": 1}),
    ],
)
def test_history_rings_no_alarm_and_is_no_measure(
    town: Town, kind: str, options: dict[str, Any]
) -> None:
    town.rule("hook", kind=kind, **options)
    for week in range(5):
        at = NOW - (week + 1) * WEEK
        town.complain(at=at, complaint=False, sentiment="neutral")
    for minute in range(40):
        town.complain(
            at=NOW + timedelta(minutes=minute), backfill=True, theme="price", incident="past"
        )

    assert speak(town, NOW + HOUR) is None


def test_a_figure_past_its_level_is_told_once_a_day(town: Town) -> None:
    town.rule("hook", kind="figure", above=0.4, least=1)
    town.complain()

    message = speak(town, NOW + HOUR)
    assert message is not None
    assert message.title == "форум: доля негатива 100 % за 7 дн. (порог 40 %)"
    days = "since=2026-02-25T13:00:00Z&until=2026-03-04T13:00:00Z"
    assert f"/reports/by-channel?period=own&{days}" in message.body
    assert speak(town, NOW + 2 * HOUR) is None
    assert speak(town, NOW + timedelta(days=1)) is not None


def test_a_figure_is_rehearsed_day_by_day(town: Town) -> None:
    town.rule("hook", kind="figure", above=0.4, least=1, days=1)
    for back in (0, 3, 4, 20, 40):
        town.complain(at=NOW - timedelta(days=back, hours=1))
    with town.database.reading() as session:
        (row,) = store.rules(session)
        found = rehearse(session, read_rule(row.rule, {"hook": ""}), NOW)

    assert [hit.at for hit in found.hits] == [NOW - timedelta(days=back) for back in (20, 4, 3, 0)]


def test_a_rise_is_told_and_its_end_too(any_town: Town) -> None:
    any_town.rule("hook", kind="volume", smallest=3, patience=1)
    any_town.complain(at=NOW - 5 * WEEK)
    for minute in range(4):
        any_town.complain(at=NOW + timedelta(minutes=minute))

    rise = speak(any_town, NOW + timedelta(minutes=10))
    assert rise is not None
    assert rise.title == "Кедробанк: упоминаний 4 за 1 ч (обычно 0)"
    assert speak(any_town, NOW + timedelta(minutes=50)) is None
    end = speak(any_town, NOW + timedelta(minutes=125))
    assert end is not None
    assert end.title.endswith("снова в норме")
    assert speak(any_town, NOW + timedelta(minutes=190)) is None


def test_a_rise_before_the_rule_was_made_is_not_told_nor_its_end(town: Town) -> None:
    town.rule("hook", kind="volume", smallest=3, patience=1)
    town.complain(at=NOW - 5 * WEEK)
    for minute in range(4):
        town.complain(at=NOW - timedelta(days=2, minutes=minute))

    assert speak(town, NOW) is None


def test_a_broken_source_is_told_and_so_is_its_return(town: Town) -> None:
    town.rule("hook", kind="source-trouble", failures=2, language="en")
    fetch(town, NOW, Outcome.FAILED, "HTTP 503")
    assert speak(town, NOW) is None

    fetch(town, NOW + HOUR, Outcome.FAILED, "HTTP 503")
    broken = speak(town, NOW + HOUR)
    assert broken is not None
    assert broken.title == "forum: the source cannot be read (2 times in a row)"
    assert "HTTP 503" in broken.body

    fetch(town, NOW + 2 * HOUR, Outcome.OK)
    mended = speak(town, NOW + 2 * HOUR)
    assert mended is not None
    assert mended.title == "forum: the source can be read again"


def test_a_task_that_waits_is_told_with_its_link(town: Town) -> None:
    town.rule("hook", kind="waiting", hours=2)
    town.complain()

    assert speak(town, NOW + HOUR) is None
    message = speak(town, NOW + 2 * HOUR)
    assert message is not None
    assert "https://desk.example/tasks/1" in message.body


def test_a_rehearsal_keeps_nothing_and_counts_what_would_have_been(any_town: Town) -> None:
    any_town.rule("hook", min_severity=2)
    for day in (1, 2, 40):
        any_town.complain(at=NOW - timedelta(days=day), severity=2)
    for minute in (0, 10, 50):
        any_town.complain(at=NOW - timedelta(days=3, minutes=minute), severity=3)
    any_town.complain(at=NOW - timedelta(days=3, minutes=70), severity=2)
    any_town.complain(at=NOW - timedelta(days=4), severity=1)
    any_town.complain(at=NOW - timedelta(days=5), severity=2, incident="one")
    any_town.complain(at=NOW - timedelta(days=5), severity=2, incident="one")

    with any_town.database.reading() as session:
        (row,) = store.rules(session)
        found = rehearse(session, read_rule(row.rule, {"hook": ""}), NOW)

    assert (found.times, found.most_an_hour, found.days) == (7, 3, 30)
    assert all(isinstance(hit, Hit) and not isinstance(hit.what, Change) for hit in found.hits)


def test_the_times_are_in_utc_whatever_the_database_says(postgres_town: Town) -> None:
    postgres_town.complain(at=datetime(2026, 3, 4, 12, 40, tzinfo=UTC))

    with postgres_town.database.reading() as session:
        session.connection().exec_driver_sql("SET LOCAL TIME ZONE 'Asia/Kolkata'")
        (hours,) = count_hours(session, NOW - HOUR, NOW + 5 * HOUR)
    assert list(hours.hours) == [NOW]


def test_a_spreading_event_is_told_and_told_again_when_it_doubles(any_town: Town) -> None:
    any_town.rule("hook", kind="spreading", mentions=2)
    any_town.complain("Сбой", incident="outage")
    assert speak(any_town, NOW) is None

    any_town.complain("И у меня", incident="outage")
    message = speak(any_town, NOW)
    assert message is not None
    assert message.title == "Кедробанк: об одном и том же — упоминаний 2 за 24 ч"
    any_town.complain("Тоже", incident="outage")
    assert speak(any_town, NOW) is None
    for _ in range(5):
        any_town.complain("Да", incident="outage")
    doubled = speak(any_town, NOW)
    assert doubled is not None  # 4 and 8 since the last message: the largest says it all
    assert doubled.title == "Кедробанк: об одном и том же — упоминаний 8 за 24 ч"
    assert doubled.body.count("«") == 2  # the post and the rule: smaller steps are not told
    assert speak(any_town, NOW) is None
