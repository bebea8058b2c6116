"""What people do with tasks in Telegram besides answering: see, take, snooze, dismiss, undo."""

from datetime import timedelta

from sqlalchemy import func, select

from pipeline import answering, desk, undo
from pipeline.errors import OtklikError
from pipeline.sharing import IN_HAND
from pipeline.states import OPEN
from pipeline.task_model import Task
from web.access import Right, may
from web.deed import SHOWN
from web.languages import N_
from web.telegram.approvals import show_waiting, waits_for
from web.telegram.speech import tell_briefly
from web.telegram.talk import Talk
from web.telegram.updates import Wish

QUEUE = 10  # tasks at once
HOUR = timedelta(hours=1)
HELP = (
    N_("Complaints come here. Reply to the message of a task with the text of the answer."),
    N_("Edit what you sent to change an answer that is not out yet."),
    N_("/queue: your tasks, by when they are due"),
    N_("/t15: task 15, with its buttons"),
    N_("/help: this"),
)
_TASK = Task.__table__.c


def explain(talk: Talk, wish: Wish) -> None:
    """Say what one can do here."""
    del wish
    talk.say("\n".join(talk.speech.say(line) for line in HELP))


def list_queue(talk: Talk, wish: Wish) -> None:
    """The tasks that somebody has in hand, by when they are due, and drafts that wait for them."""
    del wish
    mine = _TASK.assignee_id == talk.person.id, _TASK.status.in_(IN_HAND), _TASK.snoozed.is_(None)
    count = talk.session.scalar(select(func.count()).select_from(Task).where(*mine)) or 0
    asked = select(Task).where(*mine).options(*SHOWN)
    by_due = asked.order_by(_TASK.due.is_(None), _TASK.due, _TASK.priority.desc(), _TASK.id)
    lines = [tell_briefly(task, talk.speech) for task in talk.session.scalars(by_due.limit(QUEUE))]
    if not lines:
        lines = [talk.speech.say(N_("You have no tasks in hand."))]
    if count > QUEUE:
        lines.append(talk.speech.say(N_("and %(count)s more"), count=count - QUEUE))
    talk.say("\n\n".join([*lines, *_tell_waiting(talk), f"{talk.house.desk}/inbox"]))


def _tell_waiting(talk: Talk) -> list[str]:
    if not may(talk.person.role, Right.APPROVE):
        return []
    asked = [one.task for one in answering.waiting(talk.session) if waits_for(talk.person, one)]
    if not asked:
        return []
    head = talk.speech.say(N_("To approve: %(count)s"), count=len(asked))
    return [head, *(tell_briefly(task, talk.speech) for task in asked[:QUEUE])]


def show(talk: Talk, wish: Wish) -> None:
    """All of one task, and the draft that waits for whoever asks."""
    task = talk.task(wish.number)
    talk.show(task)
    show_waiting(talk, task)


def take(talk: Talk, wish: Wish) -> None:
    """Make a task one's own; a colleague's only after a word."""
    task = talk.task(wish.number)
    if task.assignee and task.assignee_id != talk.person.id and task.status in OPEN:
        talk.tell(
            task,
            talk.speech.say(N_("%(name)s has this task."), name=task.assignee.name),
            rows=[[talk.button(N_("Take it over"), f"over:{task.id}")]],
        )
        return
    take_over(talk, wish)


def take_over(talk: Talk, wish: Wish) -> None:
    """Make a task one's own."""
    task = talk.task(wish.number)
    desk.take(talk.session, task, talk.person, talk.now)
    talk.tell(
        task,
        talk.speech.say(N_("The task is yours.")),
        talk.speech.due(task),
        talk.speech.say(N_("Reply to this message with the text of the answer.")),
        rows=talk.undoing(task),
    )


def snooze(talk: Talk, wish: Wish) -> None:
    """Hide a task for an hour."""
    task = talk.task(wish.number)
    until = talk.now + HOUR
    desk.snooze(talk.session, task, until, talk.person, talk.now)
    told = talk.speech.say(N_("Snoozed until %(time)s."), time=talk.speech.at(until))
    talk.tell(task, told, talk.speech.due(task), rows=talk.undoing(task))


def ask_reason(talk: Talk, wish: Wish) -> None:
    """Ask why there is nothing to answer: one tap must not close a task."""
    task = talk.task(wish.number)
    rows = [
        [talk.button(talk.speech.name("reason", reason), f"dismiss:{task.id}:{place}")]
        for place, reason in enumerate(desk.DISMISSALS)
    ]
    talk.tell(task, talk.speech.say(N_("Why is there nothing to answer?")), rows=rows)


def dismiss(talk: Talk, wish: Wish) -> None:
    """Close a task that needs no answer."""
    task = talk.task(wish.number)
    if wish.choice >= len(desk.DISMISSALS):
        raise OtklikError("this button is of an earlier version; ask for the task again")
    reason = desk.DISMISSALS[wish.choice]
    desk.dismiss(talk.session, task, talk.person, reason, talk.now)
    told = talk.speech.say(N_("Dismissed."))
    said = f"{told} {talk.speech.name('reason', reason)}"
    talk.tell(task, said, rows=talk.undoing(task))


def take_back(talk: Talk, wish: Wish) -> None:
    """Take back what one did at a moment, as long as the desk lets one."""
    task = talk.task(wish.number)
    undo.undo(talk.session, undo.moment(wish.choice), talk.person, talk.now)
    talk.tell(task, talk.speech.say(N_("Taken back.")), talk.speech.due(task))


def ask_text(talk: Talk, wish: Wish) -> None:
    """Say that an answer is a text."""
    del wish
    talk.say(talk.speech.say(N_("Only text can be an answer. Write it in words.")))


def ask_task(talk: Talk, wish: Wish) -> None:
    """Say that it is not clear which task is meant."""
    del wish
    said = N_("Reply to the message of one task, so that it is clear which is meant; see /queue.")
    talk.say(talk.speech.say(said))
