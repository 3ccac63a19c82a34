"""What operators and the tick ask of the whole database: what waits, who ran last. No single noun's rows."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import EditionId
from digest.store import entries, feeds, flights, imports, notices, tables
from digest.store.database import insert
from digest.store.tables import deliveries, ticks


def beat(tx: Connection, name: str, now: datetime) -> None:
    """Note that `name` ran."""
    row = insert(tx, ticks).values(name=name, at=now)
    tx.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def last_beat(tx: Connection, name: str) -> datetime | None:
    """When `name` last ran."""
    return tx.execute(sa.select(ticks.c.at).where(ticks.c.name == name)).scalar_one_or_none()


def collecting_waits(tx: Connection, now: datetime) -> int:
    """How many feeds and pages are to be fetched now."""
    due = (
        sa.select(sa.func.count()).select_from(tables.feeds).where(feeds.due(now)),
        sa.select(sa.func.count()).select_from(tables.entries).where(entries.due(now)),
    )
    return sum(tx.execute(query).scalar_one() for query in due)


_CLAIMED = (tables.feeds, tables.entries, tables.editions, tables.notices, tables.imports)


def end_claims(tx: Connection, now: datetime) -> int:
    """End every claim and lease at once, as if its time had run out; gives how many. Only when nobody else works."""
    claims = (
        *((table, table.c.claimed_until) for table in _CLAIMED),
        (deliveries, deliveries.c.lease_until),
    )
    return sum(tx.execute(sa.update(table).where(until > now).values({until: now})).rowcount for table, until in claims)


def notices_wait(tx: Connection, now: datetime) -> int:
    """How many confirmation and welcome mails are to be sent now."""
    return tx.execute(sa.select(sa.func.count()).select_from(tables.notices).where(notices.due(now))).scalar_one()


def imports_wait(tx: Connection, now: datetime) -> int:
    """How many rosters are to be worked off now."""
    return imports.waiting(tx, now)


def sending_editions(tx: Connection, now: datetime, most: int) -> dict[EditionId, int]:
    """Editions that are being sent, with how many deliveries can be claimed now, counted up to `most`.

    Readers whose hour has not come do not count, and of a paused edition nobody does.
    """
    return {
        flight.edition_id: _claimable(tx, flight.edition_id, now, most) if flight.goes_on else 0
        for flight in flights.in_flight(tx)
    }


def is_sending(tx: Connection) -> bool:
    """Whether an edition is on its way."""
    return any(flight.goes_on for flight in flights.in_flight(tx))


def _claimable(tx: Connection, edition: int, now: datetime, most: int) -> int:
    due = sa.select(deliveries.c.id).where(
        deliveries.c.edition_id == edition,
        sa.text("deliveries.state IN ('queued', 'deferred')"),  # written out, so that the partial index is used
        deliveries.c.next_attempt_at <= now,
    )
    return tx.execute(sa.select(sa.func.count()).select_from(due.limit(most).subquery())).scalar_one()


def ping(tx: Connection) -> None:
    """The least that a database can be asked."""
    tx.execute(sa.select(sa.literal(1))).scalar_one()


def database_clock(tx: Connection) -> datetime | None:
    """What time the database server thinks it is; None when it is a file of ours."""
    if tx.dialect.name != "postgresql":
        return None
    found: datetime = tx.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return found


def forget_beats(tx: Connection, before: datetime) -> int:
    """Forget workers that were not heard of since `before`; gives how many."""
    silent = sa.delete(ticks).where(ticks.c.name.startswith("worker "), ticks.c.at < before)
    return tx.execute(silent).rowcount


def forget_entries(tx: Connection, now: datetime, keep: timedelta) -> int:
    """Drop entries whose pages gave nothing, once their feeds no longer show them; gives how many."""
    old = sa.delete(tables.entries).where(
        tables.entries.c.state.in_(["refused", "duplicate"]),
        tables.entries.c.first_seen_at < now - keep,
    )
    return tx.execute(old).rowcount
