"""Relays that rest."""

from datetime import datetime, timedelta

from digest.store import relays
from digest.store.database import Database


def test_failures_count_until_it_recovers(database: Database, now: datetime) -> None:
    """One relay's trouble is not another's."""
    with database.transaction() as tx:
        assert [relays.failed(tx, "mx:25", "refused"), relays.failed(tx, "mx:25", "refused")] == [1, 2]
        assert relays.failed(tx, "other:25", "refused") == 1
        relays.rest(tx, "mx:25", now + timedelta(minutes=2))
        assert now + timedelta(minutes=2) == relays.rests_until(tx, "mx:25")
        relays.recovered(tx, "mx:25")
        assert relays.rests_until(tx, "mx:25") is None
        assert relays.failed(tx, "mx:25", "refused") == 1
