"""A talk with one linked person: who it is, how one speaks to them, what one may say there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pipeline import audit
from pipeline.claiming import lock
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.posting.account import Account
from pipeline.task_model import VIA, Task
from pipeline.undo import mark
from web.access import Right, may
from web.deed import SHOWN
from web.languages import N_
from web.telegram import outbox
from web.telegram.outbox import Button, Rows
from web.telegram.speech import Speech, tell_task, title

HERE = "Telegram"  # as histories name where something was done
GREETED = timedelta(hours=1)
MOST_GREETED = 10_000
MOST_LINES = 5  # that a stranger gets in that time


@dataclass
class House:
    """What the bot works with, and how often strangers were answered of late."""

    bot: int
    desk: str
    accounts: list[Account]
    strangers: dict[int, tuple[datetime, int]] = field(default_factory=dict)

    def greets(self, user: int, now: datetime) -> bool:
        """Whether a stranger gets a line: some of them, not one for each message."""
        since, lines = self.strangers.get(user, (now, 0))
        if now - since >= GREETED:
            since, lines = now, 0
        if len(self.strangers) >= MOST_GREETED:
            self.strangers.clear()
        self.strangers[user] = since, lines + 1
        return lines < MOST_LINES


@dataclass(frozen=True)
class Talk:
    """What one answers a person with."""

    session: Session
    house: House
    person: Person
    chat: int
    to: int | None  # the message that is answered
    speech: Speech
    update_id: int = 0

    @property
    def now(self) -> datetime:
        """When."""
        return self.speech.now

    def acts(self) -> None:
        """What is changed from now on is this person's, and done here."""
        audit.acting(self.session, self.person, self.now)
        self.session.info[VIA] = HERE

    def must(self, right: Right) -> None:
        """Raise OtklikError where the person's role has not this right."""
        if not may(self.person.role, right):
            raise OtklikError("your role does not let you do this; ask a manager")

    def task(self, number: int) -> Task:
        """A task, held while it is changed; raises OtklikError where there is none."""
        lock(self.session, [number])
        task = self.session.get(Task, number, options=SHOWN, populate_existing=True)
        if task is None:
            raise OtklikError("there is no task %(task)s", task=number)
        return task

    def say(self, text: str, rows: Rows = (), *, copied: bool = False) -> None:
        """Say something that is no answer to a task."""
        said = outbox.write_message(self.chat, text, rows, to=self.to, copied=copied)
        outbox.say(self.session, said, self.now)

    def tell(self, task: Task, *lines: str, rows: Rows = ()) -> None:
        """Say something of a task."""
        told = (title(task, self.speech), *lines)
        self.say("\n".join(line for line in told if line), rows)

    def show(self, task: Task) -> None:
        """Tell all of a task, with its buttons."""
        told = f"{title(task, self.speech)}\n{tell_task(task, self.speech, self.house.desk)}"
        self.say(told, task_buttons(task.id, self.speech))

    def button(self, label: str, data: str) -> Button:
        """A button in the person's language."""
        return Button(self.speech.say(label), data)

    def undoing(self, task: Task) -> Rows:
        """The button that takes back what is just being done."""
        return [[self.button(N_("Undo"), f"undo:{task.id}:{mark(self.now)}")]]


def task_buttons(task_id: int, speech: Speech) -> Rows:
    """What can be done with a task at once."""
    deeds = (
        (N_("Take"), f"take:{task_id}"),
        (N_("Templates"), f"templates:{task_id}"),
        (N_("Snooze for an hour"), f"snooze:{task_id}"),
        (N_("Nothing to answer"), f"reasons:{task_id}"),
    )
    keys = [Button(speech.say(label), data) for label, data in deeds]
    return [keys[:2], keys[2:]]
