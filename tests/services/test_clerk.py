"""The ledger's clerk: claims ahead, records behind, and leaves nothing of which nobody knows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from clock import Clock, wait_until
from delivery_world import DAY, press, seed, states

from digest.mail.journal import Journal, Mark
from digest.model.delivery import DeliveryState, Outcome
from digest.model.errors import DatabaseDown
from digest.services import clerk as module
from digest.services.clerk import Clerk
from digest.store import editions, flights, planning
from digest.store.database import Database
from digest.store.tables import deliveries

LEASE = timedelta(minutes=10)
READERS = [f"reader{number:03}@example.net" for number in range(120)]


@pytest.fixture
def clerk(database: Database, journal: Journal, clock: Clock) -> Clerk:
    """At the ledger of an edition that is being sent to all of them."""
    edition = seed(database, clock(), READERS)
    with database.transaction() as tx:
        editions.begin_sending(tx, edition, clock())
        planning.plan(tx, edition, DAY, clock())
    return Clerk(database, journal, press(edition, clock()), edition, "me", LEASE, 1000, clock)


def send(clerk: Clerk) -> int:
    """As a sender whose mails are all taken; gives how many."""
    sent = 0
    while (held := clerk.next()) is not None:
        held.page.mark(held.recipient.delivery_id, Mark.TAKEN)
        clerk.file(Outcome(held.recipient.delivery_id, DeliveryState.SENT, 250))
        sent += 1
    return sent


def claimed(clerk: Clerk) -> int:
    """How many deliveries the clerk holds."""
    return list(states(clerk.database).values()).count("claimed")


def test_everybody_is_given_once(clerk: Clerk) -> None:
    """Chunk after chunk, until nobody is left; what was filed is recorded, and no page stays."""
    with clerk:
        assert send(clerk) == len(READERS)
    assert set(states(clerk.database).values()) == {"sent"}
    assert (clerk.claimed, list(clerk.journal.folder.iterdir())) == (120, [])


def test_no_more_than_was_asked_for(clerk: Clerk) -> None:
    with replace(clerk, most=70) as bounded:
        assert send(bounded) == 70
    assert list(states(clerk.database).values()).count("queued") == 50


def test_chunks_follow_the_pace_of_the_relay(clerk: Clerk) -> None:
    """A slow relay is given few at a time, so that whoever leaves meanwhile is soon heard."""
    moments = count(0, 10)
    with replace(clerk, seconds=lambda: float(next(moments))) as slow:
        assert slow.next() is not None
        wait_until(lambda: claimed(clerk) == module.FIRST_CHUNK)
        for _ in range(module.FIRST_CHUNK - 1):
            assert slow.next() is not None
        wait_until(lambda: claimed(clerk) > module.FIRST_CHUNK)
        assert claimed(clerk) == module.FIRST_CHUNK * 3 // 2


def test_what_is_not_handed_over_is_given_back(clerk: Clerk) -> None:
    """At once, or when the relay may be asked again; what is on the wire stays ours, and in the journal."""
    with clerk:
        held = clerk.next()
        assert held is not None
        held.page.mark(held.recipient.delivery_id, Mark.HANDED)
        clerk.resume_at = clerk.clock() + timedelta(minutes=1)
    assert list(states(clerk.database).values()) == ["claimed", *["queued"] * 119]
    with clerk.database.reading() as tx:
        dues = set(tx.execute(sa.select(deliveries.c.next_attempt_at).where(deliveries.c.id <= 50)).scalars())
    assert dues == {clerk.clock(), clerk.resume_at}
    assert [left.with_mark(Mark.HANDED) for left in clerk.journal.left()] == [[held.recipient.delivery_id]]


def test_nothing_is_handed_over_late(clerk: Clerk, clock: Clock) -> None:
    """A lease must not run out while its mail is on the wire: half of it is used."""
    with clerk:
        wait_until(lambda: claimed(clerk) > 0)
        clock.pass_(minutes=5, seconds=1)
        held = clerk.next()
        assert held is not None, "what is claimed now is good"
        assert held.until > clock()


def test_a_pause_takes_everything_back_at_once(clerk: Clerk) -> None:
    with clerk:
        assert clerk.next() is not None
        with clerk.database.transaction() as tx:
            flights.pause(tx, clerk.edition, "olga", clerk.clock())
        wait_until(lambda: claimed(clerk) == 1)
        assert (clerk.next(), clerk.halted) == (None, True)


def test_what_goes_wrong_at_the_ledger_is_told_to_the_sender(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not send on into the dark; what was answered stays in the journal."""

    def fail(*_: object) -> None:
        raise DatabaseDown("gone")

    with pytest.raises(DatabaseDown):
        take_one(clerk, lambda: monkeypatch.setattr("digest.store.deliveries.record", fail))
    (left,) = clerk.journal.left()
    assert len(left.with_mark(Mark.TAKEN)) == 1


def test_a_claim_that_could_not_be_committed_is_given_back(clerk: Clerk) -> None:
    """Nobody knows whether it was: its page stays for whoever looks there next, in this process or another."""

    def lose(_: sa.Connection) -> None:
        if list(clerk.journal.folder.glob("*.wire")):
            raise DatabaseDown("lost at COMMIT")

    sa.event.listen(clerk.database.engine, "commit", lose)
    with pytest.raises(DatabaseDown), clerk:
        clerk.next()
    sa.event.remove(clerk.database.engine, "commit", lose)
    (left,) = clerk.journal.left()
    assert len(left.with_mark(Mark.WAITING)) == module.FIRST_CHUNK


def test_whoever_bounced_meanwhile_is_not_mailed(clerk: Clerk) -> None:
    """A report of another attempt may end a delivery that waits for its turn."""
    looks = list[float]()

    def seconds() -> float:
        looks.append(len(looks) * 10.0)
        return looks[-1]

    with replace(clerk, seconds=seconds) as slow:
        wait_until(lambda: claimed(clerk) == module.FIRST_CHUNK)
        with clerk.database.transaction() as tx:
            tx.execute(sa.update(deliveries).where(deliveries.c.id == 30).values(state="bounced"))
        before = len(looks)
        wait_until(lambda: len(looks) > before + 2)
        assert send(slow) == len(READERS) - 1


def take_one(clerk: Clerk, then: Callable[[], object]) -> None:
    """As a sender whose first mail is taken; `then` something happens."""
    with clerk:
        held = clerk.next()
        assert held is not None
        held.page.mark(held.recipient.delivery_id, Mark.TAKEN)
        then()
        clerk.file(Outcome(held.recipient.delivery_id, DeliveryState.SENT, 250))
        while clerk.next() is not None:
            pass
