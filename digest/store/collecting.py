"""What of all the collecting can be done now, and when more can. Claims stand with `feeds` and `entries`."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.store import entries, feeds, hosts, tables
from digest.store.columns import Moment


@dataclass(frozen=True, slots=True)
class Left:
    """How much is still to be done now, what somebody is at included."""

    feeds: int
    pages: int


def left(tx: Connection, now: datetime) -> Left:
    """What is due, or being done."""
    return Left(
        *(
            tx.execute(
                sa.select(sa.func.count()).where(sa.or_(due(now), table.c.claimed_until > now)).select_from(table),
            ).scalar_one()
            for table, due in ((tables.feeds, feeds.due), (tables.entries, entries.due))
        ),
    )


def next_free(tx: Connection, now: datetime) -> datetime | None:
    """When more can be done, `now` or later: a host of something due is free, or somebody's claim ends; None: never."""
    moments = [
        tx.execute(query).scalar_one_or_none()
        for table, due in ((tables.feeds, feeds.due(now)), (tables.entries, entries.due(now)))
        for query in (
            sa.select(sa.literal(now, Moment)).where(sa.exists().where(due, hosts.free(table.c.host, now))),
            sa.select(sa.func.min(tables.hosts.c.free_at))
            .where(tables.hosts.c.free_at > now)
            .where(sa.exists().where(due, table.c.host == tables.hosts.c.host)),
            sa.select(sa.func.min(table.c.claimed_until)).where(table.c.claimed_until > now),
        )
    ]
    return min((moment for moment in moments if moment is not None), default=None)
