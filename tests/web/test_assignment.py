"""Who gets what: the managers' page, absences, calls, snooze, the audit log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from babel.dates import format_date

TODAY = datetime.now(UTC).date()


def test_a_rule_is_made_changed_moved_and_removed(manager: Any) -> None:
    manager.post("/assignment", name="отзывы", channel="review", people=["agent", "manager"])
    manager.post("/assignment", name="остальное")
    manager.post(
        "/assignment", name="отзывы", channel="forum", urgency="urgent", severity="2", kept="yes"
    )
    manager.post("/assignment/2/up")
    page = manager.get("/assignment?rule=1").text

    assert page.index("1. остальное") < page.index("2. отзывы")
    assert '<option value="forum" selected>' in page
    manager.post("/assignment/1/remove")
    assert "отзывы" not in manager.get("/assignment").text


@pytest.mark.parametrize(
    "fields", [{}, {"name": "x", "urgency": "soon"}, {"name": "x", "severity": "9"}]
)
def test_a_rule_is_held_to_the_watch_files(manager: Any, fields: dict[str, str]) -> None:
    assert manager.post("/assignment", **fields).status_code == 409


def test_chosen_tasks_are_assigned_by_the_rules(manager: Any) -> None:
    assert manager.post("/tasks", tasks="1", do="share").status_code == 409
    manager.post("/assignment", name="отзывы", channel="review", people="agent")
    manager.post("/tasks", tasks="1", do="share")

    page = manager.get("/tasks/1").text
    assert "выбрано по правилу «отзывы»" in page
    assert "назначение: Имя agent" in page


def test_absence_and_languages_are_set_by_oneself_and_by_a_manager(
    agent: Any, manager: Any
) -> None:
    day = {"since": str(TODAY - timedelta(days=1)), "until": str(TODAY + timedelta(days=2))}
    agent.post("/me/absences", **day)
    last = format_date(TODAY + timedelta(days=2), "EEE, d MMM", locale="ru")
    assert f"– {last}</span>" in agent.get("/me").text  # the last day, not the midnight after it
    agent.post("/me/work", reads=["ru", "en", "nonsense"])
    manager.post("/people/2/work", reads="de", capacity="7")
    manager.post("/assignment", name="всем")
    manager.post("/tasks/1/assign", assignee="2")

    assert "Имя agent отсутствует до" in manager.get("/tasks/1").text
    assert 'id="task-1"' in manager.get("/inbox?who=absent").text
    assert 'value="7"' in manager.get("/people/2").text
    assert manager.post("/people/2/work", capacity="many").status_code == 409
    assert agent.post("/me/absences", since="", until="x").status_code == 409
    assert manager.post("/me/absences/1/remove").status_code == 404  # somebody else's
    manager.post("/people/2/absences/1/remove")
    assert 'id="task-1"' not in manager.get("/inbox?who=absent").text


def test_a_colleague_is_called_and_has_read_it(agent: Any, manager: Any) -> None:
    agent.post("/tasks/1/note", text="@manager, взгляните")

    assert 'count-for-me">1</b>' in manager.get("/inbox").text
    assert 'class="unread"' in manager.get("/for-me").text
    assert 'class="called"' in manager.get("/tasks/1").text
    manager.post("/for-me/tasks/1/read")
    assert 'class="unread"' not in manager.get("/for-me").text
    assert 'class="called"' not in manager.get("/tasks/1").text
    agent.post("/tasks/1/note", text="@manager, ещё раз")
    manager.post("/for-me/read")
    assert 'class="unread"' not in manager.get("/for-me").text


def test_a_task_is_snoozed_and_shown_again(agent: Any) -> None:
    agent.post("/tasks/1/snooze", until="tomorrow")
    assert 'id="task-1"' not in agent.get("/inbox").text
    assert 'id="task-1"' in agent.get("/inbox?status=snoozed").text
    agent.post("/tasks/1/wake")
    assert 'id="task-1"' in agent.get("/inbox").text
    agent.post("/tasks/1/snooze", own=f"{TODAY + timedelta(days=3)}T10:30")
    assert 'id="task-1"' not in agent.get("/inbox").text
    for own in ("", "never", "2001-01-01T10:00", f"{TODAY.year + 5}-01-01T10:00"):
        assert agent.post("/tasks/1/snooze", own=own).status_code == 409


def test_the_log_tells_managers_who_did_what(agent: Any, manager: Any) -> None:
    agent.post("/tasks/1/take")
    manager.post("/assignment", name="=ФОРМУЛА(1)", channel="review", people="agent")
    manager.post("/promises/escalations", stage="overdue", urgency="urgent", notify="managers")
    manager.post("/login", login="agent", password="x")
    page = manager.get("/audit").text

    assert "Имя agent" in page
    assert "неверный пароль" in page
    for words in ("канал: Отзыв", "сотрудники: agent", "Эскалация любой бренд, Просрочено"):
        assert words in page
    assert "срочность: Срочный" in page
    assert "сообщить: руководителям" in page
    assert "=ФОРМУЛА" in manager.get("/audit?thing=assignment&who=1").text
    assert "Имя agent" not in manager.get("/audit?thing=assignment").text.partition("<tbody>")[2]
    file = manager.get("/audit/file.csv?thing=assignment").text
    assert "'=ФОРМУЛА(1)" in file
    assert manager.get("/audit?after=x_y_z").status_code == 200
    assert manager.get("/audit/file.exe").status_code == 404
