"""When a feed or page is asked for next, and when we stop asking. Pure policy: nothing sleeps, chance is passed in.

Who can say "nothing new" is asked at most once an hour, who cannot at most once a day, as servers ask of readers
(https://rachelbythebay.com/fs/help.html); or sooner, where its list is so short that a day would lose news.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from digest.model.feed import FeedState

USUAL = timedelta(hours=1)  # between two conditional requests
LONGEST = timedelta(hours=24)  # whatever anybody says; and between two unconditional requests
PAGE_ATTEMPTS = 5  # then a page that is only ever "not now" is given up
BROKEN_AFTER = 20  # failures in a row: with the back-off, about two weeks
_JITTER = 0.1  # part of an interval by which it is spread, so that feeds do not march in step
_PAGE_BACK_OFF = timedelta(minutes=2)
_AGAIN = timedelta(minutes=1)  # doubled with each refusal of a server that asks us to come back sooner
_THROTTLED_AT_MOST = BROKEN_AFTER // 2  # so that what comes after weeks of 429 is not the last failure at once
_ENOUGH_DATES = 5  # to tell how fast a list moves


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a server and a feed said about how often to come."""

    ttl_minutes: int | None = None  # RSS ttl
    fresh_for: float | None = None  # seconds, Cache-Control or Expires
    conditional: bool = True  # it gave an ETag or Last-Modified
    half_life: timedelta | None = None  # in which half of its list is replaced; None when its dates do not tell


def next_check(now: datetime, freshness: Freshness, chance: float) -> datetime:
    """When to ask again after a success; `chance` in [0, 1) spreads the load."""
    own = USUAL if freshness.conditional else min(freshness.half_life or LONGEST, LONGEST)
    asked = [USUAL, own]
    if freshness.ttl_minutes is not None:
        asked.append(timedelta(minutes=freshness.ttl_minutes))
    if freshness.fresh_for is not None:
        asked.append(timedelta(seconds=min(freshness.fresh_for, LONGEST.total_seconds())))
    return now + _spread(min(max(asked), LONGEST), chance)


def half_life(dates: Iterable[datetime | None], now: datetime) -> timedelta | None:
    """In how much time half of a feed's list is replaced, by the dates of its entries; None when too few have one.

    The median is not moved by an old entry that a paper pins, nor by a date of tomorrow.
    """
    ages = [max((now - date).total_seconds(), 0.0) for date in dates if date is not None]
    return timedelta(seconds=median(ages)) if len(ages) >= _ENOUGH_DATES else None


def next_try(now: datetime, failures: int, retry_after: float | None, chance: float) -> datetime:
    """When to ask again after the `failures`-th failure in a row (from 1).

    A server's Retry-After, in seconds, rules: never before it, and soon after. Where it keeps refusing and asks for
    little or 0, our own wait grows to the usual one.
    """
    if retry_after is not None:
        asked = timedelta(seconds=min(retry_after, LONGEST.total_seconds()))
        return now + _spread(max(asked, min(_doubled(_AGAIN, failures), USUAL)), chance)
    return now + _spread(_doubled(USUAL, failures), chance)


def next_page_try(now: datetime, attempts: int, retry_after: float | None, chance: float) -> datetime | None:
    """When to ask again for a page that could not be had `attempts` times (from 1); None: give it up."""
    if attempts >= PAGE_ATTEMPTS:
        return None
    asked = timedelta(seconds=min(retry_after or 0, LONGEST.total_seconds()))
    return now + _spread(max(_doubled(_PAGE_BACK_OFF, attempts), asked), chance)


def failures_after(failures: int, *, throttled: bool) -> int:
    """How many failures in a row there are after one more; those of a server that only asks us to wait end no feed."""
    return min(failures + 1, max(failures, _THROTTLED_AT_MOST)) if throttled else failures + 1


def state_after(failures: int, *, gone: bool, throttled: bool) -> FeedState:
    """What a feed becomes after its `failures`-th failure in a row. Being asked to wait never ends a feed."""
    if gone:
        return FeedState.GONE
    return FeedState.BROKEN if failures >= BROKEN_AFTER and not throttled else FeedState.ACTIVE


def _doubled(first: timedelta, times: int) -> timedelta:
    return min(first * (1 << min(max(times, 1) - 1, 12)), LONGEST)


def _spread(interval: timedelta, chance: float) -> timedelta:
    return interval * (1 + _JITTER * chance)
