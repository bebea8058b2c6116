"""One change of one task by a form: the task is found, something is done, the page says what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response
from sqlalchemy.orm import Session, joinedload

from pipeline.claiming import lock
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.task_model import Task
from web.fields import RowId, Text, read_id
from web.flash import after
from web.visit import Answerer, Approver, Drafter, NotFound, Visit, local

SHOWN = (  # what a page shows of a task, asked for together with it
    joinedload(Task.mention).joinedload(Mention.post),
    joinedload(Task.mention).joinedload(Mention.brand),
    joinedload(Task.assignee),
)


@dataclass(frozen=True)
class Deed:
    """What somebody does to a task, and where they came from."""

    visit: Visit
    task: Task
    back: str

    @property
    def session(self) -> Session:
        """The transaction it happens in."""
        return self.visit.session

    @property
    def person(self) -> Person:
        """Who does it."""
        return self.visit.person

    @property
    def now(self) -> datetime:
        """When."""
        return self.visit.now

    def done(self, said: str, *, can_undo: bool = False) -> Response:
        """Go on: to the task's part for htmx, to the page it was done on for everybody else."""
        page = f"/tasks/{self.task.id}"
        address = page if self.visit.quick else local(self.back, page)
        return self.visit.go(after(self.visit, address, said, can_undo=can_undo))


@dataclass(frozen=True)
class Written:
    """An answer as its form sends it."""

    text: str
    used: int | None  # the template it began with
    known: int | None  # the reply that the form showed


def find_task(visit: Visit, task_id: int, *, changes: bool = False) -> Task:
    """The task, or NotFound; one that is to be changed waits for whoever changes it just now."""
    if changes:
        lock(visit.session, [task_id])
    task = visit.session.get(Task, task_id, options=SHOWN, populate_existing=changes)
    if task is None:
        raise NotFound
    return task


def by_answerer(visit: Answerer, task_id: RowId, back: Text = "") -> Deed:
    """A change by somebody who works on tasks."""
    return Deed(visit, find_task(visit, task_id, changes=True), back)


def by_approver(visit: Approver, task_id: RowId, back: Text = "") -> Deed:
    """A change by somebody who lets answers out."""
    return Deed(visit, find_task(visit, task_id, changes=True), back)


def by_drafter(visit: Drafter, task_id: RowId, back: Text = "") -> Deed:
    """Something that is not kept, or in transactions of its own."""
    return Deed(visit, find_task(visit, task_id), back)


def written(text: Text = "", used: Text = "", known: Text = "") -> Written:
    """The answer in a form."""
    return Written(text, read_id(used), read_id(known))


Doing = Annotated[Deed, Depends(by_answerer, scope="function")]
Approving = Annotated[Deed, Depends(by_approver, scope="function")]
Drafting = Annotated[Deed, Depends(by_drafter, scope="function")]
Answer = Annotated[Written, Depends(written)]
