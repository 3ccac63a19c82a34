"""What a report makes of a delivery, in whatever order reports come."""

from itertools import permutations

import pytest

from digest.model.delivery import DeliveryState as S
from digest.model.event import Cause, EventKind
from digest.track.transitions import KINDS, after

BOUNCES = [EventKind.BOUNCED_HARD, EventKind.BOUNCED_SOFT, EventKind.BLOCKED]


@pytest.mark.parametrize("bounce", BOUNCES)
@pytest.mark.parametrize(
    ("state", "then"),
    [
        (S.SENT, S.BOUNCED),
        (S.UNCERTAIN, S.BOUNCED),
        (S.DEFERRED, S.BOUNCED),
        (S.QUEUED, S.BOUNCED),
        (S.CLAIMED, S.BOUNCED),
        (S.REJECTED, S.REJECTED),
        (S.SUPPRESSED, S.SUPPRESSED),
        (S.BOUNCED, S.BOUNCED),
        (S.COMPLAINED, S.COMPLAINED),
    ],
)
def test_a_bounce_ends_what_was_not_over(state: S, then: S, bounce: EventKind) -> None:
    assert after(state, bounce) is then


@pytest.mark.parametrize("state", list(S))
def test_a_complaint_is_the_last_word(state: S) -> None:
    assert after(state, EventKind.COMPLAINED) is S.COMPLAINED


@pytest.mark.parametrize(
    "order", list(permutations([EventKind.BOUNCED_SOFT, EventKind.BOUNCED_HARD, EventKind.COMPLAINED]))
)
def test_the_order_makes_no_difference(order: tuple[EventKind, ...]) -> None:
    state = S.SENT
    for event in order:
        state = after(state, event)
    assert state is S.COMPLAINED


def test_every_cause_is_an_event() -> None:
    """What nobody understands is scored, never acted upon at once; what is our fault never counts against a reader."""
    assert set(KINDS) == set(Cause)
    assert KINDS[Cause.UNKNOWN] is EventKind.BOUNCED_SOFT
    assert KINDS[Cause.OURS] is EventKind.BLOCKED
