"""When sending must stop by itself: too many dead addresses, complaints or refusals. Pure policy; it stops nothing."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FIRST = 200  # mails of an edition that show what its list is worth
HARD_OF_FIRST = 0.05
HARD = 0.02
COMPLAINTS_WARN, COMPLAINTS_STOP = 0.001, 0.003
LEAST_COMPLAINTS = 3  # one or two readers of a small list do not stop it for all
BLOCKED, BLOCKED_IN = 10, timedelta(minutes=10)


class Alarm(StrEnum):
    """What is too much."""

    DEAD = "dead"
    COMPLAINTS = "complaints"


WORDS = {  # stands in the audit and on pages; in English, as all that is kept there
    Alarm.DEAD: "too many dead addresses: {dead} of {tried} mails",
    Alarm.COMPLAINTS: "too many complaints: {complaints} of {tried} mails",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """An edition's mails so far."""

    tried: int  # taken, refused or come back
    dead: int  # for dead addresses
    complaints: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What too much there is; `stops` says that nothing more may go out before somebody has looked."""

    alarm: Alarm
    stops: bool


def judge(tally: Tally) -> Judgement | None:
    """The worst that can be said of an edition; None when all is well."""
    # Of the first 200, ten may be dead; before there are so many, a share says little.
    too_dead = tally.dead > (HARD * tally.tried if tally.tried > FIRST else HARD_OF_FIRST * FIRST)
    if tally.complaints >= max(LEAST_COMPLAINTS, COMPLAINTS_STOP * tally.tried):
        return Judgement(Alarm.COMPLAINTS, stops=True)
    if too_dead:
        return Judgement(Alarm.DEAD, stops=True)
    if tally.complaints > COMPLAINTS_WARN * tally.tried and tally.complaints > 1:
        return Judgement(Alarm.COMPLAINTS, stops=False)
    return None


def pulled(why: str) -> bool:
    """Whether an edition that was paused for `why` was paused by us, for what its readers or providers did."""
    return any(why.startswith(words.partition(":")[0]) for words in WORDS.values())


def is_blocked(refusals: int) -> bool:
    """Whether a provider that refused us so often within `BLOCKED_IN`, for what we are, should be left in peace."""
    return refusals > BLOCKED
