"""Was it worth a message? What people answer, and how often each rule was right."""

from dataclasses import dataclass

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from pipeline.alert_model import Alert
from pipeline.errors import OtklikError
from pipeline.quality import Share, wilson
from pipeline.signing import find_key, seal, unseal

PURPOSE = "useful"


@dataclass(frozen=True)
class Precision:
    """How many messages of a rule people judged, and how many of these were useful."""

    rule: str
    useful: int
    judged: int

    @property
    def share(self) -> Share:
        """The share that was useful, with its interval."""
        return wilson(self.useful, self.judged)


def useful_link(key: bytes, doorstep: str, message_key: str) -> str:
    """The address where whoever got a message says whether it was worth it.  (pure)"""
    return f"{doorstep}/u/{seal(key, PURPOSE, message_key.encode())}"


def read_link(session: Session, token: str) -> str | None:
    """The key of the message that a link is about; None for a link that is not ours."""
    said = unseal(find_key(session), PURPOSE, token)
    return None if said is None else said.decode("ascii", "replace")


def say_useful(session: Session, key: str, *, useful: bool) -> None:
    """Keep what somebody says of the message with this key; raises OtklikError without one."""
    changed = session.execute(
        update(Alert).where(Alert.batch == key).values(useful=useful).returning(Alert.id)
    )
    if not changed.all():
        raise OtklikError(
            'no message has the key "%(key)s"; "otklik alert list" shows those there are', key=key
        )


def precision(session: Session) -> list[Precision]:
    """How often each rule was right, as far as people said."""
    messages = (
        select(Alert.rule, Alert.batch, func.max(case((Alert.useful.is_(True), 1), else_=0)))
        .where(Alert.useful.is_not(None))
        .group_by(Alert.rule, Alert.batch)
        .subquery()
    )
    rule, _, useful = messages.c
    counted = select(rule, func.sum(useful), func.count()).group_by(rule).order_by(rule)
    return [Precision(*row) for row in session.execute(counted)]
