"""What headers mean."""

from datetime import datetime

import pytest

from digest.fetch.answers import error_of, fresh_for, headers_of, retry_after, validators


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
    ("headers", "expected"),
    [
        ({"cache-control": "max-age=300"}, 300.0),
        ({"cache-control": 'public, Max-Age="60"', "expires": "Fri, 16 Jan 2026 09:00:00 GMT"}, 60.0),
        ({"cache-control": "s-maxage=9"}, None),
        ({"cache-control": "no-store"}, None),
        ({"expires": "Fri, 16 Jan 2026 08:00:00 GMT"}, 7200.0),
        ({"expires": "Fri, 16 Jan 2026 08:00:00 GMT", "date": "Fri, 16 Jan 2026 07:00:00 GMT"}, 3600.0),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"expires": "0"}, 0.0),
        ({}, None),
    ],
)
def test_fresh_for(headers: dict[str, str], expected: float | None, now: datetime) -> None:
    """Only what is said for us; Cache-Control before Expires, which is told by the server's own clock."""
    assert expected == fresh_for(headers, now)


def test_validators_of_what_may_not_be_cached_are_not_kept() -> None:
    """`Expires: 0` says that they do not tell what has changed."""
    said = {"etag": 'W/"1"', "last-modified": "x"}
    assert validators(said) == ('W/"1"', "x")
    assert validators({**said, "expires": "0"}) == ("", "")


def test_of_repeated_headers_the_first_counts() -> None:
    """Whatever their case."""
    assert headers_of([(b"ETag", b'"1" '), (b"etag", b'"2"')]) == {"etag": '"1"'}


def test_a_success_is_no_error(now: datetime) -> None:
    """200 and 203."""
    assert [error_of(status, {}, now) for status in (200, 203)] == [None, None]
