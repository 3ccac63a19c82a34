"""What a list offers, and what its readers choose of it: topics, language, days, hour; a pause; why they get it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy.engine import Connection

from digest.compose.calendar import waited_for, zone_named
from digest.model.edition import Digest
from digest.model.errors import BadInput, BadToken, NotFound, Refused
from digest.model.ids import ListId, SubscriberId, TopicId
from digest.model.subscriber import Choice, Consent, MailingList, Subscriber, Subscription, SubscriptionState
from digest.model.text import N_
from digest.services.subscribing import Circumstances, Subscribing, consent
from digest.store import audit, choices, digests, records, subscribers
from digest.store.records import Posted
from digest.subscribe.address import identity, normalise
from digest.subscribe.tokens import address_hash

log = structlog.get_logger(__name__)

__all__ = ["Choosing", "Offer", "Posted", "Sheet", "Standing"]

PAUSE = timedelta(days=14)
REMEMBERED = timedelta(days=28)  # of the ledger, on a reader's own page


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen of a list: what its active digests bring."""

    mailing_list: MailingList
    digests: tuple[Digest, ...]

    @property
    def topics(self) -> tuple[TopicId, ...]:
        """Each topic once, in the digests' order."""
        return tuple(dict.fromkeys(topic for digest in self.digests for topic in digest.topics))

    @property
    def languages(self) -> tuple[str, ...]:
        """Each language once, the first of a digest first."""
        return tuple(dict.fromkeys(language for digest in self.digests for language in digest.languages))

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days on which something appears; Monday is 0."""
        return tuple(sorted({day for digest in self.digests for day in digest.schedule.weekdays}))

    @property
    def zone(self) -> str:
        """The zone in which it is made; readers who name none live by it."""
        return self.digests[0].schedule.zone if self.digests else "UTC"

    def ready_at(self, now: datetime) -> datetime | None:
        """When the last of today's editions is ready; None when nothing appears."""
        zones = ((digest.schedule.at, zone_named(digest.schedule.zone)) for digest in self.digests)
        return max((datetime.combine(now.astimezone(zone).date(), at, zone) for at, zone in zones), default=None)

    def ready(self, zone: str, now: datetime) -> time | None:
        """That moment on the clocks of `zone`."""
        moment = self.ready_at(now)
        return moment.astimezone(zone_named(zone)).time() if moment else None

    def hours(self, zone: str, now: datetime, chosen: time | None = None) -> tuple[time, ...]:
        """The hours for which an edition is kept on the clocks of `zone`, each full one; and the `chosen` one."""
        ready = self.ready(zone, now) or time()
        full = {time(hour) for hour in range(24) if waited_for(ready, time(hour))}
        return tuple(sorted(full | ({chosen} if chosen else set())))

    def checked(self, choice: Choice) -> Choice:
        """`choice` as it is kept: everything ticked is the same as nothing asked for. Raises BadInput."""
        unknown = set(choice.topics) - set(self.topics)
        if unknown:
            raise BadInput(
                N_("%(list)s has no topic %(topics)s."),
                list=self.mailing_list.name,
                topics=", ".join(sorted(unknown)),
            )
        if not choice.weekdays:
            raise BadInput(N_("Choose at least one day; to stop the mails, pause or unsubscribe."))
        if choice.zone:
            zone_named(choice.zone)
        topics = () if set(choice.topics) == set(self.topics) else tuple(t for t in self.topics if t in choice.topics)
        every_day = bool(self.weekdays) and choice.weekdays >= set(self.weekdays)
        return replace(choice, topics=topics, weekdays=Choice().weekdays if every_day else choice.weekdays)


@dataclass(frozen=True, slots=True)
class Standing:
    """A reader's place on one list, and what they could choose there."""

    mailing_list: MailingList
    subscription: Subscription
    offer: Offer


@dataclass(frozen=True, slots=True)
class Sheet:
    """A reader's own page."""

    subscriber: Subscriber
    standings: tuple[Standing, ...]
    consents: tuple[Consent, ...]
    posted: tuple[Posted, ...]  # of the last weeks
    suppressed: bool

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of all lists together, by code."""
        return tuple(sorted({language for one in self.standings for language in one.offer.languages}))


@dataclass(frozen=True, slots=True)
class Choosing:
    """The service behind a reader's own page."""

    subscribing: Subscribing

    def offer(self, slug: str) -> Offer:
        """What can be chosen of a list. Raises NotFound."""
        with self.subscribing.database.reading() as tx:
            found = subscribers.find_list(tx, slug)
            if found is None:
                raise NotFound(
                    N_("There is no list %(slug)s; `digest lists list` names those there are."), slug=repr(slug)
                )
            return _offers(tx, [found])[found.id]

    def offers(self) -> list[Offer]:
        """What can be chosen of each list, by name."""
        with self.subscribing.database.reading() as tx:
            return list(_offers(tx, subscribers.all_lists(tx)).values())

    # --- who ------------------------------------------------------------------------------------------------

    def reader(self, token: str) -> SubscriberId:
        """Whom a link to a reader's own page is for. Raises BadToken, also once they are erased."""
        found = self.subscribing.links_to.read_preferences(token)
        with self.subscribing.database.reading() as tx:
            if subscribers.get(tx, found) is None:
                raise BadToken(N_("This link is of no use any more; please subscribe again."))
        return found

    def reader_at(self, address: str) -> SubscriberId:
        """Who has an address. Raises BadAddress and NotFound."""
        with self.subscribing.database.reading() as tx:
            found = subscribers.find(tx, identity(normalise(address)))
        if found is None:
            raise NotFound(N_("No subscriber has this address."))
        return found.id

    def sheet(self, subscriber: SubscriberId) -> Sheet:
        """What a reader sees of themselves. Raises NotFound."""
        house = self.subscribing
        with house.database.reading() as tx:
            person = _person(tx, subscriber)
            hashed = address_hash(house.address_key, person.address)
            places = subscribers.of_subscriber(tx, person)
            offers = _offers(tx, [found for found, _ in places])
            return Sheet(
                subscriber=person,
                standings=tuple(Standing(found, place, offers[found.id]) for found, place in places),
                consents=tuple(subscribers.consents_of(tx, hashed)),
                posted=tuple(records.deliveries_of(tx, subscriber, house.clock() - REMEMBERED)),
                suppressed=bool(subscribers.suppressions_of(tx, [hashed])),
            )

    # --- what they change -----------------------------------------------------------------------------------

    def choose_language(self, subscriber: SubscriberId, language: str, circumstances: Circumstances) -> None:
        """Write to the reader in `language` from now on, where there is an edition in it; "": as published."""
        with self.subscribing.database.transaction() as tx:
            person = _person(tx, subscriber)
            places = [(found, place) for found, place in subscribers.of_subscriber(tx, person) if _is_open(place)]
            offered = {one for offer in _offers(tx, [found for found, _ in places]).values() for one in offer.languages}
            if language and language not in offered:
                raise BadInput(N_("Nothing appears in %(language)s."), language=repr(language[:20]))
            if language != person.language:
                subscribers.set_language(tx, subscriber, language)
                said = replace(circumstances, text=f"language: {language or 'as published'}")
                self._note(tx, person, [found for found, _ in places], "changed", said)

    def choose(self, subscriber: SubscriberId, slug: str, choice: Choice, circumstances: Circumstances) -> None:
        """Keep what the reader wants of a list, from the next edition that is planned. Raises NotFound, BadInput."""
        with self.subscribing.database.transaction() as tx:
            person, found, place = _place(tx, subscriber, slug)
            choice = _offers(tx, [found])[found.id].checked(choice)
            if choice != place.choice:
                choices.write(tx, found.id, subscriber, choice)
                self._note(tx, person, [found], "changed", replace(circumstances, text=told(choice)))

    def pause(self, subscriber: SubscriberId, slug: str, circumstances: Circumstances) -> datetime:
        """Send nothing of a list for two weeks; gives when it goes on. Raises NotFound and Refused."""
        until = self.subscribing.clock() + PAUSE
        with self.subscribing.database.transaction() as tx:
            person, found, place = _place(tx, subscriber, slug)
            if place.state is not SubscriptionState.CONFIRMED:
                raise Refused(N_("Only a confirmed subscription can be paused."))
            choices.pause(tx, found.id, subscriber, until)
            said = replace(circumstances, text=f"until {until:%Y-%m-%d %H:%M}Z")
            self._note(tx, person, [found], "paused", said)
        return until

    def resume(self, subscriber: SubscriberId, slug: str, circumstances: Circumstances) -> None:
        """Send again. Raises NotFound."""
        with self.subscribing.database.transaction() as tx:
            person, found, place = _place(tx, subscriber, slug)
            if place.paused_until is not None:
                choices.pause(tx, found.id, subscriber, None)
                self._note(tx, person, [found], "resumed", circumstances)

    def leave(self, subscriber: SubscriberId, slug: str, circumstances: Circumstances) -> None:
        """End the subscription. Raises NotFound."""
        with self.subscribing.database.reading() as tx:
            _, found, _ = _place(tx, subscriber, slug)
        self.subscribing.leave(found.id, subscriber, circumstances)

    def _note(
        self,
        tx: Connection,
        person: Subscriber,
        lists: Sequence[MailingList],
        action: str,
        circumstances: Circumstances,
    ) -> None:
        now = self.subscribing.clock()
        hashed = address_hash(self.subscribing.address_key, person.address)
        subscribers.note(tx, [consent(hashed, found.id, action, now, circumstances) for found in lists])
        for found in lists if circumstances.by else ():
            audit.note(tx, now, circumstances.by, f"subscriber.{action}", f"subscriber {person.id}", found.slug)
        log.info("subscription_changed", subscriber=person.id, action=action)


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def told(choice: Choice) -> str:
    """A choice in one line, as the record of consent and the command line write it."""
    days = "every day" if len(choice.weekdays) == len(DAYS) else ",".join(DAYS[day] for day in sorted(choice.weekdays))
    hour = f"{choice.at:%H:%M} {choice.zone}".strip() if choice.at else "when it is ready"
    return f"topics: {','.join(choice.topics) or 'all'}; days: {days}; hour: {hour}"


def _offers(tx: Connection, lists: Sequence[MailingList]) -> dict[ListId, Offer]:
    active = [digest for digest, _ in digests.active(tx)]
    return {one.id: Offer(one, tuple(digest for digest in active if digest.list_id == one.id)) for one in lists}


def _person(tx: Connection, subscriber: SubscriberId) -> Subscriber:
    found = subscribers.get(tx, subscriber)
    if found is None:
        raise NotFound(N_("This reader is not there any more."))
    return found


def _place(tx: Connection, subscriber: SubscriberId, slug: str) -> tuple[Subscriber, MailingList, Subscription]:
    person = _person(tx, subscriber)
    for found, place in subscribers.of_subscriber(tx, person):
        if found.slug == slug and _is_open(place):
            return person, found, place
    raise NotFound(N_("This reader is not on the list %(slug)s."), slug=repr(slug[:40]))


def _is_open(place: Subscription) -> bool:
    return place.state is not SubscriptionState.UNSUBSCRIBED
