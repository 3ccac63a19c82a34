"""A transport that keeps messages in a list, and answers as it is told. For tests and dry runs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from digest.mail.transport import Heard
from digest.model.delivery import Message, Receipt
from digest.model.errors import DeliveryError, RelayUnusable

Answer = Callable[[Message], DeliveryError | None]
_MOST_FRUITLESS = 3  # connections in a row that end before they took a mail


def _welcome(_: Message) -> None:
    return None


@dataclass
class MemoryTransport:
    """`sent` holds what was accepted. `answer` gives the error for a message, or None to take it.

    One message at a time. `opened` counts connections: 421 ends one, and three in a row in vain are enough.
    """

    answer: Answer = _welcome
    refusal: DeliveryError | None = None  # raised instead of opening a connection
    sent: list[Message] = field(default_factory=list)
    opened: int = 0
    name: str = "memory"

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        """Keep each message, or say what `answer` gives."""
        closed, fruitless = True, 0
        while True:
            if closed:
                self._open()
            message = next(messages, None)
            if message is None:
                return
            error = self.answer(message)
            if error is None:
                self.sent.append(message)
            heard(message, error or Receipt(250, "2.0.0", "kept", self.name))
            if isinstance(error, RelayUnusable):
                raise error
            closed = error is not None and error.code == 421
            fruitless = fruitless + 1 if closed else 0
            if fruitless == _MOST_FRUITLESS:
                raise RelayUnusable(f"{self.name} closed {fruitless} connections without taking a mail.")

    def _open(self) -> None:
        self.opened += 1
        if self.refusal is not None:
            raise self.refusal
