"""Delivering an edition: plan it, send batches, end what was left in doubt, finish. It renders nothing.

The ledger says what is to be done; losing a task costs a tick, and running one twice costs nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import random
from uuid import uuid4

import structlog
from sqlalchemy.engine import Connection

from digest.compose import calendar
from digest.deliver import retry
from digest.deliver.message import Letter, Sender, message_id, prepare
from digest.mail.relaylog import RelayLog
from digest.mail.transport import Transport
from digest.model.delivery import DeliveryState, Outcome, Tally
from digest.model.edition import Digest, Edition, EditionState, OnUncertain
from digest.model.errors import Misconfigured, Refused, RelayUnusable
from digest.model.ids import EditionId
from digest.model.rendering import Rendering, content_hash
from digest.render.segments import split
from digest.services.posting import Links, Posting, Press, Progress
from digest.store import deliveries, digests, editions, relays
from digest.store.database import Database
from digest.store.deliveries import Doubt

log = structlog.get_logger(__name__)

DOUBTS = 1000  # judged in one sweep


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of one batch. `more`: another is worth starting at once."""

    counts: dict[DeliveryState, int] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: leases that had run out, doubts ended, deliveries too late, editions finished."""

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
    relay_log: RelayLog | None = None
    batch_size: int = 500
    mails_per_connection: int = 100
    lease: timedelta = timedelta(minutes=10)  # of a batch; half of it is used, so that the last mail ends in time
    jitter: Callable[[], float] = random

    # --- planning -------------------------------------------------------------------------------------------

    def plan(self, edition_id: EditionId) -> int:
        """A delivery for each confirmed reader of an approved edition; gives how many.

        Doing it twice is doing it once. Raises NotFound, and Refused when what was approved is not what is there.
        """
        now = self.clock()
        with self.database.transaction() as tx:
            edition, _ = digests.with_edition(tx, edition_id)
            if edition.state is EditionState.APPROVED:
                _approved(edition, editions.all_renderings(tx, edition_id))
            if not editions.begin_sending(tx, edition_id, now):
                return 0
            planned = deliveries.plan(tx, edition_id, now)
        log.info("deliveries_planned", edition=edition_id, count=planned)
        return planned

    # --- sending --------------------------------------------------------------------------------------------

    def send_batch(
        self,
        edition_id: EditionId,
        *,
        stop: Callable[[], bool] = lambda: False,
        progress: Progress = lambda _: None,
    ) -> Batch:
        """Claim what is due, at most one batch, and send it. `stop` is asked before each mail.

        Raises NotFound and Refused; a relay that refuses us is rested, and its batch waits.
        """
        now, owner = self.clock(), uuid4().hex
        with self.database.reading() as tx:
            rests_until = relays.rests_until(tx, self.transport.name)
            press = self._press(tx, edition_id)
        if press is None or now > press.deadline or (rests_until and rests_until > now):
            return Batch()
        with self.database.transaction() as tx:
            claimed = deliveries.claim(tx, edition_id, owner, now, now + self.lease, self.batch_size)
        if not claimed:
            return Batch()
        posting = Posting(
            database=self.database,
            transport=self.transport,
            press=press,
            links=self.links,
            owner=owner,
            clock=self.clock,
            jitter=self.jitter,
            stop=lambda: stop() or self.clock() > now + self.lease / 2,
            progress=progress,
            mails_per_connection=self.mails_per_connection,
        )
        usable = self._post(posting, edition_id, owner, lambda: posting.post(claimed))
        log.info("batch_ended", edition=edition_id, **{state.value: n for state, n in posting.counts.items()})
        return Batch(dict(posting.counts), more=usable and not stop())

    def _post(self, posting: Posting, edition_id: EditionId, owner: str, post: Callable[[], None]) -> bool:
        """Whether the relay took our mail. Whatever happens, what was not handed over is given back."""
        resume_at, usable = self.clock(), True
        try:
            post()
        except RelayUnusable as error:
            resume_at, usable = self._rest(error), False
        finally:
            with self.database.transaction() as tx:
                deliveries.release(tx, edition_id, owner, self.clock(), resume_at)
                if usable and posting.counts[DeliveryState.SENT]:
                    relays.recovered(tx, self.transport.name)
        return usable

    def _rest(self, error: RelayUnusable) -> datetime:
        name = self.transport.name
        with self.database.transaction() as tx:
            failures = relays.failed(tx, name, str(error))
            until = retry.relay_back(failures, self.clock(), self.jitter())
            relays.rest(tx, name, until)
        log.error("relay_unusable", relay=name, code=error.code, failures=failures, until=until.isoformat())
        return until

    def _press(self, tx: Connection, edition_id: EditionId) -> Press | None:
        """What the edition's mails are made from; None when it is not being sent."""
        edition, digest = digests.with_edition(tx, edition_id)
        if edition.state is not EditionState.SENDING:
            return None
        made = {one.language: one for one in _approved(edition, editions.all_renderings(tx, edition_id))}
        # The digest's own order: its first language is for all other readers.
        languages = [language for language in digest.languages if language in made] or sorted(made)
        segments = {language: split(made[language]) for language in languages}
        stationery = {
            language: prepare(
                self.sender,
                Letter(
                    edition_id=edition_id,
                    list_slug=digest.slug,
                    list_name=digest.name,
                    subject=made[language].subject,
                    language=language,
                    date=edition.send_at,
                    content_type=segments[language].content_type,
                ),
            )
            for language in languages
        }
        return Press(languages, stationery, segments, _deadline(edition, digest))

    # --- sweeping -------------------------------------------------------------------------------------------

    def sweep(self) -> Swept:
        """End leases of workers that are gone, judge what is in doubt, give up what is too late, finish the rest."""
        now = self.clock()
        with self.database.transaction() as tx:
            returned, doubtful = deliveries.expire(tx, now)
        with self.database.reading() as tx:
            doubts = deliveries.doubts(tx, now, DOUBTS)
            old = {one for one in deliveries.being_sent(tx) if now > _deadline(*digests.with_edition(tx, one))}
        verdicts = self._judged(doubts, old, now)
        too_late = 0
        with self.database.transaction() as tx:
            settled = deliveries.settle(tx, verdicts, now)
            for edition_id in sorted(old):
                text = "too late: the edition was no longer news when it could have been sent"
                too_late += deliveries.give_up(tx, edition_id, text, now)
        swept = Swept(returned, doubtful, settled, too_late, self.finish_due())
        if swept != Swept():
            log.info("swept", **{name: getattr(swept, name) for name in Swept.__dataclass_fields__})
        return swept

    def _judged(self, doubts: Iterable[Doubt], old: set[EditionId], now: datetime) -> list[Outcome]:
        """What to do with deliveries in doubt: the relay's log decides, else the digest's choice.

        Those of `old` editions, which are sent no more, are held for an operator unless the log decides.
        """
        named = {message_id(doubt.edition_id, doubt.delivery_id, self.sender): doubt for doubt in doubts}
        if not named:
            return []
        if self.relay_log is None:
            return [_held(one) if one.edition_id in old else _by_choice(one, now) for one in named.values()]
        try:
            accepted = self.relay_log.accepted(named.keys())
        except Misconfigured as error:
            # Without the log a guess would be worse than waiting for the operator to mend it.
            log.warning("relay_log_unreadable", error=str(error), doubts=len(named))
            return [_held(doubt) for doubt in named.values() if doubt.edition_id in old]
        return [_by_log(doubt, now, taken=name in accepted) for name, doubt in named.items()]

    def finish_due(self) -> int:
        """End each edition of which nothing can change any more, with the reason when not everybody got it."""
        now, finished = self.clock(), 0
        with self.database.transaction() as tx:
            for edition_id in deliveries.being_sent(tx):
                if not deliveries.is_open(tx, edition_id):
                    reason = _shortfall(deliveries.tally(tx, edition_id))
                    finished += editions.finish(tx, edition_id, EditionState.SENT, now, reason=reason)
        return finished

    # --- answering ------------------------------------------------------------------------------------------

    def status(self, edition_id: EditionId) -> Tally:
        """How an edition's deliveries stand. Raises NotFound."""
        with self.database.reading() as tx:
            digests.with_edition(tx, edition_id)
            return deliveries.tally(tx, edition_id)

    def rejected(self, edition_id: EditionId) -> list[tuple[str, str]]:
        """Whose mail was refused for good, and why. Raises NotFound."""
        with self.database.reading() as tx:
            digests.with_edition(tx, edition_id)
            return deliveries.rejected(tx, edition_id)


def _approved(edition: Edition, renderings: list[Rendering]) -> list[Rendering]:
    if not renderings or content_hash(renderings) != edition.approved_hash:
        raise Refused(
            f"Edition {edition.id} is not what was approved, so it is not sent; cancel it, draft and approve it again.",
        )
    return renderings


def _deadline(edition: Edition, digest: Digest) -> datetime:
    following = calendar.next_slots(digest.schedule, edition.send_at, 1)
    return retry.deadline(edition.send_at, following[0].at if following else None)


def _by_log(doubt: Doubt, now: datetime, *, taken: bool) -> Outcome:
    if taken:
        return Outcome(doubt.delivery_id, DeliveryState.SENT, text="the relay's log says that it was taken")
    return Outcome(
        doubt.delivery_id,
        DeliveryState.DEFERRED,
        text="the relay's log does not know it: sent again",
        next_attempt_at=now,
    )


def _by_choice(doubt: Doubt, now: datetime) -> Outcome:
    if doubt.on_uncertain is OnUncertain.RESEND and doubt.resends == 0:
        return Outcome(doubt.delivery_id, DeliveryState.DEFERRED, text="in doubt: sent once more", next_attempt_at=now)
    return _held(doubt)


def _held(doubt: Doubt) -> Outcome:
    return Outcome(doubt.delivery_id, DeliveryState.UNCERTAIN, text="in doubt: held for an operator")


def _shortfall(tally: Tally) -> str:
    """Why an edition that is over did not reach everybody; "" when it did."""
    missing = {state: tally.counts.get(state, 0) for state in (DeliveryState.REJECTED, DeliveryState.UNCERTAIN)}
    if tally.total == 0:
        return "nobody to send it to"
    if not any(missing.values()):
        return ""
    return "partly sent: " + ", ".join(f"{count} {state.value}" for state, count in missing.items() if count)
