"""Readers come, confirm, change their mind and go. It queues notices; notifying.py sends them, enrolling.py imports."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import structlog
from sqlalchemy.engine import Connection

from digest.model.delivery import Recipient
from digest.model.errors import BadInput, BadToken, NotFound, Refused
from digest.model.ids import EditionId, ListId, SubscriberId
from digest.model.rendering import Placeholder
from digest.model.subscriber import (
    Choice,
    Consent,
    MailingList,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)
from digest.model.text import N_, clean
from digest.store import audit, choices, notices, signups, subscribers
from digest.store.database import Database
from digest.store.signups import Applicant
from digest.subscribe import optin, roster
from digest.subscribe.address import identity, normalise
from digest.subscribe.links import Links
from digest.subscribe.optin import Action
from digest.subscribe.tokens import address_hash

log = structlog.get_logger(__name__)

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
ALL = Choice()
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the record of consent keeps beside an act: the words shown, where, and from which network."""

    text: str = ""
    source: str = ""
    ip: str = ""  # truncated by whoever saw it
    agent: str = ""  # the browser, as it calls itself
    by: str = ""  # the operator who did it; "": the reader


@dataclass(frozen=True, slots=True)
class Place:
    """A reader's place on one list; `subscriber` is None once erased."""

    mailing_list: MailingList
    subscriber: Subscriber | None
    state: SubscriptionState | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the page behind a confirmation link asks: its own list, and others that were asked for meanwhile."""

    place: Place
    choice: Choice
    also: tuple[tuple[MailingList, Subscription], ...]


@dataclass(frozen=True, slots=True)
class Subscribing:
    """The readers' service. `address_key` hashes addresses for suppressions and consents."""

    database: Database
    links_to: Links
    address_key: str
    clock: Callable[[], datetime]
    _list_of: dict[EditionId, ListId] = field(default_factory=dict, repr=False)
    _views: dict[tuple[EditionId, str], str] = field(default_factory=dict, repr=False)

    # --- lists ----------------------------------------------------------------------------------------------

    def create_list(self, slug: str, name: str, by: str = "") -> MailingList:
        """A new list. The slug stands in List-Id for ever: up to 40 small letters, digits and hyphens.

        Raises BadInput and Refused.
        """
        name = clean(name, 100)
        if not _SLUG.fullmatch(slug):
            raise BadInput(
                N_("%(slug)s cannot name a list: use up to 40 small letters, digits and hyphens."), slug=repr(slug)
            )
        if not name:
            raise BadInput(N_("A list needs a name that readers see."))
        with self.database.transaction() as tx:
            made = subscribers.add_list(tx, slug, name, self.clock())
            if made is None:
                raise Refused(N_("There is a list %(slug)s already."), slug=slug)
            audit.note(tx, self.clock(), by, "list.create", f"list {made.slug}")
        log.info("list_created", list=made.id)
        return made

    def change_list(self, slug: str, by: str, *, open_: bool | None = None, indexed: bool | None = None) -> MailingList:
        """Open or close a list to its public page, or let search engines show its archive. Raises NotFound."""
        with self.database.transaction() as tx:
            found = _list(tx, slug)
            found = replace(
                found,
                open=found.open if open_ is None else open_,
                indexed=found.indexed if indexed is None else indexed,
            )
            subscribers.change_list(tx, found)
            told = f"{'open' if found.open else 'closed'}, {'indexed' if found.indexed else 'not indexed'}"
            audit.note(tx, self.clock(), by, "list.set", f"list {found.slug}", told)
        log.info("list_changed", list=found.id, open=found.open, indexed=found.indexed)
        return found

    def lists(self) -> list[MailingList]:
        """Every list, by name."""
        with self.database.reading() as tx:
            return subscribers.all_lists(tx)

    def list_named(self, slug: str) -> MailingList:
        """The list `slug`. Raises NotFound."""
        with self.database.reading() as tx:
            return _list(tx, slug)

    # --- subscribing ----------------------------------------------------------------------------------------

    def subscribe(
        self, slug: str, address: str, language: str, circumstances: Circumstances, choice: Choice = ALL
    ) -> None:
        """Note that somebody asked for a list, and see to the mail that asks the mailbox's owner.

        Says nothing of whether the address was known, nor does the time it takes. Raises BadAddress and NotFound.
        """
        address, now = normalise(address), self.clock()
        hashed = address_hash(self.address_key, address)
        applicant = Applicant(identity(address), hashed, address, language)
        with self.database.transaction() as tx:
            found = _list(tx, slug)
            bars = subscribers.suppressions_of(tx, [hashed], found.id).get(hashed, [])
            welcome = not _shut_out(bars)
            signups.meet(tx, applicant, now, welcome=welcome)
            state = signups.state_of(tx, applicant, found.id)
            asked = [optin.Asked(*one) for one in signups.asked_since(tx, applicant, now - optin.MOST_IN)]
            decision = optin.decide(state, asked, now, barred=bool(bars))
            line = consent(hashed, found.id, "requested", now, circumstances)
            signups.record(tx, applicant, line, choice, heard=welcome and decision.heard)
            signups.ask(tx, applicant, found.id, decision.mail_at if welcome else None, now)
        log.info("subscription_requested", list=found.id)

    def confirming(self, token: str) -> Invitation:
        """Whom a confirmation link is for; changes nothing. Raises BadToken."""
        now = self.clock()
        list_id, subscriber = self.links_to.read_confirm(token, now)
        with self.database.reading() as tx:
            place = _place(tx, list_id, subscriber)
            choice = choices.find(tx, list_id, subscriber) or ALL
            return Invitation(place, choice, self._asked(tx, place, now))

    def confirm(self, token: str, circumstances: Circumstances, also: Mapping[str, str] = NONE) -> Place:
        """Whoever reads the mailbox wants the list; doing it twice is doing it once.

        `also` names, by slug, other lists that were asked for meanwhile, with the words shown for each.
        Raises BadToken and Refused.
        """
        now = self.clock()
        list_id, subscriber = self.links_to.read_confirm(token, now)
        with self.database.transaction() as tx:
            subscribers.lock(tx, subscriber)
            place = _place(tx, list_id, subscriber)
            self._confirm(tx, place, circumstances)
            for found, standing in self._asked(tx, place, now):
                if found.slug in also:
                    shown = replace(circumstances, text=also[found.slug])
                    self._confirm(tx, Place(found, place.subscriber, standing.state), shown)
        return place

    def _confirm(self, tx: Connection, place: Place, circumstances: Circumstances) -> None:
        now, list_id, reader = self.clock(), place.mailing_list.id, place.subscriber
        if reader is None or place.state is None:
            raise BadToken(N_("This link is of no use any more; please subscribe again."))
        hashed = address_hash(self.address_key, reader.address)
        if _shut_out(subscribers.suppressions_of(tx, [hashed], list_id).get(hashed, [])):
            raise Refused(N_("This address asked us not to write again; please write to us."))
        lifted = subscribers.lift(tx, hashed, list_id, optin.LIFTED_BY_CONFIRMING)
        signups.withdraw(tx, reader.id, list_id, now)
        if self._move(tx, place, Action.CONFIRM) or lifted:
            subscribers.note(tx, [consent(hashed, list_id, "confirmed", now, circumstances)])
            notices.queue(tx, "welcome", list_id, [(reader.id, reader.language)], now)
            log.info("subscription_confirmed", list=list_id, subscriber=reader.id)

    def _asked(self, tx: Connection, place: Place, now: datetime) -> tuple[tuple[MailingList, Subscription], ...]:
        """What else was asked for while the link works."""
        if place.subscriber is None:
            return ()
        return tuple(
            (found, standing)
            for found, standing in subscribers.of_subscriber(tx, place.subscriber)
            if found.id != place.mailing_list.id and optin.waits(standing, now)
        )

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
            subscribers.lock(tx, subscriber)  # of clicks that come together, one is recorded
            place = _place(tx, list_id, subscriber)
            if place.subscriber is not None and self._move(tx, place, Action.LEAVE):
                hashed = address_hash(self.address_key, place.subscriber.address)
                subscribers.note(tx, [consent(hashed, list_id, "unsubscribed", now, circumstances)])
                signups.withdraw(tx, subscriber, list_id, now)
                if circumstances.by:
                    named = f"subscriber {subscriber}"
                    audit.note(tx, now, circumstances.by, "subscriber.unsubscribed", named, place.mailing_list.slug)
                log.info("unsubscribed", list=list_id, subscriber=subscriber)
        return place

    # --- what mails link to ---------------------------------------------------------------------------------

    def links(self, recipient: Recipient) -> Mapping[Placeholder, str]:
        """What the slots of a recipient's mail hold."""
        edition = recipient.edition_id
        if edition not in self._list_of:
            with self.database.reading() as tx:
                found = subscribers.list_of_edition(tx, edition)
            if found is None:
                raise NotFound(N_("There is no edition %(edition)s."), edition=edition)
            self._list_of[edition] = found
        return {
            Placeholder.UNSUBSCRIBE: self.links_to.unsubscribe(self._list_of[edition], recipient.subscriber_id),
            Placeholder.VIEW: self._view(edition, recipient.language),
            Placeholder.PREFERENCES: self.links_to.preferences(recipient.subscriber_id),
        }

    def _view(self, edition: EditionId, language: str) -> str:
        """Signed once: it is the same for every reader."""
        if (edition, language) not in self._views:
            self._views[edition, language] = self.links_to.view(edition, language)
        return self._views[edition, language]

    # --- an operator's questions ----------------------------------------------------------------------------

    def members(self, slug: str) -> Iterator[Subscription]:
        """Everyone who has to do with a list, those who left too. Raises NotFound."""
        with self.database.reading() as tx:
            list_id = _list(tx, slug).id
        return self._members(list_id)

    def _members(self, list_id: ListId) -> Iterator[Subscription]:
        with self.database.reading() as tx:
            yield from subscribers.export(tx, list_id)

    def export(self, slug: str, by: str) -> Iterator[str]:
        """The same as lines of CSV, safe to open in a spreadsheet; that somebody took them stands in the audit."""
        with self.database.transaction() as tx:
            audit.note(tx, self.clock(), by, "list.export", f"list {_list(tx, slug).slug}")
        header = ("address", "name", "language", "state", "confirmed_at")
        return roster.write_roster(header, map(_cells, self.members(slug)))

    def suppress(self, address: str, by: str = "") -> None:
        """Never mail an address again, whoever asks. Raises BadAddress."""
        hashed = address_hash(self.address_key, normalise(address))
        with self.database.transaction() as tx:
            subscribers.suppress(tx, Suppression(hashed, SuppressionReason.MANUAL, self.clock()))
            if by:
                audit.note(tx, self.clock(), by, "address.suppress", "address", hashed[:12])

    # --- inner ----------------------------------------------------------------------------------------------

    def _place(self, list_id: ListId, subscriber: SubscriberId) -> Place:
        with self.database.reading() as tx:
            return _place(tx, list_id, subscriber)

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
        raise NotFound(N_("There is no list %(slug)s; `digest lists create` makes one."), slug=repr(slug))
    return found


def _shut_out(bars: Iterable[Suppression]) -> bool:
    return any(one.reason not in optin.LIFTED_BY_CONFIRMING for one in bars)


def _place(tx: Connection, list_id: ListId, subscriber: SubscriberId) -> Place:
    found = subscribers.find_list(tx, list_id)
    if found is None:
        raise BadToken(N_("This list is no more."))
    return Place(found, subscribers.get(tx, subscriber), subscribers.state_of(tx, list_id, subscriber))


def consent(hashed: str, list_id: ListId, action: str, at: datetime, seen: Circumstances) -> Consent:
    """A line for the record of consent."""
    return Consent(hashed, list_id, action, at, seen.text, seen.source or seen.by, seen.ip, seen.agent)


def _cells(one: Subscription) -> tuple[str, ...]:
    confirmed = one.confirmed_at.isoformat() if one.confirmed_at else ""
    return (one.subscriber.address, one.subscriber.name, one.subscriber.language, one.state.value, confirmed)
