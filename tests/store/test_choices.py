"""What a reader chose is kept for one list and comes back as it was."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from digest.model.ids import ListId, SubscriberId, TopicId
from digest.model.subscriber import Choice, Subscriber, SubscriptionState
from digest.store import choices, subscribers
from digest.store.database import Database
from digest.store.tables import subscriptions

ONE = SubscriberId(1)
MORNING, EVENING = ListId(1), ListId(2)
CHOSEN = Choice((TopicId("syria"),), frozenset({0, 4}), time(7, 30), "Europe/Kyiv")


@pytest.fixture(autouse=True)
def _reader(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        subscribers.add(tx, "anna@example.org", "hash", Subscriber(SubscriberId(0), "anna@example.org"), now)
        for slug in ("morning", "evening"):
            made = subscribers.add_list(tx, slug, slug, now)
            assert made is not None
            subscribers.set_state(tx, made.id, [ONE], SubscriptionState.CONFIRMED, now)


def test_who_chose_nothing_gets_all_when_it_is_ready(database: Database) -> None:
    with database.reading() as tx:
        assert choices.find(tx, MORNING, ONE) == Choice()
        assert choices.find(tx, MORNING, SubscriberId(9)) is None


def test_a_choice_comes_back_as_it_was_and_stays_on_its_list(database: Database) -> None:
    with database.transaction() as tx:
        choices.write(tx, MORNING, ONE, CHOSEN)
        assert choices.find(tx, MORNING, ONE) == CHOSEN
        assert choices.find(tx, EVENING, ONE) == Choice()


@pytest.mark.parametrize(("days", "mask"), [((), 0), ((0,), 1), ((6,), 64), (range(7), 127), ((0, 0, 2), 5)])
def test_monday_is_the_lowest_bit(days: tuple[int, ...], mask: int) -> None:
    assert choices.to_mask(days) == mask
    assert choices.from_mask(mask) == frozenset(days)


def test_a_pause_ends_at_its_moment_or_when_it_is_taken_back(database: Database, now: datetime) -> None:
    until = now + timedelta(days=14)
    with database.transaction() as tx:
        choices.pause(tx, MORNING, ONE, until)
        query = sa.select(subscriptions.c.paused_until).order_by(subscriptions.c.list_id)
        assert list(tx.execute(query).scalars()) == [until, None]
        choices.pause(tx, MORNING, ONE, None)
        assert list(tx.execute(query).scalars()) == [None, None]
