"""When to try again: later each time, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from digest.deliver import retry

NOW = datetime(2026, 1, 16, 6, tzinfo=UTC)
FAR = NOW + timedelta(days=9)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 120), (7, 120), (500, 120)]
)
def test_the_wait_doubles_up_to_two_hours(attempts: int, minutes: int) -> None:
    """The whole wait at the most, half of it at the least."""
    least = retry.next_attempt(attempts, NOW, FAR, 0.0)
    most = retry.next_attempt(attempts, NOW, FAR, 1.0)
    assert (timedelta(minutes=minutes / 2), timedelta(minutes=minutes)) == (least and least - NOW, most and most - NOW)


def test_nobody_is_tried_past_the_deadline() -> None:
    assert retry.next_attempt(1, NOW, NOW + timedelta(minutes=4), 1.0) is None
    assert retry.next_attempt(1, NOW, NOW + timedelta(minutes=5), 1.0) == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(("following", "hours"), [(None, 12), (6, 12), (24, 24), (168, 168)])
def test_an_edition_is_news_until_the_next(following: int | None, hours: int) -> None:
    """At least for twelve hours."""
    next_send_at = None if following is None else NOW + timedelta(hours=following)
    assert NOW + timedelta(hours=hours) == retry.deadline(NOW, next_send_at)


@pytest.mark.parametrize(("failures", "minutes"), [(1, 1), (2, 2), (4, 8), (5, 15), (99, 15)])
def test_a_relay_is_asked_again_soon(failures: int, minutes: int) -> None:
    assert NOW + timedelta(minutes=minutes) == retry.relay_back(failures, NOW, 1.0)


def test_without_a_next_edition_the_last_wave_counts() -> None:
    """Who asked for the evening is tried as long as who asked for the morning."""
    evening = NOW + timedelta(hours=13)
    assert retry.deadline(NOW, None, evening) == evening + timedelta(hours=12)
    assert retry.deadline(NOW, NOW + timedelta(hours=24), evening) == NOW + timedelta(hours=24)


def test_a_wave_is_not_cut_off_by_a_schedule_that_changed() -> None:
    """It keeps the room that it had when it was planned."""
    night = NOW + timedelta(hours=19)
    assert retry.deadline(NOW, NOW + timedelta(hours=13), night) == night + timedelta(hours=4)
