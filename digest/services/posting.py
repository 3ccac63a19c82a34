"""Posting one claimed batch: message after message, each marked before it goes out. What is due stands elsewhere.

One transaction a mail: it records how the last one went and marks the next as handed to the wire, so a kill leaves
no more in doubt than are on the wire.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.engine import Connection as Transaction

from digest.deliver import outcome, pace
from digest.mail.transport import Answer, Transport
from digest.model.delivery import DeliveryState, Message, Outcome, Receipt, Recipient
from digest.model.errors import BadAddress
from digest.services.addressing import NO_NEWS, Links, Press
from digest.store import deliveries, flights
from digest.store.database import Database

Heard = Callable[[DeliveryState], None]  # told what became of each mail


@dataclass
class Posting:
    """One batch on its way; `owner` holds its claims. Ask `counts` what became of them."""

    database: Database
    transport: Transport
    press: Press
    deadline: datetime  # when the edition is too old to be tried again
    links: Links
    owner: str
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    stop: Callable[[], bool]
    progress: Heard
    mails_per_connection: int
    counts: Counter[DeliveryState] = field(default_factory=Counter)
    halted: bool = False  # an operator paused or stopped the edition
    _unrecorded: Outcome | None = None
    _going: dict[int, Recipient] = field(default_factory=dict)  # on the wire, by the message's key

    def post(self, claimed: Sequence[Recipient]) -> None:
        """Send until all are sent, `stop` says so, or an operator does. Raises RelayUnusable.

        What was not sent then is still claimed.
        """
        readers = self._with_news([self.press.addressed(recipient) for recipient in claimed])
        trips = pace.trips(readers, self.mails_per_connection)
        try:
            self.transport.carry(self._messages(recipient for trip in trips for recipient in trip), self._answered)
        finally:
            self._record()

    def _messages(self, recipients: Iterable[Recipient]) -> Iterator[Message]:
        """The mail of each, marked as handed over before it goes."""
        for key, recipient in enumerate(recipients):
            if self._ends():
                return
            try:
                message = self.press.message(recipient, self.links)
            except BadAddress as error:
                self._record()  # how the one before went, when this one never came to the wire
                self._unrecorded = outcome.failed(recipient, error, self.clock(), self.deadline, self.jitter())
                continue
            if self._hand_over(recipient):
                self._going[key] = recipient
                yield replace(message, key=key)

    def _answered(self, message: Message, answer: Answer) -> None:
        recipient = self._going.pop(message.key)
        self._record()
        if isinstance(answer, Receipt):
            self._unrecorded = outcome.accepted(recipient, answer)
        else:
            self._unrecorded = outcome.failed(recipient, answer, self.clock(), self.deadline, self.jitter())

    def _ends(self) -> bool:
        return self.halted or self.stop()

    def _with_news(self, readers: Sequence[Recipient]) -> Sequence[Recipient]:
        """Those for whom there is something in the edition; the others get no mail, and the ledger says why."""
        idle = [recipient.delivery_id for recipient in readers if not self.press.has_news(recipient)]
        if not idle:
            return readers
        with self.database.transaction() as tx:
            withheld = deliveries.withhold(tx, idle, NO_NEWS, self.clock())
        for _ in range(withheld):
            self._count(DeliveryState.SUPPRESSED)
        without = frozenset(idle)
        return [recipient for recipient in readers if recipient.delivery_id not in without]

    def _hand_over(self, recipient: Recipient) -> bool:
        now = self.clock()
        with self.database.transaction() as tx:
            self._write(tx, now)
            handed = deliveries.hand_over(tx, recipient, self.owner, now)
            gone = 0 if handed else deliveries.suppress(tx, [recipient.delivery_id], now)
            if not handed and not gone:
                flight = flights.find(tx, recipient.edition_id)
                self.halted = flight is None or not flight.goes_on
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
