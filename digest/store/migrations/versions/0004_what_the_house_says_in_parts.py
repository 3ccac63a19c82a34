"""What the house says, in parts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

COLUMNS = (("audit", "detail_parts"), ("edition_revisions", "detail_parts"), ("editions", "reason_parts"))


def upgrade() -> None:
    for table, name in COLUMNS:
        kind = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
        op.add_column(table, sa.Column(name, kind, server_default="{}", nullable=False))


def downgrade() -> None:
    for table, name in COLUMNS:
        op.drop_column(table, name)
