"""Several tasks of the inbox changed at once."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from pipeline import desk
from pipeline.errors import OtklikError
from pipeline.model import OPEN, Person, Task
from web.fields import Id, Text, read_id
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
    """Take, assign or dismiss the chosen tasks; what is closed already stays as it is."""
    found = [visit.session.get(Task, number) for number in dict.fromkeys(tasks)]
    still_open = [task for task in found if task is not None and task.status in OPEN]
    if not still_open:
        raise OtklikError("no open task is chosen; tick at least one")
    for task in still_open:
        _change(visit, task, do, assignee, reason)
    address = local(back, "/inbox")
    return visit.go(f"{address}{'&' if '?' in address else '?'}changed={len(still_open)}")


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
