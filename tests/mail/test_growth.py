"""How many connections there are."""

from digest.mail.growth import Growth


def simulated(growth: Growth, pace_of: list[float], seconds: float, start: float = 100.0) -> float:
    """A relay that answers `pace_of[size - 1]` mails a second; gives the time at the end."""
    now = start
    while now < start + seconds:
        now += 0.1
        growth.answered(int(pace_of[growth.size - 1] * 0.1), now)
    return now


def test_one_more_for_as_long_as_it_helps() -> None:
    """Each of five connections brings as much as the first: all are used."""
    growth = Growth(5)
    simulated(growth, [100, 200, 300, 400, 500], 30)
    assert growth.size == 5


def test_one_that_brings_nothing_is_given_up() -> None:
    """The third is tried now and then; two are kept."""
    growth, sizes = Growth(5), list[int]()
    now = 100.0
    for _ in range(60):
        now = simulated(growth, [500, 900, 905, 905, 905], 1, now)
        sizes.append(growth.size)
    assert max(sizes) <= 3
    assert sizes.count(2) > 50


def test_a_relay_that_puts_us_off_gets_fewer() -> None:
    """And no more for a while, however quickly it answers."""
    growth = Growth(5)
    now = simulated(growth, [100, 200, 300, 400, 500], 30)
    assert growth.too_much(now)
    assert growth.size == 4
    now = simulated(growth, [100, 200, 300, 400, 500], 50, now)
    assert growth.size == 4
    simulated(growth, [100, 200, 300, 400, 500], 30, now)
    assert growth.size == 5


def test_there_is_always_one() -> None:
    growth = Growth(5)
    assert not growth.too_much(1.0)
    assert growth.size == 1
