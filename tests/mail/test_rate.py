"""Mails a second."""

from digest.mail.rate import Bucket


def sent_within(bucket: Bucket, start: float, seconds: float) -> int:
    """How many go to somebody who asks again as soon as the bucket says."""
    now, count = start, 0
    while now < start + seconds:
        wait = bucket.wait(now)
        if wait:
            now += wait
        else:
            bucket.take()
            count += 1
    return count


def test_as_many_go_as_may() -> None:
    """At once the first, and then each in its turn."""
    assert 50 <= sent_within(Bucket(5), 100.0, 10.0) <= 51
    assert 5 <= sent_within(Bucket(0.5), 100.0, 10.0) <= 6


def test_a_pause_is_not_made_up_for() -> None:
    """One second's worth is all that is kept."""
    bucket = Bucket(5)
    bucket.wait(100.0)
    assert sent_within(bucket, 1000.0, 1.0) <= 10


def test_no_limit() -> None:
    bucket = Bucket(0)
    for _ in range(1000):
        assert bucket.wait(100.0) == 0
        bucket.take()
