"""What all tables share: names of constraints, types of columns, history that is never changed."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, MetaData, event
from sqlalchemy.orm import DeclarativeBase

from classifier.verdict import Act, Sentiment, Why
from pipeline.columns import EnumText, Seconds, ToneText, UtcDateTime, WhyText
from pipeline.errors import OtklikError
from pipeline.noise import Noise
from pipeline.post import Channel
from pipeline.states import Outcome, ReplyState, Role, TaskStatus
from pipeline.tone import Tone

# Constraints need names before a later migration can drop or change them.
CONSTRAINTS = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=CONSTRAINTS)
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy's own declaration)
        datetime: UtcDateTime,
        timedelta: Seconds,
        dict[str, Any]: JSON,
        list[str]: JSON,
        Act: EnumText(Act),
        Channel: EnumText(Channel),
        Noise: EnumText(Noise),
        Outcome: EnumText(Outcome),
        ReplyState: EnumText(ReplyState),
        Role: EnumText(Role),
        Sentiment: EnumText(Sentiment),
        TaskStatus: EnumText(TaskStatus),
        Tone: ToneText,
        Why: WhyText,
    }


def add_only(*tables: type[Base]) -> None:
    """Let rows of these tables be added, never changed or deleted."""
    for table in tables:
        for change in ("before_update", "before_delete"):
            event.listen(table, change, _refuse)


def _refuse(_mapper: object, _connection: object, target: object) -> None:
    raise OtklikError(f"{type(target).__name__}: history is only added to, never changed")
