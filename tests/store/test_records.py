"""What is held of one reader, and of no other."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from digest.model.ids import SubscriberId
from digest.store import records, subscribers
from digest.store.database import Database
from digest.store.tables import deliveries, delivery_events, digests, editions, lists, notices
from digest.store.tables import subscribers as people

ONE, TWO = SubscriberId(1), SubscriberId(2)


@pytest.fixture
def filled(database: Database, now: datetime) -> Database:
    """Two readers who were sent two editions, one of them a month ago."""
    with database.transaction() as tx:
        tx.execute(sa.insert(lists).values(slug="morning", name="Morning", created_at=now))
        made = {"zone": "UTC", "at": time(7), "due_from": now, "created_at": now}
        tx.execute(sa.insert(digests).values(slug="d", name="D", list_id=1, **made))
        for name in ("a", "b"):
            tx.execute(sa.insert(people).values(address=name, identity=name, address_hash=name, created_at=now))
        for number, age in enumerate((40, 1), start=1):
            day = now - timedelta(days=age)
            tx.execute(
                sa.insert(editions).values(digest_id=1, day=day.date(), send_at=day, state="sent", created_at=day)
            )
            for reader in (ONE, TWO):
                answer = f"550 <reader{reader}@example.org> unknown"
                tx.execute(
                    sa.insert(deliveries).values(edition_id=number, subscriber_id=reader, state="sent", text=answer)
                )
        for delivery in (1, 2, 3, 4):
            event = {"delivery_id": delivery, "at": now, "kind": "sent", "text": f"of {delivery}"}
            tx.execute(sa.insert(delivery_events).values(**event))
        for reader in (ONE, TWO):
            tx.execute(sa.insert(notices).values(kind="confirm", list_id=1, subscriber_id=reader, created_at=now))
    return database


def test_the_ledger_is_read_for_one_reader_newest_first(filled: Database, now: datetime) -> None:
    with filled.reading() as tx:
        found = records.deliveries_of(tx, ONE)
        assert [(one.edition_id, one.answer) for one in found] == [
            (2, "550 <reader1@example.org> unknown"),
            (1, "550 <reader1@example.org> unknown"),
        ]
        assert [one.edition_id for one in records.deliveries_of(tx, ONE, now - timedelta(days=28))] == [2]
        assert {key: [one["text"] for one in each] for key, each in records.events_of(tx, ONE).items()} == {
            1: ["of 1"],
            3: ["of 3"],
        }
        assert [one["kind"] for one in records.notices_of(tx, TWO)] == ["confirm"]
        assert records.known_since(tx, ONE) == now


def test_erasing_one_reader_leaves_no_word_of_theirs_in_the_ledger(filled: Database, now: datetime) -> None:
    with filled.transaction() as tx:
        subscribers.erase(tx, ONE, now)
        assert {one.answer for one in records.deliveries_of(tx, ONE)} == {""}
        assert {one["text"] for each in records.events_of(tx, ONE).values() for one in each} == {""}
        assert records.notices_of(tx, ONE) == []
        assert {one.answer for one in records.deliveries_of(tx, TWO)} == {"550 <reader2@example.org> unknown"}
