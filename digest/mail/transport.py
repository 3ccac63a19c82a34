"""The seam between the house and whatever takes its mail. No protocol is spoken here."""

from collections.abc import Callable, Iterator
from typing import Protocol

from digest.model.delivery import Message, Receipt
from digest.model.errors import DeliveryError

Answer = Receipt | DeliveryError  # Deferred, Rejected, Uncertain, RelayUnusable
Heard = Callable[[Message, Answer], None]


class Transport(Protocol):
    """A way to send mail."""

    @property
    def name(self) -> str:
        """Of the relay, such as mail.example.org:587."""

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        """Hand over messages until `messages` ends.

        A message is taken only when it is about to go on the wire. Each that was taken is told to `heard` exactly once, in
        any order: a Receipt; Deferred or Rejected for it alone; Uncertain when its answer was lost after its last octet
        may have gone out; RelayUnusable when the relay refuses us and nobody's address is at fault.

        Raises RelayUnusable when no relay can be used any more, and whatever `messages` or `heard` raise, once what is on
        the wire was heard of.
        """
