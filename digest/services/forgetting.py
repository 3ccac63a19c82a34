"""All that is held of a reader: shown, handed out, forgotten (GDPR art. 15, 17 and 20)."""

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

import structlog
from sqlalchemy.engine import Connection

from digest.model.errors import NotFound
from digest.model.ids import SubscriberId
from digest.model.subscriber import Consent, MailingList, Subscriber, Subscription, Suppression, SuppressionReason
from digest.model.text import N_
from digest.services.subscribing import Circumstances, Subscribing, consent
from digest.store import audit, records, subscribers
from digest.subscribe.address import identity, normalise
from digest.subscribe.tokens import address_hash

log = structlog.get_logger(__name__)

NOWHERE = Circumstances()


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of an address; the mails that were sent to it stand in its record."""

    subscriber: Subscriber | None
    subscriptions: tuple[tuple[MailingList, Subscription], ...]
    consents: tuple[Consent, ...]
    suppressions: tuple[Suppression, ...]


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The service for what the law gives a reader."""

    subscribing: Subscribing

    def show(self, address: str) -> Dossier:
        """What is known of an address. Raises BadAddress."""
        address = normalise(address)
        with self.subscribing.database.reading() as tx:
            return self._dossier(tx, subscribers.find(tx, identity(address)), self._hash(address))

    def record(self, subscriber: SubscriberId) -> dict[str, Any]:
        """Everything that is held of a reader, ready for JSON. Raises NotFound."""
        with self.subscribing.database.reading() as tx:
            person = subscribers.get(tx, subscriber)
            if person is None:
                raise NotFound(N_("This reader is not there any more."))
            dossier = self._dossier(tx, person, self._hash(person.address))
            events = records.events_of(tx, subscriber)
            names = {one.id: one.slug for one in subscribers.all_lists(tx)}
            told: dict[str, Any] = {
                "written_at": self.subscribing.clock(),
                "reader": {**asdict(person), "known_since": records.known_since(tx, subscriber)},
                "subscriptions": [_told(found, place) for found, place in dossier.subscriptions],
                "record_of_consent": [_named(asdict(line), names) for line in dossier.consents],
                "suppressions": [_named(asdict(bar), names) for bar in dossier.suppressions],
                "mails": [
                    {**_named(asdict(one), names), "events": events.get(one.delivery_id, [])}
                    for one in records.deliveries_of(tx, subscriber)
                ],
                "notices": [_named(one, names) for one in records.notices_of(tx, subscriber)],
            }
        plain: dict[str, Any] = _plain(told)
        return plain

    def erase(self, address: str, circumstances: Circumstances = NOWHERE) -> bool:
        """Forget an address; its hash stays suppressed, so that no import brings it back.

        Gives whether it was known. Raises BadAddress.
        """
        address = normalise(address)
        with self.subscribing.database.transaction() as tx:
            reader = subscribers.find(tx, identity(address))
            self._erase(tx, address, reader, circumstances)
        return reader is not None

    def erase_reader(self, subscriber: SubscriberId, circumstances: Circumstances = NOWHERE) -> None:
        """Likewise, by who they are. Raises NotFound."""
        with self.subscribing.database.transaction() as tx:
            reader = subscribers.get(tx, subscriber)
            if reader is None:
                raise NotFound(N_("This reader is not there any more."))
            self._erase(tx, reader.address, reader, circumstances)

    def _erase(self, tx: Connection, address: str, reader: Subscriber | None, circumstances: Circumstances) -> None:
        now, hashed = self.subscribing.clock(), self._hash(address)
        if reader:
            places = subscribers.of_subscriber(tx, reader)
            subscribers.note(tx, [consent(hashed, found.id, "erased", now, circumstances) for found, _ in places])
            subscribers.erase(tx, reader.id, now)
        subscribers.suppress(tx, Suppression(hashed, SuppressionReason.ERASED, now))
        if circumstances.by:
            audit.note(tx, now, circumstances.by, "subscriber.erase", f"subscriber {reader.id}" if reader else "")
        log.info("erased", subscriber=reader.id if reader else None)

    def _dossier(self, tx: Connection, reader: Subscriber | None, hashed: str) -> Dossier:
        places = subscribers.of_subscriber(tx, reader) if reader else []
        barred = subscribers.all_suppressions_of(tx, hashed)
        return Dossier(reader, tuple(places), tuple(subscribers.consents_of(tx, hashed)), tuple(barred))

    def _hash(self, address: str) -> str:
        return address_hash(self.subscribing.address_key, address)


def _told(found: MailingList, place: Subscription) -> dict[str, Any]:
    told = asdict(place)
    del told["subscriber"], told["list_id"]
    return {"list": found.slug, "name": found.name, **told}


def _named(told: dict[str, Any], names: dict[Any, str]) -> dict[str, Any]:
    """`told` with its list by name."""
    return {"list": names.get(told["list_id"]), **{key: value for key, value in told.items() if key != "list_id"}}


def _plain(value: Any) -> Any:  # noqa: ANN401  (whatever a record holds)
    """`value` as JSON knows it."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, (date, time)) else value
