"""The database is brought up to date, from nothing too."""

from digest.services.migrating import Migrating
from digest.store import schema
from digest.store.database import Database
from digest.store.tables import metadata


def test_an_empty_database_becomes_ours(database: Database) -> None:
    """Whatever was there before, afterwards this release can work with it."""
    metadata.drop_all(database.engine)
    assert Migrating(database).upgrade() == ("", schema.head())
    schema.check(database)
