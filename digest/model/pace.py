"""How fast mails may go to one provider: a rate, its end, and a bucket of tokens. How it is kept stands in deliver."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """A provider that is slowed or rests, with the tokens that all workers share. `EVERYBODY` is the warm-up's."""

    provider: str
    per_minute: int  # mails; 0: it rests. Of the warm-up: a day
    until: datetime | None  # None: as configured, for good
    why: str  # the rule's sign
    tokens: float  # mails that may go now
    at: datetime  # when these were counted
    booked: datetime  # until when the tokens to come are promised to those who wait


EVERYBODY = "*"
