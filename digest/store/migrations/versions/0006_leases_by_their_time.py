"""Leases by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BEFORE, AFTER = sa.text("state = 'claimed'"), sa.text("lease_until IS NOT NULL")


def upgrade() -> None:
    _remake(AFTER)


def downgrade() -> None:
    _remake(BEFORE)


def _remake(where: sa.TextClause) -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_lease")
        batch_op.create_index("ix_deliveries_lease", ["lease_until"], sqlite_where=where, postgresql_where=where)
