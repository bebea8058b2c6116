"""Promises of one brand, in its own time zone."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.add_column(sa.Column("brand", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("zone", sa.String(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_promises_channel_band"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_promises_brand_channel_band"), ["brand", "channel", "band"]
        )


def downgrade() -> None:
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_promises_brand_channel_band"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_promises_channel_band"), ["channel", "band"]
        )
        batch_op.drop_column("zone")
        batch_op.drop_column("brand")
