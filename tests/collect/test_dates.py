"""Dates as publishers write them."""

from datetime import UTC, datetime, timedelta

import pytest

from digest.collect.dates import believable, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 15 Jan 2026 14:02:00 +0200", datetime(2026, 1, 15, 12, 2, tzinfo=UTC)),
        ("Thu, 15 Jan 26 14:02 EST", datetime(2026, 1, 15, 19, 2, tzinfo=UTC)),
        ("15 Jan 2026 14:02:00", datetime(2026, 1, 15, 14, 2, tzinfo=UTC)),
        ("2026-01-15T14:02:00.5Z", datetime(2026, 1, 15, 14, 2, tzinfo=UTC)),
        ("2026-01-15 14:02:00 +0300", datetime(2026, 1, 15, 11, 2, tzinfo=UTC)),
        ("2026-01-15", datetime(2026, 1, 15, tzinfo=UTC)),
        ("1768485720", datetime(2026, 1, 15, 14, 2, tzinfo=UTC)),
        ("1768485720000", datetime(2026, 1, 15, 14, 2, tzinfo=UTC)),
        ("15 janvier 2026 14:02", datetime(2026, 1, 15, 14, 2, tzinfo=UTC)),
        ("15 января 2026 г., 14:02", datetime(2026, 1, 15, 14, 2, tzinfo=UTC)),
        ("15 січня 2026", datetime(2026, 1, 15, tzinfo=UTC)),
        ("15 de enero de 2026", datetime(2026, 1, 15, tzinfo=UTC)),
        ("January 15, 2026", datetime(2026, 1, 15, tzinfo=UTC)),
        ("15. März 2026", datetime(2026, 3, 15, tzinfo=UTC)),
        ("15 يناير 2026", datetime(2026, 1, 15, tzinfo=UTC)),
        ("2026-01-15T14:02:00+99:00", datetime(2026, 1, 15, 14, 2, tzinfo=UTC)),  # no such zone
        ("2026-13-40", None),
        ("30 février 2026", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_parse_date(text: str, expected: datetime | None) -> None:
    """RFC 822, ISO 8601, seconds, and months in words; what is no date is None."""
    assert expected == parse_date(text)


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (timedelta(hours=-3), timedelta(hours=-3)),
        (timedelta(hours=5), timedelta(0)),  # a zone that was forgotten
        (timedelta(days=40), None),
        (timedelta(days=-365 * 56), None),  # a clock at zero
    ],
)
def test_believable(ahead: timedelta, expected: timedelta | None, now: datetime) -> None:
    """News is neither of the future nor of 1970."""
    assert believable(now + ahead, now) == (None if expected is None else now + expected)
