"""What people do with tasks; every change is kept with who, when, before and after."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pipeline import promises
from pipeline.errors import OtklikError, Said, unknown
from pipeline.people_model import Person
from pipeline.states import MAY_ANSWER, OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange

NEW, IN_PROGRESS, WAITING = TaskStatus.NEW, TaskStatus.IN_PROGRESS, TaskStatus.WAITING
RESOLVED, DISMISSED, MERGED = TaskStatus.RESOLVED, TaskStatus.DISMISSED, TaskStatus.MERGED

LONGEST_TEXT = 20_000
LONGEST_SNOOZE = timedelta(days=366)
DISMISSALS = ("not about us", "spam", "not a complaint", "answered elsewhere", "duplicate", "other")
# What the public may be told of how a matter ended; the survey tells it the customer.
OUTCOMES = ("refunded", "replaced", "fixed", "compensated", "explained", "passed on", "not proven")


def take(session: Session, task: Task, person: Person, now: datetime) -> None:
    """Work on a task; takes it over from whoever has it."""
    _must_be_open(task, "taken")
    _set(session, task, "snoozed", None, person, now)
    _set(session, task, "assignee_id", person.id, person, now)
    _move(session, task, IN_PROGRESS, person, now)
    task.taken = task.taken or now


def assign(
    session: Session, task: Task, assignee: Person | None, person: Person | None, now: datetime
) -> None:
    """Give a task to somebody, or to nobody; nobody as the person means that the program did."""
    _must_be_open(task, "assigned")
    if assignee is not None and not assignee.active:
        raise OtklikError(
            "%(assignee)s does not work here any more; assign somebody else",
            assignee=assignee.login,
        )
    if assignee is not None and assignee.role not in MAY_ANSWER:
        raise OtklikError(
            "%(assignee)s may read tasks, not answer them; assign an agent or a manager",
            assignee=assignee.login,
        )
    _set(session, task, "assignee_id", assignee.id if assignee else None, person, now)


def add_note(session: Session, task: Task, person: Person, text: str, now: datetime) -> TaskChange:
    """Write something only colleagues see; possible in any status."""
    return _write(session, task, "note", None, must_say(text, "a note"), person, now)


def answer(
    session: Session, task: Task, person: Person, text: str, url: str | None, now: datetime
) -> None:
    """Record the reply that was given, and where; the task then waits for the customer."""
    _must_be_open(task, "answered")
    said, place = must_say(text, "a reply"), _address(url)
    _set(session, task, "reply", said, person, now)
    _set(session, task, "reply_url", place, person, now)
    if task.assignee_id is None:
        _set(session, task, "assignee_id", person.id, person, now)
    task.taken = task.taken or now
    task.answered = task.answered or now
    task.replied = now
    _set(session, task, "snoozed", None, person, now)
    _move(session, task, WAITING, person, now)


def give_address(session: Session, task: Task, url: str, person: Person, now: datetime) -> None:
    """Say where the answer stands that was given before."""
    _must_be_open(task, "changed")
    _set(session, task, "reply_url", _address(url), person, now)


def unanswer(
    session: Session, task: Task, text: str | None, url: str | None, person: Person, now: datetime
) -> None:
    """The last answer stands nowhere any more; what stands is the one before it, or none."""
    _must_be_open(task, "changed")
    _set(session, task, "reply", text, person, now)
    _set(session, task, "reply_url", url, person, now)
    _move(session, task, IN_PROGRESS if task.assignee_id else NEW, person, now)


def wait(session: Session, task: Task, person: Person, now: datetime) -> None:
    """Wait for the customer or a colleague; the clock of the team stands still."""
    _must_be_open(task, "set to waiting")
    _move(session, task, WAITING, person, now)


def raise_priority(session: Session, task: Task, least: int, now: datetime) -> None:
    """Let a task be at least so urgent; it is due when it was."""
    _set(session, task, "priority", max(task.priority, least), None, now)


def snooze(
    session: Session, task: Task, until: datetime | None, person: Person, now: datetime
) -> None:
    """Hide a task until a time; its promise keeps running. None: show it again."""
    _must_be_open(task, "snoozed")
    if until is not None and not now < until <= now + LONGEST_SNOOZE:
        raise OtklikError("snooze: choose a time that lies ahead, within a year").at("own")
    _set(session, task, "snoozed", until, person, now)


def wake(session: Session, task: Task, now: datetime) -> None:
    """Show a snoozed task again: its time has come."""
    _set(session, task, "snoozed", None, None, now)


def hear(session: Session, task: Task, why: str, now: datetime) -> None:
    """The author of an open task spoke again: it is shown, and what waited is due once more."""
    _set(session, task, "snoozed", None, None, now)
    if task.status is not WAITING:
        return
    _write(session, task, "woken", None, why, None, now)
    _begin_again(task, now)
    _move(session, task, IN_PROGRESS if task.assignee_id else NEW, None, now)


def _begin_again(task: Task, now: datetime) -> None:
    """A fresh promise: the author waits for another answer from now on."""
    task.reopened, task.escalated = now, None


def resolve(
    session: Session,
    task: Task,
    person: Person | None,
    reason: str,
    now: datetime,
    *,
    outcome: str | None = None,
) -> None:
    """Close a task whose matter is settled; the outcome is what the public may be told.

    Nobody as the person means that the program did.
    """
    if outcome and outcome not in OUTCOMES:
        raise OtklikError(unknown("outcome", outcome, OUTCOMES))
    _must_be_open(task, RESOLVED)
    _set(session, task, "outcome", outcome or None, person, now)
    _close(session, task, RESOLVED, person, reason, now)


def dismiss(
    session: Session, task: Task, person: Person | None, reason: str, now: datetime
) -> None:
    """Close a task that needs no answer; nobody as the person means that the program did."""
    _close(session, task, DISMISSED, person, reason, now)


def close_merged(
    session: Session, task: Task, into: Task, person: Person | None, now: datetime
) -> None:
    """Close a task that another one answers for; in reports it is not a dismissal."""
    _close(session, task, MERGED, person, f"merged into task {into.id}", now)


def reopen(
    session: Session,
    task: Task,
    person: Person | None,
    reason: str,
    now: datetime,
    *,
    anew: bool = True,
) -> None:
    """Open a closed task again, with a fresh promise unless it should not have been closed.

    Nobody as the person means that the program did.
    """
    if task.status in OPEN:
        raise OtklikError("task %(task)s is open already; take or answer it", task=task.id)
    if anew:
        _begin_again(task, now)
    _move(session, task, IN_PROGRESS if task.assignee_id else NEW, person, now)
    _set(session, task, "reason", reason.strip() or None, person, now)
    task.closed = None


def _close(
    session: Session,
    task: Task,
    status: TaskStatus,
    person: Person | None,
    reason: str,
    now: datetime,
) -> None:
    _must_be_open(task, status)
    _set(session, task, "snoozed", None, person, now)
    _set(session, task, "reason", must_say(reason, "a reason", "reason"), person, now)
    task.closed = now
    _move(session, task, status, person, now)


def _move(
    session: Session, task: Task, status: TaskStatus, person: Person | None, now: datetime
) -> None:
    """Set the status and, with it, when the task is due."""
    _set(session, task, "status", status, person, now)
    promises.plan(session, task, now)


def _must_be_open(task: Task, verb: str) -> None:
    if task.status not in OPEN:
        raise OtklikError(
            "task %(task)s is %(status)s (%(who)s) and cannot be %(verb)s; reopen it first",
            task=task.id,
            status=task.status,
            who=_who_moved(task),
            verb=verb if isinstance(verb, TaskStatus) else Said(verb),
        )


def _who_moved(task: Task) -> str:
    """Who gave a task the status it has."""
    moved = [change.person for change in task.changes if change.what == "status"]
    return moved[-1].name if moved and moved[-1] else "Otklik"


def must_say(text: str, what: str, field: str = "text") -> str:
    """A text a person wrote, without what surrounds it; raises OtklikError when it is empty."""
    said = text.replace("\x00", "").strip()
    if not said:
        raise OtklikError("%(what)s must not be empty; write a word or two", what=Said(what)).at(
            field
        )
    if len(said) > LONGEST_TEXT:
        raise OtklikError(
            "%(what)s must not be longer than %(longest_text)s characters; shorten it",
            what=Said(what),
            longest_text=LONGEST_TEXT,
        ).at(field)
    return said


def _address(url: str | None) -> str | None:
    """A web address as given by a person; anything else would be a link that runs or lies."""
    given = (url or "").strip()
    if given and not given.lower().startswith(("http://", "https://")):
        raise OtklikError(
            '"%(given)s" is no web address; it begins with https:// or http://', given=given[:80]
        ).at("url")
    return given or None


def _set(
    session: Session, task: Task, what: str, after: Any, person: Person | None, now: datetime
) -> None:
    """Change one column and say so in the history; no change, no line."""
    before = getattr(task, what)
    if before == after:
        return
    setattr(task, what, after)
    _write(session, task, what, before, after, person, now)


def _write(
    session: Session,
    task: Task,
    what: str,
    before: object,
    after: object,
    person: Person | None,
    now: datetime,
) -> TaskChange:
    was, is_now = (None if value is None else str(value) for value in (before, after))
    change = TaskChange(task=task, person=person, at=now, what=what, before=was, after=is_now)
    session.add(change)
    return change
