"""The seam between the house and whatever takes its mail. No protocol is spoken here."""

from collections.abc import Callable, Iterator
from typing import Protocol

from digest.model.delivery import Message, Receipt
from digest.model.errors import DeliveryError

Answer = Receipt | DeliveryError  # of these: Deferred, Rejected, Uncertain, RelayUnusable
Heard = Callable[[Message, Answer], None]


class Transport(Protocol):
    """A way to send mail. Not for two threads at once."""

    @property
    def name(self) -> str:
        """Of the relay, such as mail.example.org:587."""

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        """Hand over messages until `messages` ends.

        A message is pulled only when it is about to go on the wire; at most window × connections are pulled and not
        yet heard of. Every pulled message is told to `heard` exactly once, in any order: a Receipt, Deferred or
        Rejected for it alone, Uncertain when its answer was lost after its last octet may have gone out,
        RelayUnusable when the relay refuses us (its turn will come again; nobody's address is at fault).

        When no relay can be used any more, what was pulled is heard of, and RelayUnusable is raised; a relay that
        cannot be used is found out even when there is nothing to carry. An exception out of `messages` or `heard`
        ends the work: what is on the wire is read to its end, within the deadline, and heard of; then it is raised.
        """
