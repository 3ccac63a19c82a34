"""From what a server answered to what the ledger says: a table of errors and states. It records nothing itself."""

from datetime import datetime

from digest.deliver import retry
from digest.model.delivery import DeliveryState, Outcome, Receipt, Recipient
from digest.model.errors import BadAddress, Deferred, DeliveryError, DigestError, Rejected, RelayUnusable, Uncertain

MOST_TEXT = 500  # characters of an answer that are worth keeping

STATES: dict[type[DigestError], DeliveryState] = {
    Deferred: DeliveryState.DEFERRED,
    Rejected: DeliveryState.REJECTED,
    Uncertain: DeliveryState.UNCERTAIN,
    RelayUnusable: DeliveryState.QUEUED,  # nobody's address is at fault: it waits as if not tried
    BadAddress: DeliveryState.REJECTED,  # of the others nothing is wrong
}


def accepted(recipient: Recipient, receipt: Receipt) -> Outcome:
    """The relay has taken the message: it is sent, whatever the relay makes of it later."""
    return Outcome(recipient.delivery_id, DeliveryState.SENT, receipt.code, receipt.enhanced, receipt.text[:MOST_TEXT])


def failed(
    recipient: Recipient, error: DeliveryError | BadAddress, now: datetime, deadline: datetime, jitter: float
) -> Outcome:
    """What `error` means for `recipient`: later, never, or in doubt. Past `deadline` later becomes never.

    A doubt is not judged before the relay has had time to make up its mind.
    """
    state = next(state for kind, state in STATES.items() if isinstance(error, kind))
    code, enhanced = (error.code, error.enhanced) if isinstance(error, DeliveryError) else (0, "")
    text, due = str(error)[:MOST_TEXT], None
    if state is DeliveryState.DEFERRED:
        due = retry.next_attempt(recipient.attempts + 1, now, deadline, jitter)
        if due is None:
            state, text = DeliveryState.REJECTED, f"gave up after {recipient.attempts + 1} attempts: {text}"
    if state is DeliveryState.UNCERTAIN:
        due = now + retry.IN_DOUBT
    elif state is DeliveryState.QUEUED:
        due = now
    return Outcome(recipient.delivery_id, state, code, enhanced, text[:MOST_TEXT], due)
