"""The ledger's clerk: claims deliveries ahead of the sender and records outcomes behind it. It sends nothing.

A thread of its own, so that the wire never waits for the database, unless more is unrecorded than a kill may leave to
be found out. Whatever it cannot do is told to the sender, who stops.
"""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Condition, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from sqlalchemy.engine import Connection

from digest.deliver.providers import Slowdown
from digest.mail.journal import Journal, Mark, Page
from digest.model.delivery import DeliveryState, Outcome, Recipient
from digest.model.errors import DeliveryError, RelayUnusable
from digest.model.ids import DeliveryId, EditionId
from digest.services.addressing import NO_NEWS, Press
from digest.services.pacing import Pacing
from digest.store import deliveries, flights
from digest.store.database import Database

SMALLEST_CHUNK, FIRST_CHUNK, LONGEST_CHUNK = 10, 50, 1000  # deliveries claimed at a time
CHUNK_LASTS = 1.0  # seconds of sending that a chunk is meant for
LOOKS = 0.25  # seconds between two looks whether the edition goes on, while mails are slow
LOOKS_AGAIN = 1.0  # seconds after which it is asked again who of those that wait may still be mailed
RECORDED_AT = 500  # outcomes, when they come faster than the clerk looks
MOST_UNRECORDED = 2000  # outcomes; then the sender waits
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery in hand, the page of the journal that it stands on, and until when it may be handed over."""

    recipient: Recipient
    page: Page
    until: datetime


@dataclass
class Clerk:
    """At the ledger for one batch of at most `most` deliveries, whose claims `owner` holds. Use it as a context.

    `resume_at`: from when what is given back may be claimed again, if not at once. `deadline`: when the edition is too
    old to be sent.
    """

    database: Database
    journal: Journal
    press: Press
    edition: EditionId
    owner: str
    lease: timedelta
    most: int
    clock: Callable[[], datetime]
    seconds: Callable[[], float] = monotonic
    pacing: Pacing = field(default_factory=Pacing)
    deadline: datetime = _NEVER
    claimed: int = 0
    halted: bool = False  # an operator paused or stopped the edition
    suppressed: int = 0
    resume_at: datetime | None = None
    _ready: deque[Held] = field(default_factory=deque)
    _filed: deque[Outcome] = field(default_factory=deque)
    _asked: deque[tuple[str, Slowdown]] = field(default_factory=deque)  # by providers that want fewer mails
    _open: dict[Page, set[DeliveryId]] = field(default_factory=dict)  # what is not recorded yet
    _size: int = FIRST_CHUNK
    _claimed_at: float = 0.0
    _exhausted: bool = False
    _ending: bool = False
    _failure: BaseException | None = None
    _turn: Condition = field(default_factory=Condition)

    # --- for the sender -------------------------------------------------------------------------------------

    def next(self) -> Held | None:
        """Another delivery to hand over; None when there is none, or the edition is halted. Raises what failed."""
        while True:
            if self._failure is not None:
                raise self._failure
            if self.halted:
                return None
            if len(self._filed) < MOST_UNRECORDED:
                held = self._pop()
                if held is not None:
                    if self.clock() <= held.until:
                        return held
                    continue  # it is given back in the end
                if self._exhausted:
                    return None
            with self._turn:
                self._turn.notify_all()
                self._turn.wait_for(self._can_go_on, timeout=LOOKS)

    def _pop(self) -> Held | None:
        try:
            held = self._ready.popleft()
        except IndexError:
            return None
        if len(self._ready) == self._size // 2:  # once: whoever is woken for each mail has no time for its work
            self._wake()
        return held

    def file(self, outcome: Outcome) -> None:
        """What became of a delivery in hand; it is recorded soon."""
        self._filed.append(outcome)
        if len(self._filed) % RECORDED_AT == 0:
            self._wake()

    def heard(self, recipient: Recipient, answer: DeliveryError) -> None:
        """What a provider said when it refused a mail; if it asks for fewer, it gets fewer soon."""
        provider = self.pacing.providers.of(recipient.address)
        # What the relay says of itself concerns no provider.
        asked = None if isinstance(answer, RelayUnusable) else self.pacing.providers.asks(provider, answer)
        if asked is not None:
            self._asked.append((provider, asked))
            self._wake()

    def pages(self) -> list[Page]:
        """The journal's pages that hold something which is not recorded yet."""
        return list(self._open)

    def __enter__(self) -> Self:
        """Start."""
        self._thread = Thread(target=self._work, name="clerk", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Record what is filed and give back what was not handed over. Raises what the database says.

        What cannot be recorded stays in the journal, for whoever looks there next.
        """
        self._ending = True
        self._wake()
        self._thread.join()
        try:
            self._record()
            self._slow_down()
            self._give_back([id_ for page in self._open for id_ in page.with_mark(Mark.WAITING)])
        finally:
            for page in self._open:
                page.close(keep=True)
        if self._failure is not None and error is None:
            raise self._failure

    # --- the clerk's own thread -----------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            while not self._ending:
                self._record()
                self._slow_down()
                if not self.halted:
                    self._look_again()
                    self._claim()
                with self._turn:
                    self._turn.notify_all()
                    self._turn.wait_for(self._has_work, timeout=LOOKS)
        except BaseException as error:  # noqa: BLE001  (the sender's thread raises it)
            self._failure = error
            self._wake()

    def _record(self) -> None:
        filed = [self._filed.popleft() for _ in range(len(self._filed))]
        now = self.clock()
        try:
            with self.database.transaction() as tx:
                # First, while they are claimed: what a relay that is away sends back does not count in a warm-up.
                unsent = [outcome.delivery_id for outcome in filed if outcome.state is DeliveryState.QUEUED]
                self.pacing.give_back(tx, unsent, self.owner)
                deliveries.record(tx, filed, self.owner, now)
                flight = flights.find(tx, self.edition)
        except BaseException:
            self._filed.extendleft(reversed(filed))
            raise
        self._close({outcome.delivery_id for outcome in filed})
        if flight is None or not flight.goes_on:
            self.halted = True
            self._give_back([held.recipient.delivery_id for held in self._take_ready()])

    def _claim(self) -> None:
        if not self._wants_more():
            return
        self._adapt()
        now, limit, page = self.clock(), min(self._size, self.most - self.claimed), None
        try:
            with self.database.transaction() as tx:
                found = deliveries.claim(tx, self.edition, self.owner, now, now + self.lease, limit)
                readers = self._with_news(tx, [self.press.addressed(one) for one in found], now)
                readers = self.pacing.admit(tx, readers, self.owner, now, self.deadline)
                if readers:
                    page = self.journal.open(self.owner, now + self.lease, [one.delivery_id for one in readers])
        except BaseException:
            if page is not None:  # whether the claim was committed is not known; whoever looks there next gives it back
                page.close(keep=True)
            raise
        self.claimed += len(found)
        self._exhausted = not found or self.claimed >= self.most
        if page is not None:
            self._open[page] = {one.delivery_id for one in readers}
            self._ready.extend(Held(one, page, now + self.lease / 2) for one in self.pacing.providers.mixed(readers))

    def _slow_down(self) -> None:
        """Do what providers ask for; what is ready for them goes back and waits for its token."""
        asked = {self._asked.popleft(): None for _ in range(len(self._asked))}
        for provider, slowdown in asked:  # a transaction for each, so that no two workers wait for each other's
            with self.database.transaction() as tx:
                self.pacing.slow(tx, provider, slowdown, self.clock())
        slow = {provider for provider, _ in asked}
        if not slow:
            return
        waiting = self._take_ready()
        theirs = [held for held in waiting if self.pacing.providers.of(held.recipient.address) in slow]
        readers, now = [held.recipient for held in theirs], self.clock()
        ids = {reader.delivery_id for reader in readers}
        with self.database.transaction() as tx:
            mine = deliveries.held(tx, ids, self.owner)
            self.pacing.give_back(tx, mine, self.owner)
            kept = self.pacing.admit(tx, readers, self.owner, now, self.deadline)
        gone = ids - {reader.delivery_id for reader in kept}
        self._close(gone)
        self._ready.extend(held for held in waiting if held.recipient.delivery_id not in gone)

    def _adapt(self) -> None:
        """A chunk is to last about a second: whoever leaves is heard then, and a quick relay is not kept waiting."""
        since, self._claimed_at = self.seconds() - self._claimed_at, self.seconds()
        if self.claimed and since < CHUNK_LASTS / 2:
            self._size = min(self._size * 2, LONGEST_CHUNK)
        elif self.claimed and since > CHUNK_LASTS * 2:
            self._size = max(self._size // 2, SMALLEST_CHUNK)

    def _with_news(self, tx: Connection, readers: Sequence[Recipient], now: datetime) -> Sequence[Recipient]:
        """Those for whom there is something in the edition; the others get no mail, and the ledger says why."""
        idle = {reader.delivery_id for reader in readers if not self.press.has_news(reader)}
        if not idle:
            return readers
        self.suppressed += deliveries.withhold(tx, idle, NO_NEWS, now)
        return [reader for reader in readers if reader.delivery_id not in idle]

    def _look_again(self) -> None:
        """Take off whoever left since they were claimed. What is quick enough is not asked twice."""
        if self.seconds() - self._claimed_at < LOOKS_AGAIN or not self._ready:
            return
        waiting = self._take_ready()
        ids = {held.recipient.delivery_id for held in waiting}
        with self.database.transaction() as tx:
            self.suppressed += len(deliveries.suppress(tx, self.edition, ids, self.owner, self.clock()))
            gone = ids - deliveries.held(tx, ids, self.owner)  # a report may have ended one, too
        self._close(gone)
        self._ready.extend(held for held in waiting if held.recipient.delivery_id not in gone)

    def _give_back(self, ids: Collection[DeliveryId]) -> None:
        now = self.clock()
        if ids:
            with self.database.transaction() as tx:
                self.pacing.give_back(tx, ids, self.owner)
                deliveries.release(tx, ids, self.owner, now, max(self.resume_at or now, now))
            self._close(ids)

    def _take_ready(self) -> list[Held]:
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._ready.popleft())
        return taken

    def _close(self, ids: Collection[DeliveryId]) -> None:
        """These are in the database: pages that hold nothing else have done their work."""
        for page, left in list(self._open.items()):
            left.difference_update(ids)
            if not left:
                del self._open[page]
                page.close()

    # --- between the two ------------------------------------------------------------------------------------

    def _wants_more(self) -> bool:
        return len(self._ready) <= self._size // 2 and not self._exhausted and not self.halted

    def _has_work(self) -> bool:
        return self._ending or len(self._filed) >= RECORDED_AT or bool(self._asked) or self._wants_more()

    def _can_go_on(self) -> bool:
        settled = self.halted or self._exhausted or self._failure is not None
        return settled or (bool(self._ready) and len(self._filed) < MOST_UNRECORDED)

    def _wake(self) -> None:
        with self._turn:
            self._turn.notify_all()
