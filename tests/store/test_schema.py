"""Migrations: an empty database becomes ours, an older or a newer one is refused in words."""

import pytest
import sqlalchemy as sa

from digest.model.errors import SchemaOutdated
from digest.store import schema
from digest.store.database import Database
from digest.store.tables import metadata


@pytest.fixture
def empty(database: Database) -> Database:
    """A database without a single table."""
    metadata.drop_all(database.engine)
    return database


def _stand_at(database: Database, revision: str) -> None:
    with database.transaction() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_upgrading_twice_changes_nothing_the_second_time(empty: Database) -> None:
    """The first run starts from nothing, the second finds all done."""
    assert schema.upgrade(empty) == ("", schema.head())
    assert schema.upgrade(empty) == (schema.head(), schema.head())
    schema.check(empty)


def test_an_empty_database_says_what_to_run(empty: Database) -> None:
    """The error is an instruction."""
    with pytest.raises(SchemaOutdated, match=r"is empty; .* Run: digest db upgrade"):
        schema.check(empty)


def test_a_newer_database_is_left_alone(empty: Database) -> None:
    """After a downgrade of the release, nothing is migrated by guess."""
    schema.upgrade(empty)
    _stand_at(empty, "9999_future")
    for attempt in (schema.check, schema.upgrade):
        with pytest.raises(SchemaOutdated, match="upgraded by a newer one"):
            attempt(empty)
