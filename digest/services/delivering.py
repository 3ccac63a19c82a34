"""Delivering an edition: plan it, send batches, end what was left in doubt, finish. It renders nothing.

The ledger says what is to be done; losing a task costs a tick, and running one twice costs nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import random
from uuid import uuid4

import structlog
from sqlalchemy.engine import Connection

from digest.compose import calendar
from digest.deliver import retry
from digest.deliver.message import Sender
from digest.mail.journal import Journal, Mark, Seen
from digest.mail.relaylog import RelayLog
from digest.mail.transport import Transport
from digest.model.delivery import DeliveryState, Outcome, Tally
from digest.model.edition import Digest, Edition, EditionState
from digest.model.errors import BadInput, Refused, RelayUnusable
from digest.model.ids import EditionId
from digest.model.rendering import Rendering, content_hash
from digest.services.addressing import Links, Press, press
from digest.services.clerk import Clerk
from digest.services.pacing import Pacing
from digest.services.posting import Heard, Posting
from digest.services.settling import ending, give_up, judged, news_until
from digest.store import deliveries, digests, editions, flights, operations, planning, progress, relays
from digest.store.database import Database
from digest.store.flights import Flight
from digest.store.planning import Wish

log = structlog.get_logger(__name__)

DOUBTS = 1000  # judged in one sweep
PRESSES = 4  # editions whose constants are kept between batches
NOTED_LATER = "taken; noted by the next sender on its machine"
ON_THE_WIRE = "the sender ended while it was on the wire"
RESTORED = "a backup of the database was restored, and this may have gone out before"
TOO_LATE = "too late: the edition was no longer news when it could have been sent"


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of one batch. `more`: another is worth starting at once."""

    counts: dict[DeliveryState, int] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found.

    Taken over from senders that are gone, leases that had run out without a journal, doubts ended, deliveries too
    late, editions finished.
    """

    returned: int = 0
    doubtful: int = 0
    settled: int = 0
    too_late: int = 0
    finished: int = 0


@dataclass(frozen=True, slots=True)
class Delivering:
    """The service behind `deliver.*` and `digest deliveries`."""

    database: Database
    transport: Transport
    sender: Sender
    links: Links
    clock: Callable[[], datetime]
    journal: Journal
    relay_log: RelayLog | None = None
    batch_size: int = 5000
    lease: timedelta = timedelta(minutes=10)  # of a batch; half of it is used, so that the last mail ends in time
    jitter: Callable[[], float] = random
    pacing: Pacing = field(default_factory=Pacing)
    presses: dict[EditionId, tuple[str, Press]] = field(default_factory=dict, repr=False, compare=False)

    # --- planning -------------------------------------------------------------------------------------------

    def plan(self, edition_id: EditionId) -> int:
        """A delivery for each confirmed reader of an approved edition who wants its day; gives how many.

        Readers who chose an hour are due then: each zone and hour is a wave.

        Doing it twice is doing it once. Raises NotFound, and Refused when what was approved is not what is there.
        """
        self.look_back()
        now = self.clock()
        with self.database.transaction() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
            if edition.state is EditionState.APPROVED:
                _approved(edition, editions.all_renderings(tx, edition_id))
            if not editions.begin_sending(tx, edition_id, now):
                return 0
            waves = _waves(edition, digest, planning.wishes(tx, edition_id))
            planning.add_waves(tx, edition_id, waves)
            planned = planning.plan(tx, edition_id, edition.day, now, newest_first=self.pacing.warms_up(tx, now))
            restored = operations.last_beat(tx, RESTORED)
            if restored is not None and edition.send_at <= restored:
                flights.pause(tx, edition_id, "", now, RESTORED)
        log.info("deliveries_planned", edition=edition_id, count=planned, waves=len(waves))
        return planned

    # --- sending --------------------------------------------------------------------------------------------

    def send_batch(
        self,
        edition_id: EditionId,
        *,
        stop: Callable[[], bool] = lambda: False,
        progress: Heard = lambda _: None,
    ) -> Batch:
        """Claim what is due, chunk after chunk, at most one batch, and send it. `stop` is asked before each mail.

        Raises NotFound and Refused; a relay that refuses us is rested, and its batch waits.
        """
        self.look_back()
        now, owner = self.clock(), uuid4().hex
        with self.database.reading() as tx:
            rests_until = relays.rests_until(tx, self.transport.name)
            found = self._press(tx, edition_id)
            pacing = self.pacing.informed(tx)
        self.recover()
        if found is None or now > found[1] or (rests_until and rests_until > now):
            return Batch()
        made, deadline = found
        until = now + self.lease / 2
        clerk = Clerk(
            database=self.database,
            journal=self.journal,
            press=made,
            edition=edition_id,
            owner=owner,
            lease=self.lease,
            most=self.batch_size,
            clock=self.clock,
            pacing=pacing,
            deadline=deadline,
        )
        posting = Posting(
            clerk=clerk,
            transport=self.transport,
            press=made,
            links=self.links,
            deadline=deadline,
            clock=self.clock,
            jitter=self.jitter,
            stop=lambda: stop() or self.clock() > until,
            progress=progress,
        )
        usable = self._post(posting)
        counts = posting.counts + Counter({DeliveryState.SUPPRESSED: clerk.suppressed})
        if not clerk.claimed:
            return Batch()
        log.info("batch_ended", edition=edition_id, **{state.value: n for state, n in counts.items()})
        return Batch(dict(counts), more=usable and not clerk.halted and not stop())

    def _post(self, posting: Posting) -> bool:
        """Whether the relay took our mail. Whatever happens, what was not handed over is given back."""
        usable = True
        with posting.clerk as clerk:
            try:
                posting.post()
            except RelayUnusable as error:
                clerk.resume_at, usable = self._rest(error), False
        with self.database.transaction() as tx:
            if usable and posting.counts[DeliveryState.SENT]:
                relays.recovered(tx, self.transport.name)
            latest = deliveries.latest_event(tx)
        if posting.counts:
            self.journal.note(Seen(latest, self.clock()))
        return usable

    def look_back(self) -> bool:
        """Whether the database has lost what this machine has seen in it: a backup was restored.

        What was due before may have gone out, and the backup does not know: each such edition, also one that is made
        again, is paused until an operator resumes it.
        """
        seen = self.journal.seen()
        if seen is None:
            return False
        with self.database.reading() as tx:  # before each batch: nobody waits for a writer
            latest = deliveries.latest_event(tx)
        if latest >= seen.event:
            return False
        now = self.clock()
        with self.database.transaction() as tx:
            operations.beat(tx, RESTORED, seen.at)
            paused = [
                one.edition_id for one in flights.in_flight(tx) if flights.pause(tx, one.edition_id, "", now, RESTORED)
            ]
        self.journal.note(Seen(latest, now))
        log.error(
            "database_restored", seen=seen.at.isoformat(), paused=paused, advice="digest deliveries resume NUMBER"
        )
        return True

    def recover(self, *, at_once: bool = False) -> int:
        """Record what senders of this machine that are gone had in their hands; gives how many deliveries.

        Exactly those are in doubt that were on the wire: until their lease is over, by when a relay and its log have
        made up their mind, or to be judged `at_once`.
        """
        found = 0
        for left in self.journal.left():
            now = self.clock()
            due = now if at_once else max(left.lease_until, now)
            ended = [
                *(Outcome(id_, DeliveryState.SENT, 250, text=NOTED_LATER) for id_ in left.with_mark(Mark.TAKEN)),
                *(
                    Outcome(id_, DeliveryState.UNCERTAIN, text=ON_THE_WIRE, next_attempt_at=due)
                    for id_ in left.with_mark(Mark.HANDED)
                ),
            ]
            with self.database.transaction() as tx:
                known = len(deliveries.record(tx, ended, left.owner, now))
                waiting = left.with_mark(Mark.WAITING, Mark.REFUSED)
                self.pacing.give_back(tx, waiting, left.owner)
                known += deliveries.release(tx, waiting, left.owner, now, now)
            log.warning("sender_lost", deliveries=known, in_doubt=len(left.with_mark(Mark.HANDED)))
            found += known
        return found

    def _rest(self, error: RelayUnusable) -> datetime:
        name = self.transport.name
        with self.database.transaction() as tx:
            failures = relays.failed(tx, name, str(error))
            until = retry.relay_back(failures, self.clock(), self.jitter())
            relays.rest(tx, name, until)
        log.error("relay_unusable", relay=name, code=error.code, failures=failures, until=until.isoformat())
        return until

    def _press(self, tx: Connection, edition_id: EditionId) -> tuple[Press, datetime] | None:
        """What the edition's mails are made from, and its deadline; None when nothing of it may be sent now.

        The press is kept for the batches that follow, since a choice of topics is prepared only once.
        """
        edition, digest = digests.with_edition(tx, edition_id)
        flight = flights.find(tx, edition_id)
        if flight is None or not flight.goes_on:
            return None
        made = _approved(edition, editions.all_renderings(tx, edition_id))
        kept = self.presses.get(edition_id)
        if kept is None or kept[0] != edition.approved_hash:
            if len(self.presses) >= PRESSES:
                self.presses.clear()
            kept = self.presses[edition_id] = (edition.approved_hash, press(self.sender, edition, digest, made))
        return kept[1], news_until(tx, edition, digest)

    # --- sweeping -------------------------------------------------------------------------------------------

    def sweep(self) -> Swept:
        """End leases of workers that are gone, judge what is in doubt, give up what is too late, finish the rest."""
        self.look_back()
        returned, now = self.recover(), self.clock()
        with self.database.transaction() as tx:
            doubtful = deliveries.expire(tx, now)
        with self.database.reading() as tx:
            doubts = deliveries.doubts(tx, now, DOUBTS)
            over = {flight.edition_id: text for flight in flights.in_flight(tx) if (text := _over(tx, flight, now))}
        verdicts = judged(doubts, over.keys(), now, self.sender, self.relay_log)
        with self.database.transaction() as tx:
            settled = deliveries.settle(tx, verdicts, now)
        too_late = sum(give_up(self.database, edition_id, text, now) for edition_id, text in over.items())
        swept = Swept(returned, doubtful, settled, too_late, self.finish_due())
        if swept != Swept():
            log.info("swept", **{name: getattr(swept, name) for name in Swept.__dataclass_fields__})
        return swept

    def finish_due(self) -> int:
        """End each edition of which nothing can change any more, with the reason when not everybody got it."""
        now, finished = self.clock(), 0
        with self.database.transaction() as tx:
            for flight in flights.in_flight(tx):
                if flights.is_open(tx, flight.edition_id):
                    continue
                flights.lock(tx, flight.edition_id)
                if not flights.is_open(tx, flight.edition_id):  # nor did an operator send on meanwhile
                    reason = ending(tx, flight)
                    finished += editions.finish(tx, flight.edition_id, EditionState.SENT, now, reason=reason)
        return finished

    # --- answering ------------------------------------------------------------------------------------------

    def status(self, edition_id: EditionId) -> Tally:
        """How an edition's deliveries stand. Raises NotFound."""
        with self.database.reading() as tx:
            digests.with_edition(tx, edition_id)
            return progress.tally(tx, edition_id)

    def rejected(self, edition_id: EditionId) -> list[tuple[str, str]]:
        """Whose mail was refused for good, and why. Raises NotFound."""
        with self.database.reading() as tx:
            digests.with_edition(tx, edition_id)
            return progress.rejected(tx, edition_id)


def _approved(edition: Edition, renderings: list[Rendering]) -> list[Rendering]:
    if not renderings or content_hash(renderings) != edition.approved_hash:
        raise Refused(
            f"Edition {edition.id} is not what was approved, so it is not sent; cancel it, draft and approve it again.",
        )
    return renderings


def _waves(edition: Edition, digest: Digest, wishes: Iterable[Wish]) -> dict[Wish, datetime]:
    """When the readers of each wish are due; a wish that cannot be kept is left out: such readers are due at once."""
    found = {}
    following = calendar.following_slot(digest.schedule, edition.day, edition.send_at)
    for wish in wishes:
        try:
            moment = calendar.wave(edition.send_at, wish.zone or digest.schedule.zone, wish.at, following)
        except BadInput as error:
            log.warning("wish_not_understood", edition=edition.id, zone=wish.zone, error=str(error))
            continue
        if moment is not None:
            found[wish] = moment
    return found


def _over(tx: Connection, flight: Flight, now: datetime) -> str:
    """Why nothing more of an edition is handed over; "" while mails may be."""
    late = now > news_until(tx, *digests.with_edition(tx, flight.edition_id))
    return flight.stopped or (TOO_LATE if late else "")
