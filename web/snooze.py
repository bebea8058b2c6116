"""Snoozing a task until a time, by the clock of whoever does it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline import desk
from pipeline.errors import OtklikError
from pipeline.snooze import presets
from web.deed import Doing
from web.fields import Text

router = APIRouter(prefix="/tasks/{task_id}")


@router.post("/snooze")
def snooze(deed: Doing, until: Text = "", own: Text = "") -> Response:
    """Hide the task until one of the usual times, or one's own."""
    usual = dict(presets(deed.now, deed.visit.zone))
    wanted = usual[until] if until in usual else read_moment(own, deed.visit.zone)
    desk.snooze(deed.session, deed.task, wanted, deed.person, deed.now)
    return deed.done("snoozed", can_undo=True)


@router.post("/wake")
def wake(deed: Doing) -> Response:
    """Show the task again."""
    desk.snooze(deed.session, deed.task, None, deed.person, deed.now)
    return deed.done("woken", can_undo=True)


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """A date and time as a form gives it; raises OtklikError for another text."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise OtklikError("snooze: choose a day and a time").at("own") from error
