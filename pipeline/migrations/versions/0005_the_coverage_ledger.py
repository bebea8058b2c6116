"""The coverage ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("posts_new", sa.Integer(), nullable=False),
        sa.Column("mentions_new", sa.Integer(), nullable=False),
        sa.Column("reread", sa.Integer(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("last_good", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_new", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parsed", sa.Integer(), nullable=False),
        sa.Column("authors", sa.Integer(), nullable=False),
        sa.Column("dates", sa.Integer(), nullable=False),
        sa.Column("titles", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_ledger")),
    )
    op.create_index("ledger_by_day", "ledger", ["day"], unique=False)
    with op.batch_alter_table("fetches", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("changed", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("parsed", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("authors", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("dates", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("titles", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("texts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("stars", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("fetches", schema=None) as batch_op:
        batch_op.drop_column("stars")
        batch_op.drop_column("texts")
        batch_op.drop_column("titles")
        batch_op.drop_column("dates")
        batch_op.drop_column("authors")
        batch_op.drop_column("parsed")
        batch_op.drop_column("changed")

    op.drop_index("ledger_by_day", table_name="ledger")
    op.drop_table("ledger")
