"""What waits in the whole database."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from delivery_world import DAY, seed

from digest.store import editions, operations, planning
from digest.store.database import Database
from digest.store.tables import entries, feeds, sources

HOUR = timedelta(hours=1)


def test_a_beat_is_the_last_one(database: Database, now: datetime) -> None:
    """Each beat replaces the one before."""
    with database.transaction() as tx:
        assert operations.last_beat(tx, "tick") is None
        operations.beat(tx, "tick", now - HOUR)
        operations.beat(tx, "tick", now)
        assert operations.last_beat(tx, "tick") == now


def _feed(tx: sa.Connection, number: int, now: datetime, **values: object) -> None:
    tx.execute(sa.insert(feeds).values(source_id=1, url=f"https://a.example/{number}", created_at=now, **values))


def test_only_what_is_due_and_free_waits(database: Database, now: datetime) -> None:
    """Paused feeds, later checks and claimed pages do not count."""
    with database.transaction() as tx:
        tx.execute(sa.insert(sources).values(id=1, name="The Harbour Tribune"))
        _feed(tx, 1, now)
        _feed(tx, 2, now, next_check_at=now)
        _feed(tx, 3, now, next_check_at=now + HOUR)
        _feed(tx, 4, now, state="paused")
        _feed(tx, 5, now, claimed_until=now + HOUR)
        feed = tx.execute(sa.select(sa.func.min(feeds.c.id))).scalar_one()
        for key, claimed in (("free", None), ("held", now + HOUR), ("left", now - HOUR)):
            tx.execute(
                sa.insert(entries).values(
                    feed_id=feed, key=key, url=f"https://a.example/{key}", first_seen_at=now, claimed_until=claimed
                )
            )
        assert operations.collecting_waits(tx, now) == 2 + 2


def test_claims_of_a_killed_process_end_at_once(database: Database, now: datetime) -> None:
    """What was held waits again; what was free is left alone."""
    with database.transaction() as tx:
        tx.execute(sa.insert(sources).values(id=1, name="The Harbour Tribune"))
        _feed(tx, 1, now, claimed_until=now + HOUR)
        _feed(tx, 2, now)
        assert operations.collecting_waits(tx, now) == 1
        assert operations.end_claims(tx, now) == 1
        assert operations.collecting_waits(tx, now) == 2


def test_old_refusals_are_forgotten(database: Database, now: datetime) -> None:
    """Only entries that gave nothing go, and only old ones."""
    with database.transaction() as tx:
        tx.execute(sa.insert(sources).values(id=1, name="The Harbour Tribune"))
        _feed(tx, 1, now)
        feed = tx.execute(sa.select(feeds.c.id)).scalar_one()
        for key, state, age in (("a", "refused", 31), ("b", "refused", 1), ("c", "new", 31)):
            tx.execute(
                sa.insert(entries).values(
                    feed_id=feed, key=key, url=key, state=state, first_seen_at=now - timedelta(days=age)
                )
            )
        assert operations.forget_entries(tx, now, timedelta(days=30)) == 1
        assert tx.execute(sa.select(entries.c.key).order_by(entries.c.key)).scalars().all() == ["b", "c"]


def test_no_more_deliveries_are_counted_than_are_asked_for(database: Database, now: datetime) -> None:
    """A tick looks at a few thousand rows, however many readers there are; what cannot be claimed does not count."""
    edition = seed(database, now, [f"reader{number}@example.net" for number in range(5)])
    with database.transaction() as tx:
        assert operations.sending_editions(tx, now, 9) == {}
        editions.begin_sending(tx, edition, now)
        assert operations.sending_editions(tx, now, 9) == {edition: 0}
        planning.plan(tx, edition, DAY, now)
        assert [operations.sending_editions(tx, at, most) for at, most in ((now, 3), (now, 9), (now - HOUR, 9))] == [
            {edition: 3},
            {edition: 5},
            {edition: 0},
        ]
