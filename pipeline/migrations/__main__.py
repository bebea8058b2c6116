"""Writes the migration from the last revision to the tables as they are now.

Use: python -m pipeline.migrations "What changes"
"""

import sys
from pathlib import Path

from alembic import command

from pipeline.database import alembic_config, open_database


def write_migration(message: str) -> None:
    """Write the next numbered file under versions/; read it before you commit it."""
    number = len(list((Path(__file__).parent / "versions").glob("*.py"))) + 1
    database = open_database("sqlite://")  # in memory, brought to the last revision
    with database.engine.begin() as connection:
        config = alembic_config(connection)
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    write_migration(" ".join(sys.argv[1:]) or "Change")
