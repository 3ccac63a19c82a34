"""Settling: what becomes of deliveries in doubt, when an edition is over, and what it is said to have reached then."""

from collections.abc import Collection, Iterable
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from digest.compose import calendar
from digest.deliver import retry
from digest.deliver.message import Sender, message_id
from digest.mail.relaylog import RelayLog
from digest.model.delivery import DeliveryState, Outcome, Tally
from digest.model.edition import Digest, Edition, OnUncertain
from digest.model.errors import Misconfigured
from digest.model.ids import EditionId
from digest.model.phrase import Phrase
from digest.model.text import N_
from digest.store import deliveries, planning, progress
from digest.store.database import Database
from digest.store.deliveries import Case
from digest.store.flights import Flight

log = structlog.get_logger(__name__)

PORTION = 10_000  # deliveries given up in one transaction: nobody waits long for it


def judged(
    cases: Iterable[Case], over: Collection[EditionId], now: datetime, sender: Sender, relay_log: RelayLog | None
) -> list[Outcome]:
    """What to do with deliveries in doubt: the relay's log decides, else the digest's choice.

    Those of editions that are `over`, which are sent no more, are held for an operator unless the log decides.
    """
    named = {message_id(case.edition_id, case.delivery_id, sender): case for case in cases}
    if not named:
        return []
    if relay_log is None:
        return [_held(case) if case.edition_id in over else _by_choice(case, now) for case in named.values()]
    try:
        known = relay_log.known(named.keys())
    except Misconfigured as error:
        # Without the log a guess would be worse than waiting for the operator to mend it.
        log.warning("relay_log_unreadable", error=str(error), doubts=len(named))
        return [_held(case) for case in named.values() if case.edition_id in over]
    return [
        _asked_again(case, over, now) if name in known.begun else _by_log(case, now, taken=name in known.taken)
        for name, case in named.items()
    ]


def news_until(tx: Connection, edition: Edition, digest: Digest) -> datetime:
    """When an edition is too old for any more of its mails to be sent."""
    following = calendar.following_slot(digest.schedule, edition.day, edition.send_at)
    return retry.deadline(edition.send_at, following, planning.last_wave(tx, edition.id))


def ending(tx: Connection, flight: Flight) -> str:
    """Why an edition of which nothing can change any more did not reach everybody; "" when it did."""
    if flight.stopped:
        unsent = progress.count_with(tx, flight.edition_id, DeliveryState.REJECTED, flight.stopped)
        return Phrase(N_("%(why)s: %(count)s not sent"), why=flight.stopped, count=unsent)
    return _shortfall(progress.tally(tx, flight.edition_id))


def _by_log(case: Case, now: datetime, *, taken: bool) -> Outcome:
    if taken:
        return Outcome(case.delivery_id, DeliveryState.SENT, text="the relay's log says that it was taken")
    return Outcome(
        case.delivery_id,
        DeliveryState.DEFERRED,
        text="the relay's log does not know it: sent again",
        next_attempt_at=now,
    )


def _asked_again(case: Case, over: Collection[EditionId], now: datetime) -> Outcome:
    """The relay has begun to take it, and waits for something: to send it again would be to send it twice."""
    if case.edition_id in over:
        return _held(case)
    text = "the relay's log names it, and not yet what became of it: asked again"
    return Outcome(case.delivery_id, DeliveryState.UNCERTAIN, text=text, next_attempt_at=now + retry.IN_DOUBT)


def _by_choice(case: Case, now: datetime) -> Outcome:
    if case.on_uncertain is OnUncertain.RESEND and case.resends == 0:
        return Outcome(case.delivery_id, DeliveryState.DEFERRED, text="in doubt: sent once more", next_attempt_at=now)
    return _held(case)


def _held(case: Case) -> Outcome:
    return Outcome(case.delivery_id, DeliveryState.UNCERTAIN, text="in doubt: held for an operator")


def _shortfall(tally: Tally) -> str:
    rejected, uncertain = (tally.counts.get(one, 0) for one in (DeliveryState.REJECTED, DeliveryState.UNCERTAIN))
    if tally.total == 0:
        return Phrase(N_("nobody to send it to"))
    if rejected and uncertain:
        both = N_("partly sent: %(rejected)s rejected, %(uncertain)s uncertain")
        return Phrase(both, rejected=rejected, uncertain=uncertain)
    if rejected:
        return Phrase(N_("partly sent: %(rejected)s rejected"), rejected=rejected)
    return Phrase(N_("partly sent: %(uncertain)s uncertain"), uncertain=uncertain) if uncertain else ""


def give_up(database: Database, edition: EditionId, text: str, now: datetime) -> int:
    """Reject whatever waits, for the reason `text`, a portion in a transaction; gives how many."""
    given_up, portion = 0, PORTION
    while portion == PORTION:
        with database.transaction() as tx:
            portion = deliveries.give_up(tx, edition, text, now, PORTION)
        given_up += portion
    return given_up
