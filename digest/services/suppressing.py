"""Addresses that must not be mailed: looked at, added and taken back by an operator. No address is kept for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from digest.model.errors import BadInput, NotFound, Refused
from digest.model.subscriber import SuppressionReason
from digest.model.text import N_, clean
from digest.store import audit, subscribers, suppressions, tracked
from digest.store.database import Database
from digest.store.suppressions import Barred
from digest.store.tracked import Told
from digest.subscribe.address import identity, normalise
from digest.subscribe.tokens import address_hash

__all__ = ["LIFTED_BY_HAND", "Barred", "Found", "Suppressing"]  # doors may not ask the store

log = structlog.get_logger(__name__)

NEWEST = 100
# Who complained, left or asked to be forgotten comes back by their own confirmation only.
LIFTED_BY_HAND = frozenset({SuppressionReason.MANUAL, SuppressionReason.BOUNCED})


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of an address: its keyed hash, whether it is a reader's, and why it must not be mailed."""

    address_hash: str
    is_reader: bool
    barred: tuple[Barred, ...]
    told: tuple[Told, ...] = ()  # bounces and complaints, the latest first

    @property
    def can_be_lifted(self) -> bool:
        """Whether an operator may take anything back."""
        return any(one.reason in LIFTED_BY_HAND for one in self.barred)


@dataclass(frozen=True, slots=True)
class Suppressing:
    """The service behind `/operate/suppressions`. `address_key` hashes addresses."""

    database: Database
    address_key: str
    clock: Callable[[], datetime]

    def counts(self) -> Mapping[str, int]:
        """How many there are for each reason."""
        with self.database.reading() as tx:
            return suppressions.counts(tx)

    def newest(self, limit: int = NEWEST) -> list[Barred]:
        """The latest, newest first."""
        with self.database.reading() as tx:
            return suppressions.newest(tx, limit)

    def find(self, address: str) -> Found:
        """How an address stands. Raises BadAddress."""
        address = normalise(address)
        hashed = address_hash(self.address_key, address)
        with self.database.reading() as tx:
            reader = subscribers.find(tx, identity(address))
            told = tuple(tracked.told_of(tx, hashed))
            return Found(hashed, reader is not None, tuple(suppressions.of(tx, hashed)), told)

    def lift(self, address: str, why: str, who: str) -> int:
        """Take back what an operator or a bounce said of an address; gives how many suppressions went.

        Raises BadAddress, BadInput without a reason, NotFound when there is none, and Refused when only the reader
        can take it back.
        """
        why = clean(why, 300)
        if not why:
            raise BadInput(N_("Say why it is lifted: it stands in the audit."))
        hashed = address_hash(self.address_key, normalise(address))
        with self.database.transaction() as tx:
            found = suppressions.of(tx, hashed)
            gone = suppressions.take_back(tx, hashed, LIFTED_BY_HAND)
            if gone:
                audit.note(tx, self.clock(), who, "address.lift", f"address {hashed[:12]}", why)
        if not found:
            raise NotFound(N_("This address is not suppressed."))
        if not gone:
            reasons = ", ".join(sorted({one.reason.value for one in found}))
            raise Refused(
                N_("This address is suppressed (%(reasons)s); only a new confirmation by its owner lifts that."),
                reasons=reasons,
            )
        log.info("suppression_lifted", count=gone)
        return gone
