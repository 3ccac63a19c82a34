"""What others tell us of a mail after it was sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digest.model.ids import DeliveryId


class Cause(StrEnum):
    """Whom or what a refusal is about."""

    ADDRESS = "address"  # the mailbox or its domain does not exist
    MAILBOX = "mailbox"  # there is one, and it takes no mail now
    OURS = "ours"  # our reputation, authentication, content or way: the reader is not at fault
    UNKNOWN = "unknown"  # the words and codes do not tell


class EventKind(StrEnum):
    """What happened."""

    BOUNCED_HARD = "bounced_hard"  # the address is dead
    BOUNCED_SOFT = "bounced_soft"  # full, slow, not now
    BLOCKED = "blocked"  # policy, reputation, authentication: ours to mend, not the reader's fault
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a delivery; unique by `key`, so a repeated report counts once."""

    key: str
    delivery_id: DeliveryId
    kind: EventKind
    at: datetime
    code: int = 0  # of SMTP; 0 when it was not told
    enhanced: str = ""  # RFC 3463; "" likewise
    detail: str = ""  # in the other side's words
