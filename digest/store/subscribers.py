"""Lists, subscribers, their subscriptions, consents and suppressions. Imports of many stand in rosters.py."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import EditionId, ListId, SubscriberId
from digest.model.subscriber import (
    Consent,
    MailingList,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)
from digest.store import choices
from digest.store.database import insert
from digest.store.tables import (
    consents,
    deliveries,
    delivery_events,
    digests,
    editions,
    lists,
    notices,
    subscribers,
    subscriptions,
    suppressions,
)

# --- lists --------------------------------------------------------------------------------------------------

_LIST = (lists.c.id, lists.c.slug, lists.c.name, lists.c.open, lists.c.indexed)


def add_list(tx: Connection, slug: str, name: str, now: datetime) -> MailingList | None:
    """The new list, or None when the slug is taken."""
    row = tx.execute(
        insert(tx, lists)
        .values(slug=slug, name=name, created_at=now)
        .on_conflict_do_nothing(index_elements=["slug"])
        .returning(lists.c.id),
    ).one_or_none()
    return MailingList(ListId(row.id), slug, name) if row else None


def all_lists(tx: Connection) -> list[MailingList]:
    """Every list, by name."""
    query = sa.select(*_LIST).order_by(lists.c.name, lists.c.id)
    return [MailingList(*row) for row in tx.execute(query)]


def find_list(tx: Connection, key: str | ListId) -> MailingList | None:
    """The list with this slug or id."""
    match = lists.c.slug == key if isinstance(key, str) else lists.c.id == key
    row = tx.execute(sa.select(*_LIST).where(match)).one_or_none()
    return MailingList(*row) if row else None


def change_list(tx: Connection, changed: MailingList) -> None:
    """Keep a list's name, and whether it is open and indexed. Its slug never changes."""
    values = {"name": changed.name, "open": changed.open, "indexed": changed.indexed}
    tx.execute(sa.update(lists).where(lists.c.id == changed.id).values(**values))


def list_of_edition(tx: Connection, edition: EditionId) -> ListId | None:
    """Whose readers get an edition."""
    query = sa.select(digests.c.list_id).join(editions).where(editions.c.id == edition)
    return tx.execute(query).scalar_one_or_none()


# --- subscribers --------------------------------------------------------------------------------------------

_PERSON = (subscribers.c.id, subscribers.c.address, subscribers.c.name, subscribers.c.language)


def find(tx: Connection, identity: str) -> Subscriber | None:
    """The subscriber whose mailbox `identity` names."""
    return _one(tx, subscribers.c.identity == identity)


def get(tx: Connection, subscriber: SubscriberId) -> Subscriber | None:
    """The subscriber, unless erased."""
    return _one(tx, subscribers.c.id == subscriber)


def lock(tx: Connection, subscriber: SubscriberId) -> None:
    """Let nobody else decide about this subscriber until the transaction ends (SQLite has one writer anyway)."""
    tx.execute(sa.select(subscribers.c.id).where(subscribers.c.id == subscriber).with_for_update())


def add(tx: Connection, identity: str, hashed: str, person: Subscriber, now: datetime) -> Subscriber:
    """The subscriber of this mailbox, made from `person` when new."""
    values = {"address": person.address, "name": person.name, "language": person.language}
    tx.execute(
        insert(tx, subscribers)
        .values(identity=identity, address_hash=hashed, created_at=now, **values)
        .on_conflict_do_nothing(index_elements=["identity"]),
    )
    found = find(tx, identity)
    assert found is not None
    return found


def set_language(tx: Connection, subscriber: SubscriberId, language: str) -> None:
    """Write to this reader in `language` from now on."""
    tx.execute(sa.update(subscribers).where(subscribers.c.id == subscriber).values(language=language))


def erase(tx: Connection, subscriber: SubscriberId, now: datetime) -> None:
    """Forget who this was. The row stays without a word about its owner, so that the ledger's counts stay true."""
    tx.execute(sa.delete(notices).where(notices.c.subscriber_id == subscriber))
    tx.execute(
        sa.update(subscriptions)
        .where(subscriptions.c.subscriber_id == subscriber, subscriptions.c.state != SubscriptionState.UNSUBSCRIBED)
        .values(state=SubscriptionState.UNSUBSCRIBED, unsubscribed_at=now),
    )
    forgotten: dict[str, object] = {"topics": [], "weekdays": 127, "at": None, "zone": "", "paused_until": None}
    tx.execute(sa.update(subscriptions).where(subscriptions.c.subscriber_id == subscriber).values(**forgotten))
    # Relays like to repeat the address in what they answer.
    theirs = deliveries.c.subscriber_id == subscriber
    mails = sa.select(deliveries.c.id).where(theirs)
    tx.execute(sa.update(deliveries).where(theirs).values(text="", topics=[]))
    tx.execute(sa.update(delivery_events).where(delivery_events.c.delivery_id.in_(mails)).values(text=""))
    tx.execute(
        sa.update(subscribers)
        .where(subscribers.c.id == subscriber)
        .values(address="", identity=f"erased:{subscriber}", address_hash="", name="", language="", erased_at=now),
    )


def never_confirmed(tx: Connection, before: datetime, limit: int) -> list[SubscriberId]:
    """Up to `limit` readers who were last asked for before `before` and never agreed to anything."""
    theirs = subscriptions.c.subscriber_id == subscribers.c.id
    kept = sa.exists().where(
        theirs,
        sa.or_(
            subscriptions.c.confirmed_at.is_not(None),
            subscriptions.c.requested_at > before,
            subscriptions.c.state == SubscriptionState.UNSUBSCRIBED.value,  # no import may bring them back
        ),
    )
    waits = sa.exists().where(notices.c.subscriber_id == subscribers.c.id, notices.c.state == "queued")
    query = (
        sa.select(subscribers.c.id)
        .where(subscribers.c.erased_at.is_(None), subscribers.c.created_at <= before, ~kept, ~waits)
        .order_by(subscribers.c.id)
        .limit(limit)
    )
    return [SubscriberId(one) for one in tx.execute(query).scalars()]


def _one(tx: Connection, match: sa.ColumnElement[bool]) -> Subscriber | None:
    row = tx.execute(sa.select(*_PERSON).where(match, subscribers.c.erased_at.is_(None))).one_or_none()
    return Subscriber(*row) if row else None


# --- subscriptions ------------------------------------------------------------------------------------------

_PLACE = (
    *(subscriptions.c[name] for name in ("state", "requested_at", "confirmed_at", "unsubscribed_at", "paused_until")),
    *choices.COLUMNS,
)


def state_of(tx: Connection, list_id: ListId, subscriber: SubscriberId) -> SubscriptionState | None:
    """How the subscription stands; None when there is none."""
    query = sa.select(subscriptions.c.state).where(
        subscriptions.c.list_id == list_id,
        subscriptions.c.subscriber_id == subscriber,
    )
    state = tx.execute(query).scalar_one_or_none()
    return SubscriptionState(state) if state else None


def set_state(
    tx: Connection,
    list_id: ListId,
    subscriber_ids: Iterable[SubscriberId],
    state: SubscriptionState,
    now: datetime,
    *,
    unless: SubscriptionState | None = None,
) -> None:
    """Put these subscribers' subscriptions into `state`, making them where there are none.

    Those that are `unless` by now, whatever was read before, stay as they are.
    """
    moments: dict[SubscriptionState, dict[str, datetime | None]] = {
        SubscriptionState.PENDING: {},
        SubscriptionState.CONFIRMED: {"confirmed_at": now, "unsubscribed_at": None},
        SubscriptionState.UNSUBSCRIBED: {"unsubscribed_at": now},
    }
    change = {"state": state.value, **moments[state]}
    rows = [{"list_id": list_id, "subscriber_id": one, "requested_at": now, **change} for one in subscriber_ids]
    if rows:
        key = ["list_id", "subscriber_id"]
        kept = subscriptions.c.state != unless.value if unless else None
        tx.execute(insert(tx, subscriptions).on_conflict_do_update(index_elements=key, set_=change, where=kept), rows)


def of_subscriber(tx: Connection, subscriber: Subscriber) -> list[tuple[MailingList, Subscription]]:
    """All lists that the subscriber has to do with, by name."""
    query = (
        sa.select(*_LIST, *_PLACE)
        .join(subscriptions, subscriptions.c.list_id == lists.c.id)
        .where(subscriptions.c.subscriber_id == subscriber.id)
        .order_by(lists.c.name, lists.c.id)
    )
    return [
        (
            MailingList(row.id, row.slug, row.name, row.open, row.indexed),
            _subscription(subscriber, row.id, row),
        )
        for row in tx.execute(query)
    ]


def export(tx: Connection, list_id: ListId) -> Iterator[Subscription]:
    """Everyone on a list, unsubscribed ones too, in the order they came; rows are fetched as they are used."""
    query = (
        sa.select(*_PERSON, *_PLACE)
        .join(subscriptions, subscriptions.c.subscriber_id == subscribers.c.id)
        .where(subscriptions.c.list_id == list_id, subscribers.c.erased_at.is_(None))
        .order_by(subscribers.c.id)
        .execution_options(yield_per=2000)
    )
    for row in tx.execute(query):
        yield _subscription(Subscriber(*row[: len(_PERSON)]), list_id, row)


def _subscription(subscriber: Subscriber, list_id: ListId, row: sa.Row[tuple[object, ...]]) -> Subscription:
    return Subscription(
        subscriber=subscriber,
        list_id=list_id,
        state=SubscriptionState(row.state),
        confirmed_at=row.confirmed_at,
        choice=choices.from_row(row),
        requested_at=row.requested_at,
        unsubscribed_at=row.unsubscribed_at,
        paused_until=row.paused_until,
    )


# --- consents and suppressions ------------------------------------------------------------------------------


def note(tx: Connection, lines: Sequence[Consent]) -> None:
    """Append lines to the record of consent; nothing ever changes or removes one."""
    if lines:
        tx.execute(sa.insert(consents), [{name: getattr(line, name) for name in Consent.__slots__} for line in lines])


def consents_of(tx: Connection, hashed: str) -> list[Consent]:
    """What an address agreed to and withdrew, oldest first."""
    columns = [consents.c[name] for name in Consent.__slots__]
    query = sa.select(*columns).where(consents.c.address_hash == hashed).order_by(consents.c.at, consents.c.id)
    return [Consent(*row) for row in tx.execute(query)]


def suppress(tx: Connection, entry: Suppression) -> bool:
    """Mail this address no more; the first reason stays. Whether it is new."""
    added = tx.execute(
        insert(tx, suppressions)
        .values(address_hash=entry.address_hash, list_id=entry.list_id, reason=entry.reason.value, at=entry.at)
        .on_conflict_do_nothing()
        .returning(suppressions.c.id),
    )
    return added.one_or_none() is not None


def suppressions_of(
    tx: Connection, hashes: Sequence[str], list_id: ListId | None = None
) -> dict[str, list[Suppression]]:
    """The suppressions of these addresses, by hash: those for every list, and those for `list_id` if given."""
    scope = suppressions.c.list_id.is_(None)
    query = sa.select(suppressions.c.address_hash, suppressions.c.reason, suppressions.c.at, suppressions.c.list_id)
    query = query.where(
        suppressions.c.address_hash.in_(hashes),
        scope if list_id is None else sa.or_(scope, suppressions.c.list_id == list_id),
    )
    found: dict[str, list[Suppression]] = {}
    for row in tx.execute(query):
        entry = Suppression(row.address_hash, SuppressionReason(row.reason), row.at, row.list_id)
        found.setdefault(row.address_hash, []).append(entry)
    return found


def all_suppressions_of(tx: Connection, hashed: str) -> list[Suppression]:
    """Every suppression of an address, those for one list too."""
    query = sa.select(suppressions).where(suppressions.c.address_hash == hashed).order_by(suppressions.c.id)
    return [
        Suppression(row.address_hash, SuppressionReason(row.reason), row.at, row.list_id) for row in tx.execute(query)
    ]


def lift(tx: Connection, hashed: str, list_id: ListId, reasons: Iterable[SuppressionReason]) -> int:
    """Take back an address's suppressions for `reasons`, everywhere and on `list_id`; gives how many."""
    lifted = sa.delete(suppressions).where(
        suppressions.c.address_hash == hashed,
        sa.or_(suppressions.c.list_id.is_(None), suppressions.c.list_id == list_id),
        suppressions.c.reason.in_([reason.value for reason in reasons]),
    )
    return tx.execute(lifted).rowcount
