"""A house whose edition was sent to some readers, for the tests of what comes back. Everybody in it is invented."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import delivery_world as world
import sqlalchemy as sa
from clock import Clock

from digest.deliver import verp
from digest.deliver.verp import Purpose
from digest.mail.mailbox import Mailbox, MaildirBox
from digest.model.ids import DeliveryId, EditionId
from digest.services.receiving import Receiving
from digest.services.subscribing import Subscribing
from digest.services.tracking import Tracking
from digest.store.database import Database
from digest.store.tables import (
    consents,
    deliveries,
    delivery_events,
    editions,
    subscribers,
    subscriptions,
    suppressions,
)
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens, address_hash

KEY = "the key of addresses"
READERS = ("mira@example.net", "oleg@example.com", "yara@example.org")


@dataclass
class Returns:
    """The services, and an edition that was sent to `READERS`: their deliveries are 1, 2 and 3."""

    database: Database
    clock: Clock
    folder: Path
    edition: EditionId = field(init=False)

    def __post_init__(self) -> None:
        self.edition = world.seed(self.database, self.clock(), READERS)
        with self.database.transaction() as tx:
            for number, address in enumerate(READERS, 1):
                hashed = {"address_hash": address_hash(KEY, address)}
                tx.execute(sa.update(subscribers).where(subscribers.c.id == number).values(hashed))
            tx.execute(sa.update(editions).values(state="sending"))
        self.send()

    @property
    def tracking(self) -> Tracking:
        return Tracking(self.database, self.clock)

    def receiving(self, mailbox: Mailbox | None = None) -> Receiving:
        subscribing = Subscribing(self.database, Links(Tokens(["a key"]), world.SENDER.base_url), KEY, self.clock)
        kept = MaildirBox(self.folder / "kept")
        return Receiving(self.database, self.tracking, subscribing, world.SENDER, mailbox, kept, self.clock)

    def send(self, edition: EditionId | None = None) -> list[DeliveryId]:
        """An edition's deliveries to all readers, taken by the relay."""
        made = []
        with self.database.transaction() as tx:
            for number in range(1, len(READERS) + 1):
                values = {"edition_id": edition or self.edition, "subscriber_id": number, "state": "sent"}
                added = tx.execute(sa.insert(deliveries).values(values).returning(deliveries.c.id)).scalar_one()
                told = {"delivery_id": added, "at": self.clock(), "kind": "sent", "code": 250}
                tx.execute(sa.insert(delivery_events).values(told))
                made.append(DeliveryId(added))
        return made

    def next_edition(self, **later: float) -> list[DeliveryId]:
        """Another edition, sent after a while; gives its deliveries."""
        self.clock.now += timedelta(**later)
        with self.database.transaction() as tx:
            day = tx.execute(sa.select(sa.func.max(editions.c.day))).scalar_one() + timedelta(days=1)
            row = {"digest_id": 1, "day": day, "send_at": self.clock(), "state": "sending", "created_at": self.clock()}
            edition = tx.execute(sa.insert(editions).values(row).returning(editions.c.id)).scalar_one()
        return self.send(EditionId(edition))

    def reject(self, delivery: int, code: int, enhanced: str, text: str) -> None:
        """The relay refused a mail."""
        with self.database.transaction() as tx:
            tx.execute(sa.update(deliveries).where(deliveries.c.id == delivery).values(state="rejected"))
            tx.execute(sa.delete(delivery_events).where(delivery_events.c.delivery_id == delivery))
            said = {"code": code, "enhanced": enhanced, "text": text}
            tx.execute(
                sa.insert(delivery_events).values(delivery_id=delivery, at=self.clock(), kind="rejected", **said)
            )

    def state(self, delivery: int) -> str:
        return str(self._one(sa.select(deliveries.c.state).where(deliveries.c.id == delivery)))

    def subscription(self, subscriber: int) -> str:
        return str(self._one(sa.select(subscriptions.c.state).where(subscriptions.c.subscriber_id == subscriber)))

    def suppressed(self) -> dict[str, str]:
        """Address → why."""
        whose = {address_hash(KEY, address): address for address in READERS}
        with self.database.reading() as tx:
            rows = tx.execute(sa.select(suppressions.c.address_hash, suppressions.c.reason)).all()
        return {whose[hashed]: reason for hashed, reason in rows}

    def events(self) -> list[tuple[int, str]]:
        """What was reported: delivery and kind."""
        query = sa.select(delivery_events.c.delivery_id, delivery_events.c.kind).where(
            delivery_events.c.key.is_not(None)
        )
        with self.database.reading() as tx:
            return [(row[0], row[1]) for row in tx.execute(query.order_by(delivery_events.c.id))]

    def withdrawals(self) -> list[str]:
        """Where readers' leaving came from, as the record of consent has it."""
        query = sa.select(consents.c.source).where(consents.c.action == "unsubscribed").order_by(consents.c.id)
        with self.database.reading() as tx:
            return list(tx.execute(query).scalars())

    def _one(self, query: sa.Select[str]) -> object:
        with self.database.reading() as tx:
            return tx.execute(query).scalar_one()


def token(delivery: int, purpose: Purpose) -> str:
    """A token of ours."""
    return verp.sign(DeliveryId(delivery), purpose, world.SENDER.keys)


def bounce_address(delivery: int) -> str:
    """Where a bounce of a delivery comes to."""
    return f"b+{token(delivery, Purpose.BOUNCE)}@{world.SENDER.bounce_domain}"
