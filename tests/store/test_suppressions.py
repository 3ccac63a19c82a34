"""Suppressions as rows: taken back for some reasons only."""

from datetime import datetime

import delivery_world as world

from digest.model.subscriber import SuppressionReason
from digest.store import suppressions
from digest.store.database import Database


def test_only_what_was_named_is_taken_back(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        world.suppress(tx, "a@example.net", now)
        hashed = world.hashed("a@example.net")
        assert suppressions.take_back(tx, hashed, [SuppressionReason.BOUNCED]) == 0
        assert [one.reason for one in suppressions.of(tx, hashed)] == [SuppressionReason.MANUAL]
        assert suppressions.take_back(tx, hashed, [SuppressionReason.MANUAL]) == 1
        assert (suppressions.of(tx, hashed), suppressions.newest(tx, 5), suppressions.counts(tx)) == ([], [], {})
