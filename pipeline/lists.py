"""The lists that leave as files, some rows in memory at a time: mentions, tasks, the audit log."""

from datetime import datetime, timedelta

from pipeline import audit_log
from pipeline.audit_log import AuditFilter
from pipeline.database import Database
from pipeline.mention_search import MentionFilter, read_mentions
from pipeline.model import Mention
from pipeline.reports import tasks
from pipeline.reports.scope import Asked
from pipeline.reports.table import Cell, Roll
from pipeline.theme_names import ThemeNames, read_theme_names

MENTION_COLUMNS = (
    "id",
    "brand",
    "channel",
    "source",
    "url",
    "author",
    "published",
    "found",
    "title",
    "text",
    "stars",
    "language",
    "sentiment",
    "p_negative",
    "complaint",
    "p_complaint",
    "act",
    "theme",
    "severity",
    "judge",
    "noise",
    "theme_name",
    "followers",
)
_MENTION_KINDS: dict[str, type] = {
    **dict.fromkeys(("id", "severity", "followers"), int),
    **dict.fromkeys(("stars", "p_negative", "p_complaint"), float),
    **dict.fromkeys(("published", "found"), datetime),
    "complaint": bool,
}
_TASK_KINDS: dict[str, type] = {
    **dict.fromkeys(("task", "priority", "posts", "satisfied"), int),
    **{column: datetime for column in tasks.COLUMNS if column.endswith(" at")},
    "time to first answer": timedelta,
}


def mention_roll(database: Database, wanted: MentionFilter) -> Roll:
    """The mentions that a filter finds, the post found last first."""
    with database.reading() as session:
        names = read_theme_names(session)
    rows = read_mentions(database, wanted, lambda mention: row(mention, names))
    return Roll("mentions", MENTION_COLUMNS, rows, _MENTION_KINDS)


def task_roll(database: Database, asked: Asked) -> Roll:
    """What the report `tasks` says: each task with all its times, the last opened first."""
    return Roll("tasks", tasks.COLUMNS, tasks.read_all(database, asked), _TASK_KINDS)


def audit_roll(database: Database, wanted: AuditFilter) -> Roll:
    """The lines of the audit log, the latest first."""
    rows = audit_log.read_rows(database, wanted)
    return Roll("audit", audit_log.COLUMNS, rows, {"when": datetime})


def row(mention: Mention, names: ThemeNames | None = None) -> tuple[Cell, ...]:
    """A mention in the order of MENTION_COLUMNS; themes have the names that people gave them."""
    post = mention.post.post
    return (
        mention.id,
        mention.brand.brand.name,
        str(post.channel),
        post.source,
        post.url,
        post.author,
        post.published,
        mention.found,
        post.title,
        mention.post.latest_text,
        mention.post.latest_stars,
        post.language,
        mention.sentiment,
        mention.p_negative,
        mention.complaint,
        mention.p_complaint,
        mention.act,
        mention.theme,
        mention.severity,
        mention.judge,
        mention.noise,
        (names.said(mention.theme) if names else "") or mention.theme,
        post.followers,
    )
