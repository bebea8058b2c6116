"""Several tasks of the inbox changed at once."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from pipeline import desk, sharing
from pipeline.errors import OtklikError
from pipeline.model import OPEN, Person, Task
from web.fields import Id, Text, read_id
from web.flash import after
from web.visit import Answerer, Visit, local

router = APIRouter()
Chosen = Annotated[list[Id], Form(max_length=200, default_factory=list)]


@router.post("/tasks")
def change_many(
    visit: Answerer,
    tasks: Chosen,
    do: Text = "",
    assignee: Text = "",
    reason: Text = "",
    back: Text = "",
) -> Response:
    """Take, assign, share out or dismiss the chosen tasks; what is closed stays as it is."""
    found = [visit.session.get(Task, number) for number in dict.fromkeys(tasks)]
    still_open = [task for task in found if task is not None and task.status in OPEN]
    if not still_open:
        raise OtklikError("no open task is chosen; tick at least one")
    count = _share_out(visit, still_open) if do == "share" else len(still_open)
    for task in still_open if do != "share" else []:
        _change(visit, task, do, assignee, reason)
    address = after(visit, local(back, "/inbox"), "changed", can_undo=True)
    return visit.go(f"{address}&changed={count}")


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
