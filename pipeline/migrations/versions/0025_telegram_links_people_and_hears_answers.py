"""Telegram links people and hears answers."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "telegram_bots",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_bots")),
    )
    op.create_table(
        "telegram_sayings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_sayings")),
    )
    op.create_index("ix_telegram_sayings_chat", "telegram_sayings", ["chat"])
    op.create_table(
        "telegram_links",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("called", sa.String(), nullable=True),
        sa.Column("linked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quiet", sa.String(), nullable=True),
        sa.Column("wake", sa.Double(), nullable=False),
        sa.Column("unassigned", sa.Boolean(), nullable=False),
        sa.Column("brands", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_telegram_links_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_telegram_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_telegram_links_digest")),
        sa.UniqueConstraint("user_id", name=op.f("uq_telegram_links_user_id")),
    )
    op.create_table(
        "telegram_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_telegram_drafts_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name=op.f("fk_telegram_drafts_reply_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_telegram_drafts_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_drafts")),
    )
    op.create_index("ix_telegram_drafts_reply_id", "telegram_drafts", ["reply_id"])
    op.add_column("task_changes", sa.Column("via", sa.String()))


def downgrade() -> None:
    with op.batch_alter_table("task_changes") as batch_op:
        batch_op.drop_column("via")
    op.drop_table("telegram_drafts")
    op.drop_table("telegram_links")
    op.drop_table("telegram_sayings")
    op.drop_table("telegram_bots")
