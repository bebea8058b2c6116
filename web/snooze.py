"""Snoozing a task until a time, by the clock of whoever does it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline import desk
from pipeline.errors import OtklikError
from pipeline.snooze import presets
from web.fields import RowId, Text
from web.tasks import find_task, return_to
from web.visit import Answerer

router = APIRouter(prefix="/tasks/{task_id}")


@router.post("/snooze")
def snooze(
    visit: Answerer, task_id: RowId, until: Text = "", own: Text = "", back: Text = ""
) -> Response:
    """Hide the task until one of the usual times, or one's own."""
    usual = dict(presets(visit.now, visit.zone))
    wanted = usual[until] if until in usual else read_moment(own, visit.zone)
    desk.snooze(visit.session, find_task(visit, task_id), wanted, visit.person, visit.now)
    return return_to(visit, task_id, "snoozed", back, can_undo=True)


@router.post("/wake")
def wake(visit: Answerer, task_id: RowId, back: Text = "") -> Response:
    """Show the task again."""
    desk.snooze(visit.session, find_task(visit, task_id), None, visit.person, visit.now)
    return return_to(visit, task_id, "woken", back, can_undo=True)


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """A date and time as a form gives it; raises OtklikError for another text."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise OtklikError("snooze: choose a day and a time") from error
