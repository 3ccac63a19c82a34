"""When a confirmation mail may be sent, and how a subscription moves. Pure policy; it sends and stores nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.subscriber import Subscription, SubscriptionState, SuppressionReason

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


@dataclass(frozen=True, slots=True)
class Asked:
    """A confirmation mail to an address. Its page confirms every list that was asked for while the link works."""

    at: datetime  # sent, or to be sent
    used: bool  # its list is confirmed, or it could not be sent: nobody will press its button


@dataclass(frozen=True, slots=True)
class Decision:
    """What comes of a request."""

    heard: bool  # it is noted
    mail_at: datetime | None = None  # when the mailbox's owner is asked; None: not by a mail of its own


def decide(state: SubscriptionState | None, asked: Sequence[Asked], now: datetime, *, barred: bool) -> Decision:
    """What comes of a request by whoever typed an address; `barred` says that a suppression could be lifted by it.

    A second list needs no second mail while a link that nobody used is good: its page confirms both. Where the
    first mail is used up, the second waits until it may go.
    """
    if state is SubscriptionState.CONFIRMED and not barred:
        return Decision(heard=False)
    sent = [one.at for one in asked]
    if may_send(sent, now):
        return Decision(heard=True, mail_at=now)
    if any(not one.used and one.at > now - CONFIRM_WITHIN for one in asked):
        return Decision(heard=True)
    turns = sorted({at + LEAST_GAP for at in sent} | {at + MOST_IN for at in sent})
    turn = next((at for at in turns if at > now and may_send(sent, at)), None)
    return Decision(heard=True, mail_at=turn if turn and turn <= now + CONFIRM_WITHIN else None)


def waits(subscription: Subscription, now: datetime) -> bool:
    """Whether somebody asked for it of late and nobody confirmed."""
    asked, left = subscription.requested_at, subscription.unsubscribed_at
    if subscription.state is SubscriptionState.CONFIRMED or asked is None or asked <= now - CONFIRM_WITHIN:
        return False
    return left is None or asked > left


def may_send(sent: Sequence[datetime], now: datetime) -> bool:
    """Whether one more confirmation mail may go to an address that was sent some at the moments `sent`."""
    recent = [moment for moment in sent if moment > now - MOST_IN]
    return len(recent) < MOST and all(moment <= now - LEAST_GAP for moment in recent)
