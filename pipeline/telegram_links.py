"""Whose Telegram account is whose: linked by a code that works once, unlinked at once."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, contains_eager

from pipeline.alert_model import Delivery
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.signing import find_key, open_key, seal
from pipeline.telegram_model import TelegramLink, TelegramSaying

CODE_LIFE = timedelta(minutes=15)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
LENGTH = 10  # of 32 letters each: nobody guesses one within its life
NOTIFIER = "telegram:"  # and the login: how deliveries name whom they reach
LONGEST_NAME = 64
_CODE = re.compile(rf"[{LETTERS}]{{5}}-?[{LETTERS}]{{5}}")


def make_code(session: Session, person: Person, now: datetime) -> str:
    """A code that links one Telegram account to a person; an earlier code works no more."""
    open_key(session)
    row = session.get(TelegramLink, person.id)
    if row is None:
        row = TelegramLink(person=person, wake=3.0, unassigned=True, brands=[])
        session.add(row)
    row.expires = now + CODE_LIFE
    code = _code(find_key(session) or b"", person.id, row.expires)
    row.digest = _digest(code)
    return _shown(code)


def code_of(session: Session, row: TelegramLink | None, now: datetime) -> str | None:
    """The code somebody was given, while it can be used; made anew, as only a digest is kept."""
    key = find_key(session)
    if key is None or row is None or row.expires is None or row.expires <= now:
        return None
    code = _code(key, row.person_id, row.expires)
    return _shown(code) if _digest(code) == row.digest else None


def _code(key: bytes, person_id: int, expires: datetime) -> str:
    signed = seal(key, "telegram", f"{person_id} {expires.isoformat()}".encode())
    return "".join(
        LETTERS[byte % len(LETTERS)] for byte in sha256(signed.encode()).digest()[:LENGTH]
    )


def _shown(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"


def read_code(text: str) -> str | None:
    """The code in a text that is nothing else.  (pure)"""
    typed = text.strip().upper()
    return typed.replace("-", "") if _CODE.fullmatch(typed) else None


def link(
    session: Session, code: str, user_id: int, called: str, now: datetime
) -> TelegramLink | None:
    """Link an account to whom the code was given; None for a code that is not, or not any more.

    Raises OtklikError where the account is a colleague's.
    """
    row = session.scalar(_linked().where(TelegramLink.digest == _digest(code)))
    if row is None or row.expires is None or row.expires <= now:
        return None
    taken = session.scalar(_linked().where(TelegramLink.user_id == user_id))
    if taken is not None and taken is not row:
        raise OtklikError(
            "this Telegram account is linked to %(name)s; unlink it there first",
            name=taken.person.name,
        )
    row.user_id, row.called, row.linked = user_id, called[:LONGEST_NAME], now
    row.digest = row.expires = None
    return row


def unlink(session: Session, person: Person) -> None:
    """Forget somebody's account, and what was still to be said there."""
    row = session.get(TelegramLink, person.id)
    if row is None:
        return
    if row.user_id is not None:
        session.execute(delete(TelegramSaying).where(TelegramSaying.chat == row.user_id))
    unsent = Delivery.notifier == notifier_of(person), Delivery.sent.is_(None)
    session.execute(delete(Delivery).where(*unsent))
    session.delete(row)


def find_link(session: Session, user_id: int) -> TelegramLink | None:
    """Whose account this is; nobody's where the person was switched off."""
    return session.scalar(_linked().where(TelegramLink.user_id == user_id))


def read_links(session: Session) -> Sequence[TelegramLink]:
    """All linked accounts of people who may log in."""
    return session.scalars(_linked().where(TelegramLink.user_id.is_not(None))).all()


def notifier_of(person: Person) -> str:
    """How deliveries name a person's Telegram account."""
    return f"{NOTIFIER}{person.login}"


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _linked() -> Select[TelegramLink]:
    asked = select(TelegramLink).join(TelegramLink.person).where(Person.active)
    return asked.options(contains_eager(TelegramLink.person))
