"""Two people change one thing: a form says what it showed, and puts nothing over news of it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.audit_log import as_text
from pipeline.errors import OtklikError, Said
from pipeline.team_model import AuditEntry
from web.languages import N_
from web.times import brief
from web.visit import Visit

KEEPING = 7_310_522  # any number of our own: who keeps a form on PostgreSQL waits for the others
LATEST = 50  # entries of the audit log that are looked through
NOBODY = Said(N_("a command or a watch file"))
CHANGED = N_(
    "Meanwhile this was changed by %(who)s, %(when)s. Yours is not kept yet: look at what changed; "
    "keep yours once more to put it in its place."
)
REMOVED = N_(
    "Meanwhile this was removed by %(who)s, %(when)s. Yours is not kept yet: "
    "keep it once more to add it anew."
)
Difference = tuple[str, str, str]  # a column, what stood there, what stands there now


@dataclass(frozen=True)
class Theirs:
    """What somebody else kept meanwhile."""

    mark: str  # of what holds now: whoever has been told of it may replace it
    differences: tuple[Difference, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()  # the fields of the form, for a page that does not stay


class ChangedMeanwhileError(OtklikError):
    """What a form showed is no longer what holds."""

    def __init__(self, said: Said, theirs: Theirs) -> None:
        super().__init__(said)
        self.theirs = theirs


def mark(value: object) -> str:
    """A short sign of what a form shows; "" for what is not there.  (pure)"""
    return "" if value is None else sha256(repr(value).encode()).hexdigest()[:16]


def must_be_as_seen(
    visit: Visit,
    thing: str,
    name: str,
    read: Callable[[], object],
    seen: str,
    columns: Collection[str] = (),
) -> None:
    """Raise ChangedMeanwhileError where `read` gives another value than the form showed.

    `thing`, `name` and the columns of the form are as the audit log has them: it knows who it was.
    """
    if not seen:  # a new thing, or a program that sends forms of its own
        return
    _wait_for_turn(visit.session)
    held = mark(read())
    if held == seen:
        return
    entry = _find_entry(visit.session, thing, name, columns)
    text = CHANGED if held else REMOVED
    changed = tuple(differences(entry)) if held and entry else ()
    raise ChangedMeanwhileError(Said(text, _tell(visit, entry)), Theirs(held, changed))


def _wait_for_turn(session: Session) -> None:
    """Let one form be kept after the other; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(KEEPING)))
        session.expire_all()


def _find_entry(
    session: Session, thing: str, name: str, columns: Collection[str]
) -> AuditEntry | None:
    """The last entry about one of the columns."""
    asked = select(AuditEntry).filter_by(thing=thing, name=name).order_by(AuditEntry.id.desc())
    for entry in session.scalars(asked.limit(LATEST)):
        if not columns or not {*(entry.before or {}), *(entry.after or {})}.isdisjoint(columns):
            return entry
    return None


def _tell(visit: Visit, entry: AuditEntry | None) -> dict[str, object]:
    if entry is None:
        return {"who": NOBODY, "when": "—"}
    person = visit.person
    when = brief(entry.at, visit.now, person.time_zone, person.language)
    return {"who": entry.person.name if entry.person else NOBODY, "when": when}


def differences(entry: AuditEntry) -> Iterator[Difference]:
    """What an entry changed, column by column; of a table only the keys that differ.  (pure)"""
    before, after = entry.before or {}, entry.after or {}
    for name in dict.fromkeys((*before, *after)):
        was, became = _narrow(before.get(name), after.get(name))
        yield name, as_text(was), as_text(became)


def _narrow(was: Any, became: Any) -> tuple[Any, Any]:
    if not (isinstance(was, dict) and isinstance(became, dict)):
        return was, became
    changed = [key for key in {**was, **became} if was.get(key) != became.get(key)]
    return {key: was.get(key) for key in changed}, {key: became.get(key) for key in changed}
