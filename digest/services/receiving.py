"""Receiving: mails that came to our own addresses are read, and what they report is passed on. It answers none of them.

A bounce is believed when the address it came to holds a token that we signed; its text tells only the cause.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from digest.deliver import verp
from digest.deliver.message import Sender
from digest.deliver.verp import Purpose
from digest.mail.mailbox import MOST_OCTETS, Letter, Mailbox, MaildirBox
from digest.model.errors import BadInput, BadToken
from digest.model.event import EventKind
from digest.model.ids import DeliveryId
from digest.services.subscribing import Circumstances, Subscribing
from digest.services.tracking import Report, Tracking, bounce
from digest.store import acts, tracked
from digest.store.database import Database
from digest.track import arf, automatic, dsn, parts, routing
from digest.track.parts import Mail
from digest.track.routing import Box

log = structlog.get_logger(__name__)

LATELY = timedelta(days=7)  # as long as acts are kept
AT_ONCE = 1000  # mails of one visit to a mailbox


class Taken(StrEnum):
    """What a mail was."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBED = "unsubscribed"
    IGNORED = "ignored"  # out of office, a delay, a success: nothing follows
    FORGED = "forged"  # it reports of a mail that we did not send
    BROKEN = "broken"  # it cannot be read, and is set aside
    PEOPLE = "people"  # somebody is to read it


@dataclass(frozen=True, slots=True)
class Receiving:
    """The service behind `digest inbound`. `mailbox` is what is set up to be read, `kept` where a pipe's mails stay."""

    database: Database
    tracking: Tracking
    subscribing: Subscribing
    sender: Sender
    mailbox: Mailbox | None
    kept: MaildirBox
    clock: Callable[[], datetime]

    def read(self, most: int = AT_ONCE) -> Counter[Taken]:
        """Read what waits in the mailbox; gives how many mails were what. Raises RelayUnusable and Misconfigured."""
        counts = Counter[Taken]()
        if self.mailbox is None:
            return counts
        for letter in self.mailbox.letters(most):
            counts[self._take(letter)] += 1
        if counts:
            log.info("inbound_read", **{taken.value: count for taken, count in sorted(counts.items())})
        return counts

    def pipe(self, octets: bytes, recipient: str = "") -> Taken:
        """Take one mail that a mail server hands over; what people are to read is kept in a Maildir."""
        try:
            taken = self.take(octets, recipient)
        except BadInput as error:
            taken = self._broken(error)
        if taken in {Taken.PEOPLE, Taken.BROKEN}:
            self.kept.put(octets)
        return taken

    def take(self, octets: bytes, recipient: str = "") -> Taken:
        """Do what a mail asks for; `recipient` is the envelope's, "" when only headers tell. Raises BadInput."""
        mail = parts.take_apart(octets)
        addresses = [recipient] if recipient else mail.addresses
        slip = routing.route(addresses, self.sender.domain, self.sender.bounce_domain)
        if slip.box is Box.BOUNCE:
            return self._counted(self._bounce(mail, slip.token))
        if slip.box is Box.COMPLAINT:
            return self._counted(self._complaint(mail))
        if slip.box is Box.UNSUBSCRIBE:
            return self._counted(self._unsubscribe(slip.token))
        # A provider may send complaints to abuse@, where it found no better address.
        return self._counted(self._complaint(mail)) if arf.read(mail) else self._counted(Taken.PEOPLE)

    def lately(self) -> dict[Taken, int]:
        """How many mails of each kind came in the last week, as far as they are counted."""
        with self.database.reading() as tx:
            return {one: acts.counted(tx, _key(one), self.clock(), LATELY) for one in Taken}

    def _take(self, letter: Letter) -> Taken:
        """One mail that cannot be read is set aside, and the rest goes on."""
        try:
            _check_size(letter)
            taken = self.take(letter.octets)
        except BadInput as error:
            letter.set_aside(str(error))
            return self._broken(error)
        if taken is Taken.PEOPLE:
            letter.keep()
        else:
            letter.done()
        return taken

    def _bounce(self, mail: Mail, token: str) -> Taken:
        delivery = self._delivery(Purpose.BOUNCE, token)
        if delivery is None:
            return Taken.FORGED
        if arf.read(mail):
            self.tracking.record([Report(delivery, EventKind.COMPLAINED)])
            return Taken.COMPLAINT
        if not mail.reports and automatic.is_away(mail):
            return Taken.IGNORED
        failures = dsn.read(mail)
        if not failures:
            nothing = dsn.is_report(mail) or automatic.is_automatic(mail)
            return Taken.IGNORED if nothing else Taken.PEOPLE
        one = failures[0]  # each of our mails has one recipient
        self.tracking.record([bounce(delivery, one.code, one.enhanced, one.said, one.told)])
        return Taken.BOUNCE

    def _complaint(self, mail: Mail) -> Taken:
        if arf.is_report(mail) and arf.read(mail) is None:
            return Taken.IGNORED  # not spam after all, or somebody else's forgery
        slips = list(routing.returned_tokens(mail))
        for slip in slips:
            delivery = self._delivery(Purpose(slip.box.value), slip.token)
            if delivery is not None:
                self.tracking.record([Report(delivery, EventKind.COMPLAINED)])
                return Taken.COMPLAINT
        return Taken.FORGED if slips else Taken.PEOPLE

    def _unsubscribe(self, token: str) -> Taken:
        delivery = self._delivery(Purpose.UNSUBSCRIBE, token)
        if delivery is None:
            return Taken.FORGED
        with self.database.transaction() as tx:
            found = tracked.find(tx, delivery)
        if found is not None:
            self.subscribing.leave(found.list_id, found.subscriber_id, Circumstances(source="mail:unsubscribe"))
        return Taken.UNSUBSCRIBED

    def _delivery(self, purpose: Purpose, token: str) -> DeliveryId | None:
        try:
            return verp.read(token, purpose, self.sender.keys)
        except BadToken:
            return None

    def _broken(self, error: BadInput) -> Taken:
        log.warning("inbound_set_aside", reason=str(error))
        return self._counted(Taken.BROKEN)

    def _counted(self, taken: Taken) -> Taken:
        with self.database.transaction() as tx:
            acts.count(tx, _key(taken), self.clock())
        return taken


def _check_size(letter: Letter) -> None:
    if letter.size > MOST_OCTETS:
        raise BadInput(f"The mail has {letter.size:,} octets; no more than {MOST_OCTETS:,} are read.")


def _key(taken: Taken) -> str:
    return f"inbound:{taken.value}"
