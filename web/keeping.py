"""What a task's page shows of how it is kept in hand: clocks, snooze, absence, calls, contacts."""

from pipeline import presence, promises
from pipeline.absences import away
from pipeline.calls import unread_of
from pipeline.sla import delays
from pipeline.snooze import presets
from pipeline.surroundings import read_contacts, read_same_text
from pipeline.task_model import Task
from web.pages import Facts
from web.visit import Visit


def keeping_facts(visit: Visit, task: Task) -> Facts:
    """The facts of one task that its assignee and their colleagues go by."""
    absent = away(visit.session, visit.now) if task.assignee_id else {}
    clocks = promises.clocks(task)
    return {
        "clocks": clocks,
        "delays": delays(clocks),
        "presets": [name for name, _ in presets(visit.now, visit.zone)],
        "snoozed": task.snoozed if task.snoozed and task.snoozed > visit.now else None,
        "assignee_away": absent.get(task.assignee_id or 0),
        "unread": unread_of(visit.session, visit.person, task),
        "contacts": read_contacts(visit.session, task),
        "same_text": read_same_text(visit.session, task),
    }


def present_facts(visit: Visit, task: Task) -> Facts:
    """Who else has a task open, and what people are called in its history."""
    return {
        "task": task,
        "others": presence.others_at(visit.session, task, visit.person, visit.now),
        "names": {str(one.id): one.name for one in visit.choices.everybody},
    }


def now_facts(visit: Visit, task: Task, change: int) -> Facts:
    """The same, and what others did to it since the last line that one saw."""
    news = presence.changes_by_others(visit.session, task, visit.person, change)
    return {"change": change, "changes": news} | present_facts(visit, task)
