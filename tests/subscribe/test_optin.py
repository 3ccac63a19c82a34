"""When a confirmation may be sent, and how a subscription moves."""

from datetime import datetime, timedelta

import pytest

from digest.model.subscriber import SubscriptionState as S
from digest.subscribe.optin import Action as A
from digest.subscribe.optin import may_send, move


@pytest.mark.parametrize(
    ("state", "action", "after"),
    [
        (None, A.REQUEST, S.PENDING),
        (None, A.CONFIRM, None),
        (None, A.LEAVE, None),
        (None, A.IMPORT_PENDING, S.PENDING),
        (None, A.IMPORT_CONFIRMED, S.CONFIRMED),
        (S.PENDING, A.REQUEST, S.PENDING),
        (S.PENDING, A.CONFIRM, S.CONFIRMED),
        (S.PENDING, A.LEAVE, S.UNSUBSCRIBED),
        (S.PENDING, A.IMPORT_PENDING, S.PENDING),
        (S.PENDING, A.IMPORT_CONFIRMED, S.CONFIRMED),
        (S.CONFIRMED, A.REQUEST, S.CONFIRMED),
        (S.CONFIRMED, A.CONFIRM, S.CONFIRMED),
        (S.CONFIRMED, A.LEAVE, S.UNSUBSCRIBED),
        (S.CONFIRMED, A.IMPORT_PENDING, S.CONFIRMED),
        (S.UNSUBSCRIBED, A.REQUEST, S.UNSUBSCRIBED),
        (S.UNSUBSCRIBED, A.CONFIRM, S.CONFIRMED),
        (S.UNSUBSCRIBED, A.LEAVE, S.UNSUBSCRIBED),
        (S.UNSUBSCRIBED, A.IMPORT_PENDING, S.UNSUBSCRIBED),
        (S.UNSUBSCRIBED, A.IMPORT_CONFIRMED, S.UNSUBSCRIBED),
    ],
)
def test_only_the_mailboxs_owner_brings_it_back(state: S | None, action: A, after: S | None) -> None:
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
