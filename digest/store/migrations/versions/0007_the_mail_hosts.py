"""The mail hosts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "mail_hosts",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), server_default="", nullable=False),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_mail_hosts")),
    )
    with op.batch_alter_table("mail_hosts", schema=None) as batch_op:
        batch_op.create_index("ix_mail_hosts_next_ask_at", ["next_ask_at"], unique=False)


def downgrade() -> None:
    op.drop_table("mail_hosts")
