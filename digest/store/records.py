"""What is held of one reader beside their subscriptions: mails that were sent, notices. It changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import EditionId, ListId, SubscriberId
from digest.store.tables import deliveries, delivery_events, digests, editions, notices, renderings, subscribers


@dataclass(frozen=True, slots=True)
class Posted:
    """An edition that went, or was to go, to one reader."""

    delivery_id: int
    edition_id: EditionId
    list_id: ListId
    digest_name: str
    day: date
    language: str
    topics: tuple[str, ...]  # theirs when it was planned; none named: all
    subject: str
    state: str
    answer: str  # what the relay said
    at: datetime | None


def deliveries_of(tx: Connection, subscriber: SubscriberId, since: datetime | None = None) -> list[Posted]:
    """What the ledger says of a reader, newest first; of editions due after `since`, if given."""
    query = (
        sa.select(
            deliveries.c.id,
            deliveries.c.edition_id,
            digests.c.list_id,
            digests.c.name,
            editions.c.day,
            deliveries.c.language,
            deliveries.c.topics,
            sa.func.coalesce(renderings.c.subject, ""),
            deliveries.c.state,
            deliveries.c.text,
            deliveries.c.updated_at,
        )
        .join(editions, editions.c.id == deliveries.c.edition_id)
        .join(digests, digests.c.id == editions.c.digest_id)
        .outerjoin(
            renderings,
            sa.and_(renderings.c.edition_id == editions.c.id, renderings.c.language == deliveries.c.language),
        )
        .where(deliveries.c.subscriber_id == subscriber)
        .order_by(editions.c.send_at.desc(), deliveries.c.id.desc())
    )
    if since is not None:
        query = query.where(editions.c.send_at > since)
    return [Posted(*row[:6], tuple(row[6]), *row[7:]) for row in tx.execute(query)]


def events_of(tx: Connection, subscriber: SubscriberId) -> Mapping[int, list[dict[str, object]]]:
    """What became of each mail, step by step, by delivery."""
    query = (
        sa.select(delivery_events)
        .join(deliveries, deliveries.c.id == delivery_events.c.delivery_id)
        .where(deliveries.c.subscriber_id == subscriber)
        .order_by(delivery_events.c.id)
    )
    found: dict[int, list[dict[str, object]]] = {}
    for row in tx.execute(query):
        told = {"at": row.at, "kind": row.kind, "code": row.code, "status": row.enhanced, "text": row.text}
        found.setdefault(row.delivery_id, []).append(told)
    return found


def notices_of(tx: Connection, subscriber: SubscriberId) -> list[dict[str, object]]:
    """The mails about their own subscription."""
    names = ("kind", "list_id", "language", "state", "attempts", "created_at", "sent_at", "error")
    columns = [notices.c[name] for name in names]
    query = sa.select(*columns).where(notices.c.subscriber_id == subscriber).order_by(notices.c.id)
    return [dict(row) for row in tx.execute(query).mappings()]


def known_since(tx: Connection, subscriber: SubscriberId) -> datetime | None:
    """When the reader's address was first heard of."""
    query = sa.select(subscribers.c.created_at).where(subscribers.c.id == subscriber)
    return tx.execute(query).scalar_one_or_none()
