"""An edition in flight, on both databases: paused, resumed, stopped, each once and with a line in the audit."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from delivery_world import DAY, seed

from digest.model.edition import EditionState
from digest.model.ids import EditionId
from digest.store import deliveries, editions, flights, planning
from digest.store.database import Database
from digest.store.flights import Flight
from digest.store.tables import audit

LEASE = timedelta(minutes=10)


def sending(database: Database, now: datetime) -> EditionId:
    edition = seed(database, now, ["anna@example.net", "boris@example.net"])
    with database.transaction() as tx:
        assert flights.find(tx, edition) is None
        editions.begin_sending(tx, edition, now)
        planning.plan(tx, edition, DAY, now)
    return edition


def test_nothing_of_a_paused_edition_is_claimed(database: Database, now: datetime) -> None:
    edition = sending(database, now)
    with database.transaction() as tx:
        assert deliveries.claim(tx, edition, "me", now, now + LEASE, 1)
        assert flights.pause(tx, edition, "olga", now)
        assert not flights.pause(tx, edition, "olga", now)
        assert flights.in_flight(tx) == [Flight(edition, now, "")]
        assert deliveries.claim(tx, edition, "me", now, now + LEASE, 1) == []
        assert flights.resume(tx, edition, "olga", now)
        assert not flights.resume(tx, edition, "olga", now)
        lines = tx.execute(sa.select(audit.c.who, audit.c.action).order_by(audit.c.id)).all()
    assert [tuple(line) for line in lines][-2:] == [("olga", "edition.pause"), ("olga", "edition.resume")]


def test_a_stopped_edition_stays_stopped(database: Database, now: datetime) -> None:
    edition = sending(database, now)
    with database.transaction() as tx:
        assert flights.stop(tx, edition, "enough", "olga", now)
        assert not flights.stop(tx, edition, "enough", "olga", now)
        assert not flights.resume(tx, edition, "olga", now)
        assert flights.find(tx, edition) == Flight(edition, now, "enough")


def test_an_edition_that_is_over_is_sent_on(database: Database, now: datetime) -> None:
    edition = sending(database, now)
    with database.transaction() as tx:
        assert not flights.send_again(tx, edition, "olga", now)
        editions.finish(tx, edition, EditionState.SENT, now, reason="partly sent: 1 uncertain")
        assert flights.in_flight(tx) == []
        assert flights.send_again(tx, edition, "olga", now)
        assert flights.find(tx, edition) == Flight(edition, None, "")


def test_an_edition_is_open_until_its_last_wave(database: Database, now: datetime) -> None:
    """Whoever waits for their hour keeps it open."""
    edition = sending(database, now)
    with database.transaction() as tx:
        assert flights.is_open(tx, edition)
        deliveries.give_up(tx, edition, "enough", now, 100)
        assert not flights.is_open(tx, edition)
