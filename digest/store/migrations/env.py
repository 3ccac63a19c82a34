"""Run by Alembic: migrates over the connection that `digest.store.schema` gives it."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from digest.store.columns import Headlines, Moment
from digest.store.tables import metadata


def _render(kind: str, item: Any, autogenerate: AutogenContext) -> str | Literal[False]:  # noqa: ANN401  (Alembic's hook)
    """How a type or a default is written down. A migration stands for ever, so it names nothing of ours."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON | Headlines):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "server_default" and isinstance(getattr(item, "arg", None), sa.True_ | sa.False_):
        return "sa.true()" if isinstance(item.arg, sa.True_) else "sa.false()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
