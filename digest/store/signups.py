"""A request for a subscription. Whoever asks, the same statements run: what has no effect has none in the database.

How long an answer takes therefore tells nobody whether an address is known. What is to happen is decided in
subscribe/optin.py.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import Choice, Consent, SubscriptionState
from digest.store import choices
from digest.store.database import insert
from digest.store.tables import consents, notices, subscribers, subscriptions

CONFIRM = "confirm"  # the kind of notice


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who is asked for, as far as the form knows."""

    identity: str
    hashed: str
    address: str
    language: str


def meet(tx: Connection, applicant: Applicant, now: datetime, *, welcome: bool) -> None:
    """Make a subscriber of the applicant, if `welcome` and new, and let nobody else decide about them meanwhile."""
    row = sa.select(
        sa.literal(applicant.identity),
        sa.literal(applicant.hashed),
        sa.literal(applicant.address),
        sa.literal(applicant.language),
        sa.literal(now, subscribers.c.created_at.type),
    ).where(sa.literal(welcome))
    columns = ["identity", "address_hash", "address", "language", "created_at"]
    tx.execute(insert(tx, subscribers).from_select(columns, row).on_conflict_do_nothing(index_elements=["identity"]))
    tx.execute(sa.select(subscribers.c.id).where(subscribers.c.identity == applicant.identity).with_for_update())


def state_of(tx: Connection, applicant: Applicant, list_id: ListId) -> SubscriptionState | None:
    """How the applicant's subscription stands; None when there is none."""
    query = (
        sa.select(subscriptions.c.state)
        .join(subscribers, subscribers.c.id == subscriptions.c.subscriber_id)
        .where(subscribers.c.identity == applicant.identity, subscriptions.c.list_id == list_id)
    )
    state = tx.execute(query).scalar_one_or_none()
    return SubscriptionState(state) if state else None


def asked_since(tx: Connection, applicant: Applicant, since: datetime) -> list[tuple[datetime, bool]]:
    """When confirmation mails to the applicant go or went after `since`, and whether each is used up.

    It is once its list was confirmed after it went, or when it could not be sent.
    """
    pressed = sa.exists().where(
        subscriptions.c.subscriber_id == notices.c.subscriber_id,
        subscriptions.c.list_id == notices.c.list_id,
        subscriptions.c.confirmed_at >= notices.c.created_at,
    )
    query = (
        sa.select(notices.c.created_at, sa.or_(pressed, notices.c.state == "failed"))
        .join(subscribers, subscribers.c.id == notices.c.subscriber_id)
        .where(
            subscribers.c.identity == applicant.identity,
            notices.c.kind == CONFIRM,
            notices.c.created_at > since,
        )
    )
    return [(at, bool(used)) for at, used in tx.execute(query)]


def record(tx: Connection, applicant: Applicant, line: Consent, choice: Choice, *, heard: bool) -> None:
    """Note, if `heard`, what was asked for and what was agreed to; who is subscribed keeps what they chose."""
    values = {
        "topics": list(choice.topics),
        "weekdays": choices.to_mask(choice.weekdays),
        "at": choice.at,
        "zone": choice.zone,
        "requested_at": line.at,
    }
    pending = {"list_id": line.list_id, "state": SubscriptionState.PENDING.value, **values}
    place = sa.select(
        subscribers.c.id, *(sa.literal(value, subscriptions.c[name].type) for name, value in pending.items())
    )
    place = place.where(subscribers.c.identity == applicant.identity, sa.literal(heard))
    tx.execute(
        insert(tx, subscriptions)
        .from_select(["subscriber_id", *pending], place)
        .on_conflict_do_update(
            index_elements=["list_id", "subscriber_id"],
            set_=values,
            where=subscriptions.c.state != SubscriptionState.CONFIRMED.value,
        ),
    )
    told = {name: sa.literal(getattr(line, name), consents.c[name].type) for name in Consent.__slots__}
    tx.execute(sa.insert(consents).from_select(list(told), sa.select(*told.values()).where(sa.literal(heard))))


def ask(tx: Connection, applicant: Applicant, list_id: ListId, at: datetime | None, now: datetime) -> None:
    """Queue the mail that asks the mailbox's owner, to go at `at`; None: no mail."""
    moment = notices.c.created_at.type
    values = {
        "kind": sa.literal(CONFIRM),
        "list_id": sa.literal(list_id),
        "language": sa.literal(applicant.language),
        # Counted from when it goes, so that later requests see it.
        "created_at": sa.literal(at or now, moment),
        "next_attempt_at": sa.literal(at or now, moment),
    }
    row = sa.select(subscribers.c.id, *values.values())
    row = row.where(subscribers.c.identity == applicant.identity, sa.literal(at is not None))
    tx.execute(sa.insert(notices).from_select(["subscriber_id", *values], row))


def withdraw(tx: Connection, subscriber: SubscriberId, list_id: ListId, now: datetime) -> None:
    """Ask no more for a list: its confirmation mails whose hour has not come are dropped."""
    tx.execute(
        sa.delete(notices).where(
            notices.c.kind == CONFIRM,
            notices.c.subscriber_id == subscriber,
            notices.c.list_id == list_id,
            notices.c.state == "queued",
            notices.c.created_at > now,
        ),
    )


def confirmed_of(tx: Connection, since: datetime, until: datetime, most: int) -> tuple[int, int]:
    """Of the last `most` requests between two moments: how many there were, and how many were confirmed."""
    last = (
        sa.select(consents.c.address_hash, consents.c.list_id, consents.c.at)
        .where(consents.c.action == "requested", consents.c.at > since, consents.c.at <= until)
        .order_by(consents.c.at.desc(), consents.c.id.desc())
        .limit(most)
        .subquery()
    )
    later = consents.alias()
    confirmed = sa.exists().where(
        later.c.address_hash == last.c.address_hash,
        later.c.list_id == last.c.list_id,
        later.c.action == "confirmed",
        later.c.at >= last.c.at,
    )
    row = tx.execute(sa.select(sa.func.count(), sa.func.sum(sa.case((confirmed, 1), else_=0))).select_from(last)).one()
    return row[0], row[1] or 0
