"""What a report makes of a delivery: a table. The order in which reports come makes no difference."""

from digest.model.delivery import DeliveryState
from digest.model.event import Cause, EventKind

# A cause becomes a kind of event. What nobody understands is scored like a mailbox that takes no mail now.
KINDS: dict[Cause, EventKind] = {
    Cause.ADDRESS: EventKind.BOUNCED_HARD,
    Cause.MAILBOX: EventKind.BOUNCED_SOFT,
    Cause.UNKNOWN: EventKind.BOUNCED_SOFT,
    Cause.OURS: EventKind.BLOCKED,
}
# A bounce may be here before the worker has written down that the mail was taken, or while a mail in doubt waits to be
# sent once more: the row is over then, and nobody sends it again. What was refused, or never sent, stays what it was.
_NOT_ARRIVED = frozenset({
    DeliveryState.QUEUED,
    DeliveryState.CLAIMED,
    DeliveryState.SENT,
    DeliveryState.DEFERRED,
    DeliveryState.UNCERTAIN,
})  # fmt: skip


def after(state: DeliveryState, event: EventKind) -> DeliveryState:
    """The state of a delivery in `state` once `event` is known. A complaint is the last word: it was read."""
    if event is EventKind.COMPLAINED:
        return DeliveryState.COMPLAINED
    return DeliveryState.BOUNCED if state in _NOT_ARRIVED else state
