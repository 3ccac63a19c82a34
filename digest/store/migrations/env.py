"""Run by Alembic: migrates over the connection that `digest.store.schema` gives it."""

from alembic import context

from digest.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
