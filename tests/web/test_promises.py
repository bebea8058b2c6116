"""What managers promise, by which hours, and what happens when it breaks."""

from typing import Any

import pytest

from pipeline import promises
from pipeline.database import Database

FRIDAY = "2026-11-27T17:40"
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00")


def test_a_promise_is_made_shown_changed_and_removed(manager: Any, agent: Any) -> None:
    assert "Сроков ответа пока нет" in agent.get("/promises").text
    manager.post("/promises", amount="2", start="published", channel="review")
    manager.post("/promises", amount="90", unit="min", brand="Ромашка", zone="Asia/Almaty")
    page = agent.get(f"/promises?found={FRIDAY}").text.replace("\xa0", " ")

    assert page.index("1 ч 30 мин") < page.index("2 ч<")  # of a brand: asked first
    assert "пн, 30 нояб., 10:40" in page  # twenty minutes on Friday, the rest on Monday
    assert "Asia/Almaty" in page
    assert 'method="post"' not in page.partition("<main")[2]  # only managers change it
    manager.post("/promises", promise="1", amount="3", channel="forum", warn_at="0.5")
    page = manager.get("/promises?promise=1").text.replace("\xa0", " ")
    assert "3 ч" in page
    assert 'value="forum" selected' in page
    manager.post("/promises/1/remove")
    manager.post("/promises/2/remove")
    assert "Сроков ответа пока нет" in agent.get("/promises").text
    log = manager.get("/audit?thing=promise").text
    assert "ответ за: 1 ч 30 мин" in log.replace("\xa0", " ")
    assert [log.count(f": {deed}<") for deed in ("добавлено", "изменено", "удалено")] == [2, 1, 2]


def test_a_promise_that_a_colleague_removed_is_added_anew(manager: Any) -> None:
    manager.post("/promises", amount="2")
    seen = manager.get("/promises?promise=1").text.partition('name="seen" value="')[2][:16]
    manager.post("/promises/1/remove")
    told = manager.post("/promises", promise="1", amount="3", seen=seen)

    assert (told.status_code, "удалили: Имя manager" in told.text) == (409, True)
    page = manager.post("/promises", promise="1", amount="3", seen="").text
    assert "3 ч" in page.replace("\xa0", " ")


def test_what_is_typed_is_shown_before_it_is_kept(manager: Any) -> None:
    typed = f"/promises?amount=3&start=published&found={FRIDAY}"
    page = manager.get(typed).text.replace("\xa0", " ")
    assert "опубликованную пт, 27 нояб., 17:40, надо ответить до" in page
    assert "пн, 30 нояб., 11:40" in page
    assert "«3лh» — не срок" in manager.get("/promises?amount=3л").text
    for bent in ("0001-01-01T00:00", "9999-12-31T23:59"):
        assert manager.get(f"/promises?amount=3&found={bent}").status_code == 200
    hours = "/promises/hours?zone=Europe/Moscow&mon=9"
    assert "«9» — не смена" in manager.get(hours).text
    assert 'name="mon" value="9"' in manager.get(hours).text


def test_hours_with_holidays_are_kept_as_a_watch_file_would(manager: Any, filled: Database) -> None:
    manager.post("/promises", amount="2")
    days = "2026-11-30 - 2026-12-01\n2026-12-05 10:00-15:00"
    manager.post("/promises/hours", zone="Europe/Moscow", **WEEK, days=days)

    page = manager.get(f"/promises?found={FRIDAY}").text.replace("\xa0", " ")
    assert "ср, 2 дек., 10:40" in page
    assert days in manager.get("/promises/hours").text
    with filled.reading() as session:
        kept = promises.hours(session)
    assert kept is not None
    assert len(kept.days) == 3
    assert "особые дни" in manager.get("/audit?thing=hours").text


@pytest.mark.parametrize("address", ["/promises", "/promises/hours"])
def test_an_agent_sees_it_and_changes_nothing(agent: Any, address: str) -> None:
    assert agent.get(address).status_code == 200
    assert agent.post(address, amount="1").status_code == 403


def test_an_escalation_is_kept_once_for_brand_and_stage(manager: Any) -> None:
    manager.post("/promises/escalations", stage="overdue", assign="agent")
    manager.post("/promises/escalations", stage="overdue", notify=["managers", "gone"])
    page = manager.get("/promises").text

    assert page.count("/promises/escalations/") == 1
    assert "gone" in page  # a login nobody has is marked
    assert manager.post("/promises/escalations", stage="overdue").status_code == 409
    wrong = manager.post("/promises/escalations", stage="later", assign="agent")
    assert wrong.status_code == 409
    manager.post("/promises/escalations/1/remove")
    assert "/promises/escalations/1" not in manager.get("/promises").text
