"""Tasks about one event made one, and mentions that are not about it split off."""

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline import regroup
from pipeline.errors import OtklikError
from pipeline.model import Mention
from pipeline.task_model import Task
from web.deed import Deed, find_task
from web.fields import RowId, Text, read_id
from web.visit import Answerer, NotFound

router = APIRouter(prefix="/tasks/{task_id}")


@router.post("/merge")
def merge(visit: Answerer, task_id: RowId, into: Text = "", back: Text = "") -> Response:
    """Let another task answer for this one, too."""
    number = read_id(into.removeprefix("№").strip())
    regroup.claim_around(visit.session, [task_id, number or task_id])
    deed = Deed(visit, find_task(visit, task_id), back)
    other = None if number is None else deed.session.get(Task, number)
    if other is None:
        raise OtklikError(
            'there is no task "%(into)s"; give the number of another task', into=into[:20]
        ).at("into")
    regroup.merge(deed.session, deed.task, other, deed.person, deed.now)
    return deed.done("merged")


@router.post("/unmerge")
def unmerge(visit: Answerer, task_id: RowId, back: Text = "") -> Response:
    """Take a merger back."""
    regroup.claim_around(visit.session, [task_id])
    deed = Deed(visit, find_task(visit, task_id), back)
    regroup.unmerge(deed.session, deed.task, deed.person, deed.now)
    return deed.done("unmerged")


@router.post("/split")
def split(visit: Answerer, task_id: RowId, mention: Text = "", back: Text = "") -> Response:
    """Give one of the task's mentions a task of its own."""
    number = read_id(mention)
    regroup.claim_around(visit.session, [task_id], number)
    deed = Deed(visit, find_task(visit, task_id), back)
    chosen = None if number is None else deed.session.get(Mention, number)
    if chosen is None:
        raise NotFound
    if chosen.incident_id != deed.task.incident_id:
        raise OtklikError(
            "task %(task)s does not have this mention any more; look at it again", task=task_id
        )
    regroup.split(deed.session, chosen, deed.person, deed.now)
    return deed.done("split")
