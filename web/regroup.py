"""Tasks about one event made one, and mentions that are not about it split off."""

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline import regroup
from pipeline.errors import OtklikError
from pipeline.model import Mention, Task
from web.fields import RowId, Text, read_id
from web.tasks import find_task, return_to
from web.visit import Answerer, NotFound

router = APIRouter(prefix="/tasks/{task_id}")


@router.post("/merge")
def merge(visit: Answerer, task_id: RowId, into: Text = "", back: Text = "") -> Response:
    """Let another task answer for this one, too."""
    number = read_id(into.removeprefix("№").strip())
    other = None if number is None else visit.session.get(Task, number)
    task = find_task(visit, task_id)
    if other is None:
        raise OtklikError(
            'there is no task "%(into)s"; give the number of another task', into=into[:20]
        )
    regroup.merge(visit.session, task, other, visit.person, visit.now)
    return return_to(visit, task_id, "merged", back)


@router.post("/unmerge")
def unmerge(visit: Answerer, task_id: RowId, back: Text = "") -> Response:
    """Take a merger back."""
    regroup.unmerge(visit.session, find_task(visit, task_id), visit.person, visit.now)
    return return_to(visit, task_id, "unmerged", back)


@router.post("/split")
def split(visit: Answerer, task_id: RowId, mention: Text = "", back: Text = "") -> Response:
    """Give one of the task's mentions a task of its own."""
    task, number = find_task(visit, task_id), read_id(mention)
    chosen = None if number is None else visit.session.get(Mention, number)
    if chosen is None or chosen.incident_id != task.incident_id:
        raise NotFound
    regroup.split(visit.session, chosen, visit.person, visit.now)
    return return_to(visit, task_id, "split", back)
