"""What pages and meters are told."""

from datetime import datetime, timedelta

import pytest

from digest.model.errors import DatabaseDown
from digest.services.reading import STALE, Reading
from digest.store import operations
from digest.store.database import Database


@pytest.fixture
def reading(database: Database, now: datetime) -> Reading:
    return Reading(database, lambda: now)


def test_health_follows_the_last_tick(reading: Reading, now: datetime) -> None:
    assert (reading.health().healthy, reading.health().tick) == (False, "never")
    with reading.database.transaction() as tx:
        operations.beat(tx, "tick", now - STALE)
    assert (reading.health().healthy, reading.health().tick) == (False, "stale")
    with reading.database.transaction() as tx:
        operations.beat(tx, "tick", now - STALE + timedelta(seconds=1))
    assert (reading.health().healthy, reading.health().tick_age) == (True, 179)


def test_health_does_not_raise_for_a_database_that_is_down(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise DatabaseDown("no connection")

    monkeypatch.setattr(reading.database, "reading", down)
    assert reading.health().database == "no connection"
