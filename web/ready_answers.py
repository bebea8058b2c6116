"""Templates of answers: listed, written, tried on a real task, retired and brought back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from pipeline import ready_answers, replies, store
from pipeline.desk_model import TemplateRow
from pipeline.errors import OtklikError
from pipeline.folding import fold
from pipeline.model import Mention
from pipeline.outcomes import count_by_template
from pipeline.replies import Template, check_template
from pipeline.task_model import Task
from web.choices import COMMON
from web.drafts import check, known_of
from web.fields import Id, RowId, Text, Word, read_id
from web.meanwhile import mark, must_be_as_seen
from web.pages import Facts
from web.visit import NotFound, Reader, TemplateDrafter, TemplateKeeper, TemplateWriter, Visit

router = APIRouter(prefix="/templates")
Asked = Annotated[Word, Query()]


@dataclass(frozen=True)
class Form:
    """A template as typed, and the task it is tried on."""

    template: Template
    row: int | None = None
    task: int | None = None
    seen: str = ""


def read_form(
    name: Text = "",
    text: Text = "",
    language: Text = "",
    theme: Text = "",
    brand: Text = "",
    row: Text = "",
    task: Text = "",
    seen: Text = "",
) -> Form:
    """The form of a template."""
    template = Template(name, text, language, theme or None, brand or None)
    return Form(template, read_id(row), read_id(task), seen)


Typed = Annotated[Form, Depends(read_form)]


@router.get("")
def show(
    visit: Reader, theme: Asked = "", language: Asked = "", find: Asked = "", retired: Asked = ""
) -> HTMLResponse:
    """All templates by theme and language, and what came of their use."""
    every = store.every_template(visit.session)
    chosen = {"theme": theme, "language": language, "find": find, "retired": retired}
    rows = [row for row in every if _fits(row, chosen)]
    return visit.page(
        "ready_answers.html",
        rows=sorted(rows, key=lambda row: (row.template.theme or "", row.template.language)),
        counts=count_by_template(visit.session),
        chosen=chosen,
        themes=sorted({row.template.theme for row in every if row.template.theme}),
        languages_used=sorted({row.template.language for row in every}),
        any_retired=any(row.retired for row in every),
    )


@router.get("/new")
def begin(visit: TemplateWriter, theme: Asked = "") -> HTMLResponse:
    """The form for a new template."""
    return _page(visit, None, Form(Template("", "", visit.person.language, theme or None)))


@router.get("/{template_id}")
def edit(
    visit: Reader, template_id: RowId, task: Annotated[Id | None, Query()] = None
) -> HTMLResponse:
    """One template, tried on a task, with its history."""
    row = find_template(visit, template_id)
    return _page(visit, row, Form(row.template, row.id, task, mark(_shown(row))))


@router.post("/preview")
def preview(visit: TemplateDrafter, typed: Typed) -> HTMLResponse:
    """The template as typed, tried on a task; nothing is kept."""
    row = None if typed.row is None else find_template(visit, typed.row)
    return _page(visit, row, typed)


@router.post("")
def save(visit: TemplateKeeper, typed: Typed) -> Response:
    """Add a template, or change one."""
    row = None if typed.row is None else find_template(visit, typed.row)
    if row:
        name = row.template.name
        must_be_as_seen(visit, "template", name, lambda: _shown(row), typed.seen)
    template = replace(typed.template, name=_one_line(typed.template.name))
    ready_answers.must_be_free(visit.session, template.name, row)
    if template.brand:
        store.brand_named(visit.session, template.brand)
    kept = row or TemplateRow()
    ready_answers.keep_template(visit.session, kept, template, visit.person, visit.now)
    return visit.go("/templates")


@router.post("/{template_id}/retire")
def retire(visit: TemplateKeeper, template_id: RowId) -> Response:
    """Offer a template no longer."""
    row = find_template(visit, template_id)
    ready_answers.retire(visit.session, row, visit.person, visit.now)
    return visit.go("/templates")


@router.post("/{template_id}/restore")
def restore(visit: TemplateKeeper, template_id: RowId) -> Response:
    """Offer a retired template again."""
    row = find_template(visit, template_id)
    ready_answers.restore(visit.session, row, visit.person, visit.now)
    return visit.go(f"/templates/{template_id}")


def find_template(visit: Visit, template_id: int) -> TemplateRow:
    """The template, or NotFound."""
    row = visit.session.get(TemplateRow, template_id)
    if row is None:
        raise NotFound
    return row


def _shown(row: TemplateRow) -> tuple[Template, datetime | None]:
    """What the form shows of a template."""
    return row.template, row.retired


def _one_line(name: str) -> str:
    return " ".join(name.split())[:200]


def _fits(row: TemplateRow, chosen: dict[str, str]) -> bool:
    template = row.template
    text = fold(f"{template.name} {template.text}")
    return (
        (row.retired is None or bool(chosen["retired"]))
        and chosen["theme"] in ("", template.theme)
        and chosen["language"] in ("", template.language)
        and all(word in text for word in fold(chosen["find"]).split())
    )


def _page(visit: Visit, row: TemplateRow | None, form: Form) -> HTMLResponse:
    choices, russian = visit.choices, visit.person.language == "ru"
    return visit.page(
        "ready_answer.html",
        row=row,
        seen=form.seen,
        typed=form.template,
        themes=visit.every_theme(),
        brands=[one.brand.name for one in choices.brands if not one.brand.competitor],
        codes=[*COMMON, *(code for code in choices.languages if code not in COMMON)],
        variables=[name for name in replies.VARIABLES if name.isascii() != russian],
        history=ready_answers.read_history(visit.session, row) if row else [],
        counts=count_by_template(visit.session).get(row.id if row else 0),
        **_tried(visit, form),
    )


def _tried(visit: Visit, form: Form) -> Facts:
    """The template filled in for a task, and what may be wrong with it."""
    task = _task_for(visit, form)
    facts: Facts = {"task": task, "shown": "", "missing": (), "places": [], "trouble": ""}
    if not form.template.text:
        return facts
    try:
        check_template(form.template)
    except OtklikError as error:
        return facts | {"trouble": error.said}
    if task is None:
        return facts | {"shown": form.template.text}
    filled = replies.fill(form.template.text, known_of(task, visit.person))
    return facts | {
        "shown": filled.text,
        "missing": replies.find_missing(filled.text),
        "places": check(task, filled.text, visit.person),
    }


def _task_for(visit: Visit, form: Form) -> Task | None:
    """The task asked for, or the latest of the template's language and theme."""
    if form.task is not None:
        return visit.session.get(Task, form.task)
    columns = Task.__table__.c
    asked = select(Task).order_by(columns.id.desc()).limit(1)
    same = asked.where(columns.language == form.template.language)
    if form.template.theme:
        theme = Mention.__table__.c.theme
        found = visit.session.scalar(same.join(Task.mention).where(theme == form.template.theme))
        if found is not None:
            return found
    return visit.session.scalar(same) or visit.session.scalar(asked)
