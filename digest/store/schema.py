"""The database's migrations: where it stands, and bringing it up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

from digest.model.errors import SchemaOutdated
from digest.store.database import Database


def head() -> str:
    """The revision that this release expects."""
    revision = ScriptDirectory.from_config(configuration()).get_current_head()
    assert revision is not None
    return revision


def current(database: Database) -> str:
    """The revision at which the database stands; "" when it is empty."""
    with database.reading() as tx:
        return MigrationContext.configure(tx).get_current_revision() or ""


def upgrade(database: Database) -> tuple[str, str]:
    """Bring the database to this release's revision; gives the revisions before and after.

    Raises SchemaOutdated when it was made by a newer release, which we cannot know how to read.
    """
    before = current(database)
    _refuse_newer(before)
    migrate(database, "head")
    return before, head()


def migrate(database: Database, revision: str) -> None:
    """Bring the database to a `revision` that is not before its own: all of it happens, or none."""
    config = configuration()
    with _patient(database) as own, own.transaction() as tx:
        if database.postgres:
            # Two containers that start together must not both migrate.
            tx.execute(sa.text("SELECT pg_advisory_xact_lock(7263841)"))
        config.attributes["connection"] = tx
        command.upgrade(config, revision)
        if not database.postgres:
            lost = tx.execute(sa.text("PRAGMA foreign_key_check")).all()
            assert not lost, f"a migration lost what {lost[0]} refers to"


@contextmanager
def _patient(database: Database) -> Iterator[Database]:
    """The database, on SQLite without a look at what refers to what: tables are made anew that others refer to.

    See https://www.sqlite.org/lang_altertable.html#otheralter; inside a transaction it could not be switched off.
    """
    if database.postgres:
        yield database
        return
    own = Database(database.url.render_as_string(hide_password=False))
    event.listen(own.engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = OFF"))
    try:
        yield own
    finally:
        own.dispose()


def check(database: Database) -> None:
    """Raise SchemaOutdated unless the database stands at this release's revision."""
    found = current(database)
    if found == head():
        return
    _refuse_newer(found)
    stands = f"stands at migration {found}" if found else "is empty"
    raise SchemaOutdated(f"The database {stands}; this release needs {head()}. Run: digest db upgrade")


def _refuse_newer(revision: str) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if revision and revision not in known:
        raise SchemaOutdated(
            f"The database stands at migration {revision}, which this release does not know: "
            "it was upgraded by a newer one. Run that release, or restore a backup.",
        )


def configuration() -> Config:
    """Alembic's, for our migrations."""
    config = Config()
    config.set_main_option("script_location", str(files("digest.store") / "migrations"))
    return config
