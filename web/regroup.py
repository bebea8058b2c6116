"""Tasks about one event made one, and mentions that are not about it split off."""

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline import regroup
from pipeline.errors import OtklikError
from pipeline.model import Mention
from pipeline.task_model import Task
from web.deed import Doing
from web.fields import Text, read_id
from web.visit import NotFound

router = APIRouter(prefix="/tasks/{task_id}")


@router.post("/merge")
def merge(deed: Doing, into: Text = "") -> Response:
    """Let another task answer for this one, too."""
    number = read_id(into.removeprefix("№").strip())
    other = None if number is None else deed.session.get(Task, number)
    if other is None:
        raise OtklikError(
            'there is no task "%(into)s"; give the number of another task', into=into[:20]
        ).at("into")
    regroup.merge(deed.session, deed.task, other, deed.person, deed.now)
    return deed.done("merged")


@router.post("/unmerge")
def unmerge(deed: Doing) -> Response:
    """Take a merger back."""
    regroup.unmerge(deed.session, deed.task, deed.person, deed.now)
    return deed.done("unmerged")


@router.post("/split")
def split(deed: Doing, mention: Text = "") -> Response:
    """Give one of the task's mentions a task of its own."""
    number = read_id(mention)
    chosen = None if number is None else deed.session.get(Mention, number)
    if chosen is None or chosen.incident_id != deed.task.incident_id:
        raise NotFound
    regroup.split(deed.session, chosen, deed.person, deed.now)
    return deed.done("split")
