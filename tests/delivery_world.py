"""An approved edition and its readers in a database, for the tests of delivering. Everybody in it is invented."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from hashlib import sha256

import sqlalchemy as sa

from digest.deliver.message import Letter, Sender
from digest.mail.memory import Answer
from digest.model.delivery import Message, Recipient
from digest.model.edition import Digest, OnUncertain, Schedule
from digest.model.errors import DeliveryError
from digest.model.ids import DigestId, EditionId, ListId, SubscriberId
from digest.model.rendering import Placeholder, Rendering, content_hash
from digest.render.segments import split
from digest.services.addressing import Press
from digest.store import digests
from digest.store.database import Database
from digest.store.tables import (
    deliveries,
    delivery_events,
    editions,
    lists,
    renderings,
    subscribers,
    subscriptions,
    suppressions,
)

SENDER = Sender(
    domain="news.example.org",
    bounce_domain="bounce.example.org",
    base_url="https://news.example.org",
    reply_to="editor@news.example.org",
    keys=("a key for tests",),
)
NONCE = "0123456789abcdef"
DAY = date(2026, 1, 16)  # of the edition: a Friday


def links(recipient: Recipient) -> Mapping[Placeholder, str]:
    """Addresses that say whose they are."""
    return {place: f"{SENDER.base_url}/{place.value.lower()}/{recipient.subscriber_id}" for place in Placeholder}


def rendering(edition_id: EditionId, language: str, subject: str) -> Rendering:
    """A small edition in one language, with its slots."""
    slot = f"https://m.invalid/{NONCE}.{Placeholder.UNSUBSCRIBE.value}"
    html = f'<html lang="{language}"><body><p>{subject}</p><a href="{slot}">×</a></body></html>'
    return Rendering(
        edition_id, language, subject, "", html, f"{subject}\n.\n{slot}\n", NONCE, sha256(subject.encode()).hexdigest()
    )


def press(edition: EditionId, now: datetime) -> Press:
    """What the mails of an edition in French are made from."""
    segments = split(rendering(edition, "fr", "L’été à Damas"))
    letter = Letter(edition, "matin", "Le matin", "L’été à Damas", "fr", now, segments.content_type)
    return Press(SENDER, ("fr",), {"fr": letter}, {"fr": segments})


def seed(
    database: Database,
    now: datetime,
    addresses: Iterable[str],
    *,
    on_uncertain: OnUncertain = OnUncertain.RESEND,
    approved: bool = True,
) -> EditionId:
    """A digest in French and Arabic with an edition, due now, for these confirmed readers."""
    with database.transaction() as tx:
        list_id = tx.execute(
            sa.insert(lists).values(slug="matin", name="Le matin", created_at=now).returning(lists.c.id)
        ).scalar_one()
        digest = digests.add(
            tx,
            Digest(
                id=DigestId(0),
                slug="matin",
                name="L’essentiel du matin",
                list_id=ListId(list_id),
                topics=(),
                languages=("fr", "ar"),
                schedule=Schedule(zone="Europe/Paris", at=time(7)),
                on_uncertain=on_uncertain,
            ),
            now,
        )
        assert digest is not None
        edition = tx.execute(
            sa.insert(editions)
            .values(digest_id=digest.id, day=DAY, send_at=now, composed_at=now, created_at=now)
            .returning(editions.c.id)
        ).scalar_one()
        made = [rendering(edition, "fr", "L’été à Damas"), rendering(edition, "ar", "صيف دمشق")]
        tx.execute(sa.insert(renderings), [asdict(one) | {"created_at": now} for one in made])
        if approved:
            values = {"state": "approved", "approved_hash": content_hash(made)}
            tx.execute(sa.update(editions).where(editions.c.id == edition).values(values))
        for address in addresses:
            add_reader(tx, list_id, address, now)
    return EditionId(edition)


def add_reader(
    tx: sa.Connection,
    list_id: int,
    address: str,
    now: datetime,
    *,
    state: str = "confirmed",
    language: str = "fr",
    **chosen: object,
) -> SubscriberId:
    """One more reader of the list; `chosen` are columns of their subscription, such as `at` and `topics`."""
    reader = tx.execute(
        sa.insert(subscribers)
        .values(
            address=address, identity=address.lower(), address_hash=hashed(address), language=language, created_at=now
        )
        .returning(subscribers.c.id)
    ).scalar_one()
    place = {"list_id": list_id, "subscriber_id": reader, "state": state, "requested_at": now}
    tx.execute(sa.insert(subscriptions).values(**place, **chosen))
    return SubscriberId(reader)


def hashed(address: str) -> str:
    """What stands for the keyed hash of an address."""
    return f"hash of {address.lower()}"


def suppress(tx: sa.Connection, address: str, now: datetime, list_id: int | None = None) -> None:
    """Never mail this address, on one list or at all."""
    tx.execute(sa.insert(suppressions).values(address_hash=hashed(address), list_id=list_id, reason="manual", at=now))


def unsubscribe(tx: sa.Connection, address: str) -> None:
    """The reader has left."""
    who = sa.select(subscribers.c.id).where(subscribers.c.address == address).scalar_subquery()
    tx.execute(sa.update(subscriptions).where(subscriptions.c.subscriber_id == who).values(state="unsubscribed"))


def states(database: Database) -> dict[str, str]:
    """Address → state of its delivery."""
    query = (
        sa.select(subscribers.c.address, deliveries.c.state)
        .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
        .order_by(subscribers.c.address)
    )
    with database.reading() as tx:
        return dict(tx.execute(query).all())


def events(database: Database) -> list[str]:
    """What the ledger's events say, in their order."""
    with database.reading() as tx:
        return list(tx.execute(sa.select(delivery_events.c.kind).order_by(delivery_events.c.id)).scalars())


def at_first(error: DeliveryError, to: str = "reader0@example.net") -> Answer:
    """Raise `error` the first time that `to` is tried."""
    left = [error]
    return lambda message: left.pop() if message.recipient == to and left else None


def heard_by(seen: list[Message], answer: Answer) -> Answer:
    """`answer`, with each message kept."""

    def both(message: Message) -> DeliveryError | None:
        seen.append(message)
        return answer(message)

    return both
