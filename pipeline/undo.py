"""Taking back what one has just done; the history is added to, never cut."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from pipeline import assess, noise_desk, promises, sifting, withdrawal
from pipeline.claiming import claim
from pipeline.errors import OtklikError
from pipeline.finding_model import NoiseDecision
from pipeline.model import Assessment, Mention
from pipeline.people_model import Person
from pipeline.promises import UNDONE
from pipeline.regroup import UNMERGED
from pipeline.sharing import BY_RULE
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange

UNDO_FOR = timedelta(minutes=10)
LONGEST = 16  # digits of a mark, enough for some centuries
READ: dict[str, Callable[[str], object]] = {
    "status": TaskStatus,
    "assignee_id": int,
    "reason": str,
    "outcome": str,
    "snoozed": datetime.fromisoformat,
    "reply": str,
    "reply_url": str,
}
ASIDE = ("note", "repeat", BY_RULE, UNMERGED)  # lines of a history that change nothing of the task
_CHANGE, _ASSESSMENT = TaskChange.__table__.c, Assessment.__table__.c
_NOISE = NoiseDecision.__table__.c
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def mark(at: datetime) -> int:
    """A deed as a number for forms: all changes of one deed have its moment."""
    return (at - _EPOCH) // _TICK


def moment(mark: int) -> datetime:
    """When the deed of a number was done."""
    return _EPOCH + mark * _TICK


def undo(session: Session, at: datetime, person: Person, now: datetime) -> int:
    """Take back what somebody did at a moment; how many tasks and verdicts.

    All of it or nothing: raises OtklikError when one of the tasks was changed since.
    """
    if not now - UNDO_FOR <= at <= now:
        raise OtklikError("it is too late to undo that; change the task itself")
    changes, *_ = find_done(session, at, person)
    claim(session, {change.task_id for change in changes})
    changes, corrections, sifted = find_done(session, at, person)
    if not (changes or corrections or sifted):
        raise OtklikError("there is nothing to undo")
    tasks: dict[Task, list[TaskChange]] = defaultdict(list)
    for change in changes:
        tasks[change.task].append(change)
    _must_be_latest(session, tasks)
    for task, deed in tasks.items():
        _take_back(session, task, deed, person, now)
    for correction in corrections:
        _give_back(session, correction, now)
    for decision in sifted:
        _sift_back(session, decision, person, now)
    return len(tasks) + len(corrections) + (0 if tasks else len(sifted))


def find_done(
    session: Session, at: datetime, person: Person
) -> tuple[Sequence[TaskChange], Sequence[Assessment], Sequence[NoiseDecision]]:
    """What somebody did at a moment: changes of tasks, corrected verdicts, what is noise."""
    task = joinedload(TaskChange.task).joinedload(Task.mention)  # by which it is planned again
    deeds = select(TaskChange).where(_CHANGE.person_id == person.id, _CHANGE.at == at)
    deeds = deeds.options(task.joinedload(Mention.post), task.joinedload(Mention.brand))
    given = select(Assessment).where(_ASSESSMENT.person_id == person.id, _ASSESSMENT.given == at)
    said = select(NoiseDecision).where(_NOISE.person_id == person.id, _NOISE.at == at)
    return (
        session.scalars(deeds.order_by(_CHANGE.id)).all(),
        session.scalars(given).all(),
        session.scalars(said).all(),
    )


def _take_back(
    session: Session, task: Task, deed: Sequence[TaskChange], person: Person, now: datetime
) -> None:
    changes = [change for change in deed if change.what not in ASIDE]
    if not changes or any(change.what not in READ for change in changes):
        raise OtklikError(
            "task %(task)s: that cannot be undone; change the task itself", task=task.id
        )
    at = changes[0].at
    session.add(TaskChange(task=task, person=person, at=now, what=UNDONE))
    for change in reversed(changes):
        value = None if change.before is None else READ[change.what](change.before)
        setattr(task, change.what, value)
        line = TaskChange(task=task, person=person, at=now, what=change.what)
        line.before, line.after = change.after, change.before
        session.add(line)
    if any(change.what in ("reply", "reply_url") for change in changes):
        withdrawal.undo_record(session, task, at)
    task.closed = None if task.status in OPEN else task.closed or _closed(session, task, at)
    if task.taken == at:
        task.taken = None
    promises.plan(session, task, now)


def _closed(session: Session, task: Task, before: datetime) -> datetime | None:
    """When a task was closed whose reopening is taken back."""
    lines = select(_CHANGE.at).where(_CHANGE.task_id == task.id, _CHANGE.what == "status")
    closing = lines.where(_CHANGE.after == str(task.status), _CHANGE.at < before)
    return session.scalar(closing.order_by(_CHANGE.id.desc()).limit(1))


def _must_be_latest(session: Session, tasks: Mapping[Task, Sequence[TaskChange]]) -> None:
    if not tasks:
        return
    last = {task.id: deed[-1].id for task, deed in tasks.items()}
    later = select(TaskChange).where(_CHANGE.task_id.in_(last), _CHANGE.id > min(last.values()))
    for found in session.scalars(later.where(_CHANGE.what.not_in(ASIDE)).order_by(_CHANGE.id)):
        if found.id > last[found.task_id]:
            raise OtklikError(
                "task %(task)s was changed since by %(who)s; nothing was undone",
                task=found.task_id,
                who=found.person.name if found.person else "Otklik",
            )


def _give_back(session: Session, correction: Assessment, now: datetime) -> None:
    mention = correction.mention
    given = mention.assessments
    if given[-1] is not correction:
        raise OtklikError("the verdict was corrected since; nothing was undone")
    before = [one for one in given if one is not correction]
    if not before:
        raise OtklikError("nobody judged this mention before; correct the verdict again")
    assess.restore(session, _held(before), now)


def _sift_back(session: Session, decision: NoiseDecision, person: Person, now: datetime) -> None:
    """Its task was given back already; one that was opened anew is dismissed."""
    mention = session.get_one(Mention, decision.mention_id)
    if sifting.last_decision(session, mention) is not decision:
        raise OtklikError("somebody said since whether this is noise; nothing was undone")
    noise_desk.mark(session, mention, decision.before, person, now)


def _held(given: Sequence[Assessment]) -> Assessment:
    """Which of these held in the end: no model replaces a person, but undoing brings one back."""
    held = given[0]
    for place, one in enumerate(given):
        again = any(one.judge == it.judge and one.verdict == it.verdict for it in given[:place])
        if one.judge == assess.PERSON or held.judge != assess.PERSON or again:
            held = one
    return held
