"""Several tasks of the inbox changed at once."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pipeline import desk, sharing
from pipeline.claiming import lock
from pipeline.errors import OtklikError
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.states import OPEN
from pipeline.task_model import Task
from pipeline.undo import find_done
from web.fields import Id, Text, Word, read_id
from web.flash import after
from web.taken import must_be_told
from web.visit import Answerer, Visit, local

router = APIRouter()
Chosen = Annotated[list[Id], Form(max_length=200, default_factory=list)]
Shown = Annotated[list[Word], Form(max_length=200, default_factory=list)]


@router.post("/tasks")
def change_many(
    visit: Answerer,
    tasks: Chosen,
    had: Shown,
    do: Text = "",
    assignee: Text = "",
    reason: Text = "",
    seen: Text = "",
    back: Text = "",
) -> Response:
    """Take, assign, share out or dismiss the chosen tasks; what is closed stays as it is.

    `had` says who had the tasks that the page showed, `seen` what was told of that since.
    """
    still_open = [task for task in _find(visit, tasks) if task.status in OPEN]
    if not still_open:
        raise OtklikError("no open task is chosen; tick at least one")
    if do != "dismiss":
        must_be_told(visit, still_open, [*had, *seen.split()])
    count = _share_out(visit, still_open) if do == "share" else 0
    for task in still_open if do != "share" else []:
        _change(visit, task, do, assignee, reason)
    if do != "share":  # whoever has a task already does not take it
        changes, *_ = find_done(visit.session, visit.now, visit.person)
        count = len({change.task_id for change in changes})
    address = after(visit, local(back, "/inbox"), "changed", can_undo=True)
    return visit.go(f"{address}&changed={count}")


@router.post("/tasks/hand-over")
def hand_over(visit: Answerer, back: Text = "") -> Response:
    """Give on, by the rules, what people who are away have in hand; the rest goes to nobody."""
    count = len(sharing.hand_over(visit.session, visit.person, visit.now))
    address = after(visit, local(back, "/inbox"), "changed", can_undo=bool(count))
    return visit.go(f"{address}&changed={count}")


def _find(visit: Visit, numbers: list[int]) -> Sequence[Task]:
    """The chosen tasks with what rules and promises ask of them, in one query."""
    asked = select(Task).where(Task.id.in_(numbers)).order_by(Task.id)
    loads = (
        joinedload(Task.mention).joinedload(Mention.post),
        joinedload(Task.mention).joinedload(Mention.brand),
    )
    lock(visit.session, numbers)
    return visit.session.scalars(asked.options(*loads)).all()


def _share_out(visit: Visit, tasks: list[Task]) -> int:
    """Give the tasks to people by the assignment rules; how many found somebody."""
    given = sharing.give(visit.session, tasks, visit.person, visit.now)
    if not given:
        raise OtklikError("no rule found somebody who is free; see how work is shared out")
    return len(given)


def _change(visit: Visit, task: Task, do: str, assignee: str, reason: str) -> None:
    if do == "take":
        desk.take(visit.session, task, visit.person, visit.now)
    elif do == "assign":
        number = read_id(assignee)
        person = None if number is None else visit.session.get(Person, number)
        desk.assign(visit.session, task, person, visit.person, visit.now)
    elif do == "dismiss":
        desk.dismiss(visit.session, task, visit.person, reason, visit.now)
    else:
        raise OtklikError('tasks cannot be "%(do)s"; take, assign or dismiss them', do=do[:20])
