"""The end of what was told, for rules whose hits do not say it themselves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from alerts.backlog import PromiseOptions, WaitingOptions
from alerts.ending import Told, answered, back_in_line, quiet
from alerts.facts import Case, Change, Figure, Heard, Span
from alerts.figures import FigureOptions
from alerts.phrases import PHRASES
from alerts.spreading import SpreadOptions
from pipeline.alert_model import Alert
from pipeline.task_model import Task
from tests.alerts.conftest import NOW, Town
from tests.alerts.test_due import speak
from tests.alerts.test_spreading import said

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPAN = Span(AT - 99 * HOUR, AT + 9 * HOUR)
CASE = Case(7, "Кедробанк", AT - 9 * HOUR, answered=AT + HOUR, closed=AT + 2 * HOUR)
ANSWERED_AGAIN = replace(CASE, answered=AT - HOUR, replied=AT + 3 * HOUR, closed=None)
FIGURE = FigureOptions(above=0.5)
BLIND = {"forum": frozenset({datetime(2026, 3, 7, 12, tzinfo=UTC)})}  # 84 h after the start


@pytest.mark.parametrize(
    ("ends", "options", "key", "facts", "over"),
    [
        (answered, WaitingOptions(), "waiting|7", [CASE], AT + HOUR),
        (answered, WaitingOptions(), "waiting|7", [replace(CASE, answered=None)], AT + 2 * HOUR),
        (answered, WaitingOptions(), "waiting|7", [Case(7, "", AT)], None),
        (answered, WaitingOptions(), "waiting|8", [CASE], None),
        (answered, PromiseOptions(), "overdue|7|x", [CASE], AT + HOUR),
        (answered, PromiseOptions(), "overdue|7|x", [ANSWERED_AGAIN], AT + 3 * HOUR),
        (answered, PromiseOptions(), "due|7|x", [replace(CASE, closed=None)], AT + HOUR),
        (quiet, SpreadOptions(hours=2), "spread|3|5", Heard([said(1), said(85)]), None),
        (
            quiet,
            SpreadOptions(hours=2),
            "spread|3|5",
            Heard([said(5), said(1)]),
            "7 h after the start",
        ),
        (quiet, SpreadOptions(hours=2), "spread|3|5", Heard([said(5)], BLIND), None),
        (back_in_line, FIGURE, "figure|r|c|forum|day", [Figure("forum", 0.5)], SPAN.until),
        (back_in_line, FIGURE, "figure|r|c|forum|day", [Figure("forum", 0.6)], None),
        (back_in_line, FIGURE, "figure|r|c|forum|day", [Figure("blog", 0.1)], SPAN.until),
        (back_in_line, FIGURE, "figure|r|c|A|B|day", [Figure("A|B", 0.6)], None),
    ],
)
def test_what_is_over(ends: Any, options: Any, key: str, facts: Any, over: Any) -> None:
    start = datetime(2026, 3, 4, tzinfo=UTC)
    span = replace(SPAN, until=start + 86 * HOUR) if ends is quiet else SPAN
    expected = [start + 7 * HOUR] if isinstance(over, str) else [over] if over else []

    hits = list(ends(options, [Told(key, AT)], facts, span))

    assert [hit.at for hit in hits] == expected
    for hit in hits:
        assert hit.key == f"{key}|over"
        assert isinstance(hit.what, Change)
        assert hit.what.over
        assert all(words.change(hit.what) for words in PHRASES.values())


def test_an_answer_after_the_alarm_is_told_once(town: Town) -> None:
    town.rule("hook", kind="waiting", hours=1)
    town.rule("hook", name="silent", kind="waiting", hours=1, over=False)
    town.complain()
    late = speak(town, hours=2)
    assert [it.title for it in late] == ["Кедробанк: обращение ждёт ответа дольше 1 ч"] * 2
    assert all("\n«Деньги не вернули" in it.body for it in late)
    with town.database.writing() as session:
        session.execute(update(Task).values(answered=NOW + timedelta(hours=3)))

    assert [message.title for message in speak(town, hours=4)] == [
        "Кедробанк: на обращение ответили"
    ]
    assert speak(town, hours=5) == []
    with town.database.reading() as session:
        keys = session.scalars(select(Alert.key).order_by(Alert.id)).all()
    assert keys == ["waiting|1", "waiting|1", "waiting|1|over"]
