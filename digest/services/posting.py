"""Posting one claimed batch: message after message, each marked before it goes out. What is due stands elsewhere.

One transaction a mail: it records how the last one went and marks the next as handed to the wire, so a kill leaves
at most one delivery in doubt for each open connection.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.engine import Connection as Transaction

from digest.deliver import outcome, pace, recipients
from digest.deliver.message import Stationery, build
from digest.mail.transport import Connection, Transport
from digest.model.delivery import DeliveryState, Message, Outcome, Recipient
from digest.model.errors import BadAddress, DeliveryError, RelayUnusable
from digest.model.rendering import Placeholder
from digest.render.segments import Segments
from digest.store import deliveries
from digest.store.database import Database

Links = Callable[[Recipient], Mapping[Placeholder, str]]
Progress = Callable[[DeliveryState], None]

MOST_FRUITLESS = 3  # connections in a row that closed on us before they took a mail


@dataclass(frozen=True, slots=True)
class Press:
    """An edition ready to be addressed: what is constant, in each language. The first is for all other readers."""

    languages: Sequence[str]
    stationery: Mapping[str, Stationery]
    segments: Mapping[str, Segments]
    deadline: datetime  # when the edition is too old to be tried again

    def message(self, recipient: Recipient, links: Links) -> Message:
        """The recipient's message. Raises BadAddress; any other error concerns everybody."""
        values = links(recipient)
        body = self.segments[recipient.language].body(values)
        return build(self.stationery[recipient.language], recipient, values[Placeholder.UNSUBSCRIBE], body)


@dataclass
class Posting:
    """One batch on its way; `owner` holds its claims. Ask `counts` what became of them."""

    database: Database
    transport: Transport
    press: Press
    links: Links
    owner: str
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    stop: Callable[[], bool]
    progress: Progress
    mails_per_connection: int
    counts: Counter[DeliveryState] = field(default_factory=Counter)
    _unrecorded: Outcome | None = None

    def post(self, claimed: Sequence[Recipient]) -> None:
        """Send until all are sent or `stop` says so. Raises RelayUnusable, with the rest still claimed."""
        trips = pace.trips(claimed, self.mails_per_connection)
        waiting = deque(recipient for trip in trips for recipient in trip)
        fruitless = 0
        try:
            while waiting and not self.stop():
                with self.transport.open() as connection:
                    taken = self._trip(connection, waiting)
                if connection.usable or taken:
                    fruitless = 0
                elif (fruitless := fruitless + 1) == MOST_FRUITLESS:
                    raise RelayUnusable(f"{self.transport.name} closed {fruitless} connections without taking a mail.")
        finally:
            self._record()

    def _trip(self, connection: Connection, waiting: deque[Recipient]) -> int:
        """Use one connection for as long as it may be; gives how many mails it took."""
        taken = 0
        for _ in range(min(len(waiting), self.mails_per_connection)):
            if not connection.usable or self.stop():
                break
            recipient = waiting.popleft()
            language = recipients.language_for(recipient.language, self.press.languages)
            taken += self._one(connection, replace(recipient, language=language))
        return taken

    def _one(self, connection: Connection, recipient: Recipient) -> bool:
        try:
            message = self.press.message(recipient, self.links)
            if not self._hand_over(recipient):
                return False
            receipt = connection.send(message)
        except (DeliveryError, BadAddress) as error:
            self._record()  # how the one before went, when this one never came to the wire
            self._unrecorded = outcome.failed(recipient, error, self.clock(), self.press.deadline, self.jitter())
            if isinstance(error, RelayUnusable):
                raise
            return False
        self._unrecorded = outcome.accepted(recipient, receipt)
        return True

    def _hand_over(self, recipient: Recipient) -> bool:
        now = self.clock()
        with self.database.transaction() as tx:
            self._write(tx, now)
            handed = deliveries.hand_over(tx, recipient, self.owner, now)
            gone = 0 if handed else deliveries.suppress(tx, [recipient.delivery_id], now)
        self._written()
        if gone:
            self._count(DeliveryState.SUPPRESSED)
        return handed

    def _record(self) -> None:
        if self._unrecorded is not None:
            with self.database.transaction() as tx:
                self._write(tx, self.clock())
            self._written()

    def _write(self, tx: Transaction, now: datetime) -> None:
        if self._unrecorded is not None:
            deliveries.record(tx, self._unrecorded, self.owner, now)

    def _written(self) -> None:
        if self._unrecorded is not None:
            self._count(self._unrecorded.state)
            self._unrecorded = None

    def _count(self, state: DeliveryState) -> None:
        self.counts[state] += 1
        self.progress(state)
