"""People: adding them, and what each sets for oneself."""

from typing import Any


def test_a_manager_adds_somebody_who_logs_in(manager: Any, visitor: Any) -> None:
    manager.post("/people", login="Nina", name="Нина", password="ещё одна лошадь", role="viewer")

    assert visitor.log_in("nina", "ещё одна лошадь").url.path == "/inbox"
    assert visitor.get("/people").status_code == 403


def test_a_login_is_taken_only_once(manager: Any) -> None:
    answer = manager.post("/people", login="AGENT", name="Другой", password="ещё одна лошадь")

    assert answer.status_code == 409


def test_language_zone_and_colours_are_ones_own(agent: Any) -> None:
    form = {"name": "Пётр", "language": "en", "time_zone": "Asia/Tokyo", "theme": "dark"}
    page = agent.post("/me", **form).text

    assert '<html lang="en" data-theme="dark">' in page
    assert "My settings" in page
    assert agent.post("/me", **form | {"time_zone": "../etc/passwd"}).status_code == 409


def test_a_new_password_needs_the_old_one(agent: Any, visitor: Any) -> None:
    assert agent.post("/me/password", old="wrong", new="совсем новый пароль").status_code == 409
    agent.post("/me/password", old="верно, лошадь", new="совсем новый пароль")

    assert agent.get("/inbox").url.path == "/inbox"
    assert visitor.log_in("agent").status_code == 401
    assert visitor.log_in("agent", "совсем новый пароль").status_code == 200


def test_who_found_a_browser_open_may_not_guess_the_password(agent: Any) -> None:
    new = "совсем новый пароль"
    tries = [agent.post("/me/password", old="wrong", new=new).status_code for _ in range(4)]
    told = agent.post("/me/password", old="верно, лошадь", new=new)

    assert tries == [409] * 4
    assert told.status_code == 409
    assert "Слишком много неверных попыток" in told.text
