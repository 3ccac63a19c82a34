"""Addresses that must not be mailed, as an operator looks at them: counted, newest first, taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.subscriber import Suppression, SuppressionReason
from digest.store.tables import lists, suppressions


@dataclass(frozen=True, slots=True)
class Barred:
    """A suppression with the name of its list; "" for all lists. Whose it is stands nowhere."""

    address_hash: str
    reason: SuppressionReason
    at: datetime
    list_name: str


def counts(tx: Connection) -> Mapping[str, int]:
    """How many there are for each reason."""
    query = sa.select(suppressions.c.reason, sa.func.count()).group_by(suppressions.c.reason)
    return dict(tx.execute(query.order_by(suppressions.c.reason)).all())


def newest(tx: Connection, limit: int) -> list[Barred]:
    """The latest."""
    return _barred(tx, _shown().order_by(suppressions.c.id.desc()).limit(limit))


def of(tx: Connection, hashed: str) -> list[Barred]:
    """All of one address."""
    return _barred(tx, _shown().where(suppressions.c.address_hash == hashed).order_by(suppressions.c.id))


def take_back(tx: Connection, hashed: str, reasons: Iterable[SuppressionReason]) -> int:
    """Forget an address's suppressions for `reasons`, on every list; gives how many."""
    match = (suppressions.c.address_hash == hashed) & suppressions.c.reason.in_([reason.value for reason in reasons])
    return tx.execute(sa.delete(suppressions).where(match)).rowcount


def complain(tx: Connection, entry: Suppression) -> bool:
    """Let a complaint take the place of what an address is suppressed for everywhere, unless it is one already.

    A bounce is lifted by confirming anew; a complaint is not. False when nothing was there to take the place of.
    """
    changed = tx.execute(
        sa.update(suppressions)
        .where(
            suppressions.c.address_hash == entry.address_hash,
            suppressions.c.list_id.is_(None),
            suppressions.c.reason.in_([SuppressionReason.BOUNCED.value, SuppressionReason.UNSUBSCRIBED.value]),
        )
        .values(reason=entry.reason.value, at=entry.at)
    )
    return changed.rowcount == 1


def _shown() -> sa.Select[str, str, datetime, str]:
    columns = (suppressions.c.address_hash, suppressions.c.reason, suppressions.c.at)
    return sa.select(*columns, sa.func.coalesce(lists.c.name, "")).outerjoin(
        lists, lists.c.id == suppressions.c.list_id
    )


def _barred(tx: Connection, query: sa.Select[str, str, datetime, str]) -> list[Barred]:
    return [Barred(hashed, SuppressionReason(reason), at, name) for hashed, reason, at, name in tx.execute(query)]
