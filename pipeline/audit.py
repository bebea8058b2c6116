"""Who changed what outside of tasks: kept for every table of the desk's set-up, in this one place.

A listener writes an entry whenever such a row is added, changed or removed, whichever page or
command did it. The session says who acts and when: `acting` for the web, else the command line.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from pipeline.people_model import Person
from pipeline.team_model import AuditEntry

NOW, WHO = "otklik_now", "otklik_person"  # in the session's info
# What a row of each table is called, and how it is named.
THINGS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "brands": ("brand", lambda row: row.brand.name),
    "sources": ("source", lambda row: row.source.name),
    "rules": ("rule", lambda row: row.rule.name),
    "templates": ("template", lambda row: row.template.name),
    "triggers": ("trigger", lambda row: row.name),
    "promises": ("promise", lambda row: row.promise.to_whom),
    "work_hours": ("hours", lambda _row: ""),
    "people": ("person", lambda row: row.login),
    "absences": ("absence", lambda row: row.person.login),
    "assignments": ("assignment", lambda row: row.assignment.name),
    "escalations": ("escalation", lambda row: row.escalation.to_whom),
    "saved_views": ("view", lambda row: row.name),
    "query_examples": ("query example", lambda row: row.brand.brand.name),
    "themes": ("theme", lambda row: row.name or row.key),
    "noise_decisions": ("noise", lambda row: str(row.mention_id)),
    "labels": ("label", lambda row: str(row.item.mention_id)),
    "label_samples": ("label sample", lambda row: row.week),
    "replies": ("reply", lambda row: str(row.task_id or row.task.id)),
    "surveys": ("survey", lambda row: str(row.task_id or row.task.id)),
    "receivers": ("receiver", lambda row: row.notifier),
    "mutes": ("mute", lambda row: row.rule),
    "telegram_links": ("telegram", lambda row: row.person.login),
}
OTHERS = ("login", "message", "erasure")  # what is told by `tell`
SECRET = {"password", "digest"}
# What the program itself keeps beside what people set up, and what customers say.
UNTOLD = {
    "sources": {"due"},
    "rules": {"since"},
    "themes": {"middle", "size", "seen", "words", "judge"},
    "replies": {"seen", "started", "key", "stars_before"},
    "surveys": {"digest", "said"},
    "telegram_links": {"digest", "expires"},
}
LONGEST = 2_000  # characters of a value


def begin(session: Session, now: datetime) -> None:
    """Say when what a session writes is written."""
    session.info[NOW] = now


def acting(session: Session, person: Person, now: datetime) -> None:
    """Say who writes in a session from now on."""
    session.info[NOW], session.info[WHO] = now, person.id


def tell(
    session: Session, thing: str, name: str, what: str, person: Person | None, now: datetime
) -> None:
    """Keep something that is no change of a row, such as a login."""
    person_id = person.id if person else None
    session.add(AuditEntry(at=now, person_id=person_id, thing=thing, name=name[:200], what=what))


def _record(session: Session, _context: object, _instances: object) -> None:
    if NOW not in session.info:  # a session that only reads
        return
    rows = [("added", row) for row in session.new] + [("removed", row) for row in session.deleted]
    rows += [("changed", row) for row in session.dirty if session.is_modified(row)]
    entries = [entry for what, row in rows for entry in _entries(session, what, row)]
    session.add_all(entries)


def _entries(session: Session, what: str, row: Any) -> Iterator[AuditEntry]:
    table = getattr(row, "__tablename__", "")
    if table not in THINGS:
        return
    thing, called = THINGS[table]
    before, after = _values(row, what)
    if not before and not after:
        return
    yield AuditEntry(
        at=session.info[NOW],
        person_id=session.info.get(WHO),
        thing=thing,
        name=called(row),
        what=what,
        before=before if what != "added" else None,
        after=after if what != "removed" else None,
    )


def _values(row: Any, what: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns before and after; of a changed row only those that changed."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in inspect(row).mapper.column_attrs:
        name = column.key
        history = inspect(row).attrs[name].history
        if (
            name == "id"
            or name in UNTOLD.get(row.__tablename__, ())
            or (what == "changed" and not history.has_changes())
        ):
            continue
        old = (
            history.deleted[0] if history.deleted else (None if history.added else _now(row, name))
        )
        before[name], after[name] = _shown(name, old), _shown(name, _now(row, name))
    return before, after


def _now(row: Any, name: str) -> Any:
    return getattr(row, name)


def _shown(name: str, value: Any) -> Any:
    if name in SECRET:
        return "•••"
    plain = _plain(value)
    return plain[:LONGEST] if isinstance(plain, str) else plain


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


event.listen(Session, "before_flush", _record)
