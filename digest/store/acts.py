"""What is limited in number, counted for all processes: requests for a subscription, sign-ins. Keys hold no address."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.store.tables import acts


def admits(tx: Connection, key: str, now: datetime, most: int, window: timedelta) -> bool:
    """Whether one more act of `key` stays within `most` in the last `window`; it is counted then, else not.

    `key` is a kind and a keyed hash, such as "signup:1f…". Of two at once for the last place, one gets it.
    """
    if tx.dialect.name == "postgresql":  # SQLite's writers are alone already
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_number(key))))
    if counted(tx, key, now, window) >= most:
        return False
    tx.execute(sa.insert(acts).values(key=key, at=now))
    return True


def count(tx: Connection, key: str, now: datetime) -> None:
    """Count one more act of `key`, whose number nothing limits."""
    tx.execute(sa.insert(acts).values(key=key, at=now))


def counted(tx: Connection, key: str, now: datetime, window: timedelta) -> int:
    """How many acts of `key` there were in the last `window`."""
    query = sa.select(sa.func.count()).where(acts.c.key == key, acts.c.at > now - window)
    return int(tx.execute(query).scalar_one())


def forget(tx: Connection, key: str) -> None:
    """Let `key` begin anew."""
    tx.execute(sa.delete(acts).where(acts.c.key == key))


def tidy(tx: Connection, before: datetime) -> int:
    """Drop what was before `before`, which no window reaches; gives how many."""
    return tx.execute(sa.delete(acts).where(acts.c.at < before)).rowcount


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
