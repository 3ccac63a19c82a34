"""What a digest's readers were sent last. It changes nothing."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import Edition, EditionState
from digest.model.ids import EditionId
from digest.model.rendering import Rendering
from digest.store.editions import all_renderings
from digest.store.tables import editions

_WENT = (EditionState.SENT.value, EditionState.SENDING.value, EditionState.APPROVED.value)


def renderings(tx: Connection, edition: Edition) -> list[Rendering]:
    """Those of the last edition of the same digest that went, or is to go, on an earlier day; none if there is none."""
    last = tx.execute(
        sa.select(editions.c.id)
        .where(editions.c.digest_id == edition.digest_id, editions.c.day < edition.day, editions.c.state.in_(_WENT))
        .order_by(editions.c.day.desc())
        .limit(1)
    ).scalar_one_or_none()
    return [] if last is None else all_renderings(tx, EditionId(last))
