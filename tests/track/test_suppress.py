"""When an address is given up, by its history."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.model.event import EventKind
from digest.model.ids import EditionId
from digest.track.suppress import MOST_SOFT, OVER, Past, is_over

SOFT, HARD, BLOCKED = EventKind.BOUNCED_SOFT, EventKind.BOUNCED_HARD, EventKind.BLOCKED
DAY = timedelta(days=1)
BEGIN = datetime(2026, 3, 2, 7, tzinfo=UTC)


def _past(*days: tuple[int, EventKind | None]) -> list[Past]:
    return [Past(EditionId(number), BEGIN + day * DAY, kind) for number, (day, kind) in enumerate(days, 1)]


def test_a_dead_address_is_given_up_at_once() -> None:
    assert is_over(HARD, _past((0, HARD)))


def test_a_full_mailbox_gets_two_weeks() -> None:
    """Five editions over fourteen days; four, or five in a week, are not enough."""
    assert is_over(SOFT, _past((0, SOFT), (3, SOFT), (7, SOFT), (10, SOFT), (14, SOFT)))
    assert not is_over(SOFT, _past((0, SOFT), (5, SOFT), (10, SOFT), (15, SOFT)))
    assert not is_over(SOFT, _past(*((day, SOFT) for day in range(7))))


def test_a_mail_that_arrived_meanwhile_begins_the_count_anew() -> None:
    assert not is_over(SOFT, _past((0, SOFT), (3, SOFT), (5, None), (7, SOFT), (10, SOFT), (14, SOFT), (15, SOFT)))


def test_mails_taken_after_the_last_bounce_prove_nothing_yet() -> None:
    """A relay tries for days before it sends back what it took."""
    assert is_over(SOFT, _past((5, SOFT), (8, SOFT), (12, SOFT), (15, SOFT), (19, SOFT), (15, None), (16, None)))


def test_what_is_our_fault_neither_counts_nor_forgives() -> None:
    assert not is_over(BLOCKED, _past(*((day, BLOCKED) for day in range(40))))
    mixed = _past((0, SOFT), (3, SOFT), (5, BLOCKED), (7, SOFT), (9, BLOCKED), (10, SOFT), (14, SOFT))
    assert is_over(SOFT, mixed)


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from([SOFT, BLOCKED, None])), max_size=20))
def test_nobody_is_given_up_for_less(days: list[tuple[int, EventKind | None]]) -> None:
    """Whatever the history: at least five soft bounces, and two weeks between two of them."""
    history = _past(*sorted(days, key=lambda one: one[0]))
    if is_over(SOFT, history):
        soft = [one.at for one in history if one.bounced is SOFT]
        assert len(soft) >= MOST_SOFT
        assert max(soft) - min(soft) >= OVER
