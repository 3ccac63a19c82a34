"""Readers: lists, subscribers, their consent, and the addresses that we must not mail."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from digest.model.ids import ListId, SubscriberId, TopicId


@dataclass(frozen=True, slots=True)
class MailingList:
    """A list of readers."""

    id: ListId
    slug: str  # letters, digits, hyphens
    name: str
    open: bool = True  # anybody may ask for it on its page
    indexed: bool = False  # search engines may show its archive


class SubscriptionState(StrEnum):
    """pending → confirmed → unsubscribed."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person with an address."""

    id: SubscriberId
    address: str  # as given, domain in lower case and IDNA where it can be
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader wants of a list: which topics, on which days, at what hour. By default all that it offers."""

    topics: tuple[TopicId, ...] = ()  # none named: all of them, those that are added later too
    weekdays: frozenset[int] = frozenset(range(7))  # Monday is 0
    at: time | None = None  # local wall clock, no zone of its own; None: when the edition is ready
    zone: str = ""  # of `at`, IANA; "": the digest's


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscriber's place on a list."""

    subscriber: Subscriber
    list_id: ListId
    state: SubscriptionState
    confirmed_at: datetime | None = None
    choice: Choice = Choice()
    requested_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    paused_until: datetime | None = None  # nothing is sent before


class SuppressionReason(StrEnum):
    """Why an address must not be mailed."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    ERASED = "erased"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that we must not mail; kept as a keyed hash, so it outlives the subscriber."""

    address_hash: str  # HMAC-SHA-256, hexadecimal, of the normalised address
    reason: SuppressionReason
    at: datetime
    list_id: ListId | None = None  # None: no list at all


@dataclass(frozen=True, slots=True)
class Consent:
    """One line of the append-only record of who agreed to what, and when they withdrew."""

    address_hash: str
    list_id: ListId
    action: str  # "requested", "confirmed", "imported", "changed", "paused", "resumed", "unsubscribed", "erased"
    at: datetime
    text: str = ""  # what was shown, or what was chosen
    source: str = ""  # a form's endpoint, or a file and its row
    ip: str = ""  # truncated to /24 or /48
    agent: str = ""  # the browser, as it calls itself


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of an imported CSV that can be used."""

    line: int  # from 1, the header included
    address: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """One line of an imported CSV that cannot be used, and why."""

    line: int
    value: str
    problem: str
