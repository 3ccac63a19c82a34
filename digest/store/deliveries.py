"""The ledger: one row for each edition and subscriber, claimed, handed over, recorded. It decides nothing.

While a row can still change by itself its `next_attempt_at` is set; NULL says that it is over, or that an operator
must look (uncertain and held).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.delivery import DeliveryState, Outcome, Recipient
from digest.model.edition import EditionState, OnUncertain
from digest.model.ids import DeliveryId, EditionId, SubscriberId, TopicId
from digest.store import outcomes as outcomes_in_bulk
from digest.store.among import among
from digest.store.locking import skip_locked
from digest.store.tables import (
    deliveries,
    delivery_events,
    digests,
    editions,
    subscribers,
    subscriptions,
    suppressions,
)

_QUEUED, _DEFERRED, _CLAIMED = DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.CLAIMED
_UNCERTAIN, _SUPPRESSED = DeliveryState.UNCERTAIN, DeliveryState.SUPPRESSED
# Written out, not bound, so that the partial indexes are used.
_CLAIMABLE = sa.text("deliveries.state IN ('queued', 'deferred')")
_NOBODYS = {"owner": "", "lease_until": None}
_WAITING_STATE = sa.case((deliveries.c.attempts > 0, _DEFERRED.value), else_=_QUEUED.value)


@dataclass(frozen=True, slots=True)
class Case:
    """A delivery whose answer was lost, to be judged, and what its digest wants done."""

    delivery_id: DeliveryId
    edition_id: EditionId
    attempts: int
    resends: int
    on_uncertain: OnUncertain


_GOING = (editions.c.state == EditionState.SENDING.value) & editions.c.paused_at.is_(None)


def claim(
    tx: Connection, edition: EditionId, owner: str, now: datetime, lease_until: datetime, limit: int
) -> list[Recipient]:
    """At most `limit` deliveries that are due, for `owner` alone until `lease_until`; none while it is paused.

    From then on they may be on the wire: only `owner` knows which of them are, and keeps a journal of it.

    Who unsubscribed, paused or was suppressed since is marked so and not given. `Recipient.language` and `topics` are
    what the reader wished when it was planned.
    """
    going = sa.exists().where(editions.c.id == edition, _GOING)
    due = (
        sa.select(deliveries.c.id)
        .where(deliveries.c.edition_id == edition, _CLAIMABLE, deliveries.c.next_attempt_at <= now, going)
        .order_by(deliveries.c.next_attempt_at, deliveries.c.id)
        .limit(limit)
    )
    ids = tx.execute(skip_locked(tx, due)).scalars().all()
    tx.execute(
        sa.update(deliveries)
        .where(among(tx, deliveries.c.id, ids))
        .values(state=_CLAIMED, owner=owner, lease_until=lease_until, handed_at=now, updated_at=now),
    )
    suppress(tx, edition, ids, owner, now)
    query: sa.Select[Any] = (
        sa.select(
            deliveries.c.id,
            deliveries.c.edition_id,
            deliveries.c.subscriber_id,
            subscribers.c.address,
            subscribers.c.name,
            deliveries.c.language,
            deliveries.c.attempts,
            sa.cast(deliveries.c.topics, sa.Text).label("topics"),
        )
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(among(tx, deliveries.c.id, ids), deliveries.c.state == _CLAIMED)
        .order_by(deliveries.c.id)
    )
    return [_recipient(*row) for row in tx.execute(query).all()]


def _recipient(  # noqa: PLR0913, PLR0917  (a row)
    delivery: DeliveryId,
    edition: EditionId,
    subscriber: SubscriberId,
    address: str,
    name: str,
    language: str,
    attempts: int,
    topics: str,
) -> Recipient:
    return Recipient(delivery, edition, subscriber, address, name, language, attempts, _topics(topics))


@lru_cache(maxsize=1024)
def _topics(told: str) -> frozenset[TopicId]:
    """From JSON, once for all readers who made the same choice."""
    return frozenset(json.loads(told))


def withhold(tx: Connection, ids: Collection[DeliveryId], text: str, now: datetime) -> int:
    """End claimed deliveries among `ids` that hold nothing for their readers; gives how many."""
    idle = tx.execute(
        sa.update(deliveries)
        .where(among(tx, deliveries.c.id, ids), deliveries.c.state == _CLAIMED)
        .values(state=_SUPPRESSED, next_attempt_at=None, text=text, updated_at=now, **_NOBODYS)
        .returning(deliveries.c.id),
    ).scalars()
    return _note(tx, [(id_, "suppressed", text) for id_ in idle], now)


def suppress(
    tx: Connection, edition: EditionId, ids: Collection[DeliveryId], owner: str, now: datetime
) -> Sequence[DeliveryId]:
    """Mark those of `ids`, of one edition, that `owner` claimed and that must not be mailed any more; gives which."""
    mine = (deliveries.c.state == _CLAIMED) & (deliveries.c.owner == owner)
    gone = tx.execute(
        sa.update(deliveries)
        .where(among(tx, deliveries.c.id, ids), mine, ~_mailable(edition, now))
        .values(state=_SUPPRESSED, next_attempt_at=None, updated_at=now, **_NOBODYS)
        .returning(deliveries.c.id),
    ).scalars()
    found = list(gone.all())
    _note(tx, [(id_, "suppressed", "unsubscribed, paused or suppressed since it was planned") for id_ in found], now)
    return found


def _mailable(edition: EditionId, now: datetime) -> sa.ColumnElement[bool]:
    """Asked of a row of this edition's deliveries. Its list is looked up once, not for each row."""
    list_id = (
        sa.select(digests.c.list_id)
        .join(editions, editions.c.digest_id == digests.c.id)
        .where(editions.c.id == edition)
        .scalar_subquery()
    )
    return sa.exists().where(
        subscribers.c.id == deliveries.c.subscriber_id,
        subscribers.c.erased_at.is_(None),
        subscriptions.c.list_id == list_id,
        subscriptions.c.subscriber_id == subscribers.c.id,
        subscriptions.c.state == "confirmed",
        sa.or_(subscriptions.c.paused_until.is_(None), subscriptions.c.paused_until <= now),
        ~sa.exists().where(
            suppressions.c.address_hash == subscribers.c.address_hash,
            sa.or_(suppressions.c.list_id.is_(None), suppressions.c.list_id == list_id),
        ),
    )


def held(tx: Connection, ids: Collection[DeliveryId], owner: str) -> set[DeliveryId]:
    """Those of `ids` that `owner` has claimed and not lost; they stay so until the transaction ends."""
    query = sa.select(deliveries.c.id).where(
        among(tx, deliveries.c.id, ids), deliveries.c.state == _CLAIMED, deliveries.c.owner == owner
    )
    return set(tx.execute(query.order_by(deliveries.c.id).with_for_update()).scalars())


def record(tx: Connection, outcomes: Iterable[Outcome], owner: str, now: datetime) -> set[DeliveryId]:
    """Write down what became of attempts, at once; gives which. What `owner` had lost stays as it is."""
    told = {outcome.delivery_id: outcome for outcome in outcomes}
    return outcomes_in_bulk.write(tx, list(told.values()), owner, now)


def release(tx: Connection, ids: Collection[DeliveryId], owner: str, now: datetime, due: datetime) -> int:
    """Give back those of `ids` that `owner` claimed and did not hand over; they can be claimed again from `due` on."""
    released = sa.update(deliveries).where(
        among(tx, deliveries.c.id, ids), deliveries.c.state == _CLAIMED, deliveries.c.owner == owner
    )
    values = {"state": _WAITING_STATE, "next_attempt_at": due, "handed_at": None, "updated_at": now}
    return tx.execute(released.values(**values, **_NOBODYS)).rowcount


def postpone(tx: Connection, dues: Mapping[DeliveryId, datetime], owner: str, now: datetime) -> None:
    """Give back what `owner` claimed and did not hand over, each due in its own time; it does not count as tried."""
    due = sa.bindparam("due", type_=deliveries.c.next_attempt_at.type)
    which = deliveries.c.id == sa.bindparam("delivery", type_=deliveries.c.id.type)
    mine = which & (deliveries.c.state == _CLAIMED) & (deliveries.c.owner == owner)
    values = {"state": _WAITING_STATE, "next_attempt_at": due, "handed_at": None, "updated_at": now}
    rows = [{"delivery": delivery, "due": moment} for delivery, moment in dues.items()]
    if rows:
        tx.execute(sa.update(deliveries).where(mine).values(**values, **_NOBODYS), rows)


def untried(tx: Connection, ids: Collection[DeliveryId], owner: str) -> int:
    """How many of `ids` that `owner` has claimed were never tried before."""
    mine = deliveries.c.id.in_(ids) & (deliveries.c.state == _CLAIMED) & (deliveries.c.owner == owner)
    return tx.execute(sa.select(sa.func.count()).where(mine, deliveries.c.attempts == 0)).scalar_one()


def expire(tx: Connection, now: datetime) -> int:
    """End leases whose worker is gone and left no journal: each may have been on the wire; gives how many."""
    over = sa.select(deliveries.c.id).where(sa.text("deliveries.state = 'claimed'"), deliveries.c.lease_until <= now)
    ids = tx.execute(skip_locked(tx, over)).scalars().all()  # whoever records just now is not gone
    values = {"state": _UNCERTAIN, "attempts": deliveries.c.attempts + 1, "next_attempt_at": now, "updated_at": now}
    tx.execute(sa.update(deliveries).where(among(tx, deliveries.c.id, ids)).values(**values, **_NOBODYS))
    return _note(tx, [(id_, "uncertain", "the worker ended before the answer was recorded") for id_ in ids], now)


def doubts(tx: Connection, now: datetime, limit: int) -> list[Case]:
    """Deliveries in doubt that can be judged now."""
    query = (
        sa.select(
            deliveries.c.id,
            deliveries.c.edition_id,
            deliveries.c.attempts,
            deliveries.c.resends,
            digests.c.on_uncertain,
        )
        .join(editions, editions.c.id == deliveries.c.edition_id)
        .join(digests, digests.c.id == editions.c.digest_id)
        .where(sa.text("deliveries.state = 'uncertain'"), deliveries.c.next_attempt_at <= now)
        .order_by(deliveries.c.edition_id, deliveries.c.id)  # as the partial index has it; SQLite would read all rows
        .limit(limit)
    )
    return [Case(row[0], row[1], row[2], row[3], OnUncertain(row[4])) for row in tx.execute(query)]


def settle(tx: Connection, verdicts: Iterable[Outcome], now: datetime) -> int:
    """End doubts: sent, rejected, deferred (to be sent again), or uncertain without a time (held); gives how many."""
    settled = 0
    for verdict in verdicts:
        again = 1 if verdict.state is _DEFERRED else 0
        changed = tx.execute(
            sa.update(deliveries)
            .where(deliveries.c.id == verdict.delivery_id, deliveries.c.state == _UNCERTAIN)
            .values(
                state=verdict.state,
                resends=deliveries.c.resends + again,
                next_attempt_at=verdict.next_attempt_at,
                text=verdict.text,
                updated_at=now,
            ),
        )
        if changed.rowcount == 1:
            settled += _note(tx, [(verdict.delivery_id, verdict.state.value, verdict.text)], now)
    return settled


def give_up(tx: Connection, edition: EditionId, text: str, now: datetime, limit: int) -> int:
    """Reject at most `limit` of those that wait, for the reason `text`; gives how many.

    What a worker holds stays as it is.
    """
    waiting = sa.select(deliveries.c.id).where(deliveries.c.edition_id == edition, _CLAIMABLE).limit(limit)
    ids = tx.execute(skip_locked(tx, waiting)).scalars().all()
    values = {"state": DeliveryState.REJECTED, "next_attempt_at": None, "text": text, "updated_at": now, **_NOBODYS}
    tx.execute(sa.update(deliveries).where(among(tx, deliveries.c.id, ids)).values(**values))
    return _note(tx, [(id_, "rejected", text) for id_ in ids], now)


def latest_event(tx: Connection) -> int:
    """The number of the last line among the ledger's events; 0 when there is none. It only grows."""
    return tx.execute(sa.select(sa.func.max(delivery_events.c.id))).scalar() or 0


def _note(tx: Connection, events: list[tuple[DeliveryId, str, str]], now: datetime) -> int:
    if events:
        rows = [{"delivery_id": id_, "at": now, "kind": kind, "text": text} for id_, kind, text in events]
        tx.execute(sa.insert(delivery_events), rows)
    return len(events)
