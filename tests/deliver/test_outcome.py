"""What an answer means for the ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from digest.deliver import outcome, retry
from digest.model.delivery import DeliveryState, Receipt, Recipient
from digest.model.errors import BadAddress, Deferred, DeliveryError, Rejected, RelayUnusable, Uncertain
from digest.model.ids import DeliveryId, EditionId, SubscriberId

NOW = datetime(2026, 1, 16, 6, tzinfo=UTC)
READER = Recipient(DeliveryId(7), EditionId(1), SubscriberId(3), "anna@example.org", "", "fr", attempts=1)


@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        (Deferred("later", code=450), DeliveryState.DEFERRED, timedelta(minutes=10)),
        (Rejected("never", code=550), DeliveryState.REJECTED, None),
        (Uncertain("lost"), DeliveryState.UNCERTAIN, retry.IN_DOUBT),
        (RelayUnusable("no relay", code=535), DeliveryState.QUEUED, timedelta()),
        (BadAddress("no address"), DeliveryState.REJECTED, None),
    ],
)
def test_each_error_has_its_state(
    error: DeliveryError | BadAddress, state: DeliveryState, wait: timedelta | None
) -> None:
    found = outcome.failed(READER, error, NOW, NOW + timedelta(hours=12), 1.0)
    assert (state, None if wait is None else NOW + wait) == (found.state, found.next_attempt_at)


def test_past_the_deadline_later_is_never() -> None:
    """And the ledger says how often it was tried."""
    found = outcome.failed(READER, Deferred("full", code=452), NOW, NOW, 1.0)
    assert (found.state, found.text) == (DeliveryState.REJECTED, "gave up after 2 attempts: full")


def test_what_the_relay_takes_is_sent() -> None:
    found = outcome.accepted(READER, Receipt(250, "2.0.0", "queued as 4711", "mx:25"))
    assert (found.state, found.code, found.text) == (DeliveryState.SENT, 250, "queued as 4711")
