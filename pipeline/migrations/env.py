"""Runs migrations over the connection that pipeline.database hands in."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from pipeline import (  # noqa: F401  (their tables)
    alert_model,
    desk_model,
    erasure_model,
    finding_model,
    label_model,
    people_model,
    push_model,
    reply_model,
    task_model,
    team_model,
    telegram_model,
    visit_model,
)
from pipeline.columns import EnumText, Seconds, ToneText, UtcDateTime
from pipeline.full_text import INDEX


def render_plainly(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our column types as the plain ones below them: a migration outlives our classes."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, EnumText):
        return "sa.String(16)"
    if kind == "type" and isinstance(item, Seconds):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, ToneText):
        return "sa.JSON()"
    return False


def is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """The full-text indexes are made by pipeline.word_index, not by migrations."""
    return not (name or "").startswith(INDEX)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=desk_model.TemplateRow.metadata,
    render_as_batch=True,
    render_item=render_plainly,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
