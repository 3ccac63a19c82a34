"""What a dead man's switch has not been told of."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from delivery_world import seed

from digest.model.edition import EditionState
from digest.store import pings
from digest.store.database import Database
from digest.store.tables import editions


def test_an_edition_is_due_from_its_end_until_it_is_told(database: Database, now: datetime) -> None:
    """Or until an hour has passed: by then the silence was noticed."""
    edition = seed(database, now, [])
    with database.transaction() as tx:
        assert pings.due(tx, now) == []
        tx.execute(sa.update(editions).values(state="missed", finished_at=now))
        assert pings.due(tx, now + timedelta(minutes=59)) == [(edition, EditionState.MISSED)]
        assert pings.due(tx, now + timedelta(minutes=60)) == []
        pings.told(tx, edition, now)
        assert pings.due(tx, now) == []
