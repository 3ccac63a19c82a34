"""Whether a feed has moved for good."""

from datetime import datetime, timedelta

import pytest

from digest.collect.moving import SINCE, TIMES, known_before, met, proven
from digest.model.feed import Move

NEW, OTHER = "https://new.example/feed", "https://other.example/feed"


def test_each_time_counts(now: datetime) -> None:
    """From the first that carries on what we knew."""
    first = met(None, NEW, now, carries_on=True)
    assert first == Move(NEW, now, 1)
    assert met(first, NEW, now + SINCE, carries_on=True) == Move(NEW, now, 2)
    assert met(first, NEW, now + SINCE, carries_on=False) == first


def test_another_target_begins_anew(now: datetime) -> None:
    """A tracker sends us elsewhere each time."""
    known = Move(NEW, now - SINCE, 4)
    assert met(known, OTHER, now, carries_on=True) == Move(OTHER, now, 1)


def test_entries_of_the_target_prove_nothing_for_it(now: datetime) -> None:
    """Until it carried on once, only what was known before it was met counts."""
    assert known_before(None, NEW, now) == now
    assert known_before(Move(NEW, now - SINCE, 0), NEW, now) == now - SINCE
    assert known_before(Move(NEW, now - SINCE, 1), NEW, now) == now
    assert known_before(Move(OTHER, now - SINCE, 0), NEW, now) == now


@pytest.mark.parametrize(
    ("seen", "since", "expected"),
    [
        (TIMES - 1, timedelta(hours=4), False),
        (TIMES, timedelta(hours=5), True),
        (2, SINCE, True),
        (2, SINCE - timedelta(seconds=1), False),
        (1, 10 * SINCE, False),
        (0, 10 * SINCE, False),
    ],
)
def test_proven(seen: int, since: timedelta, expected: bool, now: datetime) -> None:  # noqa: FBT001  (a table's column)
    """Five times, or twice with three days between."""
    assert proven(Move(NEW, now - since, seen), now) is expected
