"""When to ask again."""

from datetime import datetime, timedelta

import pytest

from digest.collect.polling import Freshness, next_check, next_page_try, next_try, state_after
from digest.model.feed import FeedState


@pytest.mark.parametrize(
    ("freshness", "minutes"),
    [
        (Freshness(), 30),
        (Freshness(conditional=False), 60),
        (Freshness(ttl_minutes=5), 30),
        (Freshness(ttl_minutes=180), 180),
        (Freshness(max_age=7200), 120),
        (Freshness(ttl_minutes=60 * 24 * 365), 24 * 60),
    ],
)
def test_next_check(freshness: Freshness, minutes: int, now: datetime) -> None:
    """The longest wish counts, within a day."""
    assert next_check(now, freshness, 0) == now + timedelta(minutes=minutes)


def test_chance_spreads_checks(now: datetime) -> None:
    """Feeds added together do not stay together, and none comes early."""
    assert next_check(now, Freshness(), 0) < next_check(now, Freshness(), 0.99) < now + timedelta(minutes=34)


@pytest.mark.parametrize(
    ("failures", "retry_after", "expected"),
    [
        (1, None, timedelta(minutes=15)),
        (2, None, timedelta(minutes=30)),
        (50, None, timedelta(hours=24)),
        (50, 90.0, timedelta(seconds=90)),
        (1, 0.0, timedelta(seconds=1)),
        (1, 1e9, timedelta(hours=24)),
    ],
)
def test_next_try(failures: int, retry_after: float | None, expected: timedelta, now: datetime) -> None:
    """The wait doubles up to a day; what the server asks for is taken instead."""
    assert next_try(now, failures, retry_after, 0) == now + expected


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
