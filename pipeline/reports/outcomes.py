"""What came of answers: by the channel, the theme and the template they were given with."""

from collections import Counter
from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from pipeline.answering import GIVEN
from pipeline.outcomes import Came, came_of, see_together
from pipeline.reply_model import Reply
from pipeline.reports.scope import MENTION, POST, TASK, Asked, Scope, share
from pipeline.reports.table import Cell, Table
from pipeline.theme_names import read_theme_names

COUNTED = (Came.BETTER, Came.WORSE, Came.EDITED, Came.DELETED, Came.RETURNED, Came.SILENT)
NAMES = ("more stars", "fewer stars", "post changed", "post deleted", "wrote again", "silent")
COLUMNS = ("answers", "looked at", *NAMES, "seen at its place share")
NO_TEMPLATE, OTHER = "—", "other"
AT_ONCE = 500  # numbers in one question
Of = Callable[[Reply, str, str | None], str]  # the group of an answer: its channel and theme known


def outcomes_by_channel(session: Session, asked: Asked) -> Table:
    """What authors did after our answers, by channel."""
    groups = _group(session, Scope.of(session, asked), _channel_of)
    return _table("outcomes-by-channel", "channel", groups)


def outcomes_by_theme(session: Session, asked: Asked) -> Table:
    """What authors did after our answers, by theme."""
    names = read_theme_names(session)

    def theme_of(_reply: Reply, _channel: str, theme: str | None) -> str:
        return names.name(theme or OTHER)

    groups = _group(session, Scope.of(session, asked), theme_of)
    return _table("outcomes-by-theme", "theme", groups)


def outcomes_by_template(session: Session, asked: Asked) -> Table:
    """What authors did after our answers, by the template they began with."""
    groups = _group(session, Scope.of(session, asked), _template_of)
    return _table("outcomes-by-template", "template", groups)


def _channel_of(_reply: Reply, channel: str, _theme: str | None) -> str:
    return channel


def _template_of(reply: Reply, _channel: str, _theme: str | None) -> str:
    return reply.template.template.name if reply.template else NO_TEMPLATE


def _group(session: Session, scope: Scope, of: Of) -> dict[str, list[Reply]]:
    """The answers that were given to the tasks of a scope, in groups."""
    asked = scope.tasks(TASK.id, POST.channel, MENTION.theme).where(TASK.answered.is_not(None))
    tasks = {task: (str(channel), theme) for task, channel, theme in session.execute(asked)}
    groups: dict[str, list[Reply]] = {}
    for reply in _read_replies(session, list(tasks)):
        groups.setdefault(of(reply, *tasks[reply.task_id]), []).append(reply)
    return groups


def _read_replies(session: Session, tasks: list[int]) -> Iterable[Reply]:
    columns = Reply.__table__.c
    for start in range(0, len(tasks), AT_ONCE):
        some = columns.task_id.in_(tasks[start : start + AT_ONCE])
        asked = select(Reply).where(some, columns.state.in_(GIVEN))
        loads = (selectinload(Reply.looks), joinedload(Reply.template))
        yield from session.scalars(asked.options(*loads))


def _table(name: str, first: str, groups: dict[str, list[Reply]]) -> Table:
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    rows = tuple((key, *_count(replies)) for key, replies in ordered)
    return Table(name, (first, *COLUMNS), rows)


def _count(replies: list[Reply]) -> tuple[Cell, ...]:
    came = Counter(came_of(see_together(reply, reply.looks)) for reply in replies)
    looked = len(replies) - came[Came.UNSEEN]
    seen = sum(reply.seen is not None for reply in replies)
    return (len(replies), looked, *(came[it] for it in COUNTED), share(seen, len(replies)))
