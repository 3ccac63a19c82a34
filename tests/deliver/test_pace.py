"""How fast mails may go: tokens, rests, and the caps of a new sender."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver import pace
from digest.deliver.pace import Shared, WarmUp
from digest.deliver.providers import Slowdown, shipped
from digest.model.delivery import Recipient
from digest.model.ids import DeliveryId, EditionId, SubscriberId
from digest.model.pace import EVERYBODY, Pace

NOW = datetime(2026, 1, 16, 6, tzinfo=UTC)
Value = TypeVar("Value")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DEADLINE = NOW + 12 * HOUR


def reader(number: int, domain: str = "gmail.com", attempts: int = 0) -> Recipient:
    return Recipient(DeliveryId(number), EditionId(1), SubscriberId(number), f"r{number}@{domain}", "", "fr", attempts)


def at(per_minute: int, tokens: float = 0, until: datetime | None = NOW + 2 * HOUR, name: str = "google") -> Pace:
    return Pace(name, per_minute, until, "a rule", tokens, NOW, NOW)


def shared(readers: list[Recipient], *paces: Pace, now: datetime = NOW, jitter: float = 0.0) -> Shared:
    return pace.share(readers, shipped(), {one.provider: one for one in paces}, now, DEADLINE, lambda: jitter)


def test_only_as_many_go_as_there_are_tokens() -> None:
    """The others wait for tokens of their own, one after the other; other providers do not wait."""
    found = shared([reader(1), reader(2), reader(3), reader(4), reader(5, "example.org")], at(2, tokens=1))
    assert [one.delivery_id for one in found.kept] == [1, 5]
    assert found.later == {2: NOW + MINUTE / 2, 3: NOW + MINUTE, 4: NOW + 1.5 * MINUTE}


def test_those_who_come_next_wait_behind_those_who_wait() -> None:
    first = shared([reader(1), reader(2)], at(1))
    assert shared([reader(3)], *first.paces.values()).later == {3: NOW + 3 * MINUTE}


def test_nobody_waits_beyond_the_end_of_a_slow_time() -> None:
    """Whoever would is due soon after it, not all at once."""
    readers = [reader(number) for number in range(4)]
    assert list(shared(readers, at(1, until=NOW + 2 * MINUTE), jitter=0.5).later.values()) == [
        *(NOW + 1.5 * MINUTE, NOW + 2.5 * MINUTE),
        *[NOW + 7 * MINUTE] * 2,
    ]


def test_a_rest_lets_nobody_through() -> None:
    found = shared([reader(1)], at(0, until=NOW + HOUR), jitter=0.5)
    assert (found.kept, found.later) == ((), {1: NOW + HOUR + 5 * MINUTE})


def test_the_deadline_is_met_where_a_rest_allows() -> None:
    """Who comes back just before the news is too old comes back before it."""
    found = shared([reader(1)], at(0, until=DEADLINE - MINUTE), jitter=0.5)
    assert found.later == {1: DEADLINE - MINUTE / 2}


@pytest.mark.parametrize(
    ("configured", "minutes", "expected"),
    [
        (None, 1, (1, 1.0)),
        (None, 10, (1, 2.0)),  # a bucket holds two minutes' worth
        (None, 121, None),  # it is over
        (10, 1, (1, 1.0)),
        (10, 121, (10, 20.0)),
    ],
)
def test_the_slower_rate_counts_until_it_is_over(
    configured: int | None, minutes: int, expected: tuple[int, float] | None
) -> None:
    found = pace.in_force(at(1), configured, NOW + minutes * MINUTE)
    assert expected == (found and (found.per_minute, found.tokens))


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        (at(0), Slowdown("words", 1, 3 * HOUR), (0, 2)),  # a rest is not lifted by less
        (at(10), Slowdown("words", 1, HOUR), (1, 1)),
        (at(1), Slowdown("words", 1, 3 * HOUR), (1, 3)),
        (at(1), Slowdown("words", 1, HOUR), (1, 2)),  # nor is its time cut
        (at(0, until=NOW), Slowdown("words", 10, HOUR), (10, 1)),
    ],
)
def test_what_is_asked_last_is_done_unless_less_was_asked_for(
    before: Pace, asked: Slowdown, expected: tuple[int, int]
) -> None:
    after = pace.slower(before, asked, NOW)
    assert expected == (after.per_minute, after.until and (after.until - NOW) // HOUR)


def test_a_warm_up_grows_by_half_a_day_for_six_weeks() -> None:
    warm_up, first = WarmUp(200), date(2026, 1, 1)
    caps = [warm_up.cap(first, first + timedelta(days=day), 0) for day in range(50)]
    assert caps[:4] == [200, 300, 450, 675]
    growing = [cap for cap in caps[:42] if cap is not None]
    assert (len(growing), all(one <= two for one, two in pairwise(growing))) == (42, True)
    assert caps[42:] == [None] * 8


def test_a_day_with_a_pulled_brake_adds_nothing() -> None:
    assert WarmUp(200).cap(date(2026, 1, 1), date(2026, 1, 4), 1) == 450


def test_no_warm_up_unless_asked_for() -> None:
    assert WarmUp().cap(date(2026, 1, 1), date(2026, 1, 1), 0) is None


def test_the_days_cap_counts_each_reader_once() -> None:
    """Across providers; who was tried before was counted then, and who is too many waits for the next day."""
    today = Pace(EVERYBODY, 2, pace.next_day(NOW), "warm-up", 2.0, NOW, NOW)
    readers = [reader(1), reader(2, "example.org", attempts=1), reader(3, "example.org"), reader(4)]
    found = shared(readers, today)
    assert ([one.delivery_id for one in found.kept], found.later) == ([1, 2, 3], {4: datetime(2026, 1, 17, tzinfo=UTC)})


def test_who_waits_for_a_provider_takes_nothing_from_the_day() -> None:
    today = Pace(EVERYBODY, 2, pace.next_day(NOW), "warm-up", 2.0, NOW, NOW)
    assert shared([reader(1), reader(2)], at(0), today).paces[EVERYBODY].tokens == 2.0


@given(
    readers=st.integers(0, 120),
    rate=st.integers(1, 20),
    slow_for=st.integers(0, 120),
    ends=st.booleans(),
    ticks=st.lists(st.integers(20, 60), min_size=1, max_size=20),
    jitters=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=10),
)
def test_everybody_is_mailed_before_the_deadline_where_the_rate_allows(
    readers: int, rate: int, slow_for: int, *, ends: bool, ticks: list[int], jitters: list[float]
) -> None:
    """However uneven the ticks: within twice the time that the tokens take, and never faster than they allow."""
    until = NOW + slow_for * MINUTE if ends else None
    sent = simulated(readers, rate, until, ticks, jitters)
    patience = 2 * (readers / rate * MINUTE) + 5 * MINUTE
    if until is not None:
        patience = min(patience, until - NOW) + pace.RETURN + MINUTE
    assert len(sent) == readers
    assert all(moment <= NOW + patience for moment in sent)
    slow = [moment for moment in sent if until is None or moment < until]
    assert all(
        sum(begin <= moment < begin + length * MINUTE for moment in slow) <= rate * (length + pace.SAVED)
        for begin in slow
        for length in (1, 10)
    )


def simulated(
    readers: int, rate: int, until: datetime | None, ticks: list[int], jitters: list[float]
) -> list[datetime]:
    """When each was mailed, by a worker that looks at uneven moments; a bucket that is empty at first."""
    due: Mapping[DeliveryId, datetime] = {DeliveryId(number): NOW for number in range(readers)}
    kept, now, sent = at(rate, until=until), NOW, list[datetime]()
    jitter, tick = endless(jitters), endless(ticks)
    while due and now < DEADLINE:
        claimed = sorted((moment, id_) for id_, moment in due.items() if moment <= now)
        counting = pace.in_force(kept, rate if until is None else None, now)
        paces = {"google": counting} if counting else {}
        found = pace.share([reader(id_) for _, id_ in claimed], shipped(), paces, now, DEADLINE, jitter)
        kept = found.paces.get("google", kept)
        sent += [now] * len(found.kept)
        gone = {one.delivery_id for one in found.kept}
        due = {id_: found.later.get(id_, moment) for id_, moment in due.items() if id_ not in gone}
        now += timedelta(seconds=tick())
    return sent


def endless(values: list[Value]) -> Callable[[], Value]:
    """One after the other, again and again."""
    left = list[Value]()

    def following() -> Value:
        if not left:
            left.extend(reversed(values))
        return left.pop()

    return following


def test_clocks_that_differ_take_no_tokens_away() -> None:
    """A worker whose clock is behind finds what is there."""
    late = replace(at(10, tokens=5), at=NOW + MINUTE)
    found = pace.in_force(late, None, NOW)
    assert found is not None
    assert (found.tokens, found.at) == (5, NOW + MINUTE)
