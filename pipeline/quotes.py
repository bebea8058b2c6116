"""What quotes an erased post: messages that told of it, examples that queries are tried on."""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from pipeline import dedup
from pipeline.alert_model import Alert, Delivery
from pipeline.desk_model import QueryExample
from pipeline.model import Mention, PostRow
from pipeline.task_model import Task
from pipeline.team_model import AuditEntry
from pipeline.telegram_model import TelegramSaying
from pipeline.visible import visible

GONE = "…"  # stands where there were words
OF_TASKS = ("waiting", "due", "overdue")  # how keys of alerts begin that name a task
OF_INCIDENTS = "spread"
_BEGINNING = 24  # letters of a text by which a line that quotes it is known
_TELLING = 4  # letters that a name has at least: shorter ones stand in every other line
_KEY = 16  # signs of a message's key; alerts.message says how it is made
_URL = 499  # letters of an address that a message shows
_ALERT, _DELIVERY, _ENTRY = Alert.__table__.c, Delivery.__table__.c, AuditEntry.__table__.c
_MENTION, _TASK = Mention.__table__.c, Task.__table__.c


def has_own_place(row: PostRow) -> bool:
    """Whether a post's address is its own: on a page that many share it says nothing of one."""
    thread = row.post.thread
    return thread is None or dedup.canonical(thread) != dedup.canonical(row.post.url)


def silence_messages(session: Session, mentions: Sequence[int], rows: Sequence[PostRow]) -> None:
    """Messages that told of posts lose the lines that quote them."""
    signs, places = {sign for row in rows for sign in _signs(row)}, set(map(_place, rows))
    batches = sorted(_telling_of(session, mentions))
    for start in range(0, len(batches), 400):  # old SQLite takes 999 parameters
        key = func.substr(_DELIVERY.key, 1, _KEY)
        some = select(Delivery).where(key.in_(batches[start : start + 400]))
        for delivery in session.scalars(some):
            _silence(session, delivery, signs, places)
    _drop_sayings(session, signs, places - {""})


def _drop_sayings(session: Session, signs: set[str], places: set[str]) -> None:
    """What the Telegram bot still has to say of them it says no more."""
    for saying in session.scalars(select(TelegramSaying)):
        said = _bare(str(saying.parameters.get("text", "")))
        if any(sign in said for sign in signs | places):
            session.delete(saying)


def _silence(session: Session, delivery: Delivery, signs: set[str], places: set[str]) -> None:
    title, delivery.title = delivery.title, _without(delivery.title, signs, places)
    delivery.body = _without(delivery.body, signs, places)
    if delivery.title != title:
        told = (_ENTRY.thing == "message") & (_ENTRY.name == title[:200])
        session.execute(update(AuditEntry).where(told).values(name=GONE))


def _telling_of(session: Session, mentions: Sequence[int]) -> set[str]:
    """The keys of messages that told of mentions, or of their tasks and incidents."""
    of_them = select(_MENTION.incident_id).where(_MENTION.id.in_(mentions))
    asked = select(_TASK.id, _TASK.incident_id)
    asked = asked.where(or_(_TASK.incident_id.in_(of_them), _TASK.mention_id.in_(mentions)))
    about = {(OF_INCIDENTS, str(number)) for number in session.scalars(of_them)}
    for task_id, incident_id in session.execute(asked):
        about |= {(kind, str(task_id)) for kind in OF_TASKS} | {(OF_INCIDENTS, str(incident_id))}
    told = select(_ALERT.key, _ALERT.batch).where(_ALERT.batch.is_not(None))
    measured = session.execute(told.where(_ALERT.mention_id.is_(None)))
    direct = session.execute(told.where(_ALERT.mention_id.in_(mentions)))
    return {batch for key, batch in measured if tuple(key.split("|")[:2]) in about} | {
        batch for _, batch in direct
    }


def _signs(row: PostRow) -> Iterator[str]:
    """By what a line that quotes a post is known."""
    author = _bare(row.post.author or "")
    if author:
        yield author[:60] if len(author) >= _TELLING else f"·{author}·"
    for text in (row.post.text, row.post.title, row.edited_text):
        said = _bare(text or "")
        if said:
            yield said[:_BEGINNING] if len(said) >= _BEGINNING else f"«{said}»"


def _place(row: PostRow) -> str:
    return _bare(row.post.url)[:_URL] if has_own_place(row) else ""


def _without(text: str, signs: set[str], places: set[str]) -> str:
    return "\n".join(
        GONE if line and _quotes(_bare(line), signs, places) else line for line in text.split("\n")
    )


def _quotes(line: str, signs: set[str], places: set[str]) -> bool:
    return line.removesuffix("…")[:_URL] in places - {""} or any(sign in line for sign in signs)


def _bare(text: str) -> str:
    """A text without what messages change of it: spaces, ends of lines, signs nobody sees."""
    return "".join(visible(text).split())


def drop_examples(session: Session, rows: Sequence[PostRow]) -> None:
    """Examples taken from posts, and what the audit log has of them."""
    said = {_bare(text) for row in rows for text in (row.post.text, row.edited_text) if text}
    taken = [
        number
        for number, text in session.execute(select(QueryExample.id, QueryExample.text))
        if _is_taken(text, said)
    ]
    session.execute(delete(QueryExample).where(QueryExample.id.in_(taken)))
    for entry in session.scalars(select(AuditEntry).where(_ENTRY.thing == "query example")):
        sides = (side.get("text") for side in (entry.before, entry.after) if side)
        if any(_is_taken(text, said) for text in sides if text):
            emptied = update(AuditEntry).where(_ENTRY.id == entry.id)
            session.execute(emptied.values(before=None, after=None))


def _is_taken(text: str, said: set[str]) -> bool:
    """Whether an example is a post, or a piece of one that nobody else would write."""
    example = _bare(text)
    return example in said or (len(example) >= _BEGINNING and any(example in one for one in said))
