"""One reading of the house, on both databases."""

from datetime import datetime, timedelta

import delivery_world as world
import sqlalchemy as sa

from digest.model.ids import ListId
from digest.store import imports, relays, vitals
from digest.store.database import Database
from digest.store.tables import deliveries, delivery_events, editions, entries, feeds, notices, sources, ticks

MINUTE = timedelta(minutes=1)


def test_an_empty_house_waits_for_nothing(database: Database, now: datetime) -> None:
    with database.reading() as tx:
        found = vitals.read(tx, now)
    assert {queue.waiting for queue in found.queues} == {0}
    assert {queue.oldest for queue in found.queues} == {None}
    assert (found.ticks, found.relays, found.last_sent, found.uncertain, found.silent) == ({}, (), None, 0, 0)
    assert found.database_octets > 0


def test_each_queue_says_how_much_waits_and_since_when(database: Database, now: datetime) -> None:
    edition = world.seed(database, now - 5 * MINUTE, ["a@example.net", "b@example.net"])
    with database.transaction() as tx:
        tx.execute(sa.insert(ticks).values(name="tick", at=now))
        _collected(tx, now)
        row = {"kind": "confirm", "list_id": 1, "subscriber_id": 1, "created_at": now - 4 * MINUTE}
        tx.execute(sa.insert(notices).values(**row))
        imports.add(tx, ListId(1), ("a.csv", "", "", b"x"), now - 2 * MINUTE)
        found = vitals.read(tx, now)
        assert {queue.name: (queue.waiting, queue.oldest and now - queue.oldest) for queue in found.queues} == {
            "feeds": (1, 7 * MINUTE), "pages": (1, 6 * MINUTE), "drafts": (0, None), "approved": (1, 5 * MINUTE),
            "deliveries": (0, None), "notices": (1, 4 * MINUTE), "imports": (1, 2 * MINUTE),
        }  # fmt: skip
        tx.execute(sa.update(editions).values(state="sending"))
        for reader, state in ((1, "queued"), (2, "uncertain")):
            due = now - 3 * MINUTE if state == "queued" else None
            made = sa.insert(deliveries).values(
                edition_id=edition, subscriber_id=reader, state=state, next_attempt_at=due
            )
            tx.execute(made)
        tx.execute(sa.insert(delivery_events).values(delivery_id=1, at=now - MINUTE, kind="sent"))
        relays.failed(tx, "mta:25", "421 busy")
        found = vitals.read(tx, now)
        waits = {queue.name: queue for queue in found.queues}
        assert (waits["deliveries"].waiting, waits["deliveries"].oldest) == (1, now - 3 * MINUTE)
        assert (found.uncertain, found.last_sent, found.editions) == (1, now - MINUTE, {"sending": 1})
        assert [(relay.name, relay.failures, relay.error) for relay in found.relays] == [("mta:25", 1, "421 busy")]
        tx.execute(sa.update(editions).values(paused_at=now))
        found = vitals.read(tx, now)
        assert (found.paused, {queue.name: queue.waiting for queue in found.queues}["deliveries"]) == (1, 0)


def test_a_feed_without_a_good_answer_for_days_is_silent(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        _collected(tx, now)
        tx.execute(sa.update(feeds).values(last_good_at=now - timedelta(days=3)))
        assert vitals.read(tx, now).silent == 1
        tx.execute(sa.update(feeds).values(last_good_at=now))
        assert vitals.read(tx, now).silent == 0


def _collected(tx: sa.Connection, now: datetime) -> None:
    """A feed that is due, and a page of it."""
    tx.execute(sa.insert(sources).values(name="A"))
    feed = {"source_id": 1, "url": "https://a.example/feed", "host": "a.example"}
    tx.execute(sa.insert(feeds).values(**feed, created_at=now, next_check_at=now - 7 * MINUTE))
    page = {"feed_id": 1, "key": "1", "url": "https://a.example/1", "host": "a.example", "title": "T"}
    tx.execute(sa.insert(entries).values(**page, first_seen_at=now - 6 * MINUTE))
