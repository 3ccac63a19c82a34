"""A schedule that changes while readers wait for their hour costs nobody their mail."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import SENDER, add_reader, links, seed, states

from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState
from digest.model.edition import EditionState
from digest.model.ids import EditionId
from digest.services.delivering import Delivering
from digest.services.steering import Steering
from digest.store import editions as kept
from digest.store.database import Database
from digest.store.tables import digests

AT_ONCE, LATE = "at.once@example.net", "late@example.net"


@pytest.fixture
def delivering(database: Database, clock: Clock, journal: Journal) -> Delivering:
    return Delivering(database, MemoryTransport(), SENDER, links, clock, journal, jitter=lambda: 1.0)


def flown(delivering: Delivering, edition: EditionId) -> tuple[dict[str, str], EditionState]:
    """What a tick makes of it: who has got it, and how it stands."""
    while delivering.send_batch(edition).more:
        pass
    delivering.sweep()
    with delivering.database.reading() as tx:
        found = kept.find(tx, edition)
    assert found is not None
    return states(delivering.database), found.state


def with_a_late_reader(database: Database, clock: Clock, at: time) -> EditionId:
    """An edition of seven o'clock in Paris for one reader who gets it at once and one who waits until `at`."""
    edition = seed(database, clock(), [AT_ONCE])
    with database.transaction() as tx:
        add_reader(tx, 1, LATE, clock(), at=at, zone="Europe/Paris")
    return edition


@pytest.mark.parametrize(
    "changed",
    [{"at": time(20)}, {"at": time(6)}, {"weekdays": []}, {"active": False}, {"zone": "Pacific/Apia"}],
    ids=["an evening digest", "earlier", "never", "switched off", "another zone"],
)
def test_a_digest_is_rescheduled_while_a_wave_waits(
    delivering: Delivering, clock: Clock, changed: dict[str, object]
) -> None:
    """The wave comes at its hour, and only then the edition is over."""
    edition = with_a_late_reader(delivering.database, clock, time(23))
    delivering.plan(edition)
    assert flown(delivering, edition) == ({AT_ONCE: "sent", LATE: "queued"}, EditionState.SENDING)
    with delivering.database.transaction() as tx:
        tx.execute(sa.update(digests).values(changed))
    clock.pass_(hours=15)
    assert flown(delivering, edition) == ({AT_ONCE: "sent", LATE: "queued"}, EditionState.SENDING)
    clock.pass_(hours=1)
    assert flown(delivering, edition) == ({AT_ONCE: "sent", LATE: "sent"}, EditionState.SENT)


def test_sent_by_hand_before_its_slot_it_keeps_its_waves(delivering: Delivering, clock: Clock) -> None:
    """The day's own slot makes no other edition: the next one is tomorrow's."""
    clock.pass_(hours=-2)
    edition = with_a_late_reader(delivering.database, clock, time(9))
    delivering.plan(edition)
    assert flown(delivering, edition) == ({AT_ONCE: "sent", LATE: "queued"}, EditionState.SENDING)
    clock.pass_(hours=4)
    assert flown(delivering, edition) == ({AT_ONCE: "sent", LATE: "sent"}, EditionState.SENT)


def test_paused_over_its_wave_it_goes_on_until_its_deadline(delivering: Delivering, clock: Clock) -> None:
    """Nothing goes while it is paused; resumed it goes at once; resumed too late, it ends."""
    edition = with_a_late_reader(delivering.database, clock, time(9))
    steering = Steering(delivering.database, clock)
    delivering.plan(edition)
    flown(delivering, edition)
    steering.pause(edition, "anna")
    clock.pass_(hours=16)
    assert flown(delivering, edition) == ({AT_ONCE: "sent", LATE: "queued"}, EditionState.SENDING)
    steering.resume(edition, "anna")
    assert flown(delivering, edition) == ({AT_ONCE: "sent", LATE: "sent"}, EditionState.SENT)


@pytest.mark.parametrize("resumed", [True, False])
def test_paused_until_tomorrow_it_ends(delivering: Delivering, clock: Clock, *, resumed: bool) -> None:
    """An edition that nobody may be sent any more does not stay open, paused or not."""
    edition = with_a_late_reader(delivering.database, clock, time(9))
    steering = Steering(delivering.database, clock)
    delivering.plan(edition)
    flown(delivering, edition)
    steering.pause(edition, "anna")
    clock.now += timedelta(days=1, minutes=1)
    if resumed:
        steering.resume(edition, "anna")
    assert flown(delivering, edition) == ({AT_ONCE: "sent", LATE: "rejected"}, EditionState.SENT)
    assert delivering.status(edition).counts == {DeliveryState.SENT: 1, DeliveryState.REJECTED: 1}
