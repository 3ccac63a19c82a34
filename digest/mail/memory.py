"""A transport that keeps messages in a list, and answers as it is told. For tests and dry runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from digest.model.delivery import Message, Receipt
from digest.model.errors import DeliveryError

Answer = Callable[[Message], DeliveryError | None]


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

    @contextmanager
    def open(self) -> Iterator["MemoryConnection"]:
        """Raises `refusal` if there is one."""
        self.opened += 1
        if self.refusal is not None:
            raise self.refusal
        yield MemoryConnection(self)


@dataclass
class MemoryConnection:
    """See `digest.mail.transport.Connection`."""

    transport: MemoryTransport
    usable: bool = True

    def send(self, message: Message) -> Receipt:
        """Keep the message, or raise what the transport's `answer` gives."""
        error = self.transport.answer(message)
        if error is not None:
            self.usable = error.code != 421
            raise error
        self.transport.sent.append(message)
        return Receipt(250, "2.0.0", "kept", self.transport.name)
