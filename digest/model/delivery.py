"""The ledger's nouns: one delivery for each edition and subscriber, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.ids import DeliveryId, EditionId, SubscriberId, TopicId
from digest.model.pace import Pace


class DeliveryState(StrEnum):
    """queued → claimed → sent | deferred | rejected | suppressed | uncertain; later bounced, complained."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    SUPPRESSED = "suppressed"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


OPEN_STATES = frozenset(
    {DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.DEFERRED, DeliveryState.UNCERTAIN},
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for, as it was when the delivery was claimed."""

    delivery_id: DeliveryId
    edition_id: EditionId
    subscriber_id: SubscriberId
    address: str
    name: str
    language: str  # of the rendering they get
    attempts: int = 0  # before this one
    topics: frozenset[TopicId] = frozenset()  # that they chose; none: all of them


@dataclass(frozen=True, slots=True)
class Message:
    """What goes over the wire, in parts that are written one after the other."""

    message_id: str  # with its angle brackets
    sender: str  # the envelope's MAIL FROM (VERP)
    recipient: str  # the envelope's RCPT TO
    parts: tuple[bytes, ...]  # RFC 5322 octets, CRLF lines, not dot-stuffed
    key: int = 0  # the asker's own number
    dotless: bool = False  # no line begins with a dot, so nothing needs stuffing (RFC 5321 §4.5.2)

    @property
    def octets(self) -> bytes:
        """The whole message."""
        return b"".join(self.parts)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the next hop said when it took a message."""

    code: int
    enhanced: str  # RFC 3463, such as "2.0.0"; "" when not given
    text: str
    relay: str  # host:port


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt, ready to be recorded."""

    delivery_id: DeliveryId
    state: DeliveryState
    code: int = 0
    enhanced: str = ""
    text: str = ""
    next_attempt_at: datetime | None = None  # for deferred


@dataclass(frozen=True, slots=True)
class Tally:
    """How an edition's deliveries stand."""

    total: int
    counts: dict[DeliveryState, int]
    uncertain: tuple[str, ...] = ()  # the addresses in doubt, by name


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery whose answer was lost."""

    delivery_id: DeliveryId
    edition_id: EditionId
    address: str
    since: datetime
    text: str  # what is known of it
    held: bool  # it waits for an operator; else the next sweeps judge it


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an edition in flight has come, at one moment."""

    edition_id: EditionId
    total: int
    counts: dict[DeliveryState, int]
    later: int  # of those queued: the hour that the reader chose has not come
    next_wave: datetime | None  # when the next of these are due
    per_minute: float  # mails sent, over the last minutes
    left: timedelta | None  # until those who can be sent now are, at this rate; None: not known
    deferred: tuple[tuple[str, int], ...]  # mail providers that said "later", and to how many; most first
    first_at: datetime | None  # when the first mail was taken
    last_at: datetime | None  # when the latest was
    paused_at: datetime | None
    stopped: bool = False  # by an operator: what is on the wire ends, nothing else is sent
    paused_for: str = ""  # why, when the brake paused it; "": an operator did
    slowed: tuple[Pace, ...] = ()  # providers that get fewer mails or none for a while, and the warm-up's day

    def count(self, state: DeliveryState) -> int:
        """How many stand in `state`."""
        return self.counts.get(state, 0)
