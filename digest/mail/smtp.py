"""The transport to real relays, over SMTP or LMTP: one or several, over several connections, commands written ahead.

The loop stands in engine.py, one connection's protocol in conversation.py, what a reply means in replies.py; whether
to try again is not decided here.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

from digest.mail.engine import Engine
from digest.mail.route import Memory, Route
from digest.mail.transport import Heard
from digest.model.delivery import Message
from digest.model.relay import Relay


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """See `digest.mail.transport.Transport`. Several relays share the mail by weight, and stand in for each other.

    What is learned of a relay (that it breaks pipelining, that it is gone, how many connections make it faster, how
    much it got in this second) is kept for the life of this transport and of its copies.
    """

    relays: tuple[Relay, ...]
    deadline: float = 120.0  # seconds for one message, from MAIL to the last answer
    helo: str = "localhost"  # our name
    trust: ssl.SSLContext | None = None  # instead of the machine's certificate authorities
    memories: dict[Relay, Memory] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """host:port, of each relay."""
        return ", ".join(relay.name for relay in self.relays)

    def carry(self, messages: Iterator[Message], heard: Heard) -> None:
        """Hand over messages until `messages` ends."""
        now = monotonic()
        routes = [self._route(relay) for relay in self.relays]
        awake = [route for route in routes if not route.memory.rests(now)] or routes
        Engine(awake, messages, heard, helo=self.helo, deadline=self.deadline, trust=self.trust).run()

    def _route(self, relay: Relay) -> Route:
        memory = self.memories.setdefault(relay, Memory(relay))
        return Route(relay, memory)
