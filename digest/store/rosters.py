"""Importing many readers at once: a chunk costs a handful of statements, however long the list is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import RosterRow, SubscriptionState
from digest.store.database import insert
from digest.store.tables import lists, subscribers, subscriptions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of a roster with the two keys by which the database knows its address."""

    row: RosterRow
    identity: str
    address_hash: str


def lock(tx: Connection, list_id: ListId) -> None:
    """Be the only one who imports to the list until the transaction ends; who subscribes there does not wait."""
    tx.execute(sa.select(lists.c.id).where(lists.c.id == list_id).with_for_update(key_share=True))


def standing(
    tx: Connection,
    list_id: ListId,
    identities: Sequence[str],
) -> Mapping[str, tuple[SubscriberId, SubscriptionState | None]]:
    """Who of these is known already, and how their subscription to the list stands."""
    query = (
        sa.select(subscribers.c.identity, subscribers.c.id, subscriptions.c.state)
        .outerjoin(
            subscriptions,
            sa.and_(subscriptions.c.subscriber_id == subscribers.c.id, subscriptions.c.list_id == list_id),
        )
        .where(subscribers.c.identity.in_(identities))
    )
    return {
        identity: (SubscriberId(number), SubscriptionState(state) if state else None)
        for identity, number, state in tx.execute(query)
    }


def add_all(tx: Connection, candidates: Iterable[Candidate], now: datetime) -> Mapping[str, SubscriberId]:
    """Make subscribers of those who are none; gives everyone's id by identity."""
    rows = [
        {
            "identity": one.identity,
            "address": one.row.address,
            "address_hash": one.address_hash,
            "name": one.row.name,
            "language": one.row.language,
            "created_at": now,
        }
        for one in sorted(candidates, key=lambda one: one.identity)  # two imports must not wait for each other
    ]
    if not rows:
        return {}
    tx.execute(insert(tx, subscribers).on_conflict_do_nothing(index_elements=["identity"]), rows)
    names = [row["identity"] for row in rows]
    query = sa.select(subscribers.c.identity, subscribers.c.id).where(subscribers.c.identity.in_(names))
    return {identity: SubscriberId(number) for identity, number in tx.execute(query)}
