"""What a feed showed at the last visit."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page_states", sa.Column("shown", sa.LargeBinary()))


def downgrade() -> None:
    with op.batch_alter_table("page_states") as batch_op:
        batch_op.drop_column("shown")
