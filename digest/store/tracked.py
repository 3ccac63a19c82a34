"""What is reported of deliveries afterwards: events with a key of their own, states, an address's history, tallies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.delivery import DeliveryState
from digest.model.edition import EditionState
from digest.model.event import Event, EventKind
from digest.model.ids import DeliveryId, EditionId, ListId, SubscriberId
from digest.store.database import insert
from digest.store.tables import consents, deliveries, delivery_events, digests, editions, subscribers

_BOUNCES = (EventKind.BOUNCED_HARD, EventKind.BOUNCED_SOFT, EventKind.BLOCKED)
# The worst counts where several were told of one mail.
_WORST = {EventKind.BOUNCED_HARD.value: 3, EventKind.BOUNCED_SOFT.value: 2, EventKind.BLOCKED.value: 1}
_TRIED = ("sent", "rejected", "bounced", "complained")


@dataclass(frozen=True, slots=True)
class Tracked:
    """A delivery, as far as a report of it needs to know."""

    delivery_id: DeliveryId
    edition_id: EditionId
    subscriber_id: SubscriberId
    list_id: ListId
    address_hash: str  # "" once erased
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal of the ledger whose cause nobody has looked for yet."""

    delivery_id: DeliveryId
    at: datetime
    code: int
    enhanced: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event of an address's history, as an operator reads it."""

    at: datetime
    kind: str
    code: int
    enhanced: str
    text: str
    edition_id: EditionId


def find(tx: Connection, delivery: DeliveryId) -> Tracked | None:
    """The delivery, its reader locked so that nobody else decides about them meanwhile; None when there is none."""
    who = sa.select(deliveries.c.subscriber_id).where(deliveries.c.id == delivery).scalar_subquery()
    tx.execute(sa.select(subscribers.c.id).where(subscribers.c.id == who).with_for_update())
    query = (
        sa.select(
            deliveries.c.id,
            deliveries.c.edition_id,
            deliveries.c.subscriber_id,
            digests.c.list_id,
            subscribers.c.address_hash,
            deliveries.c.state,
        )
        .join(editions, editions.c.id == deliveries.c.edition_id)
        .join(digests, digests.c.id == editions.c.digest_id)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(deliveries.c.id == delivery)
        .with_for_update(of=deliveries)
    )
    row = tx.execute(query).one_or_none()
    return Tracked(*row[:-1], state=DeliveryState(row.state)) if row else None


def note(tx: Connection, event: Event) -> bool:
    """Keep an event; False when one with its key is kept already."""
    values = {
        "delivery_id": event.delivery_id,
        "at": event.at,
        "kind": event.kind.value,
        "code": event.code,
        "enhanced": event.enhanced,
        "text": event.detail,
        "key": event.key,
    }
    row = insert(tx, delivery_events).values(**values).on_conflict_do_nothing(index_elements=["key"])
    return tx.execute(row.returning(delivery_events.c.id)).one_or_none() is not None


def move(tx: Connection, delivery: DeliveryId, state: DeliveryState, now: datetime) -> None:
    """Put a delivery into a state that is its last; whoever held it has no say any more."""
    over = {"state": state.value, "owner": "", "lease_until": None, "next_attempt_at": None, "updated_at": now}
    tx.execute(sa.update(deliveries).where(deliveries.c.id == delivery).values(over))


def history(
    tx: Connection, subscriber: SubscriberId, since: datetime
) -> list[tuple[EditionId, datetime, EventKind | None]]:
    """What became of each edition that was tried for a reader after `since`: when, and the worst bounce or None."""
    event = delivery_events.c
    query = (
        sa.select(deliveries.c.edition_id, event.at, event.kind)
        .join(deliveries, deliveries.c.id == event.delivery_id)
        .where(deliveries.c.subscriber_id == subscriber, event.at > since, event.kind.in_(["sent", *_BOUNCES]))
        .order_by(event.at)
    )
    found: dict[EditionId, tuple[datetime, EventKind | None]] = {}
    for edition, at, kind in tx.execute(query):
        known = found.get(edition)
        if known is None or _WORST.get(kind, 0) > _WORST.get(known[1] or "", 0):
            found[edition] = (at, EventKind(kind) if kind in _WORST else None)
    return [(edition, at, kind) for edition, (at, kind) in sorted(found.items())]


def confirmed_at(tx: Connection, hashed: str) -> datetime | None:
    """When an address's owner last confirmed; None when never."""
    asked = sa.select(consents.c.at).where(consents.c.address_hash == hashed, consents.c.action == "confirmed")
    return tx.execute(asked.order_by(consents.c.at.desc()).limit(1)).scalar_one_or_none()


def told_of(tx: Connection, hashed: str, limit: int = 20) -> list[Told]:
    """What was told of an address's mails, the latest first."""
    event = delivery_events.c
    query = (
        sa.select(event.at, event.kind, event.code, event.enhanced, event.text, deliveries.c.edition_id)
        .join(deliveries, deliveries.c.id == event.delivery_id)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(subscribers.c.address_hash == hashed, event.kind.in_([*EventKind]))
        .order_by(event.at.desc(), event.id.desc())
        .limit(limit)
    )
    return [Told(*row) for row in tx.execute(query)]


def _unjudged(since: datetime) -> sa.ColumnElement[bool]:
    told = delivery_events.alias("told")
    event = delivery_events.c
    known = sa.exists().where(told.c.delivery_id == event.delivery_id, told.c.key.is_not(None))
    # Without a code it was our own decision: too late, stopped, not an address.
    return sa.and_(event.kind == "rejected", event.at > since, event.code > 0, ~known)


def unjudged(tx: Connection, since: datetime, limit: int) -> list[Refusal]:
    """Refusals at the relay after `since` of which nothing is told yet."""
    event = delivery_events.c
    query = sa.select(event.delivery_id, event.at, event.code, event.enhanced, event.text)
    return [Refusal(*row) for row in tx.execute(query.where(_unjudged(since)).order_by(event.at).limit(limit))]


def is_unjudged(tx: Connection, since: datetime) -> bool:
    """Whether there is such a refusal."""
    query = sa.select(delivery_events.c.id).where(_unjudged(since)).limit(1)
    return tx.execute(query).one_or_none() is not None


def tallies(tx: Connection) -> dict[EditionId, tuple[int, int, int]]:
    """Of each edition that is being sent and not paused: mails tried, for dead addresses, complained of."""
    going = sa.select(editions.c.id).where(
        editions.c.state == EditionState.SENDING.value, editions.c.paused_at.is_(None)
    )
    of = deliveries.c
    event = delivery_events.c
    dead = sa.exists().where(event.delivery_id == of.id, event.kind == EventKind.BOUNCED_HARD.value)
    found: dict[EditionId, tuple[int, int, int]] = {}
    for edition in tx.execute(going).scalars().all():
        mine = of.edition_id == edition
        counted = (
            sa.and_(mine, of.state.in_(_TRIED)),
            sa.and_(mine, of.state.in_(("rejected", "bounced")), dead),
            sa.and_(mine, of.state == DeliveryState.COMPLAINED.value),
        )
        tried, gone, complained = (
            tx.execute(sa.select(sa.func.count()).select_from(deliveries).where(match)).scalar_one()
            for match in counted
        )
        found[EditionId(edition)] = (tried, gone, complained)
    return found


def blocked(tx: Connection, since: datetime) -> dict[str, int]:
    """How many mails each domain refused for what we are, after `since`."""
    event, address = delivery_events.c, subscribers.c.address
    query = (
        sa.select(address)
        .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
        .join(delivery_events, event.delivery_id == deliveries.c.id)
        .where(event.at > since, event.kind == EventKind.BLOCKED.value, address != "")
    )
    counts: dict[str, int] = {}
    for one in tx.execute(query).scalars():
        domain = one.rpartition("@")[2]
        counts[domain] = counts.get(domain, 0) + 1
    return counts


def latest_to(tx: Connection, identity: str, kinds: Sequence[str] = _TRIED) -> DeliveryId | None:
    """The last mail that went to a mailbox; None when there was none."""
    query = (
        sa.select(deliveries.c.id)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(subscribers.c.identity == identity, deliveries.c.state.in_(kinds))
        .order_by(deliveries.c.id.desc())
        .limit(1)
    )
    found = tx.execute(query).scalar_one_or_none()
    return DeliveryId(found) if found is not None else None


def is_of(tx: Connection, edition: EditionId, delivery: DeliveryId) -> bool:
    """Whether there is such a delivery of that edition: a Message-ID names both."""
    query = sa.select(deliveries.c.id).where(deliveries.c.id == delivery, deliveries.c.edition_id == edition)
    return tx.execute(query).one_or_none() is not None
