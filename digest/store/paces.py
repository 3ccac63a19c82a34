"""Providers that are slowed, and the tokens that all workers share. How these are counted is decided elsewhere."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.pace import Pace
from digest.store.database import insert
from digest.store.tables import audit, delivery_events, paces


def slowed(tx: Connection, now: datetime) -> list[Pace]:
    """Those whose time is not over, by name."""
    return _read(tx, sa.select(paces).where(paces.c.until > now))


def lock(tx: Connection, new: Iterable[Pace], names: Collection[str]) -> dict[str, Pace]:
    """The rows of `names`, nobody else's until the transaction ends; of `new` those are begun that are not there.

    Always in the order of names, so that two workers never wait for each other.
    """
    if rows := [asdict(pace) for pace in sorted(new, key=lambda pace: pace.provider)]:
        tx.execute(insert(tx, paces).on_conflict_do_nothing(), rows)
    found = _read(tx, sa.select(paces).where(paces.c.provider.in_(sorted(names))).with_for_update())
    return {pace.provider: pace for pace in found}


def write(tx: Connection, changed: Iterable[Pace]) -> None:
    """Keep rows that this transaction has locked."""
    for pace in changed:
        tx.execute(sa.update(paces).where(paces.c.provider == pace.provider).values(asdict(pace)))


def give_back(tx: Connection, provider: str, tokens: int) -> None:
    """So many were not needed."""
    tx.execute(sa.update(paces).where(paces.c.provider == provider).values(tokens=paces.c.tokens + tokens))


def forget(tx: Connection, before: datetime) -> int:
    """Rows that ended earlier say nothing any more; gives how many."""
    return tx.execute(sa.delete(paces).where(paces.c.until < before)).rowcount


def first_sent(tx: Connection) -> datetime | None:
    """When the first mail went out, as far as the ledger knows."""
    event = delivery_events.c
    query = sa.select(event.at).where(event.kind == "sent").order_by(event.at).limit(1)
    return tx.execute(query).scalar_one_or_none()


def own_pauses(tx: Connection, since: datetime) -> list[tuple[datetime, str]]:
    """When editions were paused by nobody, and why."""
    mine = (audit.c.action == "edition.pause") & (audit.c.who == "")
    query = sa.select(audit.c.at, audit.c.detail).where(mine, audit.c.at >= since)
    return [(at, detail) for at, detail in tx.execute(query)]


def _read(tx: Connection, query: sa.Select[tuple[object, ...]]) -> list[Pace]:
    return [Pace(**row) for row in tx.execute(query.order_by(paces.c.provider)).mappings()]
