"""A task that a colleague took meanwhile: whoever takes it from them, or gives it away, is told."""

from collections.abc import Collection, Iterable

from pipeline.errors import Said
from pipeline.task_model import Task
from web.languages import N_
from web.meanwhile import ChangedMeanwhileError, Theirs
from web.visit import Visit

TOLD = N_("Colleagues have by now: %(tasks)s. Nothing was changed; do it once more if it is meant.")


def held(task: Task) -> str:
    """A task and who has it, as forms keep what they showed."""
    return f"{task.id}:{task.assignee_id or 0}"


def must_be_told(visit: Visit, tasks: Iterable[Task], seen: Collection[str]) -> None:
    """Raise ChangedMeanwhileError where a colleague has a task that the form showed otherwise.

    Of a task that the form did not show nothing is asked.
    """
    shown = {one.partition(":")[0] for one in seen}
    news = [
        task
        for task in tasks
        if str(task.id) in shown and held(task) not in seen
        if task.assignee and task.assignee_id != visit.person.id
    ]
    if news:
        names = ", ".join(f"№ {task.id} ({task.assignee.name})" for task in news if task.assignee)
        told = " ".join((*seen, *map(held, news)))
        raise ChangedMeanwhileError(Said(TOLD, {"tasks": names}), Theirs(told))
