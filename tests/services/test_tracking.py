"""What is reported of a mail, and what follows for its reader: once, and in whatever order."""

from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa
from clock import Clock
from tracking_world import READERS, Returns

from digest.model.event import EventKind
from digest.model.ids import DeliveryId, SubscriberId
from digest.services.tracking import Report, bounce
from digest.store import subscribers
from digest.store.database import Database
from digest.store.tables import audit, consents, deliveries, subscriptions, suppressions

MIRA, OLEG, YARA = READERS
ONE, TWO = DeliveryId(1), DeliveryId(2)


@pytest.fixture
def returns(database: Database, clock: Clock, tmp_path: Path) -> Returns:
    return Returns(database, clock, tmp_path)


def _dead(delivery: int) -> Report:
    return bounce(DeliveryId(delivery), 550, "5.1.1", f"550 5.1.1 <{MIRA}>: user unknown")


def _full(delivery: DeliveryId) -> Report:
    return bounce(delivery, 552, "5.2.2", "552 5.2.2 mailbox full")


def test_a_dead_address_is_mailed_no_more(returns: Returns) -> None:
    """One bounce is enough; the subscription stays, so that its owner comes back by confirming."""
    assert returns.tracking.record([_dead(1)]) == 1
    assert (returns.state(1), returns.state(2)) == ("bounced", "sent")
    assert returns.suppressed() == {MIRA: "bounced"}
    assert returns.subscription(1) == "confirmed"
    with returns.database.reading() as tx:
        lines = tx.execute(sa.select(audit.c.who, audit.c.detail).where(audit.c.action == "address.suppress")).all()
    assert lines == [("", "bounced hard 550 5.1.1")]


def test_a_complaint_ends_everything_at_once(returns: Returns) -> None:
    """Suppressed, unsubscribed, written down as withdrawn; and nobody writes to tell."""
    returns.tracking.record([Report(ONE, EventKind.COMPLAINED)])
    assert (returns.state(1), returns.subscription(1)) == ("complained", "unsubscribed")
    assert returns.suppressed() == {MIRA: "complained"}
    assert returns.withdrawals() == ["complaint"]


def test_what_is_our_fault_leaves_the_reader_alone(returns: Returns) -> None:
    returns.tracking.record([bounce(ONE, 550, "5.7.26", "550 5.7.26 unauthenticated mail is not accepted")])
    assert (returns.state(1), returns.events()) == ("bounced", [(1, "blocked")])
    assert returns.suppressed() == {}


def test_a_report_counts_once_however_often_it_comes(returns: Returns) -> None:
    """By mail and by webhook, twice each: one event."""
    assert [returns.tracking.record([_dead(1), _dead(1)]), returns.tracking.record([_dead(1)])] == [1, 0]
    assert returns.events() == [(1, "bounced_hard")]


def test_a_report_of_no_mail_of_ours_is_nothing(returns: Returns) -> None:
    assert returns.tracking.record([_dead(99)]) == 0
    assert returns.events() == []


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=range(6))
def test_the_end_is_the_same_in_whatever_order_reports_come(returns: Returns, order: tuple[int, ...]) -> None:
    """A complaint is not lifted by confirming anew, as a bounce is: it counts even when it comes last."""
    reports = [Report(ONE, EventKind.COMPLAINED), _dead(1), bounce(ONE, 452, "4.2.2", "mailbox full")]
    for number in order:
        returns.tracking.record([reports[number]])
    assert (returns.state(1), returns.subscription(1)) == ("complained", "unsubscribed")
    assert returns.suppressed() == {MIRA: "complained"}
    assert len(returns.events()) == 3


def test_a_full_mailbox_is_given_up_after_two_weeks(returns: Returns) -> None:
    """Five editions came back over fourteen days, and none arrived."""
    returns.tracking.record([_full(ONE)])
    for _ in range(3):
        mira, *_ = returns.next_edition(days=4)
        returns.tracking.record([_full(mira)])
    assert returns.suppressed() == {}
    mira, *_ = returns.next_edition(days=4)
    returns.tracking.record([_full(mira)])
    assert returns.suppressed() == {MIRA: "bounced"}


def test_a_mail_that_arrived_meanwhile_begins_anew(returns: Returns) -> None:
    returns.tracking.record([bounce(ONE, 552, "5.2.2", "full")])
    for number in range(5):
        mira, *_ = returns.next_edition(days=4)
        if number != 2:
            returns.tracking.record([bounce(mira, 552, "5.2.2", "full")])
    assert returns.suppressed() == {}


def test_who_confirmed_anew_is_forgiven(returns: Returns) -> None:
    """What came back before their new confirmation counts no more."""
    for number in range(4):
        mira = ONE if number == 0 else returns.next_edition(days=5)[0]
        returns.tracking.record([bounce(mira, 552, "5.2.2", "full")])
    returns.clock.now += timedelta(hours=1)
    with returns.database.transaction() as tx:
        hashed = tx.execute(sa.select(sa.text("address_hash FROM subscribers WHERE id = 1"))).scalar_one()
        row = {"address_hash": hashed, "list_id": 1, "action": "confirmed", "at": returns.clock()}
        tx.execute(sa.insert(consents).values(row))
    mira, *_ = returns.next_edition(days=5)
    returns.tracking.record([bounce(mira, 552, "5.2.2", "full")])
    assert returns.suppressed() == {}


def test_what_the_relay_refused_is_looked_through(returns: Returns) -> None:
    """Dead addresses among the refusals are suppressed; nothing is looked at twice."""
    returns.reject(1, 550, "5.1.1", "550 5.1.1 user unknown")
    returns.reject(2, 550, "5.7.1", "550 5.7.1 blocked for spam")
    returns.reject(3, 0, "", "the news is too old")  # our own decision
    assert returns.tracking.review() == 2
    assert returns.tracking.review() == 0
    assert returns.events() == [(1, "bounced_hard"), (2, "blocked")]
    assert returns.suppressed() == {MIRA: "bounced"}
    assert returns.state(1) == "rejected"


def test_of_who_was_erased_nothing_is_kept(returns: Returns) -> None:
    """A bounce that comes later may repeat the address: its words are not kept, and it suppresses nobody."""
    with returns.database.transaction() as tx:
        subscribers.erase(tx, SubscriberId(1), returns.clock())
    returns.tracking.record([_dead(1)])
    with returns.database.reading() as tx:
        told = tx.execute(sa.text("SELECT text FROM delivery_events WHERE kind = 'bounced_hard'")).scalar_one()
        assert tx.execute(sa.select(sa.func.count()).select_from(suppressions)).scalar_one() == 0
    assert (told, returns.state(1)) == ("", "bounced")


@pytest.mark.parametrize("state", ["claimed", "uncertain", "deferred"])
def test_a_bounce_may_come_before_the_answer_was_written_down(returns: Returns, state: str) -> None:
    """The row is over: no sweep sends it again."""
    later = returns.clock() + timedelta(hours=1)
    held = {"state": state, "owner": "w", "lease_until": later, "next_attempt_at": later, "handed_at": returns.clock()}
    with returns.database.transaction() as tx:
        tx.execute(sa.update(deliveries).where(deliveries.c.id == 1).values(held))
    returns.tracking.record([_dead(1)])
    with returns.database.reading() as tx:
        row = tx.execute(sa.select(deliveries).where(deliveries.c.id == 1)).one()
    assert (row.state, row.owner, row.lease_until, row.next_attempt_at) == ("bounced", "", None, None)


def test_who_left_already_leaves_once(returns: Returns) -> None:
    with returns.database.transaction() as tx:
        tx.execute(sa.update(subscriptions).where(subscriptions.c.subscriber_id == 1).values(state="unsubscribed"))
    returns.tracking.record([Report(ONE, EventKind.COMPLAINED)])
    assert (returns.withdrawals(), returns.suppressed()) == ([], {MIRA: "complained"})
