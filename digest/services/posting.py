"""Posting one batch: what a clerk claimed becomes messages on the wire, and answers become outcomes.

Before the first octet of a message goes out it is marked in the journal, so a kill leaves exactly those in doubt that
were on the wire.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from digest.deliver import outcome
from digest.mail.journal import Mark
from digest.mail.transport import Answer, Transport
from digest.model.delivery import DeliveryState, Message, Outcome, Receipt
from digest.model.errors import BadAddress
from digest.services.addressing import Links, Press
from digest.services.clerk import Clerk, Held

Heard = Callable[[DeliveryState], None]  # told what became of each mail


@dataclass
class Posting:
    """One batch on its way. Ask `counts` what became of its mails."""

    clerk: Clerk
    transport: Transport
    press: Press
    links: Links
    deadline: datetime  # when the edition is too old to be tried again
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    stop: Callable[[], bool]
    progress: Heard
    counts: Counter[DeliveryState] = field(default_factory=Counter)
    _on_the_wire: dict[int, Held] = field(default_factory=dict)

    def post(self) -> None:
        """Send until nothing is left to claim, `stop` says so, or an operator does. Raises RelayUnusable."""
        first = self.clerk.next()
        if first is not None:  # nobody connects to a relay for nothing
            self.transport.carry(self._messages(first), self._heard)

    def _messages(self, first: Held) -> Iterator[Message]:
        held: Held | None = first
        while held is not None and not self.stop():
            if (message := self._written(held)) is not None:
                self._on_the_wire[message.key] = held
                held.page.mark(held.recipient.delivery_id, Mark.HANDED)
                yield message
            held = self.clerk.next()

    def _written(self, held: Held) -> Message | None:
        try:
            return self.press.message(held.recipient, self.links)
        except BadAddress as error:
            held.page.mark(held.recipient.delivery_id, Mark.REFUSED)
            self._ended(outcome.failed(held.recipient, error, self.clock(), self.deadline, self.jitter()))
            return None

    def _heard(self, message: Message, answer: Answer) -> None:
        held = self._on_the_wire.pop(message.key)
        if isinstance(answer, Receipt):
            held.page.mark(held.recipient.delivery_id, Mark.TAKEN)
            self._ended(outcome.accepted(held.recipient, answer))
            return
        self.clerk.heard(held.recipient, answer)
        ended = outcome.failed(held.recipient, answer, self.clock(), self.deadline, self.jitter())
        if ended.state is not DeliveryState.UNCERTAIN:
            held.page.mark(held.recipient.delivery_id, Mark.REFUSED)
        self._ended(ended)

    def _ended(self, ended: Outcome) -> None:
        self.clerk.file(ended)
        self.counts[ended.state] += 1
        self.progress(ended.state)
