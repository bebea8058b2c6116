"""The inbox: which tasks wait, filtered as the person likes, beside the one being read."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from pipeline.desk import DISMISSALS
from pipeline.desk_model import TemplateRow
from pipeline.people_model import Person
from pipeline.post import Channel
from pipeline.reports.outcomes import COUNTED as COUNTED_SO
from pipeline.reports.outcomes import NAMES
from pipeline.search import (
    PAGE,
    About,
    TaskCounts,
    TaskFilter,
    TaskPlace,
    search_tasks,
)
from pipeline.states import OPEN, TaskStatus
from pipeline.task_deeds import Deeds
from pipeline.task_model import Task
from pipeline.views import start_view
from web.fields import Id, Word, read_day, read_id, read_number
from web.flash import flash
from web.mentions import OURS
from web.tasks import task_facts
from web.visit import Reader, Visit

router = APIRouter()

SNOOZED = "snoozed"
TABS: dict[str, tuple[TaskStatus, ...]] = {
    "open": OPEN,
    "new": (TaskStatus.NEW,),
    "in_progress": (TaskStatus.IN_PROGRESS,),
    "waiting": (TaskStatus.WAITING,),
    SNOOZED: OPEN,
    "closed": (TaskStatus.RESOLVED, TaskStatus.DISMISSED, TaskStatus.MERGED),
}
# What the figures of reports open: snoozed tasks count there, and of merged ones the one that
# answers for them.
COUNTED: dict[str, tuple[TaskStatus, ...]] = {
    "every": (*OPEN, TaskStatus.RESOLVED, TaskStatus.DISMISSED),
    "unclosed": OPEN,
    "done": (TaskStatus.RESOLVED, TaskStatus.DISMISSED),
    "resolved": (TaskStatus.RESOLVED,),
    "dismissed": (TaskStatus.DISMISSED,),
    "all": tuple(TaskStatus),
}
OF_ANSWERS = {"answers": "any", "looked at": "looked at", "seen at its place share": "seen"}

BEHIND = (
    *("since", "until", "source", "answered", "answered_by", "closed_by", "reason", "trigger"),
    *("within", "survey", "credited", "came", "template"),
)
CAME = dict(zip(NAMES, COUNTED_SO, strict=True))  # outcomes go by the names of their columns
SIGNS = ("№", "#")  # before the number of a task that is looked for


class Filters(BaseModel):
    """What stands in the inbox's address; an unknown value filters nothing."""

    status: Word = "open"
    who: Word = ""  # me, nobody, absent (people who are away), or a person's id
    brand: Word = ""
    channel: Word = ""
    language: Word = ""
    theme: Word = ""
    q: Word = ""
    since: Word = ""  # the first day that was spoken on; reports link so
    until: Word = ""
    source: Word = ""  # the others, too, are only set by links of reports
    answered: Word = ""  # yes; no: open, and nobody answered yet
    answered_by: Word = ""  # a person's id; 0: nobody of ours
    closed_by: Word = ""
    reason: Word = ""
    trigger: Word = ""
    within: Word = ""  # hours of our finding it, in which it was answered
    survey: Word = ""  # asked, or answered
    credited: Word = ""  # a person's id
    came: Word = ""  # a column of the reports of outcomes
    template: Word = ""  # a template's id; 0: none

    @property
    def behind(self) -> list[str]:
        """The filters that are set and have no control in the form."""
        return [name for name in BEHIND if getattr(self, name)]

    def chosen(self) -> dict[str, str]:
        """The filters that differ from the plain inbox, for addresses."""
        plain = Filters()
        return {
            name: value
            for name, value in self.model_dump().items()
            if value != getattr(plain, name)
        }

    def wanted(self, person: Person, now: datetime) -> TaskFilter:
        """The same as the pipeline asks for it."""
        people = {"": None, "me": person.id, "nobody": 0, "absent": None}
        about = About(
            brand=read_id(self.brand),
            channel=Channel(self.channel) if self.channel in list(Channel) else None,
            language=self.language or None,
            text=self.q,
            since=read_day(self.since, person.time_zone),
            until=read_day(self.until, person.time_zone, later=1),
            ours=self.brand == OURS,
        )
        assignee = people[self.who] if self.who in people else read_id(self.who)
        number = read_id(self.q[1:].strip()) if self.q.startswith(SIGNS) else None
        if number is not None:  # wherever it stands
            return TaskFilter(tuple(TaskStatus), number=number)
        return TaskFilter(
            (TABS | COUNTED).get(self.status, OPEN),
            assignee,
            about,
            now=None if self.status in COUNTED else now,
            snoozed=self.status == SNOOZED,
            absent_at=now if self.who == "absent" else None,
            theme=self.theme or None,
            deeds=self._deeds(),
        )

    def _deeds(self) -> Deeds:
        return Deeds(
            {"yes": True, "no": False}.get(self.answered),
            read_id(self.answered_by),
            read_id(self.closed_by),
            self.reason or None,
            self.source or None,
            self.trigger or None,
            read_id(self.within),
            self.survey if self.survey in ("asked", "answered") else None,
            read_id(self.credited),
            self._came(),
            read_id(self.template),
        )

    def _came(self) -> str | None:
        return (CAME | OF_ANSWERS).get(self.came)


@router.get("/")
def start(visit: Reader) -> Response:
    """The desk opens on the inbox, or on the view somebody chose."""
    view = start_view(visit.session, visit.person)
    return RedirectResponse(f"/{view.page}?{view.query}" if view else "/inbox")


@router.get("/inbox")
def inbox(
    visit: Reader,
    filters: Annotated[Filters, Query()],
    task: Annotated[Id | None, Query()] = None,
    after: Annotated[str, Query(max_length=100)] = "",
    changed: Annotated[Id, Query()] = 0,
    said: Annotated[str, Query(max_length=20)] = "",
    undo: Annotated[int, Query(ge=0, lt=10**16)] = 0,
) -> HTMLResponse:
    """The list of tasks and, when one is chosen, that task."""
    wanted = filters.wanted(visit.person, visit.now)
    found = search_tasks(visit.session, wanted, _read_place(after), PAGE + 1)
    tasks = found.tasks
    open_task = visit.session.get(Task, task) if task else None
    facts = task_facts(visit, open_task) if open_task else {"task": None}
    return visit.page(
        "inbox.html",
        tasks=tasks[:PAGE],
        more=_write_place(tasks[PAGE - 1]) if len(tasks) > PAGE else None,
        newest=max((one.id for one in tasks), default=0),
        tabs=count_tabs(found.counts, filters.status),
        filters=filters,
        chosen=filters.chosen(),
        choices=visit.choices,
        selected=task,
        changed=changed,
        many=said == "changed",
        reasons=DISMISSALS,
        template_name=_find_template(visit, filters.template),
        **facts | flash(visit, said, undo),
    )


def _find_template(visit: Visit, number: str) -> str:
    row = visit.session.get(TemplateRow, read_id(number) or 0) if number else None
    return row.template.name if row else ""


def count_tabs(counts: TaskCounts, chosen: str) -> dict[str, int]:
    """How many tasks stand under each tab: those of every page, and the one a report opened."""
    awake = counts.awake
    tabs = {name: sum(awake.get(one, 0) for one in statuses) for name, statuses in TABS.items()}
    every = {
        name: sum(awake.get(one, 0) + counts.snoozed.get(one, 0) for one in statuses)
        for name, statuses in COUNTED.items()
        if name == chosen
    }
    return tabs | every | {SNOOZED: sum(counts.snoozed.values())}


def _write_place(task: Task) -> str:
    return f"{task.priority}_{task.opened.timestamp():.6f}_{task.id}"


def _read_place(text: str) -> TaskPlace | None:
    """Where the page above ended; None for an address that somebody bent."""
    try:
        priority, opened, identity = text.split("_")
        at = datetime.fromtimestamp(float(opened), UTC)
        return TaskPlace(read_number(priority), at, read_number(identity))
    except (ValueError, OverflowError, OSError):
        return None
