"""Drafts in Telegram know the message they were written in, and the template they began with."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("telegram_drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("template_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_telegram_drafts_template_id"), "templates", ["template_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("telegram_drafts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_telegram_drafts_template_id"), type_="foreignkey")
        batch_op.drop_column("template_id")
        batch_op.drop_column("message_id")
