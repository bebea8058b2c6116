"""`otklik task`: tasks listed, shown and worked on from the command line, by the desk's rights."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline import audit, calls, desk, regroup, undo
from pipeline.claiming import lock
from pipeline.database import open_database
from pipeline.errors import OtklikError
from pipeline.hours_text import read_span
from pipeline.people import get_person, list_people
from pipeline.people_model import Person
from pipeline.search import About, TaskFilter, search_tasks
from pipeline.settings import read_settings
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import VIA, Task, TaskChange
from pipeline.triage import band
from pipeline.visible import visible
from web.access import Right, may
from web.deed import SHOWN

HERE = "otklik task"
NOBODY = "nobody"
LINE = 70  # of a post in a list
STATUSES = {"open": OPEN, "all": tuple(TaskStatus)} | {str(one): (one,) for one in TaskStatus}
Do = Callable[[Session, Task, Person, datetime], object]
Hold = Callable[[Session, Sequence[int]], None]
Command = Callable[..., None]


@click.group()
def task() -> None:
    """List, show and change tasks, as somebody who works in the desk."""


@task.command("list")
@click.option(
    "--status",
    type=click.Choice(list(STATUSES), case_sensitive=False),
    default="open",
    show_default=True,
    help="Which of them.",
)
@click.option("--who", help="Only what this login has; 'nobody': what nobody has.")
@click.option("--find", default="", help="Words in the post, in any form.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1), help="How many.")
def show_list(status: str, who: str | None, find: str, most: int) -> None:
    """List tasks, urgent ones first."""
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        assignee = None if who is None else 0 if who == NOBODY else get_person(session, who).id
        wanted = TaskFilter(STATUSES[status.lower()], assignee, About(text=find))
        found = search_tasks(session, wanted, limit=most).tasks
        for one in found:
            text = visible(" ".join(one.mention.post.latest_text.split()))[:LINE]
            click.echo(f"{_tell(one)}  {one.mention.brand.brand.name}: {text}")
    if not found:
        click.echo("no such task")


@task.command()
@click.argument("number", type=click.IntRange(1))
def show(number: int) -> None:
    """Show a task with its history: who did what, when, before and after."""
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        one = _find(session, number)
        post = one.mention.post
        names = {str(person.id): person.login for person in list_people(session)}
        click.echo(f"{_tell(one)}  {one.mention.brand.brand.name}")
        click.echo(f"{visible(post.post.author or 'unknown author')}: {post.post.url}")
        click.echo(visible(post.latest_text))
        click.echo(f"why: {visible('; '.join(one.why)) or 'no sign of urgency'}")
        for change in one.changes:
            click.echo(_tell_change(change, names))


def _changes(command: Command) -> Command:
    """The numbers of tasks, and who changes them."""
    numbers = click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))
    return numbers(_by_person(command))


def _by_person(command: Command) -> Command:
    return click.option("--as", "login", required=True, help="Who does it: a login.")(command)


@task.command()
@_changes
def take(numbers: Sequence[int], login: str) -> None:
    """Make tasks one's own; they are taken over from whoever has them."""
    _change(numbers, login, desk.take)


@task.command()
@_changes
@click.option("--to", "assignee", required=True, help="A login, or 'nobody'.")
def assign(numbers: Sequence[int], login: str, assignee: str) -> None:
    """Give tasks to somebody."""

    def do(session: Session, one: Task, person: Person, now: datetime) -> None:
        chosen = None if assignee == NOBODY else get_person(session, assignee)
        desk.assign(session, one, chosen, person, now)

    _change(numbers, login, do)


@task.command()
@_changes
@click.option("--text", required=True, help="What colleagues read; @login calls somebody.")
def note(numbers: Sequence[int], login: str, text: str) -> None:
    """Leave a note."""
    _change(numbers, login, lambda session, one, who, now: calls.note(session, one, who, text, now))


@task.command()
@_changes
@click.option("--until", required=True, help="How long, or until when: 2h, 1d, 2026-03-01T09:00.")
def snooze(numbers: Sequence[int], login: str, until: str) -> None:
    """Hide tasks for a while; what was promised keeps running."""

    def do(session: Session, one: Task, person: Person, now: datetime) -> None:
        desk.snooze(session, one, _read_moment(until, now), person, now)

    _change(numbers, login, do)


@task.command()
@_changes
def wake(numbers: Sequence[int], login: str) -> None:
    """Show snoozed tasks again."""
    _change(
        numbers, login, lambda session, one, who, now: desk.snooze(session, one, None, who, now)
    )


@task.command()
@_changes
def wait(numbers: Sequence[int], login: str) -> None:
    """Wait for the author; the clock of the team stands still."""
    _change(numbers, login, desk.wait)


@task.command()
@_changes
@click.option("--reason", required=True, help="How it was settled.")
@click.option("--outcome", type=click.Choice(desk.OUTCOMES), help="What the public may be told.")
def resolve(numbers: Sequence[int], login: str, reason: str, outcome: str | None) -> None:
    """Close tasks whose matter is settled."""

    def do(session: Session, one: Task, person: Person, now: datetime) -> None:
        desk.resolve(session, one, person, reason, now, outcome=outcome)

    _change(numbers, login, do)


@task.command()
@_changes
@click.option("--reason", required=True, help=f"Such as: {', '.join(desk.DISMISSALS)}.")
def dismiss(numbers: Sequence[int], login: str, reason: str) -> None:
    """Close tasks that need no answer."""
    _change(
        numbers, login, lambda session, one, who, now: desk.dismiss(session, one, who, reason, now)
    )


@task.command()
@_changes
@click.option("--reason", default="", help="Why.")
def reopen(numbers: Sequence[int], login: str, reason: str) -> None:
    """Open closed tasks again."""
    _change(
        numbers, login, lambda session, one, who, now: desk.reopen(session, one, who, reason, now)
    )


@task.command()
@_changes
@click.option("--into", required=True, type=click.IntRange(1), help="The number of that task.")
def merge(numbers: Sequence[int], login: str, into: int) -> None:
    """Let another task answer for these, too."""

    def do(session: Session, one: Task, person: Person, now: datetime) -> None:
        regroup.merge(session, one, _find(session, into), person, now)

    _change(numbers, login, do, lambda session, held: regroup.claim_around(session, [*held, into]))


@task.command()
@_changes
def unmerge(numbers: Sequence[int], login: str) -> None:
    """Take a merger back."""
    _change(numbers, login, regroup.unmerge, regroup.claim_around)


@task.command("undo")
@_by_person
def take_back(login: str) -> None:
    """Take back the last thing that somebody did, within ten minutes."""
    database = open_database(read_settings().database_url)
    with database.writing() as session:
        person, now = _enter(session, login)
        asked = select(func.max(TaskChange.at)).where(TaskChange.person_id == person.id)
        at = session.scalar(asked)
        if at is None:
            raise OtklikError("there is nothing to undo")
        count = undo.undo(session, at, person, now)
    click.echo(f"undone: {count}")


def _change(numbers: Sequence[int], login: str, do: Do, hold: Hold = lock) -> None:
    """Do it to all these tasks or to none."""
    database = open_database(read_settings().database_url)
    with database.writing() as session:
        person, now = _enter(session, login)
        hold(session, numbers)
        found = [_find(session, number) for number in dict.fromkeys(numbers)]
        for one in found:
            do(session, one, person, now)
        session.flush()
        for one in found:
            session.refresh(one)
            click.echo(_tell(one))


def _enter(session: Session, login: str) -> tuple[Person, datetime]:
    """Who acts from here on, held to the rights of their role, and what time it is."""
    person, now = get_person(session, login), datetime.now(UTC)
    if not (person.active and may(person.role, Right.ANSWER)):
        raise OtklikError(f"{login} may not work on tasks; name an agent or a manager")
    audit.acting(session, person, now)
    session.info[VIA] = HERE
    return person, now


def _find(session: Session, number: int) -> Task:
    found = session.get(Task, number, options=SHOWN)
    if found is None:
        raise OtklikError("there is no task %(task)s", task=number)
    return found


def _read_moment(text: str, now: datetime) -> datetime:
    """A moment that lies so long ahead, or is named; raises OtklikError for what is neither."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return now + read_span(text)


def _tell(one: Task) -> str:
    """A task in one line."""
    who = one.assignee.login if one.assignee else NOBODY
    parts = [f"№ {one.id:<6} {band(one.priority):<6} {one.priority:<3} {one.status:<11} {who:<10}"]
    parts += [f"due {_clock(one.due)}"] if one.due else []
    parts += [f"snoozed until {_clock(one.snoozed)}"] if one.snoozed else []
    return "  ".join(parts).rstrip()


def _tell_change(change: TaskChange, names: dict[str, str]) -> str:
    who = change.person.login if change.person else "otklik"
    none = NOBODY if change.what == "assignee_id" else ""
    known = names if change.what == "assignee_id" else {}
    before, after = (
        visible(known.get(it, it)) if it else none for it in (change.before, change.after)
    )
    said = f"{before} → {after}" if before else after
    return f"{_clock(change.at)}  {who:<10} {change.what.removesuffix('_id')}: {said}".rstrip()


def _clock(moment: datetime) -> str:
    """Date and time in this machine's zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
