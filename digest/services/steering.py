"""Steering: an operator's hand on an edition that is being sent. It sends nothing itself.

Whatever is said here counts from the next mail on: the ledger asks before each is handed over.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from digest.deliver.providers import Providers, shipped
from digest.model.delivery import DeliveryState, Doubt, Outcome, Progress
from digest.model.edition import EditionState
from digest.model.errors import NotFound, Refused
from digest.model.ids import DeliveryId, EditionId
from digest.model.phrase import Phrase
from digest.model.text import N_
from digest.services.composing import describe
from digest.services.settling import ending, give_up, news_until
from digest.store import audit, deliveries, digests, editions, flights, mail_hosts, paces, progress
from digest.store.database import Database

STOPPED = Phrase(N_("stopped by an operator"))
RECENT = timedelta(minutes=5)  # the rate is counted over


@dataclass(frozen=True, slots=True)
class Steering:
    """The service behind an operator's buttons. `by` is who presses them."""

    database: Database
    clock: Callable[[], datetime]
    providers: Providers = field(default_factory=shipped)

    def pause(self, edition_id: EditionId, by: str) -> None:
        """Hand over no more mails until it is resumed. Raises NotFound and Refused."""
        now = self.clock()
        with self.database.transaction() as tx:
            edition, _ = digests.with_edition(tx, edition_id)
            if not flights.pause(tx, edition_id, by, now):
                flight = flights.find(tx, edition_id)
                if flight:
                    raise Refused(N_("Edition %(edition)s is paused already."), edition=edition_id)
                raise Refused(N_("%(standing)s; there is nothing to pause."), standing=describe(edition))

    def resume(self, edition_id: EditionId, by: str) -> None:
        """Go on where it was paused. Raises NotFound and Refused."""
        now = self.clock()
        with self.database.transaction() as tx:
            edition, _ = digests.with_edition(tx, edition_id)
            if not flights.resume(tx, edition_id, by, now):
                flight = flights.find(tx, edition_id)
                standing = _in_flight(flight, edition_id) if flight else describe(edition)
                raise Refused(N_("%(standing)s; there is nothing to resume."), standing=standing)

    def stop(self, edition_id: EditionId, by: str) -> int:
        """Send no more of it; gives how many mails that keeps back. What is on the wire ends by itself.

        Raises NotFound and Refused.
        """
        now = self.clock()
        with self.database.transaction() as tx:
            edition, _ = digests.with_edition(tx, edition_id)
            if not flights.stop(tx, edition_id, STOPPED, by, now):
                flight = flights.find(tx, edition_id)
                standing = _in_flight(flight, edition_id) if flight else describe(edition)
                raise Refused(N_("%(standing)s; there is nothing to stop."), standing=standing)
        kept_back = give_up(self.database, edition_id, STOPPED, now)
        with self.database.transaction() as tx:
            flight = flights.find(tx, edition_id)
            if flight and not flights.is_open(tx, edition_id):
                editions.finish(tx, edition_id, EditionState.SENT, now, reason=ending(tx, flight), by=by)
        return kept_back

    def progress(self, edition_id: EditionId) -> Progress:
        """How far it has come. Raises NotFound."""
        now = self.clock()
        with self.database.reading() as tx:
            digests.with_edition(tx, edition_id)
            flight = flights.find(tx, edition_id)
            found = progress.standing(tx, edition_id, now, now - RECENT)
            deferred = progress.deferred_by(tx, edition_id)
            providers = self.providers.hosting(mail_hosts.known(tx) if deferred else {})
            slowed = paces.slowed(tx, now) if flight else []
            paused_for = flights.paused_for(tx, edition_id) if flight and flight.paused_at else ""
        # A young edition has sent for less than the whole time.
        begun = max(now - RECENT, found.first_at) if found.first_at else now
        minutes = max((now - begun) / timedelta(minutes=1), 1.0)
        rate = found.recent / minutes
        waiting = found.ready + found.counts.get(DeliveryState.CLAIMED, 0)
        return Progress(
            edition_id=edition_id,
            total=sum(found.counts.values()),
            counts=found.counts,
            later=found.later,
            next_wave=found.next_wave,
            per_minute=rate,
            left=_left(waiting, rate),
            deferred=_by_provider(deferred.items(), providers),
            slowed=tuple(slowed),
            first_at=found.first_at,
            last_at=found.last_at,
            paused_at=flight.paused_at if flight else None,
            stopped=bool(flight and flight.stopped),
            paused_for=paused_for,
        )

    def doubts(self, edition_id: EditionId) -> list[Doubt]:
        """Whose mail may or may not have arrived. Raises NotFound."""
        with self.database.reading() as tx:
            digests.with_edition(tx, edition_id)
            return progress.doubts(tx, edition_id)

    def resend(self, delivery_ids: Iterable[DeliveryId], by: str) -> int:
        """Send these, which are in doubt, once more, with the same Message-ID; gives how many.

        An edition that was over is sent on for them. Raises NotFound for one that is not in doubt, and Refused when
        the edition is no longer news, or was stopped.
        """
        now = self.clock()
        with self.database.transaction() as tx:
            doubts = _found(tx, delivery_ids)
            for edition_id in sorted({doubt.edition_id for doubt in doubts}):
                _send_on(tx, edition_id, by, now)
            again = Outcome(DeliveryId(0), DeliveryState.DEFERRED, text=f"sent again, says {by}", next_attempt_at=now)
            return _decide(tx, doubts, again, "resend", by, now)

    def hold(self, delivery_ids: Iterable[DeliveryId], by: str) -> int:
        """Leave these, which are in doubt, as they are; gives how many. Raises NotFound."""
        now = self.clock()
        with self.database.transaction() as tx:
            held = Outcome(DeliveryId(0), DeliveryState.UNCERTAIN, text=f"held, says {by}")
            return _decide(tx, _found(tx, delivery_ids), held, "hold", by, now)


def _left(waiting: int, per_minute: float) -> timedelta | None:
    if not waiting:
        return timedelta()
    return timedelta(minutes=waiting / per_minute) if per_minute else None


def _in_flight(flight: flights.Flight, edition_id: EditionId) -> Refused:
    """How an edition that is being sent stands, in words that begin a refusal."""
    if flight.stopped == STOPPED:
        return Refused(N_("Edition %(edition)s is stopped by an operator"), edition=edition_id)
    if flight.stopped:
        return Refused(N_("Edition %(edition)s is stopped: %(why)s"), edition=edition_id, why=flight.stopped)
    return Refused(N_("Edition %(edition)s is not paused"), edition=edition_id)


def _found(tx: Connection, delivery_ids: Iterable[DeliveryId]) -> list[Doubt]:
    wanted = frozenset(delivery_ids)
    doubts = progress.find_doubts(tx, wanted)
    missing = sorted(wanted - {doubt.delivery_id for doubt in doubts})
    if missing:
        raise NotFound(N_("Not in doubt, or not there: %(missing)s."), missing=", ".join(map(str, missing)))
    return doubts


def _send_on(tx: Connection, edition_id: EditionId, by: str, now: datetime) -> None:
    """See that mails of the edition can be sent again. Raises Refused."""
    flights.lock(tx, edition_id)
    edition, digest = digests.with_edition(tx, edition_id)
    end = news_until(tx, edition, digest)
    if now > end:
        raise Refused(
            N_("Edition %(edition)s is no longer news since %(end)s UTC; nothing is sent again."),
            edition=edition_id,
            end=f"{end:%Y-%m-%d %H:%M}",
        )
    if edition.reason.startswith(STOPPED):  # while mails are on the wire, and when it is over
        raise Refused(
            N_("Edition %(edition)s is stopped by an operator; nothing of it is sent again."), edition=edition_id
        )
    if edition.state is EditionState.SENT:
        flights.send_again(tx, edition_id, by, now)


def _decide(tx: Connection, doubts: Iterable[Doubt], verdict: Outcome, action: str, by: str, now: datetime) -> int:
    decided = 0
    for doubt in doubts:
        if deliveries.settle(tx, [replace(verdict, delivery_id=doubt.delivery_id)], now):
            audit.note(
                tx, now, by, f"delivery.{action}", f"delivery {doubt.delivery_id}", f"edition {doubt.edition_id}"
            )
            decided += 1
    return decided


def _by_provider(domains: Iterable[tuple[str, int]], providers: Providers) -> tuple[tuple[str, int], ...]:
    """The houses behind the domains, those that put off most first."""
    counts = Counter[str]()
    for domain, count in domains:
        counts[providers.of(f"@{domain}")] += count
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
