"""Which editions that are over a dead man's switch has not been told of. It asks nobody."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import FINAL_STATES, EditionState
from digest.model.ids import EditionId
from digest.store.tables import editions

PATIENCE = timedelta(hours=1)  # after that it has noticed the silence by itself


def due(tx: Connection, now: datetime) -> list[tuple[EditionId, EditionState]]:
    """Editions that ended lately and are not told yet, oldest first."""
    query = (
        sa.select(editions.c.id, editions.c.state)
        .where(
            editions.c.state.in_([state.value for state in FINAL_STATES]),
            editions.c.finished_at > now - PATIENCE,
            editions.c.pinged_at.is_(None),
        )
        .order_by(editions.c.finished_at, editions.c.id)
    )
    return [(EditionId(edition), EditionState(state)) for edition, state in tx.execute(query)]


def told(tx: Connection, edition: EditionId, now: datetime) -> None:
    """It has answered."""
    tx.execute(sa.update(editions).where(editions.c.id == edition).values(pinged_at=now))
