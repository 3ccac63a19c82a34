"""Networks and limits."""

from datetime import datetime, timedelta

import pytest

from digest.web.access import Limiter, network


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        (None, ""),
        ("unix:", ""),
    ],
)
def test_an_address_is_kept_as_its_network_only(address: str | None, expected: str) -> None:
    assert network(address) == expected


def test_the_limit_holds_for_each_network_and_its_window(now: datetime) -> None:
    limiter = Limiter(most=2, window=timedelta(minutes=10))
    assert [limiter.admits("a", now) for _ in range(3)] == [True, True, False]
    assert limiter.admits("b", now)
    assert not limiter.admits("a", now + timedelta(minutes=9))
    assert limiter.admits("a", now + timedelta(minutes=10))


def test_many_networks_do_not_fill_the_memory(now: datetime) -> None:
    limiter = Limiter(most=2, window=timedelta(minutes=10))
    for number in range(3 * Limiter.MOST_NETWORKS):
        limiter.admits(str(number), now)
    assert len(limiter._acts) <= Limiter.MOST_NETWORKS + 1
