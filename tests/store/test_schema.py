"""Migrations: an empty database becomes ours, an older or a newer one is refused in words."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from digest.model.edition import EditionState
from digest.model.errors import SchemaOutdated
from digest.model.ids import EditionId
from digest.store import editions, schema
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


def test_what_the_first_release_kept_is_kept(empty: Database, now: datetime) -> None:
    """Tables that others refer to are made anew; their rows stay, and so does what was approved."""
    schema.migrate(empty, "0001")
    with empty.transaction() as tx:
        for table, values in FIRST_RELEASE.items():
            row = {**values, **dict.fromkeys(MOMENTS[table], f"{now:%Y-%m-%d %H:%M:%S.%f}")}
            names = ", ".join(row)
            slots = ", ".join(f":{name}" for name in row)
            tx.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({slots})"), row)
    assert schema.upgrade(empty) == ("0001", schema.head())
    with empty.reading() as tx:
        edition = editions.find(tx, EditionId(7))
        assert tx.execute(sa.text("SELECT state FROM deliveries")).scalars().all() == ["sent"]
    assert edition is not None
    assert (edition.state, edition.approved_hash) == (EditionState.SENDING, "a hash")
    assert (edition.held, edition.revision, edition.rendered) == (False, 0, 0)


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


FIRST_RELEASE: dict[str, dict[str, object]] = {
    "lists": {"id": 7, "slug": "matin", "name": "Le matin"},
    "digests": {"id": 7, "slug": "matin", "name": "Le matin", "list_id": 7, "zone": "Europe/Paris", "at": "07:00"},
    "editions": {"id": 7, "digest_id": 7, "day": "2026-01-16", "state": "sending", "approved_hash": "a hash"},
    "subscribers": {"id": 7, "address": "a@example.net", "identity": "a@example.net", "address_hash": "h"},
    "subscriptions": {"list_id": 7, "subscriber_id": 7, "state": "confirmed"},
    "deliveries": {"edition_id": 7, "subscriber_id": 7, "language": "fr", "state": "sent"},
}
MOMENTS = {
    "lists": ["created_at"],
    "digests": ["created_at", "due_from"],
    "editions": ["created_at", "send_at"],
    "subscribers": ["created_at"],
    "subscriptions": ["requested_at"],
    "deliveries": ["updated_at"],
}
