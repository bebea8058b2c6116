"""Tasks held while they are changed: whoever wants to change one of them waits until it is over."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.task_model import Task


def lock(session: Session, numbers: Collection[int]) -> None:
    """Wait for whoever changes one of these tasks just now, and let nobody else change them.

    Always in one order: two who hold several never wait for each other. Tasks are read afterwards:
    what is joined to a row that is waited for would be of the time before.
    """
    asked = select(Task.id).where(Task.id.in_(numbers)).order_by(Task.id)
    session.execute(asked.with_for_update())


def claim(session: Session, numbers: Collection[int]) -> None:
    """The same where something is known of them already: it is read anew."""
    lock(session, numbers)
    session.expire_all()
