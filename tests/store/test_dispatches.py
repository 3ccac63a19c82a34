"""Editions on their way, as rows; their numbers stand in test_dispatching.py."""

from datetime import datetime

import delivery_world as world
import sqlalchemy as sa

from digest.store import dispatches
from digest.store.database import Database
from digest.store.tables import editions


def test_what_was_skipped_is_shown_among_the_ended_with_its_reason(database: Database, now: datetime) -> None:
    edition = world.seed(database, now, [])
    with database.transaction() as tx:
        assert [one.edition_id for one in dispatches.in_flight(tx)] == [edition]
        tx.execute(sa.update(editions).values(state="skipped", reason="a thin day"))
        assert dispatches.in_flight(tx) == []
        (found,) = dispatches.ended(tx, 5)
    assert (found.reason, found.total, found.first_at) == ("a thin day", 0, None)
