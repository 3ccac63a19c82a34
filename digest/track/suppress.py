"""From the history of an address to the question whether it may still be mailed. Pure policy; it stores nothing.

A dead address is suppressed at its first bounce. A mailbox that takes no mail is given up when five editions came back
over two weeks and none arrived meanwhile (PyPI's Warehouse counts five bounces, Mailman at most one a day). What is our
own fault never counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.model.event import EventKind
from digest.model.ids import EditionId

MOST_SOFT = 5  # editions that came back
OVER = timedelta(days=14)  # between the first of them and the last
LOOKS_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Past:
    """What became of one edition at an address; one for each edition."""

    edition_id: EditionId
    at: datetime
    bounced: EventKind | None  # None: it was taken, and did not come back


def is_over(now: EventKind, history: Sequence[Past]) -> bool:
    """Whether an address with this history, to which `now` was just added, must not be mailed any more.

    A mail taken after the last bounce tells nothing yet: a relay tries for days before it gives up, so only what
    came before the last bounce ends a row of failures.
    """
    if now is not EventKind.BOUNCED_SOFT:
        return now is EventKind.BOUNCED_HARD
    failures: list[datetime] = []
    for one in sorted(history, key=lambda past: past.edition_id, reverse=True):
        if one.bounced is EventKind.BOUNCED_SOFT:
            failures.append(one.at)
        elif one.bounced is None and failures:
            break
    return len(failures) >= MOST_SOFT and max(failures) - min(failures) >= OVER
