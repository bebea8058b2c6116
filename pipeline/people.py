"""People who work in the desk: their passwords, and the browsers they are logged in with."""

import re
import secrets
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Session, contains_eager

from pipeline.errors import OtklikError
from pipeline.people_model import LoginSession, Person
from pipeline.states import Role
from pipeline.telegram_links import unlink

LIFE = timedelta(days=7)  # of a login
SHORTEST, LONGEST = 10, 256  # characters of a password; hashing a longer one is only work for us
LOGIN = re.compile(r"[\w.@+-]{1,64}")

_HASHER = PasswordHash((Argon2Hasher(),))


def add_person(
    session: Session,
    login: str,
    name: str,
    password: str,
    role: Role = Role.AGENT,
    *,
    language: str = "ru",
    time_zone: str = "Europe/Moscow",
) -> Person:
    """Add somebody; raises OtklikError for a login that is taken or a password that is weak."""
    login = fold_login(login)
    if find_person(session, login) is not None:
        raise OtklikError(
            'person "%(login)s": this login is taken; choose another', login=login
        ).at("login")
    person = Person(
        login=login,
        name=check_name(name),
        password=hash_password(login, password),
        role=role,
        language=language,
        time_zone=check_zone(time_zone),
    )
    session.add(person)
    session.flush()
    return person


def set_password(session: Session, person: Person, password: str) -> None:
    """Give somebody a new password and log their browsers out."""
    person.password = hash_password(person.login, password)
    end_sessions(session, person)


def change_person(session: Session, person: Person, role: Role, active: bool) -> None:
    """Change what somebody may do; never leaves the desk without an active manager."""
    loses = person.role is Role.MANAGER and (role is not Role.MANAGER or not active)
    if loses and _managers(session) == [person.id]:
        raise OtklikError(
            'person "%(person)s": the last active manager; make somebody else a manager first',
            person=person.login,
        )
    person.role, person.active = role, active
    if not active:
        end_sessions(session, person)
        unlink(session, person)


def find_person(session: Session, login: str) -> Person | None:
    """The person with this login, however it was typed."""
    folded = login.strip().casefold()
    if not LOGIN.fullmatch(folded):
        return None  # nobody is called so, and a database refuses some of what may stand in it
    return session.scalar(select(Person).where(Person.login == folded))


def get_person(session: Session, login: str) -> Person:
    """The person with this login; raises OtklikError when there is none."""
    person = find_person(session, login)
    if person is None:
        raise OtklikError(
            'person "%(login)s": nobody has this login (see `otklik user list`)', login=login
        )
    return person


def list_people(session: Session) -> list[Person]:
    """Everybody, active people first, by name."""
    return list(session.scalars(select(Person).order_by(Person.active.desc(), Person.name)))


def somebody_exists(session: Session) -> bool:
    """Has the first person been added?"""
    return session.scalar(select(Person.id).limit(1)) is not None


def fold_login(login: str) -> str:
    """The login as kept; raises OtklikError for one that could not be typed again."""
    folded = login.strip().casefold()
    if not LOGIN.fullmatch(folded):
        raise OtklikError(
            'login "%(login)s": use 1 to 64 letters, digits or . @ + - _ without spaces',
            login=login[:64],
        ).at("login")
    return folded


def check_name(name: str) -> str:
    """The name without spaces around it; raises OtklikError when it is empty or endless."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 100:
        raise OtklikError("name: give 1 to 100 characters").at("name")
    return name


def check_zone(name: str) -> str:
    """The name of a time zone; raises OtklikError when nobody knows it."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OtklikError(
            'time zone "%(name)s": unknown (example: Europe/Moscow)', name=name[:64]
        ) from error


def hash_password(login: str, password: str) -> str:
    """Argon2 of a password; raises OtklikError when it is too short, too long or the login."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise OtklikError(
            "password: give %(shortest)s to %(longest)s characters",
            shortest=SHORTEST,
            longest=LONGEST,
        ).at("password")
    if password.casefold() == login.casefold() or len(set(password)) < 4:
        raise OtklikError("password: too easy to guess; mix at least four different characters").at(
            "password"
        )
    return _HASHER.hash(password)


def check_password(person: Person | None, password: str) -> bool:
    """Is this the password? Takes as long for a person who is not there."""
    known = person is not None and person.active
    expected = person.password if person is not None and known else _nobody()
    right = len(password) <= LONGEST and _HASHER.verify(password, expected)
    return right and known


def start_session(session: Session, person: Person, now: datetime) -> str:
    """Log a browser in; returns the cookie, of which only the digest is kept."""
    session.execute(delete(LoginSession).where(LoginSession.expires <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            digest=digest(token),
            person_id=person.id,
            csrf=secrets.token_urlsafe(32),
            expires=now + LIFE,
        )
    )
    return token


def find_session(session: Session, token: str, now: datetime) -> LoginSession | None:
    """The login behind a cookie, while it lasts and its person is active."""
    return session.scalar(by_cookie(), {"digest": digest(token), "now": now})


@cache
def by_cookie() -> Select[LoginSession]:
    """The question for it, made once for all visits: by `digest`, at `now`."""
    lasting = LoginSession.expires > bindparam("now")
    return (
        select(LoginSession)
        .join(LoginSession.person)
        .where(LoginSession.digest == bindparam("digest"), lasting, Person.active)
        .options(contains_eager(LoginSession.person))
    )


def end_session(session: Session, token: str) -> None:
    """Log one browser out."""
    session.execute(delete(LoginSession).where(LoginSession.digest == digest(token)))


def end_sessions(session: Session, person: Person) -> None:
    """Log all browsers of a person out."""
    session.execute(delete(LoginSession).where(LoginSession.person_id == person.id))


def digest(token: str) -> str:
    """What is kept of a secret; the secret is random, so a plain hash is enough."""
    return sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


def _managers(session: Session) -> list[int]:
    active = select(Person.id).where(Person.role == Role.MANAGER, Person.active)
    # The rows are locked where the database can, so that two managers cannot demote each other.
    locked = active.with_for_update() if session.get_bind().dialect.name != "sqlite" else active
    return list(session.scalars(locked))
