"""People, their passwords and their logins."""

from datetime import UTC, datetime, timedelta

import pytest
from pwdlib import PasswordHash

from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.people import (
    LIFE,
    add_person,
    change_person,
    check_password,
    find_session,
    set_password,
    start_session,
)
from pipeline.states import Role

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "верно, лошадь"


@pytest.mark.parametrize("login", ["", "две части", "x" * 65, "a/b", "<b>"])
def test_a_login_that_cannot_be_typed_is_refused(database: Database, login: str) -> None:
    with database.writing() as session, pytest.raises(OtklikError, match="login"):
        add_person(session, login, "Имя", PASSWORD)


@pytest.mark.parametrize("password", ["короткий", "аааааааааааа", "x" * 257, "anna-maria"])
def test_a_weak_password_is_refused(database: Database, password: str) -> None:
    with database.writing() as session, pytest.raises(OtklikError, match="password"):
        add_person(session, "Anna-Maria", "Имя", password)


def test_a_stolen_hash_is_dear_to_guess(shipped_hasher: PasswordHash) -> None:
    hashed = shipped_hasher.hash(PASSWORD)

    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert shipped_hasher.verify(PASSWORD, hashed)


def test_a_login_lasts_until_it_expires_or_the_password_changes(any_database: Database) -> None:
    with any_database.writing() as session:
        person = add_person(session, "Anna", "Анна", PASSWORD, Role.MANAGER)
        first, second = (start_session(session, person, NOW) for _ in range(2))

        assert find_session(session, first, NOW) is not None
        assert find_session(session, first, NOW + LIFE) is None
        assert find_session(session, "guess", NOW) is None
        set_password(session, person, "ещё одна лошадь")
        assert find_session(session, second, NOW) is None
        assert not check_password(person, PASSWORD)
        assert check_password(person, "ещё одна лошадь")
        assert not check_password(None, PASSWORD)


def test_one_active_manager_stays(any_database: Database) -> None:
    with any_database.writing() as session:
        first = add_person(session, "a", "А", PASSWORD, Role.MANAGER)
        with pytest.raises(OtklikError, match="last active manager"):
            change_person(session, first, Role.MANAGER, active=False)
        second = add_person(session, "b", "Б", PASSWORD, Role.MANAGER)
        change_person(session, first, Role.VIEWER, active=True)
        start_session(session, second, NOW - timedelta(days=30))

        assert first.role is Role.VIEWER
