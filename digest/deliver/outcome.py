"""From what a server answered to what the ledger says: a table of errors and states. It records nothing itself."""

from datetime import datetime

from digest.deliver import retry
from digest.model.delivery import DeliveryState, Outcome, Receipt, Recipient
from digest.model.errors import BadInput, Deferred, DeliveryError, DigestError, Rejected, RelayUnusable, Uncertain

MOST_TEXT = 500  # characters of an answer that are worth keeping

STATES: dict[type[DigestError], DeliveryState] = {
    Deferred: DeliveryState.DEFERRED,
    Rejected: DeliveryState.REJECTED,
    Uncertain: DeliveryState.UNCERTAIN,
    RelayUnusable: DeliveryState.QUEUED,  # nobody's address is at fault: it waits as if not tried
    BadInput: DeliveryState.REJECTED,  # the recipient's own data; the others go on
}


def accepted(recipient: Recipient, receipt: Receipt) -> Outcome:
    """The relay has taken the message: it is sent, whatever the relay makes of it later."""
    return Outcome(recipient.delivery_id, DeliveryState.SENT, receipt.code, receipt.enhanced, receipt.text[:MOST_TEXT])


def failed(
    recipient: Recipient, error: DeliveryError | BadInput, now: datetime, deadline: datetime, jitter: float
) -> Outcome:
    """What `error` means for `recipient`: later, never, or in doubt. Past `deadline` later becomes never."""
    state = next(state for kind, state in STATES.items() if isinstance(error, kind))
    code, enhanced = (error.code, error.enhanced) if isinstance(error, DeliveryError) else (0, "")
    text, due = str(error)[:MOST_TEXT], None
    if state is DeliveryState.DEFERRED:
        due = retry.next_attempt(recipient.attempts + 1, now, deadline, jitter)
        if due is None:
            state, text = DeliveryState.REJECTED, f"gave up after {recipient.attempts + 1} attempts: {text}"
    return Outcome(recipient.delivery_id, state, code, enhanced, text[:MOST_TEXT], due)
