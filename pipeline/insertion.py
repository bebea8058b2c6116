"""Rows inserted as far as they are new: what is there already, be it of another process, stays."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from pipeline.base import Base


def insert_new(session: Session, table: type[Base], values: dict[str, Any]) -> int | None:
    """Insert a row and give its id; None when its unique key is taken, be it by another process."""
    new_id: int | None = session.scalar(insertion(session, table, ("id",)), values)
    return new_id


def insertion(
    session: Session, table: type[Base], returning: tuple[str, ...]
) -> ReturningInsert[Any]:  # of the columns named
    """The statement that inserts rows as far as their unique keys are free."""
    return _build(table, session.get_bind().dialect.name, returning)


@cache
def _build(
    table: type[Base], dialect: str, returning: tuple[str, ...]
) -> ReturningInsert[Any]:  # of the columns named
    """Built once: to build it costs several times what running it does."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = cast(Table, table.__table__)
    return make(rows).on_conflict_do_nothing().returning(*(rows.c[name] for name in returning))
