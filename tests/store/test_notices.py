"""The queue of mails to one person."""

from datetime import datetime, timedelta

import pytest

from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import Subscriber
from digest.store import notices, subscribers
from digest.store.database import Database


@pytest.fixture
def queued(database: Database, now: datetime) -> tuple[ListId, SubscriberId]:
    with database.transaction() as tx:
        made = subscribers.add_list(tx, "morning", "Morning", now)
        assert made is not None
        reader = subscribers.add(tx, "a@example.org", "hash", Subscriber(SubscriberId(0), "a@example.org"), now)
        notices.queue(tx, "confirm", made.id, [(reader.id, "fr")], now)
        return made.id, reader.id


@pytest.mark.usefixtures("queued")
def test_a_claimed_notice_is_nobody_elses_until_the_lease_ends(database: Database, now: datetime) -> None:
    until = now + timedelta(minutes=10)
    with database.transaction() as tx:
        (due,) = notices.claim(tx, now, until, 10)
        assert (due.kind, due.address, due.language, due.list_name) == ("confirm", "a@example.org", "fr", "Morning")
        assert notices.claim(tx, now, until, 10) == []
        assert len(notices.claim(tx, until, until + timedelta(minutes=10), 10)) == 1


@pytest.mark.usefixtures("queued")
def test_a_failure_waits_for_its_time_and_the_last_one_ends_it(database: Database, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with database.transaction() as tx:
        (due,) = notices.claim(tx, now, later, 10)
        notices.record_failed(tx, due.id, "450", later)
        assert notices.claim(tx, now, later, 10) == []
        (again,) = notices.claim(tx, later, later, 10)
        assert again.attempts == 1
        notices.record_failed(tx, due.id, "550", None)
        assert notices.claim(tx, later + timedelta(days=1), later, 10) == []


def test_what_was_queued_is_counted_whatever_became_of_it(
    database: Database, now: datetime, queued: tuple[ListId, SubscriberId]
) -> None:
    with database.transaction() as tx:
        notices.record_sent(tx, notices.claim(tx, now, now, 1)[0].id, now)
        assert notices.queued_since(tx, "confirm", [queued[1]], now - timedelta(days=1)) == {queued[1]: [now]}
        assert notices.queued_since(tx, "welcome", [queued[1]], now - timedelta(days=1)) == {}
        assert notices.queued_since(tx, "confirm", [queued[1]], now) == {}
