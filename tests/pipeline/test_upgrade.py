"""An SQLite file of any older version is brought up to date without losing a row."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import JSON, Column, Connection, DateTime, MetaData, String, func, select, text

from pipeline.database import Database, _migrations, alembic_config, open_database
from pipeline.errors import OtklikError

REVISIONS = sorted(one.revision for one in _migrations().walk_revisions())
WATCHED = (
    "brands",
    "posts",
    "incidents",
    "people",
    "mentions",
    "assessments",
    "tasks",
    "task_changes",
)


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'old.sqlite3'}"


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_older_file_keeps_its_rows(address: str, revision: str) -> None:
    with Database(address).engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)
        _fill(connection)

    opened = open_database(address)

    with opened.engine.begin() as connection:
        assert _counts(connection) == dict.fromkeys(WATCHED, 1)
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_rows_that_name_none_stop_the_upgrade_and_stay(address: str) -> None:
    with Database(address).engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0008")
        _fill(connection)
    old = Database(address).engine.raw_connection()
    old.cursor().execute("PRAGMA foreign_keys=OFF")
    old.cursor().execute("DELETE FROM brands")
    old.close()

    with pytest.raises(OtklikError, match="names a row of brands that is not there"):
        open_database(address)

    with Database(address).engine.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0008"
        assert _counts(connection)["mentions"] == 1


def _fill(connection: Connection) -> None:
    """One row in each table that much hangs on, each naming those before."""
    tables = MetaData()
    tables.reflect(connection, only=WATCHED)
    for name in WATCHED:
        table = tables.tables[name]
        connection.execute(table.insert(), {c.name: _value(c) for c in table.columns})


def _value(column: Column[Any]) -> object:
    if isinstance(column.type, JSON):
        return []
    if isinstance(column.type, DateTime):
        return datetime(2026, 11, 1, tzinfo=UTC)
    return "x" if isinstance(column.type, String) else 1


def _counts(connection: Connection) -> dict[str, int | None]:
    tables = MetaData()
    tables.reflect(connection, only=WATCHED)
    return {
        n: connection.scalar(select(func.count()).select_from(tables.tables[n])) for n in WATCHED
    }
