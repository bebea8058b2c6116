"""Replies under way are found by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    replied = sa.text("reply_state IS NOT NULL")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index("tasks_by_reply_state")
        batch_op.create_index(
            "tasks_with_reply",
            ["reply_state"],
            unique=False,
            sqlite_where=replied,
            postgresql_where=replied,
        )


def downgrade() -> None:
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index("tasks_with_reply")
        batch_op.create_index("tasks_by_reply_state", ["reply_state"], unique=False)
