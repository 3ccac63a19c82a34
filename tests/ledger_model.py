"""The ledger in plain words: a few dictionaries that say what each delivery should be. No database, no wire."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from digest.mail.journal import Mark, Page
from digest.model.delivery import DeliveryState, Outcome, Recipient
from digest.model.event import EventKind
from digest.model.ids import DeliveryId

_WAITING = (DeliveryState.QUEUED, DeliveryState.DEFERRED)
_NOT_ARRIVED = (*_WAITING, DeliveryState.CLAIMED, DeliveryState.SENT, DeliveryState.UNCERTAIN)


@dataclass
class Hand:
    """A sender with one claim in its hands, as a clerk keeps it."""

    owner: str
    until: datetime  # later than that it hands over nothing
    page: Page
    readers: dict[int, Recipient]
    filed: list[Outcome] = field(default_factory=list)

    def at(self, mark: Mark) -> list[DeliveryId]:
        """Its deliveries that have come so far."""
        return [number for number in self.page.with_mark(mark) if number in self.readers]

    def forget(self, numbers: set[int]) -> None:
        """These are in the database."""
        for number in numbers:
            self.readers.pop(number, None)


@dataclass
class Row:
    """One delivery, and what is true of its reader. `taken`: how often a relay answered for it."""

    address: str
    state: DeliveryState
    due: datetime | None
    owner: str = ""
    lease_until: datetime | None = None
    attempts: int = 0
    resends: int = 0
    listed: bool = True
    suppressed: bool = False
    taken: int = 0
    events: list[str] = field(default_factory=list)

    @property
    def standing(self) -> tuple[str, str, datetime | None, datetime | None, int, int]:
        """What the database keeps of it."""
        return self.state.value, self.owner, self.lease_until, self.due, self.attempts, self.resends

    @property
    def is_open(self) -> bool:
        """Whether it can still change by itself."""
        return self.state in {*_WAITING, DeliveryState.CLAIMED} or (
            self.state is DeliveryState.UNCERTAIN and self.due is not None
        )

    def end(self, state: DeliveryState, due: datetime | None, event: str = "") -> None:
        """Nobody holds it any more."""
        self.state, self.due, self.owner, self.lease_until = state, due, "", None
        if event:
            self.events.append(event)


@dataclass
class Ledger:
    """One edition's rows, by number, and whether it goes on."""

    rows: dict[int, Row]
    deadline: datetime
    sending: bool = True
    paused: bool = False
    stopped: bool = False

    def claim(self, owner: str, now: datetime, lease_until: datetime, limit: int) -> list[int]:
        """The first that are due, but who left ends instead."""
        if self.paused or not self.sending:
            return []
        waiting = ((row.due, number) for number, row in self.rows.items() if row.state in _WAITING)
        due = sorted((at, number) for at, number in waiting if at is not None and at <= now)[:limit]
        for _, number in due:
            row = self.rows[number]
            row.state, row.owner, row.lease_until = DeliveryState.CLAIMED, owner, lease_until
        self.look_again([number for _, number in due], owner)
        return [number for _, number in due if self.rows[number].state is DeliveryState.CLAIMED]

    def look_again(self, numbers: Iterable[int], owner: str) -> list[int]:
        """Who left since ends, if `owner` still holds the row; gives which."""
        gone = [number for number, row in self._held(numbers, owner) if not row.listed or row.suppressed]
        for number in gone:
            self.rows[number].end(DeliveryState.SUPPRESSED, None, "suppressed")
        return gone

    def record(self, outcomes: Collection[Outcome], owner: str) -> set[int]:
        """What `owner` still holds ends so; gives which."""
        told = {int(outcome.delivery_id): outcome for outcome in outcomes}
        kept = list(self._held(told, owner))
        for number, row in kept:
            outcome = told[number]
            row.attempts += outcome.state is not DeliveryState.QUEUED
            row.end(outcome.state, outcome.next_attempt_at, outcome.state.value)
        return {number for number, _ in kept}

    def release(self, numbers: Iterable[int], owner: str, due: datetime) -> int:
        """What `owner` still holds waits again; gives how many."""
        kept = list(self._held(numbers, owner))
        for _, row in kept:
            row.end(DeliveryState.DEFERRED if row.attempts else DeliveryState.QUEUED, due)
        return len(kept)

    def sweep(self, now: datetime) -> None:
        """Leases end, doubts are judged, what is too late ends, and so does the edition."""
        for row in self.rows.values():
            if row.state is DeliveryState.CLAIMED and row.lease_until is not None and row.lease_until <= now:
                row.attempts += 1
                row.end(DeliveryState.UNCERTAIN, now, "uncertain")
        over = self.sending and (self.stopped or now > self.deadline)
        for number, row in self.rows.items():
            if row.state is DeliveryState.UNCERTAIN and row.due is not None and row.due <= now:
                if row.resends or over:
                    self.hold(number)
                else:
                    self.send_again(number, now)
        if over:
            self.give_up()
        self.finish()

    def hold(self, number: int) -> None:
        """A doubt is left to an operator."""
        self.rows[number].end(DeliveryState.UNCERTAIN, None, "uncertain")

    def send_again(self, number: int, now: datetime) -> None:
        """A doubt becomes a mail that is due."""
        self.rows[number].resends += 1
        self.rows[number].end(DeliveryState.DEFERRED, now, "deferred")

    def give_up(self) -> int:
        """Whatever waits ends; gives how many."""
        late = [row for row in self.rows.values() if row.state in _WAITING]
        for row in late:
            row.end(DeliveryState.REJECTED, None, "rejected")
        return len(late)

    def finish(self) -> None:
        """It is over when nothing can change by itself."""
        if self.sending and not any(row.is_open for row in self.rows.values()):
            self.sending = False

    def report(self, number: int, kind: EventKind) -> None:
        """Somebody tells what became of a mail; once of each kind."""
        row = self.rows[number]
        if kind.value in row.events:
            return
        row.events.append(kind.value)
        if kind is EventKind.COMPLAINED:
            row.end(DeliveryState.COMPLAINED, None)
        elif row.state in _NOT_ARRIVED:
            row.end(DeliveryState.BOUNCED, None)
        row.suppressed = row.suppressed or kind in {EventKind.COMPLAINED, EventKind.BOUNCED_HARD}
        row.listed = row.listed and kind is not EventKind.COMPLAINED

    def _held(self, numbers: Iterable[int], owner: str) -> Iterator[tuple[int, Row]]:
        for number in numbers:
            row = self.rows[number]
            if row.state is DeliveryState.CLAIMED and row.owner == owner:
                yield number, row
