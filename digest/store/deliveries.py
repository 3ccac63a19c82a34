"""The ledger: one row for each edition and subscriber, claimed, handed over, recorded. It decides nothing.

While a row can still change by itself its `next_attempt_at` is set; NULL says that it is over, or that an operator
must look (uncertain and held).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.delivery import DeliveryState, Outcome, Recipient, Tally
from digest.model.edition import EditionState, OnUncertain
from digest.model.ids import DeliveryId, EditionId
from digest.store.database import insert
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
class Doubt:
    """A delivery whose answer was lost, and what its digest wants done."""

    delivery_id: DeliveryId
    edition_id: EditionId
    attempts: int
    resends: int
    on_uncertain: OnUncertain


def _listed(list_id: sa.ColumnElement[int], subscriber: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        subscriptions.c.list_id == list_id,
        subscriptions.c.subscriber_id == subscriber,
        subscriptions.c.state == "confirmed",
    )


def _suppressed(list_id: sa.ColumnElement[int], hashed: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        suppressions.c.address_hash == hashed,
        sa.or_(suppressions.c.list_id.is_(None), suppressions.c.list_id == list_id),
    )


_MAILABLE = sa.exists().where(  # asked of a row of deliveries, whenever it is claimed or handed over
    editions.c.id == deliveries.c.edition_id,
    digests.c.id == editions.c.digest_id,
    subscribers.c.id == deliveries.c.subscriber_id,
    subscribers.c.erased_at.is_(None),
    _listed(digests.c.list_id, subscribers.c.id),
    ~_suppressed(digests.c.list_id, subscribers.c.address_hash),
)


def plan(tx: Connection, edition: EditionId, now: datetime) -> int:
    """A row for each confirmed reader of the edition's list, in one statement; gives how many are new.

    Those who are suppressed get a row that says so. Repeating it adds only who was not there.
    """
    state = sa.case(
        (_suppressed(digests.c.list_id, subscribers.c.address_hash), _SUPPRESSED.value), else_=_QUEUED.value
    )
    due = sa.case((state == _QUEUED.value, sa.literal(now, deliveries.c.next_attempt_at.type)), else_=None)
    readers = (
        sa.select(editions.c.id, subscribers.c.id, state, due, sa.literal(now, deliveries.c.updated_at.type))
        .select_from(editions)
        .join(digests, digests.c.id == editions.c.digest_id)
        .join(subscriptions, subscriptions.c.list_id == digests.c.list_id)
        .join(subscribers, subscribers.c.id == subscriptions.c.subscriber_id)
        .where(editions.c.id == edition, subscriptions.c.state == "confirmed", subscribers.c.erased_at.is_(None))
    )
    columns = ["edition_id", "subscriber_id", "state", "next_attempt_at", "updated_at"]
    statement = insert(tx, deliveries).from_select(columns, readers).on_conflict_do_nothing()
    return tx.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def claim(
    tx: Connection, edition: EditionId, owner: str, now: datetime, lease_until: datetime, limit: int
) -> list[Recipient]:
    """At most `limit` deliveries that are due, for `owner` alone until `lease_until`.

    Who unsubscribed or was suppressed since is marked so and not given. `Recipient.language` is the reader's wish.
    """
    due = (
        sa.select(deliveries.c.id)
        .where(deliveries.c.edition_id == edition, _CLAIMABLE, deliveries.c.next_attempt_at <= now)
        .order_by(deliveries.c.next_attempt_at, deliveries.c.id)
        .limit(limit)
    )
    ids = tx.execute(skip_locked(tx, due)).scalars().all()
    tx.execute(
        sa.update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(state=_CLAIMED, owner=owner, lease_until=lease_until, handed_at=None, updated_at=now),
    )
    suppress(tx, ids, now)
    query = (
        sa.select(
            deliveries.c.id,
            deliveries.c.edition_id,
            deliveries.c.subscriber_id,
            subscribers.c.address,
            subscribers.c.name,
            subscribers.c.language,
            deliveries.c.attempts,
        )
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == _CLAIMED)
        .order_by(deliveries.c.id)
    )
    return [Recipient(*row) for row in tx.execute(query)]


def suppress(tx: Connection, ids: Collection[DeliveryId], now: datetime) -> int:
    """Mark those claimed deliveries among `ids` that must not be mailed any more; gives how many."""
    gone = tx.execute(
        sa.update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == _CLAIMED, ~_MAILABLE)
        .values(state=_SUPPRESSED, next_attempt_at=None, updated_at=now, **_NOBODYS)
        .returning(deliveries.c.id),
    ).scalars()
    return _note(tx, [(id_, "suppressed", "unsubscribed or suppressed since it was planned") for id_ in gone], now)


def hand_over(tx: Connection, recipient: Recipient, owner: str, now: datetime) -> bool:
    """Note that the message is about to go out; False when it must not any more.

    That is so when the lease was lost, the edition is no longer being sent, or the reader has gone. Committed
    before the first byte goes out, it makes a kill leave one row in doubt and not a batch.
    """
    sending = sa.exists().where(
        editions.c.id == deliveries.c.edition_id, editions.c.state == EditionState.SENDING.value
    )
    handed = tx.execute(
        sa.update(deliveries)
        .where(
            deliveries.c.id == recipient.delivery_id,
            deliveries.c.state == _CLAIMED,
            deliveries.c.owner == owner,
            deliveries.c.lease_until > now,
            sending,
            _MAILABLE,
        )
        .values(handed_at=now, language=recipient.language, updated_at=now),
    )
    return handed.rowcount == 1


def record(tx: Connection, outcome: Outcome, owner: str, now: datetime) -> bool:
    """Write down what became of an attempt; False when `owner` had lost the row, which then stays as it is."""
    tried = 0 if outcome.state is _QUEUED else 1
    changed = tx.execute(
        sa.update(deliveries)
        .where(
            deliveries.c.id == outcome.delivery_id,
            deliveries.c.state == _CLAIMED,
            deliveries.c.owner == owner,
        )
        .values(
            state=outcome.state,
            attempts=deliveries.c.attempts + tried,
            handed_at=deliveries.c.handed_at if outcome.state is _UNCERTAIN else None,
            next_attempt_at=outcome.next_attempt_at,
            code=outcome.code,
            enhanced=outcome.enhanced,
            text=outcome.text,
            updated_at=now,
            **_NOBODYS,
        ),
    )
    if changed.rowcount == 1:
        tx.execute(
            sa.insert(delivery_events).values(
                delivery_id=outcome.delivery_id,
                at=now,
                kind=outcome.state.value,
                code=outcome.code,
                enhanced=outcome.enhanced,
                text=outcome.text,
            ),
        )
    return changed.rowcount == 1


def release(tx: Connection, edition: EditionId, owner: str, now: datetime, due: datetime) -> int:
    """Give back what `owner` claimed and did not hand over; it can be claimed again from `due` on."""
    released = sa.update(deliveries).where(
        deliveries.c.edition_id == edition,
        deliveries.c.state == _CLAIMED,
        deliveries.c.owner == owner,
        deliveries.c.handed_at.is_(None),
    )
    return tx.execute(released.values(state=_WAITING_STATE, next_attempt_at=due, updated_at=now, **_NOBODYS)).rowcount


def expire(tx: Connection, now: datetime) -> tuple[int, int]:
    """End leases whose worker is gone: what was handed over is in doubt, the rest waits again; gives both counts."""
    over = sa.text("deliveries.state = 'claimed'")
    state = sa.case((deliveries.c.handed_at.is_not(None), _UNCERTAIN.value), else_=_WAITING_STATE)
    attempts = deliveries.c.attempts + sa.case((deliveries.c.handed_at.is_not(None), 1), else_=0)
    rows = tx.execute(
        sa.update(deliveries)
        .where(over, deliveries.c.lease_until <= now)
        .values(state=state, attempts=attempts, next_attempt_at=now, updated_at=now, **_NOBODYS)
        .returning(deliveries.c.id, deliveries.c.state),
    ).all()
    doubtful = [row.id for row in rows if row.state == _UNCERTAIN]
    _note(tx, [(id_, "uncertain", "the worker ended before the answer was recorded") for id_ in doubtful], now)
    return len(rows) - len(doubtful), len(doubtful)


def doubts(tx: Connection, now: datetime, limit: int) -> list[Doubt]:
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
    return [Doubt(row[0], row[1], row[2], row[3], OnUncertain(row[4])) for row in tx.execute(query)]


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


def give_up(tx: Connection, edition: EditionId, text: str, now: datetime) -> int:
    """Reject whatever still waits: the edition is too old to be sent; gives how many."""
    late = (
        sa.update(deliveries)
        .where(deliveries.c.edition_id == edition, _CLAIMABLE)
        .values(state=DeliveryState.REJECTED, next_attempt_at=None, text=text, updated_at=now)
        .returning(deliveries.c.id)
    )
    return _note(tx, [(id_, "rejected", text) for id_ in tx.execute(late).scalars()], now)


def is_open(tx: Connection, edition: EditionId) -> bool:
    """Whether any delivery can still change by itself; what an operator holds cannot."""
    states = (
        "state IN ('queued', 'deferred')",
        "state = 'claimed'",
        "state = 'uncertain' AND next_attempt_at IS NOT NULL",
    )
    waiting = (
        sa.exists().where(deliveries.c.edition_id == edition, sa.text(f"deliveries.{state}")) for state in states
    )
    return bool(tx.execute(sa.select(sa.or_(*waiting))).scalar_one())


def being_sent(tx: Connection) -> list[EditionId]:
    """The editions whose deliveries are planned and not over."""
    query = sa.select(editions.c.id).where(editions.c.state == EditionState.SENDING.value).order_by(editions.c.id)
    return [EditionId(edition) for edition in tx.execute(query).scalars()]


def tally(tx: Connection, edition: EditionId) -> Tally:
    """How the edition's deliveries stand, and who is in doubt."""
    counted = (
        sa.select(deliveries.c.state, sa.func.count())
        .where(deliveries.c.edition_id == edition)
        .group_by(deliveries.c.state)
    )
    counts = {DeliveryState(state): count for state, count in tx.execute(counted)}
    names = (
        sa.select(subscribers.c.address)
        .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
        .where(deliveries.c.edition_id == edition, sa.text("deliveries.state = 'uncertain'"))
        .order_by(subscribers.c.address)
    )
    return Tally(sum(counts.values()), counts, tuple(tx.execute(names).scalars()))


def rejected(tx: Connection, edition: EditionId) -> list[tuple[str, str]]:
    """Whose mail was refused for good: address and reason."""
    query = (
        sa.select(subscribers.c.address, deliveries.c.text)
        .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
        .where(deliveries.c.edition_id == edition, deliveries.c.state == DeliveryState.REJECTED)
        .order_by(subscribers.c.address)
    )
    return [(address, text) for address, text in tx.execute(query)]


def _note(tx: Connection, events: list[tuple[DeliveryId, str, str]], now: datetime) -> int:
    if events:
        rows = [{"delivery_id": id_, "at": now, "kind": kind, "text": text} for id_, kind, text in events]
        tx.execute(sa.insert(delivery_events), rows)
    return len(events)
