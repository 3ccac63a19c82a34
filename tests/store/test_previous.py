"""What a digest's readers were sent last."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from editing_world import MADE, SLOT, add_digest, rendering

from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId
from digest.store import editions, previous
from digest.store.database import Database
from digest.store.tables import editions as table

DAY = timedelta(days=1)


def test_the_last_one_that_went_is_found(database: Database, now: datetime) -> None:
    """Not one that was skipped, not a later one, not itself."""
    digest = add_digest(database, MADE)
    with database.transaction() as tx:
        made = [
            editions.add(tx, Edition(EditionId(0), digest.id, at.date(), at, EditionState.DRAFT), now)
            for at in (SLOT, SLOT + DAY, SLOT + 2 * DAY)
        ]
        first, second, third = (one for one in made if one is not None)
        for one in (first, second, third):
            editions.store_renderings(tx, one.id, [rendering(one.id, "fr", f"Subject {one.id}")], now)
        tx.execute(sa.update(table).where(table.c.id == first.id).values(state="sent"))
        assert previous.renderings(tx, first) == []
        assert [one.subject for one in previous.renderings(tx, third)] == [f"Subject {first.id}"]
        tx.execute(sa.update(table).where(table.c.id == second.id).values(state="sending"))
        assert [one.subject for one in previous.renderings(tx, third)] == [f"Subject {second.id}"]
