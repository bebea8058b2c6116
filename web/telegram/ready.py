"""Templates in Telegram: those that fit a task best, and one of them filled in as its draft."""

from sqlalchemy.orm import Session

from pipeline import replies, store
from pipeline.desk_model import TemplateRow
from pipeline.errors import OtklikError
from pipeline.outcomes import read_cases
from pipeline.task_model import Task
from pipeline.telegram_model import TelegramDraft
from pipeline.theme_names import read_theme_names
from web.drafts import asked_of, known_of, rank, wanted
from web.languages import N_
from web.telegram.answers import Begun, propose
from web.telegram.outbox import Button
from web.telegram.speech import quote
from web.telegram.talk import Talk
from web.telegram.updates import LARGEST_ROW, Wish

MOST = 5
LONGEST_LABEL = 48
LONGEST_START = 160  # characters of a template in the list


def list_templates(talk: Talk, wish: Wish) -> None:
    """Offer the templates that fit a task best, each with how it begins."""
    task = talk.task(wish.number)
    rows = _find_fitting(talk.session, task)
    if not rows:
        talk.tell(task, talk.speech.say(N_("There are no templates yet.")))
        return
    filled = [_fill(talk, task, row) for row in rows]
    lines = [
        f"{place}. {row.template.name}: «{quote(' '.join(text.split()), LONGEST_START)}»"
        for place, (row, text) in enumerate(zip(rows, filled, strict=True), 1)
    ]
    keys = [
        Button(quote(f"{place}. {row.template.name}", LONGEST_LABEL), f"use:{task.id}:{row.id}")
        for place, row in enumerate(rows, 1)
    ]
    talk.tell(
        task,
        talk.speech.say(N_("Which template? The text is shown before it goes out.")),
        *lines,
        rows=[[key] for key in keys],
    )


def use(talk: Talk, wish: Wish) -> Begun | None:
    """Make a template the draft of a task's answer; one with gaps is given to be filled in."""
    task = talk.task(wish.number)
    row = talk.session.get(TemplateRow, wish.choice) if wish.choice < LARGEST_ROW else None
    if row is None or row.retired is not None:
        raise OtklikError("this template is not offered any more; choose another one")
    text = _fill(talk, task, row)
    missing = replies.fill(text, {}).missing
    if not missing:
        return propose(talk, task, text, template_id=row.id, message=None)
    # Kept, so that the text that comes with the gaps filled is known to be of this template.
    talk.session.add(
        TelegramDraft(
            update_id=talk.update_id,
            task=task,
            person=talk.person,
            text=text,
            made=talk.now,
            template_id=row.id,
        )
    )
    gaps = ", ".join(f"{{{name}}}" for name in missing)
    talk.tell(
        task,
        talk.speech.say(N_("To be filled in: %(gaps)s."), gaps=gaps),
        talk.speech.say(
            N_("Copy the text below, fill it in, and send it as a reply to this message.")
        ),
    )
    talk.say(text, copied=True)
    return None


def _find_fitting(session: Session, task: Task) -> list[TemplateRow]:
    rows = store.templates(session)
    if not rows:
        return []
    asked = asked_of(session, read_theme_names(session), task)
    return rank(rows, asked, read_cases(session))[:MOST]


def _fill(talk: Talk, task: Task, row: TemplateRow) -> str:
    """The template with all that is known, and with what the author's words seem to say."""
    known = known_of(task, talk.person)
    text = replies.fill(row.template.text, known).text.strip()
    return replies.fill(text, wanted(known, task, text)).text
