"""Yesterday's backup is restored: nothing that went out since goes out again, unless an operator says so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import DAY, SENDER, links, seed, states

from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState
from digest.model.ids import EditionId
from digest.services.delivering import Batch, Delivering
from digest.services.steering import Steering
from digest.store.database import Database
from digest.store.tables import editions as table
from digest.store.tables import renderings

READERS = [f"reader{number}@example.net" for number in range(5)]


@pytest.fixture
def backup(sqlite_database: Database, tmp_path: Path, clock: Clock, journal: Journal) -> tuple[Delivering, Delivering]:
    """An edition that goes out after the backup was made; and the same machine on the database as it was then."""
    delivering = Delivering(sqlite_database, MemoryTransport(), SENDER, links, clock, journal, jitter=lambda: 1.0)
    edition = seed(sqlite_database, clock(), READERS)
    delivering.plan(edition)
    restored = Database(f"sqlite:///{tmp_path / 'backup.sqlite'}")
    with sqlite_database.engine.connect() as here, restored.engine.connect() as there:
        driver, copy = here.connection.driver_connection, there.connection.driver_connection
        assert driver is not None
        driver.backup(copy)
    clock.pass_(minutes=1)
    delivering.send_batch(edition)
    clock.pass_(minutes=1)
    return delivering, replace(delivering, database=restored, transport=MemoryTransport())


def test_a_restored_backup_sends_nothing_again(backup: tuple[Delivering, Delivering]) -> None:
    """What was on its way when the backup was made waits, until an operator who knows better resumes it."""
    _, delivering = backup
    transport = delivering.transport
    assert isinstance(transport, MemoryTransport)
    edition = EditionId(1)
    assert (delivering.send_batch(edition), transport.sent) == (Batch(), [])
    delivering.sweep()
    assert set(states(delivering.database).values()) == {"queued"}
    Steering(delivering.database, delivering.clock).resume(edition, "olga")
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 5}


def test_an_edition_that_the_backup_does_not_know_waits_too(backup: tuple[Delivering, Delivering]) -> None:
    """It is made again from the schedule, as if it had never gone; the next one goes by itself."""
    _, delivering = backup
    delivering.sweep()
    with delivering.database.transaction() as tx:
        row = tx.execute(sa.select(table)).one()._mapping
        later = [
            {**row, "id": n, "day": DAY + timedelta(days=n), "state": "approved", "paused_at": None} for n in (2, 3)
        ]
        later[1]["send_at"] = delivering.clock()
        tx.execute(sa.insert(table), later)
        words = tx.execute(sa.select(renderings)).mappings().all()
        tx.execute(sa.insert(renderings), [{**one, "edition_id": n} for one in words for n in (2, 3)])
    for number in (2, 3):
        delivering.plan(EditionId(number))
    assert delivering.send_batch(EditionId(2)) == Batch()
    assert delivering.send_batch(EditionId(3)).counts == {DeliveryState.SENT: 5}


def test_a_database_that_only_went_on_is_no_backup(sqlite_database: Database, clock: Clock, journal: Journal) -> None:
    transport = MemoryTransport()
    delivering = Delivering(sqlite_database, transport, SENDER, links, clock, journal, jitter=lambda: 1.0)
    edition = seed(sqlite_database, clock(), READERS)
    delivering.plan(edition)
    replace(delivering, batch_size=2).send_batch(edition)
    assert not delivering.look_back()
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 3}
    assert len(transport.sent) == 5
