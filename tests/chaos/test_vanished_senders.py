"""A sender is gone in the middle of its batch: what it had in its hands is known from its machine's journal."""

from dataclasses import replace
from pathlib import Path

import pytest
from clock import Clock
from delivery_world import SENDER, links, seed, states

from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState, Message
from digest.model.ids import EditionId
from digest.services.delivering import Delivering
from digest.store.database import Database

READERS = [f"reader{number}@example.net" for number in range(5)]


@pytest.fixture
def delivering(database: Database, clock: Clock, journal: Journal) -> Delivering:
    return Delivering(database, MemoryTransport(), SENDER, links, clock, journal, jitter=lambda: 1.0)


def planned(delivering: Delivering) -> EditionId:
    edition = seed(delivering.database, delivering.clock(), READERS)
    delivering.plan(edition)
    return edition


def vanish(delivering: Delivering, edition: EditionId) -> None:
    """A sender ends in the middle of its second mail, as kill -9 ends it: it gives nothing back."""
    transport = delivering.transport
    assert isinstance(transport, MemoryTransport)

    def end(message: Message) -> None:
        if message.recipient == READERS[1]:
            raise KeyboardInterrupt

    transport.answer = end
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("digest.services.clerk.Clerk._give_back", lambda *_: None)
        patch.setattr("digest.services.clerk.Clerk._record", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            delivering.send_batch(edition)
    transport.answer = lambda _: None
    assert set(states(delivering.database).values()) == {"claimed"}


def test_a_sender_that_vanished(delivering: Delivering, clock: Clock) -> None:
    """The next one on its machine knows what was taken, what was on the wire, and what was not begun."""
    edition = planned(delivering)
    vanish(delivering, edition)
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 3}
    assert delivering.status(edition).counts == {DeliveryState.SENT: 4, DeliveryState.UNCERTAIN: 1}
    assert delivering.status(edition).uncertain == (READERS[1],)
    assert delivering.sweep().settled == 0
    clock.pass_(seconds=delivering.lease.total_seconds())
    assert delivering.sweep().settled == 1


def test_where_the_relay_answers_at_once_nobody_waits(delivering: Delivering) -> None:
    """As on a stage of ours, whose log is written before the answer: the doubt can be judged in the next sweep."""
    edition = planned(delivering)
    vanish(delivering, edition)
    assert delivering.recover(at_once=True) == 5
    assert delivering.sweep().settled == 1


def test_a_machine_that_vanished(delivering: Delivering, clock: Clock, tmp_path: Path) -> None:
    """With its journal: then all that it had claimed may have been on the wire."""
    edition = planned(delivering)
    vanish(delivering, edition)
    elsewhere = replace(delivering, journal=Journal(tmp_path / "another machine"))
    assert (elsewhere.recover(), elsewhere.sweep().doubtful) == (0, 0)
    clock.pass_(seconds=delivering.lease.total_seconds())
    swept = elsewhere.sweep()
    assert (swept.doubtful, swept.settled) == (5, 5)
