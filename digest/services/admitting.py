"""Requests for a subscription are let in, within limits that the database keeps. What follows is subscribing.py's."""

import hmac
from dataclasses import dataclass

import structlog
from sqlalchemy.engine import Connection

from digest.model.errors import Refused, TooOften
from digest.model.subscriber import Choice
from digest.model.text import N_
from digest.services.subscribing import Circumstances, Subscribing
from digest.store import acts, audit, signups
from digest.subscribe import limits
from digest.subscribe.address import identity, normalise
from digest.subscribe.limits import Limit

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Doorway:
    """How the form stands: of the last requests that had time to be confirmed, how many were."""

    closed: bool
    requests: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Admitting:
    """The service behind the public form. What it counts is hashed: no address is kept for it."""

    subscribing: Subscribing

    def request(self, slug: str, address: str, language: str, choice: Choice, circumstances: Circumstances) -> None:
        """Let a request in and hand it on. Nothing that comes back says whether the address was known.

        Raises BadAddress, NotFound, TooOften, and Refused when the list or the whole form is closed.
        """
        address = normalise(address)
        if not self.subscribing.list_named(slug).open:
            raise Refused(N_("The list %(slug)s takes no requests from its page."), slug=slug)
        if self._admits(address, circumstances.ip):
            self.subscribing.subscribe(slug, address, language, circumstances, choice)

    def doorway(self) -> Doorway:
        """How the form stands now; an operator should know when it is closed."""
        with self.subscribing.database.reading() as tx:
            return self._doorway(tx)

    def look(self) -> tuple[str, ...]:
        """What the doctor says of the form; nothing when it is open."""
        found = self.doorway()
        if not found.closed:
            return ()
        told = f"{found.confirmed} of the last {found.requests} requests were confirmed"
        return (f"The subscribe form is closed: {told}. It opens by itself once they are a day old.",)

    def _admits(self, address: str, network: str) -> bool:
        """Whether it is worth going on; the answer to whoever asks is the same. Raises Refused and TooOften."""
        now = self.subscribing.clock()
        with self.subscribing.database.transaction() as tx:
            doorway = self._doorway(tx)
            if doorway.closed and acts.admits(tx, CLOSED, now, 1, limits.MEMORY):
                detail = f"{doorway.confirmed} of {doorway.requests} requests were confirmed"
                audit.note(tx, now, "", "signup.close", "signup", detail)
                log.error("signup_closed", requests=doorway.requests, confirmed=doorway.confirmed)
        if doorway.closed:
            raise Refused(N_("The form is closed for some hours: too few of the last requests were confirmed."))
        provider = address.rpartition("@")[2]
        with self.subscribing.database.transaction() as tx:
            for kind, value, limit in (
                ("network", network, limits.NETWORK),
                ("provider", provider, limits.PROVIDER),
                ("everybody", "", limits.EVERYBODY),
            ):
                if not self._counts(tx, kind, value, limit):
                    log.warning("signup_limited", kind=kind)
                    raise TooOften(N_("Too many requests for now; please try again in an hour."))  # none is counted
            return self._counts(tx, "address", identity(address), limits.ADDRESS)

    def _counts(self, tx: Connection, kind: str, value: str, limit: Limit) -> bool:
        key = hmac.digest(self.subscribing.address_key.encode(), f"{kind}:{value}".encode(), "sha256").hex()
        return acts.admits(tx, f"signup.{kind}:{key}", self.subscribing.clock(), limit.most, limit.window)

    def _doorway(self, tx: Connection) -> Doorway:
        now = self.subscribing.clock()
        counted = signups.confirmed_of(tx, now - limits.MEMORY, now - limits.PATIENCE, limits.JUDGED)
        return Doorway(limits.is_suspicious(*counted), *counted)


CLOSED = "signup.closed"
