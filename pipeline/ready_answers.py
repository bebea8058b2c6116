"""Templates as the team keeps them: changed, retired and brought back, and all of it remembered."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.desk_model import TemplateRow
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.replies import Template, check_template
from pipeline.reply_model import TemplateChange

ADDED, RETIRED, RESTORED = "added", "retired", "restored"


def keep_template(
    session: Session, row: TemplateRow, template: Template, person: Person | None, now: datetime
) -> None:
    """Let a row be this template; raises OtklikError for one that could not be filled."""
    check_template(template)
    before = row.template if row.id else None
    row.template = template
    session.add(row)
    if before is None:
        _note(session, row, person, now, ADDED, None, template.text)
        return
    for field in fields(Template):
        old, new = getattr(before, field.name), getattr(template, field.name)
        if old != new:
            _note(session, row, person, now, field.name, old, new)
    if row.retired:
        restore(session, row, person, now)


def retire(session: Session, row: TemplateRow, person: Person | None, now: datetime) -> None:
    """Offer a template no longer; a second time changes nothing."""
    if row.retired is None:
        row.retired = now
        _note(session, row, person, now, RETIRED, None, None)


def restore(session: Session, row: TemplateRow, person: Person | None, now: datetime) -> None:
    """Offer a retired template again."""
    if row.retired is not None:
        row.retired = None
        _note(session, row, person, now, RESTORED, None, None)


def must_be_free(session: Session, name: str, row: TemplateRow | None) -> None:
    """Raise OtklikError when another template has this name."""
    other = session.scalar(select(TemplateRow).where(TemplateRow.__table__.c.name == name))
    if other is not None and other is not row:
        if other.retired:
            raise OtklikError(
                'a retired template is called "%(name)s"; choose another name', name=name
            ).at("name")
        raise OtklikError(
            'a template is called "%(name)s" already; choose another name', name=name
        ).at("name")


def read_history(session: Session, row: TemplateRow) -> list[TemplateChange]:
    """What became of a template, the latest first."""
    changes = TemplateChange.__table__.c
    asked = select(TemplateChange).where(changes.template_id == row.id)
    return list(session.scalars(asked.order_by(changes.id.desc())))


def _note(
    session: Session,
    row: TemplateRow,
    person: Person | None,
    now: datetime,
    what: str,
    before: str | None,
    after: str | None,
) -> None:
    change = TemplateChange(
        template=row, person=person, at=now, what=what, before=before, after=after
    )
    session.add(change)
