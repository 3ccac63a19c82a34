"""The queue of mails to one person about their own subscription: confirm, welcome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ListId, SubscriberId
from digest.store.locking import skip_locked
from digest.store.tables import lists, notices, subscribers


@dataclass(frozen=True, slots=True)
class Due:
    """A notice that was claimed, with all that is needed to write it."""

    id: int
    kind: str  # a folder of templates/email
    list_id: ListId
    list_name: str
    subscriber_id: SubscriberId
    address: str
    language: str
    attempts: int  # before this one


def queue(
    tx: Connection,
    kind: str,
    list_id: ListId,
    readers: Iterable[tuple[SubscriberId, str]],
    now: datetime,
) -> None:
    """Queue a notice for each reader, given with the language to write in."""
    rows = [
        {"kind": kind, "list_id": list_id, "subscriber_id": reader, "language": language, "created_at": now}
        for reader, language in readers
    ]
    if rows:
        tx.execute(sa.insert(notices), rows)


def queued_since(
    tx: Connection,
    kind: str,
    readers: Sequence[SubscriberId],
    since: datetime,
) -> Mapping[SubscriberId, list[datetime]]:
    """When notices of a kind were queued for these readers after `since`, whatever became of them."""
    query = sa.select(notices.c.subscriber_id, notices.c.created_at).where(
        notices.c.kind == kind,
        notices.c.subscriber_id.in_(readers),
        notices.c.created_at > since,
    )
    found: dict[SubscriberId, list[datetime]] = {}
    for reader, moment in tx.execute(query):
        found.setdefault(SubscriberId(reader), []).append(moment)
    return found


def due(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a notice is to be sent and nobody is at it."""
    return sa.and_(
        notices.c.state == "queued",
        sa.or_(notices.c.next_attempt_at.is_(None), notices.c.next_attempt_at <= now),
        sa.or_(notices.c.claimed_until.is_(None), notices.c.claimed_until <= now),
    )


def claim(tx: Connection, now: datetime, until: datetime, limit: int) -> list[Due]:
    """Take up to `limit` notices that are due; nobody else gets them before `until`."""
    picked = sa.select(notices.c.id).where(due(now)).order_by(notices.c.id).limit(limit)
    ids = list(tx.execute(skip_locked(tx, picked)).scalars())
    tx.execute(sa.update(notices).where(notices.c.id.in_(ids)).values(claimed_until=until))
    query = (
        sa.select(
            notices.c.id,
            notices.c.kind,
            notices.c.list_id,
            lists.c.name,
            notices.c.subscriber_id,
            subscribers.c.address,
            notices.c.language,
            notices.c.attempts,
        )
        .join(lists, lists.c.id == notices.c.list_id)
        .join(subscribers, subscribers.c.id == notices.c.subscriber_id)
        .where(notices.c.id.in_(ids))
        .order_by(notices.c.id)
    )
    return [Due(*row) for row in tx.execute(query)]


def record_sent(tx: Connection, notice: int, now: datetime) -> None:
    """It was taken by the relay."""
    _finish(tx, notice, state="sent", sent_at=now, error="")


def record_failed(tx: Connection, notice: int, error: str, retry_at: datetime | None) -> None:
    """It was not taken: to be tried again at `retry_at`, or never when that is None."""
    _finish(tx, notice, state="queued" if retry_at else "failed", next_attempt_at=retry_at, error=error)


def let_go(tx: Connection, ids: Sequence[int]) -> None:
    """Nobody is at these notices any more; they were not tried."""
    tx.execute(sa.update(notices).where(notices.c.id.in_(ids)).values(claimed_until=None))


def _finish(tx: Connection, notice: int, **values: object) -> None:
    tx.execute(
        sa.update(notices)
        .where(notices.c.id == notice)
        .values(claimed_until=None, attempts=notices.c.attempts + 1, **values),
    )
