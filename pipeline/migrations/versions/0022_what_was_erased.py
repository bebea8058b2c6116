"""What was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ERASED = sa.text("erased IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("pages_gone", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_erasures_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_mark", "erasures", ["mark"])
    op.add_column("posts", sa.Column("erased", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "posts_by_erased", "posts", ["erased"], sqlite_where=ERASED, postgresql_where=ERASED
    )


def downgrade() -> None:
    op.drop_index("posts_by_erased", "posts")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_column("erased")
    op.drop_table("erasures")
