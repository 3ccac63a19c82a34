"""Editions on their way and at their end, on both databases."""

from datetime import timedelta

import delivery_world as world
import pytest
import sqlalchemy as sa
from clock import Clock

from digest.model.delivery import DeliveryState
from digest.model.errors import NotFound
from digest.model.ids import EditionId
from digest.services.dispatching import Dispatching
from digest.services.steering import Steering
from digest.store.database import Database
from digest.store.tables import deliveries, editions


@pytest.fixture
def dispatching(database: Database, clock: Clock) -> Dispatching:
    world.seed(database, clock(), ["a@example.net", "b@example.net", "c@example.net"])
    return Dispatching(Steering(database, clock))


def test_what_waits_for_its_moment_has_no_numbers_yet(dispatching: Dispatching) -> None:
    (found,) = dispatching.in_flight()
    assert (found.dispatch.state, found.dispatch.digest_slug, found.progress) == ("approved", "matin", None)
    assert dispatching.ended() == []


def test_what_is_being_sent_says_how_far_it_is_and_whose_mail_is_in_doubt(
    dispatching: Dispatching, clock: Clock
) -> None:
    _deliver(dispatching, clock, state="sending")
    (found,) = dispatching.in_flight()
    assert found.progress is not None
    assert (found.progress.total, found.progress.count(DeliveryState.SENT)) == (3, 1)
    one = dispatching.watch(EditionId(1))
    assert [doubt.address for doubt in one.doubts] == ["b@example.net"]
    assert one.rejected == (("c@example.net", "550 no such user"),)


def test_what_is_over_says_when_its_mails_went(dispatching: Dispatching, clock: Clock) -> None:
    _deliver(dispatching, clock, state="sent")
    (found,) = dispatching.ended()
    assert (found.total, found.count("sent"), found.count("rejected")) == (3, 1, 1)
    assert (found.first_at, found.last_at) == (clock() + timedelta(minutes=1),) * 2
    assert dispatching.in_flight() == []


def test_no_such_edition(dispatching: Dispatching) -> None:
    with pytest.raises(NotFound):
        dispatching.watch(EditionId(9))


def _deliver(dispatching: Dispatching, clock: Clock, *, state: str) -> None:
    told = {1: ("sent", ""), 2: ("uncertain", "in doubt"), 3: ("rejected", "550 no such user")}
    with dispatching.steering.database.transaction() as tx:
        tx.execute(sa.update(editions).values(state=state))
        for reader, (how, text) in told.items():
            at = clock() + timedelta(minutes=reader)
            row = {"edition_id": 1, "subscriber_id": reader, "state": how, "text": text, "updated_at": at}
            tx.execute(sa.insert(deliveries).values(**row))
