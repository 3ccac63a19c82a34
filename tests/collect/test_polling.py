"""When to ask again."""

from datetime import datetime, timedelta

import pytest

from digest.collect.polling import (
    Freshness,
    failures_after,
    half_life,
    next_check,
    next_page_try,
    next_try,
    state_after,
)
from digest.model.feed import FeedState


@pytest.mark.parametrize(
    ("freshness", "minutes"),
    [
        (Freshness(), 60),
        (Freshness(conditional=False), 24 * 60),
        (Freshness(conditional=False, half_life=timedelta(hours=5)), 5 * 60),
        (Freshness(conditional=False, half_life=timedelta(minutes=5)), 60),
        (Freshness(conditional=False, half_life=timedelta(days=5)), 24 * 60),
        (Freshness(half_life=timedelta(minutes=5)), 60),
        (Freshness(ttl_minutes=5), 60),
        (Freshness(ttl_minutes=180), 180),
        (Freshness(fresh_for=7200), 120),
        (Freshness(fresh_for=0), 60),
        (Freshness(fresh_for=1e18), 24 * 60),
        (Freshness(ttl_minutes=60 * 24 * 365), 24 * 60),
    ],
)
def test_next_check(freshness: Freshness, minutes: int, now: datetime) -> None:
    """The longest wish counts, from an hour to a day. Who cannot say "nothing new" is asked daily, or before a loss."""
    assert next_check(now, freshness, 0) == now + timedelta(minutes=minutes)


def test_chance_spreads_checks(now: datetime) -> None:
    """Feeds added together do not stay together, and none comes early."""
    assert next_check(now, Freshness(), 0) < next_check(now, Freshness(), 0.99) < now + timedelta(minutes=67)


@pytest.mark.parametrize(
    ("failures", "retry_after", "expected"),
    [
        (1, None, timedelta(hours=1)),
        (2, None, timedelta(hours=2)),
        (50, None, timedelta(hours=24)),
        (1, 90.0, timedelta(seconds=90)),
        (1, 0.0, timedelta(minutes=1)),
        (3, 0.0, timedelta(minutes=4)),
        (50, 90.0, timedelta(hours=1)),
        (50, 7200.0, timedelta(hours=2)),
        (1, 1e9, timedelta(hours=24)),
    ],
)
def test_next_try(failures: int, retry_after: float | None, expected: timedelta, now: datetime) -> None:
    """The wait doubles up to a day; what the server asks for is taken instead, and a 0 does not keep us asking."""
    assert next_try(now, failures, retry_after, 0) == now + expected


def test_nobody_comes_back_before_the_moment_that_was_asked_for(now: datetime) -> None:
    """Chance moves it later only: all who were refused together do not come back together."""
    asked = [next_try(now, 1, 600.0, chance / 10) - now for chance in range(10)]
    assert min(asked) == timedelta(seconds=600)
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((1, 2, 3, 4, 5), 3),
        ((1, 2, 3, 4, 9000), 3),  # one that is pinned
        ((-30, 1, 2, 3, 4), 2),  # one of tomorrow
        ((1, 2, 3, 4), None),
        ((1, 2, 3, 4, None), None),
    ],
)
def test_how_fast_a_list_moves(hours: tuple[int | None, ...], expected: int | None, now: datetime) -> None:
    """By the middle of its dates; too few tell nothing."""
    dates = [None if one is None else now - timedelta(hours=one) for one in hours]
    assert half_life(dates, now) == (None if expected is None else timedelta(hours=expected))


@pytest.mark.parametrize(
    ("attempts", "retry_after", "expected"),
    [
        (1, None, timedelta(minutes=2)),
        (3, None, timedelta(minutes=8)),
        (1, 600.0, timedelta(minutes=10)),
        (5, None, None),
    ],
)
def test_next_page_try(attempts: int, retry_after: float | None, expected: timedelta | None, now: datetime) -> None:
    """A page is tried five times."""
    assert next_page_try(now, attempts, retry_after, 0) == (now + expected if expected else None)


def test_weeks_of_waiting_are_no_failures_in_a_row() -> None:
    """A server that throttles us counts, but leaves room for ten failures of another kind."""
    failures = 0
    for _ in range(99):
        failures = failures_after(failures, throttled=True)
    assert failures == 10
    assert failures_after(15, throttled=True) == 15
    assert failures_after(15, throttled=False) == 16


@pytest.mark.parametrize(
    ("failures", "gone", "throttled", "expected"),
    [
        (1, True, False, FeedState.GONE),
        (19, False, False, FeedState.ACTIVE),
        (20, False, False, FeedState.BROKEN),
        (99, False, True, FeedState.ACTIVE),
    ],
)
def test_state_after(failures: int, gone: bool, throttled: bool, expected: FeedState) -> None:  # noqa: FBT001  (a table's columns)
    """410 ends a feed at once, failures in the end, a request to wait never."""
    assert expected is state_after(failures, gone=gone, throttled=throttled)
