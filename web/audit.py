"""The audit log: who did what when, before and after; for managers."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from pipeline.audit_log import KINDS, PAGE, AuditFilter, Place, read_log
from pipeline.lists import audit_roll
from pipeline.people import list_people
from web.download import list_formats, send_table
from web.fields import Word, read_day, read_id, read_number
from web.visit import Manager, desk_of

router = APIRouter(prefix="/audit")
_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class Filters(BaseModel):
    """What stands in the address; an unknown value filters nothing."""

    who: Word = ""
    thing: Word = ""
    since: Word = ""
    until: Word = ""

    def chosen(self) -> dict[str, str]:
        """The filters that are set, for addresses."""
        return {name: value for name, value in self.model_dump().items() if value}

    def wanted(self, zone: str) -> AuditFilter:
        """The same as the pipeline asks for it."""
        return AuditFilter(
            person=read_id(self.who),
            thing=self.thing if self.thing in KINDS else None,
            since=read_day(self.since, zone),
            until=read_day(self.until, zone, later=1),
        )


@router.get("")
def show(
    visit: Manager,
    filters: Annotated[Filters, Query()],
    after: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """A page of the log."""
    wanted = filters.wanted(visit.person.time_zone)
    lines = read_log(visit.session, wanted, _read_place(after), PAGE + 1)
    people = list_people(visit.session)
    return visit.page(
        "audit.html",
        lines=lines[:PAGE],
        more=_write_place(lines[PAGE - 1].place) if len(lines) > PAGE else None,
        filters=filters,
        chosen=filters.chosen(),
        people=people,
        names={str(one.id): one.name for one in people},
        kinds=KINDS,
        formats=list_formats(),
    )


@router.get("/file.{form}")
def export(visit: Manager, form: Word, filters: Annotated[Filters, Query()]) -> Response:
    """The lines that the filters find, as a file."""
    wanted = filters.wanted(visit.person.time_zone)
    return send_table(audit_roll(desk_of(visit.request).database, wanted), form)


def _write_place(place: Place) -> str:
    return f"{(place.at - _EPOCH) // _TICK}_{place.source}_{place.id}"


def _read_place(text: str) -> Place | None:
    """Where the page above ended; None for an address that somebody bent."""
    try:
        at, source, number = text.split("_")
        return Place(_EPOCH + int(at) * _TICK, read_number(source), read_number(number))
    except (ValueError, OverflowError):
        return None
