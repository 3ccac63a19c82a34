"""A relay in use: its connections, how many there should be, what was learned of it. The loop stands in engine.py."""

from dataclasses import dataclass, field

from digest.mail.conversation import Conversation
from digest.mail.growth import Growth
from digest.mail.opening import Opening
from digest.mail.rate import Bucket
from digest.mail.wire import Wire
from digest.model.errors import RelayUnusable
from digest.model.relay import Relay

_FIRST = 5  # connections, as soon as there are mails for them: with one, a relay that queues is slow
_MAILS_EACH = 10  # answered, before there is another connection: a few mails do not need it
_MOST_FRUITLESS = 3  # connections in a row that closed on us before they took a mail
_REST = 60.0  # seconds for which another relay is asked first
_STALLED = 1.0  # seconds without an answer, after which the others do not wait for this one
_LEAD = 100  # mails by which a relay may be ahead of its share


class Memory:
    """What a process knows of a relay from one piece of work to the next; its threads share it."""

    def __init__(self, relay: Relay) -> None:
        self.bucket = Bucket(relay.rate)
        self.growth = Growth(relay.connections, min(relay.connections, _FIRST))
        self.pipelining = True  # until it shows that it breaks it
        self.proven = False  # it has answered commands that were written ahead
        self.rests_until = 0.0  # on the monotonic clock

    def rests(self, now: float) -> bool:
        """Whether another relay should be asked first."""
        return now < self.rests_until


@dataclass(eq=False, slots=True)
class Line:
    """One connection: the socket, the conversation on it, and whose it is."""

    route: "Route"
    wire: Wire
    conversation: Conversation
    begun: int = 0  # messages
    blocked: bool = False  # the socket takes no more for now
    open: bool = True

    def write(self) -> bool:
        """Send what goes; whether all went. Raises OSError."""
        talk, wire = self.conversation, self.wire
        return wire.write(talk.output, talk.written - wire.sent)

    @property
    def spent(self) -> bool:
        """Whether it has carried as many mails as a connection may."""
        return 0 < self.route.relay.mails <= self.begun


@dataclass(eq=False)
class Route:
    """A relay, during one piece of work."""

    relay: Relay
    memory: Memory
    lines: list[Line] = field(default_factory=list)
    openings: set[Opening] = field(default_factory=set)
    error: RelayUnusable | None = None  # it gets no more in this piece of work
    answered: int = 0  # mails
    carried: float = 0.0  # mails begun, over its weight
    heard_at: float = 0.0  # when it answered last
    _fruitless: int = 0

    @property
    def growth(self) -> Growth:
        """How many connections there should be."""
        return self.memory.growth

    @property
    def wants(self) -> int:
        """How many connections to open."""
        if self.error:
            return 0
        useful = min(self.growth.size, 1 + self.answered // _MAILS_EACH)
        return useful - len(self.lines) - len(self.openings)

    def surplus(self, line: Line) -> bool:
        """Whether there are too many connections, and this is the one to end."""
        return len(self.lines) > self.growth.size and line is self.lines[-1]

    def keeps_pace(self, now: float) -> bool:
        """Whether the others wait for it, so that each gets its share."""
        if self.error or not self.lines or self.memory.bucket.wait(now):
            return False
        return now - self.heard_at < _STALLED

    def count(self) -> None:
        """A mail begins."""
        self.carried += 1 / self.relay.weight
        self.memory.bucket.take()

    def refuse(self, error: RelayUnusable, now: float) -> None:
        """It wants nothing from us."""
        self.error = self.error or error
        self.memory.rests_until = now + _REST

    def closed(self, line: Line, now: float) -> None:
        """A connection was lost, or the relay closed it: learn from that, before what was on it is heard of."""
        self.lines.remove(line)
        talk = line.conversation
        if talk.pipelined and talk.answered and not talk.misordered:
            self.memory.proven = True
        if talk.pipelined and (talk.misordered or talk.suspect):
            self.memory.pipelining = False
            return
        self._fruitless = 0 if talk.answered else self._fruitless + 1
        if self._fruitless >= _MOST_FRUITLESS:
            self.refuse(
                RelayUnusable(f"{self.relay.name} closed {_MOST_FRUITLESS} connections without taking a mail."), now
            )


def may_take(route: Route, routes: list[Route], now: float) -> bool:
    """Whether the next mail may be this relay's, so that each gets its share."""
    ahead = [other.carried for other in routes if other is not route and other.keeps_pace(now)]
    return not ahead or route.carried <= min(ahead) + _LEAD / route.relay.weight


def catch_up(route: Route, routes: list[Route]) -> None:
    """A relay that comes back does not make up for what it missed."""
    others = [other.carried for other in routes if other is not route and other.lines]
    if others:
        route.carried = max(route.carried, min(others))
