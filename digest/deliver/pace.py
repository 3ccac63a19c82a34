"""How fast mails may go: tokens for slowed providers, caps for a new sender. It counts, and never waits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from digest.deliver.providers import Providers, Slowdown
from digest.model.delivery import Recipient
from digest.model.ids import DeliveryId
from digest.model.pace import EVERYBODY, Pace

SAVED = 2  # minutes whose tokens a bucket holds, so that a tick that comes late loses none
HORIZON = timedelta(hours=1)  # nobody waits longer for a rate that has no end before they are asked about again
RETURN = timedelta(minutes=10)  # those who waited for a rest to end come back over so long; nobody is asked more often
GROWTH, RAMP = 1.5, 42  # a day, days
_MOST = 1_000_000_000  # mails a day, at the end of any ramp
_MINUTE = timedelta(minutes=1)
_WHOLE = 1 - 1e-6  # a token: times are rounded to microseconds


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Caps for a sender that nobody knows yet: `start` mails on the first day (0: none), half as many more each day."""

    start: int = 0
    since: date | None = None  # None: the first day on which the ledger says that mails were sent

    def cap(self, first: date, today: date, halted: int) -> int | None:
        """Mails that may go out `today`; None when there is no cap.

        `halted` days, on which a brake was pulled, add nothing.
        """
        days = max((today - first).days, 0)
        if not self.start or days >= RAMP:
            return None
        return min(int(self.start * GROWTH ** max(days - halted, 0)), _MOST)


@dataclass(frozen=True, slots=True)
class Shared:
    """Who of a chunk may be mailed now, when the others are due, and what is left in the buckets."""

    kept: tuple[Recipient, ...]
    later: Mapping[DeliveryId, datetime]
    paces: Mapping[str, Pace]


def next_day(now: datetime) -> datetime:
    """When the next UTC day begins."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def in_force(pace: Pace, rate: int | None, now: datetime) -> Pace | None:
    """`pace` as it counts now beside the configured `rate`: the slower of both, with its tokens; None: no limit."""
    slowed = pace.until is not None and pace.until > now
    if slowed and (rate is None or pace.per_minute <= rate):
        return _refilled(pace, now)
    return None if rate is None else _refilled(replace(pace, per_minute=rate, until=None), now)


def slower(pace: Pace, asked: Slowdown, now: datetime) -> Pace:
    """`pace` after `asked`. What is slower counts and ends in its own time; the same once more counts from now."""
    until = now + asked.lasts
    if pace.until is not None and pace.until > now:
        if pace.per_minute < asked.per_minute:
            return pace
        if pace.per_minute == asked.per_minute:
            return replace(pace, until=max(pace.until, until))
    return Pace(pace.provider, asked.per_minute, until, asked.sign, 0.0, now, now)


def share(
    readers: Iterable[Recipient],
    providers: Providers,
    paces: Mapping[str, Pace],
    now: datetime,
    deadline: datetime,
    jitter: Callable[[], float],
) -> Shared:
    """Give the tokens in `paces` (those that count now) to `readers` in their order. `jitter` gives [0, 1).

    Who gets none is due when one is to be expected: nobody comes back each minute for nothing. Who was tried before
    was counted in the warm-up then.
    """
    kept, later, left = list[Recipient](), dict[DeliveryId, datetime](), dict(paces)
    for reader in readers:
        name = providers.of(reader.address)
        needed = [left[one] for one in (name, EVERYBODY) if one in left and (one == name or not reader.attempts)]
        empty = next((pace for pace in needed if pace.tokens < _WHOLE), None)
        if empty is None:
            left.update({pace.provider: replace(pace, tokens=max(pace.tokens - 1, 0.0)) for pace in needed})
            kept.append(reader)
        elif empty.provider == EVERYBODY:
            later[reader.delivery_id] = empty.until or next_day(now)
        else:
            left[name], later[reader.delivery_id] = _wait(empty, now, deadline, jitter())
    return Shared(tuple(kept), later, left)


def _refilled(pace: Pace, now: datetime) -> Pace:
    full = max(pace.per_minute * SAVED, 1.0) if pace.per_minute else 0.0
    more = pace.per_minute * max((now - pace.at) / _MINUTE, 0.0)
    return replace(pace, tokens=min(pace.tokens + more, full), at=max(now, pace.at))


def _wait(pace: Pace, now: datetime, deadline: datetime, jitter: float) -> tuple[Pace, datetime]:
    """When to come back. Tokens to come are promised one by one, until the rate ends or for an hour."""
    end = pace.until or now + min(HORIZON, max((deadline - now) / 2, RETURN))
    if pace.per_minute:
        step = _MINUTE / pace.per_minute
        slot = max(pace.booked, now) + step
        if slot <= end:
            return replace(pace, booked=slot), slot + step * jitter
    if pace.until is None:
        return pace, now + (end - now) * (0.5 + jitter / 2)
    return pace, end + max(min(RETURN, deadline - end), timedelta()) * jitter
