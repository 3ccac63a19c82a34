"""The house as its operator sees it, on both databases."""

from datetime import timedelta

import delivery_world as world
import pytest
import sqlalchemy as sa
from clock import Clock

from digest.model.ids import ListId
from digest.services.admitting import Doorway
from digest.services.monitoring import Monitoring, Verdict
from digest.store.database import Database
from digest.store.tables import deliveries, delivery_events


@pytest.fixture
def monitoring(database: Database, clock: Clock) -> Monitoring:
    times = iter([1.0, 1.5] * 9)
    return Monitoring(
        database=database,
        room=lambda: (60, 100),
        doorway=lambda: Doorway(closed=False, requests=0, confirmed=0),
        clock=clock,
        timer=lambda: next(times),
    )


def test_a_reading_holds_what_stands_around_too(monitoring: Monitoring, clock: Clock) -> None:
    monitoring.beat("tick")
    monitoring.beat("worker send")
    clock.pass_(minutes=1)
    found = monitoring.read()
    assert (found.around.latency, found.around.disk_free, found.around.disk_size) == (0.5, 60, 100)
    assert found.vitals.ticks == {
        "tick": clock.now - timedelta(minutes=1),
        "worker send": clock.now - timedelta(minutes=1),
    }
    assert {sign.name: sign.verdict for sign in found.signs}["workers"] is Verdict.GOOD
    assert found.verdict is Verdict.BAD  # a hundred octets of disk


def test_curves_and_the_last_hour_count_what_happened(monitoring: Monitoring, clock: Clock) -> None:
    edition = world.seed(monitoring.database, clock(), ["a@example.net"])
    with monitoring.database.transaction() as tx:
        tx.execute(sa.insert(deliveries).values(edition_id=edition, subscriber_id=1))
        for kind, minutes in (("sent", 5), ("sent", 70), ("rejected", 5)):
            at = clock() - timedelta(minutes=minutes)
            tx.execute(sa.insert(delivery_events).values(delivery_id=1, at=at, kind=kind))
    curves = monitoring.curves(hours=2, days=3)
    assert [count for _, count in curves.sent] == [1, 1, 0]
    assert [count for _, count in curves.rejected] == [0, 1, 0]
    assert [one.confirmed for one in curves.readers] == [1, 1, 1]
    assert [one.confirmed for one in monitoring.growth(ListId(1), 2)] == [1, 1]
    assert [one.mails.count for one in monitoring.refusals(7)] == [1]
    none = {"deferred": 0, "uncertain": 0, "suppressed": 0, "articles": 0, "signups": 0}
    assert monitoring.last_hour() == {"sent": 1, "rejected": 1, **none}
