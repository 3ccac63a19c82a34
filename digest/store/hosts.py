"""Politeness across all workers: until when each host is to be left alone. "" is a host of our own, never busy."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.store.database import insert
from digest.store.tables import hosts


def take(tx: Connection, host: str, now: datetime, until: datetime) -> bool:
    """Keep everyone else from `host` until `until`; False when somebody has it, or it must rest."""
    if not host:
        return True
    taken = (
        insert(tx, hosts)
        .values(host=host, free_at=until)
        .on_conflict_do_update(index_elements=["host"], set_={"free_at": until}, where=hosts.c.free_at <= now)
        .returning(hosts.c.host)
    )
    return tx.execute(taken).first() is not None


def release(tx: Connection, host: str, free_at: datetime) -> None:
    """Let others ask `host` from `free_at` on."""
    if host:
        tx.execute(sa.update(hosts).where(hosts.c.host == host).values(free_at=free_at))


def rest(tx: Connection, host: str, free_at: datetime) -> None:
    """Nobody asks `host` before `free_at`, nor before what was said already: a redirect led somebody there just now."""
    if not host:
        return
    later = sa.case((hosts.c.free_at > free_at, hosts.c.free_at), else_=free_at)
    statement = insert(tx, hosts).values(host=host, free_at=free_at)
    tx.execute(statement.on_conflict_do_update(index_elements=["host"], set_={"free_at": later}))


def free(column: sa.ColumnElement[str], now: datetime) -> sa.ColumnElement[bool]:
    """The condition that the host in `column` may be asked at `now`."""
    return ~sa.exists().where(hosts.c.host == column, hosts.c.free_at > now)
