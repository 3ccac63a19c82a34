"""A transport whose messages are signed on their way to the relay. How stands elsewhere; it sends nothing itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digest.mail.transport import Heard, Transport
from digest.model.delivery import Message


@dataclass(frozen=True, slots=True)
class SigningTransport:
    """`transport`, with each message as `sign` gives it."""

    transport: Transport
    sign: Callable[[Message], Message]

    @property
    def name(self) -> str:
        """The relay's."""
        return self.transport.name

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        """See `Transport`."""
        self.transport.carry(map(self.sign, messages), heard)
