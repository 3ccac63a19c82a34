"""An operator's hand on an edition in flight, on both databases: heard from the next mail on, and kept in the audit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from clock import Clock, wait_until
from delivery_world import SENDER, at_first, heard_by, links, seed, states

from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState, Message
from digest.model.edition import EditionState, OnUncertain
from digest.model.errors import Deferred, DeliveryError, NotFound, Refused, Uncertain
from digest.model.ids import DeliveryId, EditionId
from digest.services.delivering import Batch, Delivering
from digest.services.steering import Steering
from digest.store import editions, mail_hosts
from digest.store.database import Database
from digest.store.tables import audit, deliveries

READERS = [f"reader{number}@example.net" for number in range(5)]
ME = "anna@desk.example"


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def delivering(database: Database, transport: MemoryTransport, clock: Clock, journal: Journal) -> Delivering:
    return Delivering(database, transport, SENDER, links, clock, journal, jitter=lambda: 1.0)


@pytest.fixture
def steering(database: Database, clock: Clock) -> Steering:
    return Steering(database, clock)


def planned(delivering: Delivering, on: OnUncertain = OnUncertain.HOLD) -> EditionId:
    edition = seed(delivering.database, delivering.clock(), READERS, on_uncertain=on)
    delivering.plan(edition)
    return edition


def state_of(delivering: Delivering, edition: EditionId) -> tuple[EditionState, str]:
    with delivering.database.reading() as tx:
        found = editions.find(tx, edition)
    assert found is not None
    return found.state, found.reason


def deeds(database: Database) -> list[tuple[str, str]]:
    """Who did what, oldest first."""
    with database.reading() as tx:
        return [(row.who, row.action) for row in tx.execute(sa.select(audit).order_by(audit.c.id))]


def after(
    count: int, delivering: Delivering, act: Callable[[], object], error: DeliveryError | None = None
) -> Callable[[Message], DeliveryError | None]:
    """Do `act` while the mail of this number is on the wire, which is answered once the rest was given back."""
    seen: list[Message] = []

    def answer(message: Message) -> DeliveryError | None:
        seen.append(message)
        if len(seen) == count:
            act()
            wait_until(lambda: list(states(delivering.database).values()).count("claimed") == 1)
        return error

    return answer


def test_a_pause_is_heard_between_mails(delivering: Delivering, steering: Steering, transport: MemoryTransport) -> None:
    """What is on the wire arrives; the rest of the batch waits, and goes when it is resumed."""
    edition = planned(delivering)
    transport.answer = after(2, delivering, lambda: steering.pause(edition, ME))
    assert Batch({DeliveryState.SENT: 2}, more=False) == delivering.send_batch(edition)
    assert Batch() == delivering.send_batch(edition)
    assert sorted(states(delivering.database).values()) == ["queued"] * 3 + ["sent"] * 2
    assert (delivering.sweep().finished, steering.progress(edition).paused_at) == (0, delivering.clock())
    steering.resume(edition, ME)
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 3}
    assert {(ME, "edition.pause"), (ME, "edition.resume")} <= set(deeds(delivering.database))


def test_a_stop_is_heard_between_mails(delivering: Delivering, steering: Steering, transport: MemoryTransport) -> None:
    """It is for good: who was not reached is told of by number, and the edition is over."""
    edition = planned(delivering)
    transport.answer = after(2, delivering, lambda: steering.stop(edition, ME))
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 2}
    delivering.sweep()
    assert state_of(delivering, edition) == (EditionState.SENT, "stopped by an operator: 3 not sent")
    assert delivering.status(edition).counts == {DeliveryState.SENT: 2, DeliveryState.REJECTED: 3}
    assert (ME, "edition.stop") in deeds(delivering.database)


def test_stopped_before_the_first_mail(delivering: Delivering, steering: Steering, transport: MemoryTransport) -> None:
    edition = planned(delivering)
    assert steering.stop(edition, ME) == 5
    assert state_of(delivering, edition) == (EditionState.SENT, "stopped by an operator: 5 not sent")
    assert (Batch(), 0) == (delivering.send_batch(edition), transport.opened)


def test_what_a_relay_puts_off_once_stopped_is_not_sent(
    delivering: Delivering, steering: Steering, transport: MemoryTransport
) -> None:
    edition = planned(delivering)
    transport.answer = after(1, delivering, lambda: steering.stop(edition, ME), Deferred("later", code=450))
    delivering.send_batch(edition)
    delivering.sweep()
    assert state_of(delivering, edition) == (EditionState.SENT, "stopped by an operator: 5 not sent")


def test_what_is_in_doubt_once_stopped_is_held(
    delivering: Delivering, steering: Steering, transport: MemoryTransport, clock: Clock
) -> None:
    """Even when the digest would have it sent again."""
    edition = planned(delivering, OnUncertain.RESEND)
    transport.answer = after(1, delivering, lambda: steering.stop(edition, ME), Uncertain("lost"))
    delivering.send_batch(edition)
    clock.pass_(minutes=10)
    delivering.sweep()
    assert state_of(delivering, edition) == (EditionState.SENT, "stopped by an operator: 4 not sent")
    assert [doubt.held for doubt in steering.doubts(edition)] == [True]


@pytest.mark.parametrize("use", ["pause", "resume", "stop"])
def test_only_what_is_being_sent_is_steered(delivering: Delivering, steering: Steering, use: str) -> None:
    edition = seed(delivering.database, delivering.clock(), READERS)
    with pytest.raises(Refused, match="approved"):
        getattr(steering, use)(edition, ME)
    with pytest.raises(NotFound):
        getattr(steering, use)(EditionId(4711), ME)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("pause", "pause", "paused already"),
        ("stop", "stop", "nothing to stop"),
        ("stop", "resume", "nothing to resume"),
        ("resume", "resume", "not paused"),
    ],
)
def test_what_is_done_already_is_told(
    delivering: Delivering, steering: Steering, first: str, second: str, told: str
) -> None:
    edition = planned(delivering)
    if first != second or first != "resume":
        getattr(steering, first)(edition, ME)
    with pytest.raises(Refused, match=told):
        getattr(steering, second)(edition, ME)


def held(delivering: Delivering, transport: MemoryTransport, clock: Clock) -> tuple[EditionId, list[Message]]:
    """An edition that is over but for one delivery in doubt, which is held; and what was tried."""
    edition, seen = planned(delivering), list[Message]()
    transport.answer = heard_by(seen, at_first(Uncertain("lost")))
    delivering.send_batch(edition)
    clock.pass_(minutes=10)
    delivering.sweep()
    assert state_of(delivering, edition) == (EditionState.SENT, "partly sent: 1 uncertain")
    return edition, seen


def test_an_operator_resends_what_was_held(
    delivering: Delivering, steering: Steering, transport: MemoryTransport, clock: Clock
) -> None:
    """The edition is sent on for that one mail, the very same, and is over again."""
    edition, seen = held(delivering, transport, clock)
    (doubt,) = steering.doubts(edition)
    assert (doubt.address, doubt.held) == (READERS[0], True)
    assert steering.resend([doubt.delivery_id], ME) == 1
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 1}
    delivering.sweep()
    assert state_of(delivering, edition) == (EditionState.SENT, "")
    first, *_, last = [message for message in seen if message.recipient == READERS[0]]
    assert first.octets == last.octets
    assert (ME, "delivery.resend") in deeds(delivering.database)


def test_old_news_is_not_sent_again(
    delivering: Delivering, steering: Steering, transport: MemoryTransport, clock: Clock
) -> None:
    edition, _ = held(delivering, transport, clock)
    clock.pass_(days=1)
    with pytest.raises(Refused, match="no longer news"):
        steering.resend([one.delivery_id for one in steering.doubts(edition)], ME)
    assert state_of(delivering, edition)[0] is EditionState.SENT


def test_what_was_stopped_is_not_sent_again(
    delivering: Delivering, steering: Steering, transport: MemoryTransport
) -> None:
    """Also once it is over."""
    edition = planned(delivering)
    transport.answer = after(1, delivering, lambda: steering.stop(edition, ME))
    delivering.send_batch(edition)
    transport.answer = lambda _: None
    with delivering.database.transaction() as tx:
        tx.execute(sa.update(deliveries).where(deliveries.c.state == "sent").values(state="uncertain"))
    delivering.sweep()
    assert state_of(delivering, edition) == (EditionState.SENT, "stopped by an operator: 4 not sent")
    with pytest.raises(Refused, match="stopped by an operator"):
        steering.resend([one.delivery_id for one in steering.doubts(edition)], ME)
    assert state_of(delivering, edition)[0] is EditionState.SENT


def test_what_is_not_in_doubt_is_not_decided(
    delivering: Delivering, steering: Steering, transport: MemoryTransport, clock: Clock
) -> None:
    """Nothing of the request is done then."""
    edition, _ = held(delivering, transport, clock)
    (doubt,) = steering.doubts(edition)
    for decide in (steering.resend, steering.hold):
        with pytest.raises(NotFound, match="4711"):
            decide([doubt.delivery_id, DeliveryId(4711)], ME)
    assert steering.doubts(edition) == [doubt]


def test_progress_says_how_fast_and_how_long(delivering: Delivering, steering: Steering, clock: Clock) -> None:
    edition = planned(delivering)
    before = steering.progress(edition)
    assert (before.per_minute, before.left, before.first_at, before.total) == (0.0, None, None, 5)
    begun = clock.now
    replace(delivering, batch_size=1).send_batch(edition)
    clock.pass_(minutes=2)
    replace(delivering, batch_size=3).send_batch(edition)
    after = steering.progress(edition)
    assert (after.per_minute, after.left) == (2.0, timedelta(seconds=30))
    assert (after.first_at, after.last_at, after.count(DeliveryState.SENT)) == (begun, clock.now, 4)


def test_progress_of_what_is_over_is_nothing_left(delivering: Delivering, steering: Steering, clock: Clock) -> None:
    edition = planned(delivering)
    delivering.send_batch(edition)
    delivering.sweep()
    clock.pass_(hours=1)
    over = steering.progress(edition)
    assert (over.per_minute, over.left, over.paused_at, over.stopped) == (0.0, timedelta(), None, False)


def test_progress_names_who_put_us_off(delivering: Delivering, steering: Steering, transport: MemoryTransport) -> None:
    """By the house behind the domain, most first."""
    readers = ["a@gmail.com", "b@googlemail.com", "c@x.example", "d@firm.example"]
    edition = seed(delivering.database, delivering.clock(), readers)
    with delivering.database.transaction() as tx:
        mail_hosts.keep(tx, {"firm.example"}, delivering.clock())
        mail_hosts.learn(tx, {"firm.example": "google"}, delivering.clock())
    delivering.plan(edition)
    transport.answer = lambda _: Deferred("later", code=450)
    delivering.send_batch(edition)
    assert steering.progress(edition).deferred == (("google", 3), ("x.example", 1))


def test_nobody_waits_for_an_edition_that_is_not_there(steering: Steering, now: datetime) -> None:
    for ask in (steering.progress, steering.doubts):
        with pytest.raises(NotFound):
            ask(EditionId(now.year))
