"""Events with a key of their own, an address's history, and tallies."""

from datetime import timedelta
from pathlib import Path

import pytest
from clock import Clock
from tracking_world import READERS, Returns

from digest.model.delivery import DeliveryState
from digest.model.event import Event, EventKind
from digest.model.ids import DeliveryId, EditionId, SubscriberId
from digest.store import flights, tracked
from digest.store.database import Database

SOFT, HARD = EventKind.BOUNCED_SOFT, EventKind.BOUNCED_HARD


@pytest.fixture
def returns(database: Database, clock: Clock, tmp_path: Path) -> Returns:
    return Returns(database, clock, tmp_path)


def _event(returns: Returns, delivery: int, kind: EventKind, key: str = "") -> Event:
    return Event(key or f"{delivery}:{kind}", DeliveryId(delivery), kind, returns.clock(), 550, "5.1.1", "gone")


def test_a_key_is_kept_once(returns: Returns) -> None:
    with returns.database.transaction() as tx:
        assert tracked.note(tx, _event(returns, 1, HARD, "a"))
        assert not tracked.note(tx, _event(returns, 2, SOFT, "a"))
        assert tracked.note(tx, _event(returns, 1, HARD, "b"))


def test_a_delivery_is_found_with_its_reader_and_list(returns: Returns) -> None:
    with returns.database.transaction() as tx:
        found = tracked.find(tx, DeliveryId(2))
        assert tracked.find(tx, DeliveryId(99)) is None
    assert found is not None
    assert (found.edition_id, found.subscriber_id, found.list_id, found.state) == (1, 2, 1, DeliveryState.SENT)


def test_a_history_holds_the_worst_of_each_edition(returns: Returns) -> None:
    first = returns.clock()
    (second, *_) = returns.next_edition(days=1)
    with returns.database.transaction() as tx:
        for kind in (SOFT, HARD, EventKind.BLOCKED):
            tracked.note(tx, _event(returns, second, kind))
        told = tracked.history(tx, SubscriberId(1), first - timedelta(days=1))
        late = tracked.history(tx, SubscriberId(1), first)
    assert [(edition, kind) for edition, _, kind in told] == [(1, None), (2, HARD)]
    assert [edition for edition, _, _ in late] == [2]


def test_refusals_wait_until_something_is_told_of_them(returns: Returns) -> None:
    returns.reject(1, 550, "5.1.1", "gone")
    since = returns.clock() - timedelta(hours=1)
    with returns.database.transaction() as tx:
        assert tracked.is_unjudged(tx, since)
        assert [one.delivery_id for one in tracked.unjudged(tx, since, 9)] == [1]
        assert not tracked.is_unjudged(tx, returns.clock())
        tracked.note(tx, _event(returns, 1, HARD))
        assert not tracked.is_unjudged(tx, since)


def test_editions_in_flight_are_tallied(returns: Returns) -> None:
    with returns.database.transaction() as tx:
        tracked.note(tx, _event(returns, 1, HARD))
        tracked.move(tx, DeliveryId(1), DeliveryState.BOUNCED, returns.clock())
        tracked.note(tx, _event(returns, 2, SOFT))
        tracked.move(tx, DeliveryId(2), DeliveryState.BOUNCED, returns.clock())
        tracked.move(tx, DeliveryId(3), DeliveryState.COMPLAINED, returns.clock())
        assert tracked.tallies(tx) == {EditionId(1): (3, 1, 1)}
        flights.pause(tx, EditionId(1), "", returns.clock(), "too much")
        assert tracked.tallies(tx) == {}
        assert flights.paused_for(tx, EditionId(1)) == "too much"


def test_the_last_mail_to_an_address_is_found(returns: Returns) -> None:
    (second, *_) = returns.next_edition(days=1)
    with returns.database.reading() as tx:
        assert tracked.latest_to(tx, READERS[0]) == second
        assert tracked.latest_to(tx, "nobody@example.net") is None
        assert tracked.is_of(tx, EditionId(1), DeliveryId(1))
        assert not tracked.is_of(tx, EditionId(2), DeliveryId(1))
