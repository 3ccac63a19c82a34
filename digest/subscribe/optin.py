"""When a confirmation mail may be sent, and how a subscription moves. Pure policy; it sends and stores nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.subscriber import SubscriptionState, SuppressionReason

CONFIRM_WITHIN = timedelta(days=7)
LEAST_GAP = timedelta(hours=24)  # between two confirmation mails to one address, whatever the list
MOST_IN = timedelta(days=30)
MOST = 3  # confirmation mails to one address within MOST_IN

# Asking again and confirming lifts these. Who complained or was shut out by an operator is not even asked.
LIFTED_BY_CONFIRMING = frozenset(
    {SuppressionReason.UNSUBSCRIBED, SuppressionReason.BOUNCED, SuppressionReason.ERASED},
)


class Action(StrEnum):
    """What can happen to a subscription."""

    REQUEST = "request"  # somebody, perhaps not its owner, typed the address
    CONFIRM = "confirm"  # whoever reads the mailbox pressed the button
    LEAVE = "leave"
    IMPORT_PENDING = "import_pending"
    IMPORT_CONFIRMED = "import_confirmed"  # with a proof of consent


_MOVES: dict[tuple[SubscriptionState | None, Action], SubscriptionState] = {
    (None, Action.REQUEST): SubscriptionState.PENDING,
    (None, Action.IMPORT_PENDING): SubscriptionState.PENDING,
    (None, Action.IMPORT_CONFIRMED): SubscriptionState.CONFIRMED,
    (SubscriptionState.PENDING, Action.CONFIRM): SubscriptionState.CONFIRMED,
    (SubscriptionState.PENDING, Action.IMPORT_CONFIRMED): SubscriptionState.CONFIRMED,
    (SubscriptionState.PENDING, Action.LEAVE): SubscriptionState.UNSUBSCRIBED,
    (SubscriptionState.CONFIRMED, Action.LEAVE): SubscriptionState.UNSUBSCRIBED,
    # Only its owner brings an address back: a request or an import leaves it unsubscribed.
    (SubscriptionState.UNSUBSCRIBED, Action.CONFIRM): SubscriptionState.CONFIRMED,
}


def move(state: SubscriptionState | None, action: Action) -> SubscriptionState | None:
    """The state after `action`; None stays None when there is nothing to confirm or to leave."""
    return _MOVES.get((state, action), state)


def may_send(sent: Sequence[datetime], now: datetime) -> bool:
    """Whether one more confirmation mail may go to an address that was sent some at the moments `sent`."""
    recent = [moment for moment in sent if moment > now - MOST_IN]
    return len(recent) < MOST and all(moment <= now - LEAST_GAP for moment in recent)
