"""When a confirmation may be sent, and how a subscription moves."""

from datetime import UTC, datetime, timedelta

import pytest

from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import Subscriber, Subscription, SubscriptionState
from digest.subscribe.optin import Action, Asked, Decision, decide, may_send, move, waits


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


NOW = datetime(2026, 1, 16, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], NOW),
        ([(DAY, False)], NOW),
        ([(HOUR, False)], None),  # its page covers the second list
        ([(HOUR, True)], NOW + 23 * HOUR),  # used up: the second waits for its turn
        ([(HOUR, True), (-23 * HOUR, False)], None),  # one waits already
        ([(HOUR, True), (2 * DAY, True), (3 * DAY, True)], None),  # three: none for weeks
        ([(HOUR, True), (2 * DAY, True), (29 * DAY, True)], NOW + DAY),
    ],
)
def test_a_second_list_waits_for_a_page_or_for_its_turn(
    asked: list[tuple[timedelta, bool]], expected: datetime | None
) -> None:
    sent = [Asked(NOW - age, used) for age, used in asked]
    assert decide(None, sent, NOW, barred=False) == Decision(heard=True, mail_at=expected)


def test_who_is_subscribed_is_not_asked_again_unless_mails_stopped() -> None:
    confirmed = SubscriptionState.CONFIRMED
    assert decide(confirmed, [], NOW, barred=False) == Decision(heard=False)
    assert decide(confirmed, [], NOW, barred=True) == Decision(heard=True, mail_at=NOW)


@pytest.mark.parametrize(
    ("state", "asked", "left", "expected"),
    [
        (SubscriptionState.PENDING, HOUR, None, True),
        (SubscriptionState.PENDING, 8 * DAY, None, False),
        (SubscriptionState.CONFIRMED, HOUR, None, False),
        (SubscriptionState.UNSUBSCRIBED, HOUR, 2 * HOUR, True),
        (SubscriptionState.UNSUBSCRIBED, 2 * HOUR, HOUR, False),
    ],
)
def test_a_request_waits_while_its_link_works(
    state: SubscriptionState, asked: timedelta, left: timedelta | None, *, expected: bool
) -> None:
    place = Subscription(
        Subscriber(SubscriberId(1), "anna@example.org"),
        ListId(1),
        state,
        requested_at=NOW - asked,
        unsubscribed_at=NOW - left if left else None,
    )
    assert waits(place, NOW) is expected
