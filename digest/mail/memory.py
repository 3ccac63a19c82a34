"""A transport that keeps messages in a list, and answers as it is told. For tests and dry runs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from digest.mail.transport import Heard
from digest.model.delivery import Message, Receipt
from digest.model.errors import DeliveryError, RelayUnusable

Answer = Callable[[Message], DeliveryError | None]

CLOSING = 421
MOST_FRUITLESS = 3  # connections in a row


def _welcome(_: Message) -> None:
    return None


@dataclass
class MemoryTransport:
    """`sent` holds what was accepted. `answer` gives the error to raise for a message, or None to take it."""

    answer: Answer = _welcome
    refusal: DeliveryError | None = None  # raised instead of opening a connection
    sent: list[Message] = field(default_factory=list)
    opened: int = 0
    name: str = "memory"

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        """See `Transport`. After an answer of 421 another connection is opened, three times in vain at most."""
        fruitless = 0
        self._open()
        for message in messages:
            error = self.answer(message)
            if error is None:
                self.sent.append(message)
            heard(message, error or Receipt(250, "2.0.0", "kept", self.name))
            if isinstance(error, RelayUnusable):
                raise error
            if error is None or error.code != CLOSING:
                fruitless = 0
                continue
            fruitless += 1
            if fruitless == MOST_FRUITLESS:
                raise RelayUnusable(f"{self.name} closed {fruitless} connections without taking a mail.")
            self._open()

    def _open(self) -> None:
        self.opened += 1
        if self.refusal is not None:
            raise self.refusal
