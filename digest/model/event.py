"""What others tell us of a mail after it was sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digest.model.ids import DeliveryId


class EventKind(StrEnum):
    """What happened."""

    BOUNCED_HARD = "bounced_hard"  # the address is dead
    BOUNCED_SOFT = "bounced_soft"  # full, slow, not now
    BLOCKED = "blocked"  # policy, reputation, authentication: ours to mend, not the reader's fault
    COMPLAINED = "complained"
    AUTO_REPLIED = "auto_replied"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a delivery; unique by `key`, so a repeated report counts once."""

    key: str
    delivery_id: DeliveryId
    kind: EventKind
    at: datetime
    detail: str = ""
