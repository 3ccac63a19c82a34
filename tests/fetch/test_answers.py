"""What headers mean."""

from datetime import datetime

import pytest

from digest.fetch.answers import error_of, headers_of, max_age, retry_after


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "999999999"}, 86_400.0),
        ({"retry-after": "Fri, 16 Jan 2026 06:10:00 GMT"}, 600.0),
        ({"retry-after": "Fri, 16 Jan 2026 05:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Fri, 16 Jan 99999999999999999999 06:10:00 GMT"}, None),
        ({"retry-after": "Fri, 16 Jan 2026 06:10:00 +99999999999999"}, None),
        ({"x-ratelimit-reset": "30"}, 30.0),
        ({"x-ratelimit-reset": "1768543260"}, 60.0),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], expected: float | None, now: datetime) -> None:
    """Seconds, dates, and moments since 1970; at most a day; 0 is an answer."""
    assert expected == retry_after(headers, now)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("max-age=300", 300.0), ('public, Max-Age="60"', 60.0), ("s-maxage=9", None), ("no-store", None), ("", None)],
)
def test_max_age(value: str, expected: float | None) -> None:
    """Only the one for us."""
    assert expected == max_age({"cache-control": value})


def test_of_repeated_headers_the_first_counts() -> None:
    """Whatever their case."""
    assert headers_of([(b"ETag", b'"1" '), (b"etag", b'"2"')]) == {"etag": '"1"'}


def test_a_success_is_no_error(now: datetime) -> None:
    """200 and 203."""
    assert [error_of(status, {}, now) for status in (200, 203)] == [None, None]
