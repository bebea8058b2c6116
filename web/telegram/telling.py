"""Which task is news for whom; it goes out as the messages of alerts do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.send import Claim, claim, queue, remember
from pipeline import answering
from pipeline.absences import away
from pipeline.alert_model import Delivery
from pipeline.answering import DRAFTED
from pipeline.database import Database
from pipeline.escalating import ESCALATED
from pipeline.escalation import Stage
from pipeline.reply_model import Reply
from pipeline.sharing import IN_HAND
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange
from pipeline.telegram_links import notifier_of, read_links
from pipeline.telegram_model import TelegramBot, TelegramLink
from web.access import Right, may
from web.deed import SHOWN
from web.languages import N_
from web.telegram.approvals import tell_draft, waits_for
from web.telegram.bot import Bot, BotError
from web.telegram.outbox import write_message
from web.telegram.speech import Speech, tell_briefly, tell_task, title
from web.telegram.talk import House, task_buttons

AT_ONCE = 1_000
RULE = "Telegram"  # what deliveries say instead of a rule
CLOSED = [str(status) for status in TaskStatus if status not in OPEN]
_CHANGE = TaskChange.__table__.c


def last_change(session: Session) -> int:
    """The newest change of a task; what was before a bot came is no news."""
    return session.scalar(select(func.max(_CHANGE.id))) or 0


def find_news(
    session: Session, told: int, now: datetime, settled: timedelta
) -> Sequence[TaskChange]:
    """The changes since the last that was looked at, as far as they have settled."""
    asked = select(TaskChange).where(_CHANGE.id > told).order_by(_CHANGE.id).limit(AT_ONCE)
    found = session.scalars(asked).all()
    fresh = (place for place, one in enumerate(found) if abs(now - one.at) < settled)
    return found[: next(fresh, len(found))]


def tell_news(
    session: Session, bot: TelegramBot, changes: Sequence[TaskChange], desk: str, now: datetime
) -> None:
    """Queue a message for everybody whom a new task, or one that is back, concerns."""
    bot.told = changes[-1].id
    latest = {
        (change.task_id, change.what == DRAFTED): change for change in changes if is_news(change)
    }
    links = [one for one in read_links(session) if may(one.person.role, Right.ANSWER)]
    if not latest or not links:
        return
    absent = away(session, now)
    for (number, drafted), change in latest.items():
        task = session.get_one(Task, number, options=SHOWN)
        if drafted:
            concerned = _approvers(task, links, absent)
        elif task.status in IN_HAND and task.snoozed is None:
            concerned = _concerned(task, links, absent)
        else:
            continue
        for link in concerned:
            _queue(session, task, change, link, desk, now)


def is_news(change: TaskChange) -> bool:
    """Whether somebody has to look at the task now."""
    if change.what == "status":
        return change.before is None or (change.before in CLOSED and change.after not in CLOSED)
    if change.what == "snoozed":  # it woke by itself
        return change.after is None and change.person_id is None
    return change.what in ("woken", ESCALATED, DRAFTED) or (
        change.what == "assignee_id" and change.after is not None
    )


def _concerned(
    task: Task, links: Sequence[TelegramLink], absent: Mapping[int, datetime]
) -> Iterator[TelegramLink]:
    """Whoever has the task; of a task that nobody has, all who want to know and could answer."""
    brand, language = task.mention.brand.brand.name, task.mention.post.post.language
    for link in links:
        person = link.person
        reads = language is None or not person.reads or language in person.reads
        wants = link.unassigned and (not link.brands or brand in link.brands)
        if task.assignee_id == person.id or (
            task.assignee_id is None and reads and wants and person.id not in absent
        ):
            yield link


def _approvers(
    task: Task, links: Sequence[TelegramLink], absent: Mapping[int, datetime]
) -> Iterator[TelegramLink]:
    """All who could let a draft out, and want to hear of its brand."""
    brand = task.mention.brand.brand.name
    for link in links:
        lets_out = may(link.person.role, Right.APPROVE) and link.person_id not in absent
        if lets_out and (not link.brands or brand in link.brands):
            yield link


def _queue(
    session: Session,
    task: Task,
    change: TaskChange,
    link: TelegramLink,
    desk: str,
    now: datetime,
) -> None:
    """Queue the message, unless somebody did it themselves or had no account then."""
    if change.person_id == link.person_id or link.linked is None or change.at < link.linked:
        return
    told = title(task, Speech.to(link.person, now))
    # What was said in public is put in when it goes out: nothing of it is kept once more.
    message = Message(told, f"{desk}/tasks/{task.id}", f"task-{task.id}-{change.id}")
    level = float(task.mention.severity or 1)
    queue(session, RULE, [notifier_of(link.person)], message, now, level)


def send_news(database: Database, bot: Bot, house: House, now: datetime) -> None:
    """Send what is due; raises BotError where Telegram wants to be left alone."""
    down: set[str] = set()
    while True:
        with database.reading() as session:
            reached = {notifier_of(one.person): one for one in read_links(session)}
            unsent = Delivery.sent.is_(None), Delivery.notifier.in_(reached)
            if session.scalar(select(Delivery.id).where(*unsent).limit(1)) is None:
                return
        with database.writing() as session:
            claimed = claim(session, now, down, among=reached)
            if claimed is None:
                return
            message = _write(session, claimed, reached[claimed.notifier], house.desk, now)
        error = _try(bot, message)
        with database.writing() as session:
            told = NotifyError(str(error), retry=error.passing) if error else None
            remember(session, claimed, told, now)
        if error is not None:
            down.add(claimed.notifier)
            if error.wait:
                raise error


def _try(bot: Bot, message: dict[str, object] | None) -> BotError | None:
    try:
        if message is not None:
            bot.call("sendMessage", message)
    except BotError as error:
        return error
    return None


def _write(
    session: Session, claimed: Claim, link: TelegramLink, desk: str, now: datetime
) -> dict[str, object] | None:
    """The message of one task or draft with its buttons, or a list of several, as they stand now.

    None where meanwhile there is nothing to answer or to approve in them, or the person may not.
    """
    if link.user_id is None or not may(link.person.role, Right.ANSWER):
        return None
    speech = Speech.to(link.person, now)
    tasks, drafts = _read_claimed(session, claimed, link)
    if not tasks and len(drafts) == 1:
        return write_message(link.user_id, *tell_draft(drafts[0], link.person, desk, now))
    if len(tasks) == 1 and not drafts:
        task, change = tasks[0]
        told = (title(task, speech), reason(change, speech), tell_task(task, speech, desk))
        text = "\n".join(line for line in told if line)
        return write_message(link.user_id, text, task_buttons(task.id, speech))
    lines = []
    for head, several in (
        (N_("New tasks: %(count)s"), [task for task, _ in tasks]),
        (N_("To approve: %(count)s"), [draft.task for draft in drafts]),
    ):
        if several:
            lines.append(speech.say(head, count=len(several)))
            lines += [tell_briefly(task, speech) for task in several]
    return write_message(link.user_id, "\n\n".join(lines)) if lines else None


def _read_claimed(
    session: Session, claimed: Claim, link: TelegramLink
) -> tuple[list[tuple[Task, TaskChange]], list[Reply]]:
    """The tasks that still wait, each with its latest news, and the drafts that do."""
    rows = [session.get_one(Delivery, number) for number in claimed.delivery_ids]
    keys = [_read_key(row.key) for row in rows]
    changes = [session.get_one(TaskChange, change) for _, change in keys]
    news = {one.task_id: one for one in changes if one.what != DRAFTED}
    found = ((session.get_one(Task, number, options=SHOWN), news[number]) for number in news)
    tasks = [one for one in found if one[0].status in IN_HAND and one[0].snoozed is None]
    drafted = dict.fromkeys(one.task_id for one in changes if one.what == DRAFTED)
    latest = (answering.latest(session, session.get_one(Task, number)) for number in drafted)
    return tasks, [one for one in latest if one is not None and waits_for(link.person, one)]


def _read_key(key: str) -> tuple[int, int]:
    """The task and the change that a delivery tells of."""
    task, change = key.partition(":")[0].split("-")[1:]
    return int(task), int(change)


def reason(change: TaskChange, speech: Speech) -> str:
    """Why the task comes now; nothing where it is new."""
    if change.what == "assignee_id":
        if change.person is None:
            return speech.say(N_("Assigned to you by a rule."))
        return speech.say(N_("%(name)s assigned it to you."), name=change.person.name)
    if change.what == ESCALATED:
        late = change.after == Stage.OVERDUE
        return speech.say(N_("The answer is late.") if late else N_("The answer is due soon."))
    known = {
        "woken": N_("The author spoke again."),
        "snoozed": N_("It was snoozed until now."),
        "status": N_("It is open again.") if change.before else "",
    }
    return speech.say(known.get(change.what, ""))
