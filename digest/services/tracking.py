"""Tracking: what is reported of a mail after it was sent, and what follows for its reader. It reads no mailbox.

A report counts once, however often it comes. Event, state of the delivery, suppression and subscription change in one
transaction, and in whatever order reports come the end is the same.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from digest.model.event import Event, EventKind
from digest.model.ids import DeliveryId
from digest.model.subscriber import Consent, SubscriptionState, Suppression, SuppressionReason
from digest.store import audit, signups, subscribers, suppressions, tracked
from digest.store.database import Database
from digest.store.tracked import Tracked
from digest.track import suppress
from digest.track.causes import Finding, cause
from digest.track.suppress import Past
from digest.track.transitions import KINDS, after

log = structlog.get_logger(__name__)

REVIEWED_FOR = timedelta(days=2)  # refusals older than that are not looked at again
AT_ONCE = 500
MOST_DETAIL = 500  # characters of an answer that are kept
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no NUL, and UTF-8 no half of a pair
TRACKER = ""  # in the audit: the house itself


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody who may say so tells of a delivery."""

    delivery_id: DeliveryId
    kind: EventKind
    code: int = 0
    enhanced: str = ""
    detail: str = ""


def bounce(delivery_id: DeliveryId, code: int, enhanced: str, text: str, told: str = "") -> Report:
    """A report of a refusal or a bounce, its cause read from codes and words."""
    found: Finding = cause(code, enhanced, text, told)
    said = " ".join((text or told).split())[:MOST_DETAIL]
    return Report(delivery_id, KINDS[found.cause], code, enhanced, said)


@dataclass(frozen=True, slots=True)
class Tracking:
    """The service behind everything that comes back."""

    database: Database
    clock: Callable[[], datetime]

    def record(self, reports: Iterable[Report]) -> int:
        """Write reports down, with all that follows; gives how many were news. One of no delivery of ours is none."""
        news = 0
        for report in reports:
            with self.database.transaction() as tx:
                news += self._record(tx, report)
        return news

    def review(self) -> int:
        """Find the causes of what the relay refused, and suppress dead addresses among them; gives how many.

        Worth calling after a batch, and at each tick: what was looked at is not looked at again.
        """
        with self.database.reading() as tx:
            refusals = tracked.unjudged(tx, self.clock() - REVIEWED_FOR, AT_ONCE)
        return self.record(bounce(one.delivery_id, one.code, one.enhanced, one.text) for one in refusals)

    def _record(self, tx: Connection, report: Report) -> bool:
        now, kind = self.clock(), report.kind
        found = tracked.find(tx, report.delivery_id)
        if found is None:
            return False
        # One of a kind for each mail: several servers on the way may tell the same, and each more than once.
        event = Event(
            key=f"{report.delivery_id}:{kind.value}",
            delivery_id=report.delivery_id,
            kind=kind,
            at=now,
            code=report.code,
            enhanced=_UNKEEPABLE.sub("", report.enhanced),
            # It may repeat the address of somebody who was erased.
            detail=_UNKEEPABLE.sub("", report.detail[:MOST_DETAIL]) if found.address_hash else "",
        )
        if not tracked.note(tx, event):
            return False
        state = after(found.state, kind)
        if state is not found.state:
            tracked.move(tx, found.delivery_id, state, now)
        if found.address_hash:
            self._follow(tx, found, event)
        log.info("tracked", delivery=found.delivery_id, kind=kind.value, code=report.code, enhanced=report.enhanced)
        return True

    def _follow(self, tx: Connection, found: Tracked, event: Event) -> None:
        if event.kind is EventKind.COMPLAINED:
            self._suppress(tx, found, event, SuppressionReason.COMPLAINED)
            self._unsubscribe(tx, found, event.at)
            return
        since = event.at - suppress.LOOKS_BACK
        confirmed = tracked.confirmed_at(tx, found.address_hash)  # what was before is forgiven
        since = max(since, confirmed) if confirmed else since
        told = tracked.history(tx, found.subscriber_id, since)
        if suppress.is_over(event.kind, [Past(*one) for one in told]):
            self._suppress(tx, found, event, SuppressionReason.BOUNCED)

    def _suppress(self, tx: Connection, found: Tracked, event: Event, reason: SuppressionReason) -> None:
        entry = Suppression(found.address_hash, reason, event.at)
        complained = reason is SuppressionReason.COMPLAINED and suppressions.complain(tx, entry)
        if not complained and not subscribers.suppress(tx, entry):
            return
        why = f"{event.kind.value.replace('_', ' ')} {event.code or ''} {event.enhanced}".strip()
        audit.note(
            tx, event.at, TRACKER, "address.suppress", f"address {found.address_hash[:12]}", " ".join(why.split())
        )
        log.info("suppressed", subscriber=found.subscriber_id, reason=reason.value)

    def _unsubscribe(self, tx: Connection, found: Tracked, now: datetime) -> None:
        """A complaint ends the subscription too; no mail tells of it."""
        state = subscribers.state_of(tx, found.list_id, found.subscriber_id)
        if state is not SubscriptionState.CONFIRMED:
            return
        subscribers.set_state(tx, found.list_id, [found.subscriber_id], SubscriptionState.UNSUBSCRIBED, now)
        line = Consent(found.address_hash, found.list_id, "unsubscribed", now, source="complaint")
        subscribers.note(tx, [line])
        signups.withdraw(tx, found.subscriber_id, found.list_id, now)
