"""The seam between the house and whatever takes its mail. No protocol is spoken here."""

from contextlib import AbstractContextManager
from typing import Protocol

from digest.model.delivery import Message, Receipt


class Connection(Protocol):
    """An open way to a relay, for one message after the other. Not for two threads at once."""

    @property
    def usable(self) -> bool:
        """Whether another message can be sent; when not, open another connection."""

    def send(self, message: Message) -> Receipt:
        """Hand over one message; on return the relay answers for it.

        Raises Deferred or Rejected for this message alone, Uncertain when its answer was lost, and
        RelayUnusable when the relay refuses us and nobody's address is at fault.
        """


class Transport(Protocol):
    """A way to send mail."""

    @property
    def name(self) -> str:
        """Of the relay, such as mail.example.org:587."""

    def open(self) -> AbstractContextManager[Connection]:
        """Connect. Raises RelayUnusable."""
