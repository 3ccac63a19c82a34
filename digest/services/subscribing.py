"""Readers come, confirm, change their mind and go. It queues notices; notifying.py sends them, enrolling.py imports."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from digest.model.delivery import Recipient
from digest.model.errors import BadInput, BadToken, NotFound, Refused
from digest.model.ids import EditionId, ListId, SubscriberId
from digest.model.rendering import Placeholder
from digest.model.subscriber import (
    Consent,
    MailingList,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)
from digest.model.text import clean
from digest.store import notices, subscribers
from digest.store.database import Database
from digest.subscribe import optin, roster
from digest.subscribe.address import identity, normalise
from digest.subscribe.links import Links
from digest.subscribe.optin import Action
from digest.subscribe.tokens import address_hash

log = structlog.get_logger(__name__)

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
NOBODY = SubscriberId(0)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the record of consent keeps beside an act: the words shown, where, and from which network."""

    text: str = ""
    source: str = ""
    ip: str = ""  # truncated by whoever saw it


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of an address."""

    subscriber: Subscriber | None
    subscriptions: tuple[tuple[MailingList, Subscription], ...]
    consents: tuple[Consent, ...]
    suppressions: tuple[Suppression, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A reader's place on one list; `subscriber` is None once erased."""

    mailing_list: MailingList
    subscriber: Subscriber | None
    state: SubscriptionState | None


@dataclass(frozen=True, slots=True)
class Subscribing:
    """The readers' service. `address_key` hashes addresses for suppressions and consents."""

    database: Database
    links_to: Links
    address_key: str
    clock: Callable[[], datetime]
    _list_of: dict[EditionId, ListId] = field(default_factory=dict, repr=False)

    # --- lists ----------------------------------------------------------------------------------------------

    def create_list(self, slug: str, name: str) -> MailingList:
        """A new list. The slug stands in List-Id for ever: up to 40 small letters, digits and hyphens."""
        name = clean(name, 100)
        if not _SLUG.fullmatch(slug):
            raise BadInput(f"{slug!r} cannot name a list: use up to 40 small letters, digits and hyphens.")
        if not name:
            raise BadInput("A list needs a name that readers see.")
        with self.database.transaction() as tx:
            made = subscribers.add_list(tx, slug, name, self.clock())
        if made is None:
            raise Refused(f"There is a list {slug} already.")
        log.info("list_created", list=made.id)
        return made

    def lists(self) -> list[MailingList]:
        """Every list, by name."""
        with self.database.reading() as tx:
            return subscribers.all_lists(tx)

    def list_named(self, slug: str) -> MailingList:
        """The list `slug`. Raises NotFound."""
        with self.database.reading() as tx:
            return _list(tx, slug)

    # --- subscribing ----------------------------------------------------------------------------------------

    def subscribe(self, slug: str, address: str, language: str, circumstances: Circumstances) -> None:
        """Note that somebody asked for a list, and queue the mail that asks the mailbox's owner.

        Says nothing of whether the address was known. Raises BadAddress and NotFound.
        """
        address, now = normalise(address), self.clock()
        hashed = address_hash(self.address_key, address)
        with self.database.transaction() as tx:
            found = _list(tx, slug)
            if self._shut_out(tx, hashed, found.id):
                return
            person = Subscriber(NOBODY, address, "", language)
            reader = subscribers.add(tx, identity(address), hashed, person, now)
            subscribers.lock(tx, reader.id)
            state = subscribers.state_of(tx, found.id, reader.id)
            barred = bool(subscribers.suppressions_of(tx, [hashed], found.id))
            if state is SubscriptionState.CONFIRMED and not barred:
                return
            sent = notices.queued_since(tx, "confirm", [reader.id], now - optin.MOST_IN)
            if not optin.may_send(sent.get(reader.id, []), now):
                return
            self._move(tx, Place(found, reader, state), Action.REQUEST)
            subscribers.note(tx, [_consent(hashed, found.id, "requested", now, circumstances)])
            notices.queue(tx, "confirm", found.id, [(reader.id, language or reader.language)], now)
        log.info("subscription_requested", list=found.id, subscriber=reader.id)

    def confirming(self, token: str) -> Place:
        """Whom a confirmation link is for; changes nothing. Raises BadToken."""
        return self._place(*self.links_to.read_confirm(token, self.clock()))

    def confirm(self, token: str, circumstances: Circumstances) -> Place:
        """Whoever reads the mailbox wants the list; doing it twice is doing it once. Raises BadToken and Refused."""
        now = self.clock()
        list_id, subscriber = self.links_to.read_confirm(token, now)
        with self.database.transaction() as tx:
            subscribers.lock(tx, subscriber)
            place = _place(tx, list_id, subscriber)
            reader = place.subscriber
            if reader is None or place.state is None:
                raise BadToken("This link is of no use any more; please subscribe again.")
            hashed = address_hash(self.address_key, reader.address)
            if self._shut_out(tx, hashed, list_id):
                raise Refused("This address asked us not to write again; please write to us.")
            lifted = subscribers.lift(tx, hashed, list_id, optin.LIFTED_BY_CONFIRMING)
            if self._move(tx, place, Action.CONFIRM) or lifted:
                subscribers.note(tx, [_consent(hashed, list_id, "confirmed", now, circumstances)])
                notices.queue(tx, "welcome", list_id, [(reader.id, reader.language)], now)
                log.info("subscription_confirmed", list=list_id, subscriber=reader.id)
        return place

    # --- leaving --------------------------------------------------------------------------------------------

    def unsubscribing(self, token: str) -> Place:
        """Whom an unsubscribe link is for; changes nothing. Raises BadToken."""
        return self._place(*self.links_to.read_unsubscribe(token))

    def unsubscribe(self, token: str, circumstances: Circumstances) -> Place:
        """End the subscription that the link is for. Raises BadToken."""
        return self.leave(*self.links_to.read_unsubscribe(token), circumstances)

    def leave(self, list_id: ListId, subscriber: SubscriberId, circumstances: Circumstances) -> Place:
        """End a subscription: no delivery is claimed for it from now on. Doing it twice is doing it once."""
        now = self.clock()
        with self.database.transaction() as tx:
            place = _place(tx, list_id, subscriber)
            if place.subscriber is not None and self._move(tx, place, Action.LEAVE):
                hashed = address_hash(self.address_key, place.subscriber.address)
                subscribers.note(tx, [_consent(hashed, list_id, "unsubscribed", now, circumstances)])
                log.info("unsubscribed", list=list_id, subscriber=subscriber)
        return place

    # --- a reader's own page --------------------------------------------------------------------------------

    def preferences(self, token: str) -> Dossier:
        """What a reader sees of themselves. Raises BadToken, also once they are erased."""
        subscriber = self.links_to.read_preferences(token)
        with self.database.reading() as tx:
            reader = subscribers.get(tx, subscriber)
            if reader is None:
                raise BadToken("This link is of no use any more; please subscribe again.")
            return Dossier(reader, tuple(subscribers.of_subscriber(tx, reader)), (), ())

    def choose_language(self, token: str, language: str) -> None:
        """Write to the reader in `language` from now on, where there is an edition in it. Raises BadToken."""
        with self.database.transaction() as tx:
            subscribers.set_language(tx, self.links_to.read_preferences(token), language)

    def links(self, recipient: Recipient) -> Mapping[Placeholder, str]:
        """What the slots of a recipient's mail hold."""
        edition = recipient.edition_id
        if edition not in self._list_of:
            with self.database.reading() as tx:
                found = subscribers.list_of_edition(tx, edition)
            if found is None:
                raise NotFound(f"There is no edition {edition}.")
            self._list_of[edition] = found
        return {
            Placeholder.UNSUBSCRIBE: self.links_to.unsubscribe(self._list_of[edition], recipient.subscriber_id),
            Placeholder.VIEW: self.links_to.view(edition, recipient.language),
            Placeholder.PREFERENCES: self.links_to.preferences(recipient.subscriber_id),
        }

    # --- an operator's questions ----------------------------------------------------------------------------

    def members(self, slug: str) -> Iterator[Subscription]:
        """Everyone who has to do with a list, those who left too. Raises NotFound."""
        with self.database.reading() as tx:
            list_id = _list(tx, slug).id
        return self._members(list_id)

    def _members(self, list_id: ListId) -> Iterator[Subscription]:
        with self.database.reading() as tx:
            yield from subscribers.export(tx, list_id)

    def export(self, slug: str) -> Iterator[str]:
        """The same as lines of CSV, safe to open in a spreadsheet."""
        header = ("address", "name", "language", "state", "confirmed_at")
        return roster.write_roster(header, map(_cells, self.members(slug)))

    def show(self, address: str) -> Dossier:
        """All that is known of an address (GDPR art. 15). Raises BadAddress."""
        address = normalise(address)
        hashed = address_hash(self.address_key, address)
        with self.database.reading() as tx:
            reader = subscribers.find(tx, identity(address))
            places = subscribers.of_subscriber(tx, reader) if reader else []
            barred = subscribers.suppressions_of(tx, [hashed]).get(hashed, [])
            return Dossier(reader, tuple(places), tuple(subscribers.consents_of(tx, hashed)), tuple(barred))

    def erase(self, address: str) -> bool:
        """Forget an address (GDPR art. 17); its hash stays suppressed, so that no import brings it back.

        Gives whether it was known. Raises BadAddress.
        """
        address, now = normalise(address), self.clock()
        hashed = address_hash(self.address_key, address)
        with self.database.transaction() as tx:
            reader = subscribers.find(tx, identity(address))
            if reader:
                places = subscribers.of_subscriber(tx, reader)
                subscribers.note(tx, [Consent(hashed, place.id, "erased", now) for place, _ in places])
                subscribers.erase(tx, reader.id, now)
            subscribers.suppress(tx, Suppression(hashed, SuppressionReason.ERASED, now))
        log.info("erased", subscriber=reader.id if reader else None)
        return reader is not None

    def suppress(self, address: str) -> None:
        """Never mail an address again, whoever asks. Raises BadAddress."""
        hashed = address_hash(self.address_key, normalise(address))
        with self.database.transaction() as tx:
            subscribers.suppress(tx, Suppression(hashed, SuppressionReason.MANUAL, self.clock()))

    # --- inner ----------------------------------------------------------------------------------------------

    def _place(self, list_id: ListId, subscriber: SubscriberId) -> Place:
        with self.database.reading() as tx:
            return _place(tx, list_id, subscriber)

    def _shut_out(self, tx: Connection, hashed: str, list_id: ListId) -> bool:
        barred = subscribers.suppressions_of(tx, [hashed], list_id).get(hashed, [])
        return any(one.reason not in optin.LIFTED_BY_CONFIRMING for one in barred)

    def _move(self, tx: Connection, place: Place, action: Action) -> bool:
        """Whether `action` changed the subscription."""
        after = optin.move(place.state, action)
        if after is None or after is place.state or place.subscriber is None:
            return False
        subscribers.set_state(tx, place.mailing_list.id, [place.subscriber.id], after, self.clock())
        return True


def _list(tx: Connection, slug: str) -> MailingList:
    found = subscribers.find_list(tx, slug)
    if found is None:
        raise NotFound(f"There is no list {slug!r}; `digest lists create` makes one.")
    return found


def _place(tx: Connection, list_id: ListId, subscriber: SubscriberId) -> Place:
    found = subscribers.find_list(tx, list_id)
    if found is None:
        raise BadToken("This list is no more.")
    return Place(found, subscribers.get(tx, subscriber), subscribers.state_of(tx, list_id, subscriber))


def _consent(hashed: str, list_id: ListId, action: str, at: datetime, circumstances: Circumstances) -> Consent:
    return Consent(hashed, list_id, action, at, circumstances.text, circumstances.source, circumstances.ip)


def _cells(one: Subscription) -> tuple[str, ...]:
    confirmed = one.confirmed_at.isoformat() if one.confirmed_at else ""
    return (one.subscriber.address, one.subscriber.name, one.subscriber.language, one.state.value, confirmed)
