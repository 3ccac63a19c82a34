"""When a confirmation may be sent, and how a subscription moves."""

from datetime import datetime, timedelta

import pytest

from digest.model.subscriber import SubscriptionState
from digest.subscribe.optin import Action, may_send, move


@pytest.mark.parametrize(
    ("state", "action", "after"),
    [
        (None, Action.REQUEST, SubscriptionState.PENDING),
        (None, Action.CONFIRM, None),
        (None, Action.LEAVE, None),
        (None, Action.IMPORT_PENDING, SubscriptionState.PENDING),
        (None, Action.IMPORT_CONFIRMED, SubscriptionState.CONFIRMED),
        (SubscriptionState.PENDING, Action.REQUEST, SubscriptionState.PENDING),
        (SubscriptionState.PENDING, Action.CONFIRM, SubscriptionState.CONFIRMED),
        (SubscriptionState.PENDING, Action.LEAVE, SubscriptionState.UNSUBSCRIBED),
        (SubscriptionState.PENDING, Action.IMPORT_PENDING, SubscriptionState.PENDING),
        (SubscriptionState.PENDING, Action.IMPORT_CONFIRMED, SubscriptionState.CONFIRMED),
        (SubscriptionState.CONFIRMED, Action.REQUEST, SubscriptionState.CONFIRMED),
        (SubscriptionState.CONFIRMED, Action.CONFIRM, SubscriptionState.CONFIRMED),
        (SubscriptionState.CONFIRMED, Action.LEAVE, SubscriptionState.UNSUBSCRIBED),
        (SubscriptionState.CONFIRMED, Action.IMPORT_PENDING, SubscriptionState.CONFIRMED),
        (SubscriptionState.UNSUBSCRIBED, Action.REQUEST, SubscriptionState.UNSUBSCRIBED),
        (SubscriptionState.UNSUBSCRIBED, Action.CONFIRM, SubscriptionState.CONFIRMED),
        (SubscriptionState.UNSUBSCRIBED, Action.LEAVE, SubscriptionState.UNSUBSCRIBED),
        (SubscriptionState.UNSUBSCRIBED, Action.IMPORT_PENDING, SubscriptionState.UNSUBSCRIBED),
        (SubscriptionState.UNSUBSCRIBED, Action.IMPORT_CONFIRMED, SubscriptionState.UNSUBSCRIBED),
    ],
)
def test_only_the_mailboxs_owner_brings_it_back(
    state: SubscriptionState | None, action: Action, after: SubscriptionState | None
) -> None:
    assert after == move(state, action)


@pytest.mark.parametrize(
    ("hours_ago", "may"),
    [
        ([], True),
        ([23.9], False),
        ([24], True),
        ([24, 72], True),
        ([24, 48, 72], False),
        ([24, 48, 24 * 30], True),
        ([1, 24 * 40], False),
    ],
)
def test_one_confirmation_a_day_and_three_in_thirty_days(now: datetime, hours_ago: list[float], *, may: bool) -> None:
    assert may == may_send([now - timedelta(hours=hours) for hours in hours_ago], now)
