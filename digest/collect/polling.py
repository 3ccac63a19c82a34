"""When a feed or page is asked for next, and when we stop asking. Pure policy: nothing sleeps, chance is passed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.model.feed import FeedState

USUAL = timedelta(minutes=30)  # between two conditional requests that news is worth
SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
UNCONDITIONAL = timedelta(hours=1)  # a server that cannot say "nothing new" is asked less often
PAGE_ATTEMPTS = 5  # then a page that is only ever "not now" is given up
BROKEN_AFTER = 20  # failures in a row: with the back-off, about two weeks
_JITTER = 0.1  # part of an interval by which it is spread, so that feeds do not march in step
_BACK_OFF = timedelta(minutes=15)
_PAGE_BACK_OFF = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a server and a feed said about how often to come."""

    ttl_minutes: int | None = None  # RSS ttl
    max_age: float | None = None  # seconds, Cache-Control
    conditional: bool = True  # it gave an ETag or Last-Modified


def next_check(now: datetime, freshness: Freshness, chance: float) -> datetime:
    """When to ask again after a success; `chance` in [0, 1) spreads the load."""
    asked = [USUAL if freshness.conditional else UNCONDITIONAL]
    if freshness.ttl_minutes is not None:
        asked.append(timedelta(minutes=freshness.ttl_minutes))
    if freshness.max_age is not None:
        asked.append(timedelta(seconds=freshness.max_age))
    return now + _spread(min(max(SHORTEST, *asked), LONGEST), chance)


def next_try(now: datetime, failures: int, retry_after: float | None, chance: float) -> datetime:
    """When to ask again after the `failures`-th failure in a row (from 1); a server's Retry-After in seconds rules."""
    if retry_after is not None:
        return now + max(timedelta(seconds=min(retry_after, LONGEST.total_seconds())), timedelta(seconds=1))
    return now + _spread(_doubled(_BACK_OFF, failures), chance)


def next_page_try(now: datetime, attempts: int, retry_after: float | None, chance: float) -> datetime | None:
    """When to ask again for a page that could not be had `attempts` times (from 1); None: give it up."""
    if attempts >= PAGE_ATTEMPTS:
        return None
    wait = _spread(_doubled(_PAGE_BACK_OFF, attempts), chance)
    return now + max(wait, timedelta(seconds=min(retry_after or 0, LONGEST.total_seconds())))


def state_after(failures: int, *, gone: bool, throttled: bool) -> FeedState:
    """What a feed becomes after its `failures`-th failure in a row. Being asked to wait never ends a feed."""
    if gone:
        return FeedState.GONE
    return FeedState.BROKEN if failures >= BROKEN_AFTER and not throttled else FeedState.ACTIVE


def _doubled(first: timedelta, times: int) -> timedelta:
    return min(first * (1 << min(max(times, 1) - 1, 12)), LONGEST)


def _spread(interval: timedelta, chance: float) -> timedelta:
    return interval * (1 + _JITTER * chance)
