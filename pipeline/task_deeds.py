"""What was done with tasks and by whom, as reports count it and lists are narrowed by it."""

import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, select

from pipeline.desk_model import Survey
from pipeline.model import Mention, PostRow
from pipeline.outcomes import Came, came_in, see_answers
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange
from pipeline.time_between import hours_between

TASK, _POST, _LINE = Task.__table__.c, PostRow.__table__.c, TaskChange.__table__.c
_SURVEY, _MENTION = Survey.__table__.c, Mention.__table__.c
UNANSWERED = TASK.status.in_(OPEN) & TASK.answered.is_(None)
NO_TRIGGER = "none"


def _who(*lines: ColumnElement[bool], last: bool = False) -> ScalarSelect[int]:
    """Who wrote the first or the last of these lines of a task's history; nobody: the program."""
    order = _LINE.id.desc() if last else _LINE.id
    asked = select(_LINE.person_id).where(_LINE.task_id == TASK.id, *lines)
    return asked.order_by(order).limit(1).scalar_subquery()


# A task that was handed over since is theirs all the same.
_SAID = (_LINE.what == "reply") & _LINE.after.is_not(None)
_GIVEN = _SAID | ((_LINE.what == "status") & (_LINE.after == TaskStatus.WAITING.value))
ANSWERED_BY = _who(_LINE.at == TASK.answered, _GIVEN)  # the first answer
CLOSED_BY = _who(_LINE.at == TASK.closed, _LINE.what == "status", last=True)
# Whose the opinion of a customer is: of who answered; where nobody did, of who closed or has it.
CREDITED = func.coalesce(ANSWERED_BY, CLOSED_BY, TASK.assignee_id)


@dataclass(frozen=True)
class Deeds:
    """Which tasks, by what was done with them; 0 is nobody, None does not ask."""

    answered: bool | None = None  # False: open, and nobody answered yet
    answered_by: int | None = None
    closed_by: int | None = None
    reason: str | None = None
    source: str | None = None
    trigger: str | None = None  # "none": nothing made them urgent
    within: int | None = None  # hours of our finding them in which they were answered
    survey: str | None = None  # "asked" about, or "answered"
    credited: int | None = None  # whose satisfaction they count for
    came: str | None = None  # of an answer: a Came, "any", "looked at" or "seen" at its place
    template: int | None = None  # that an answer began with; 0: none

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as the database asks."""
        asked: list[ColumnElement[bool]] = []
        if self.answered is not None:
            asked.append(TASK.answered.is_not(None) if self.answered else UNANSWERED)
        if self.answered_by is not None:
            asked += [TASK.answered.is_not(None), _is(ANSWERED_BY, self.answered_by)]
        if self.closed_by is not None:
            asked += [TASK.closed.is_not(None), _is(CLOSED_BY, self.closed_by)]
        if self.reason is not None:
            asked.append(TASK.reason == self.reason)
        if self.source is not None:
            from_it = select(_POST.id).where(_POST.source == self.source)
            asked.append(TASK.post_id.in_(from_it))
        if self.trigger is not None:
            asked.append(_fired(self.trigger))
        return asked + self._outcomes()

    def _outcomes(self) -> list[ColumnElement[bool]]:
        """What of it is asked about how soon they were answered, and what came of that."""
        asked: list[ColumnElement[bool]] = []
        if self.within is not None:
            asked.append(_answered_within(self.within))
        if self.survey is not None:
            asked.append(_surveyed(self.survey))
        if self.credited is not None:
            asked.append(_is(CREDITED, self.credited))
        if self.came is not None:
            asked.append(_came(self.came, self.template))
        return asked


def _answered_within(hours: int) -> ColumnElement[bool]:
    took = hours_between(_MENTION.found, TASK.answered)
    in_time = select(_MENTION.id).where(_MENTION.id == TASK.mention_id, took <= hours)
    return TASK.answered.is_not(None) & in_time.correlate(Task).exists()


def _surveyed(how: str) -> ColumnElement[bool]:
    of_them = select(_SURVEY.task_id)
    return TASK.id.in_(of_them if how == "asked" else of_them.where(_SURVEY.answered.is_not(None)))


def _came(how: str, template: int | None) -> ColumnElement[bool]:
    answers = see_answers().subquery()
    of_them = select(answers.c.task_id)
    if template is not None:
        of_them = of_them.where(func.coalesce(answers.c.template_id, 0) == template)
    if how == "seen":
        of_them = of_them.where(answers.c.seen.is_not(None))
    elif how == "looked at":
        of_them = of_them.where(came_in(answers) != Came.UNSEEN)
    elif how != "any":
        of_them = of_them.where(came_in(answers) == how)
    return TASK.id.in_(of_them)


def _is(who: ColumnElement[int] | ScalarSelect[int], person: int) -> ColumnElement[bool]:
    return func.coalesce(who, 0) == person


def _fired(trigger: str) -> ColumnElement[bool]:
    """The list of signs is JSON text: each begins with its trigger's name and may say more."""
    signs = cast(TASK.why, String)
    if trigger == NO_TRIGGER:
        return signs == "[]"
    name = json.dumps(trigger)[:-1]
    # LIKE would take "Law" for "law" on SQLite.
    alone, saying_more = (func.replace(signs, name + end, "") != signs for end in ('"', ":"))
    return alone | saying_more
