"""Moved feeds, and what tells that an article is known."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index("ix_articles_source_id", ["source_id", "fetched_at"], unique=False)

    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index("ix_entries_url", ["url"], unique=False)

    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ttl_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("moved_to", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("moved_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("moved_seen", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("moved_from", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))

    for name in ("feeds", "entries"):  # a host is left alone whether its addresses say www. or not
        table = sa.table(name, sa.column("host"))
        op.execute(sa.update(table).where(table.c.host.like("www.%")).values(host=sa.func.substr(table.c.host, 5)))


def downgrade() -> None:
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.drop_column("moved_at")
        batch_op.drop_column("moved_from")
        batch_op.drop_column("moved_seen")
        batch_op.drop_column("moved_since")
        batch_op.drop_column("moved_to")
        batch_op.drop_column("ttl_minutes")

    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index("ix_entries_url")

    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index("ix_articles_source_id")
