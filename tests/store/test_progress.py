"""How an edition stands, on both databases."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from delivery_world import DAY, add_reader, seed

from digest.model.delivery import DeliveryState, Outcome
from digest.model.ids import EditionId
from digest.store import deliveries, editions, planning, progress
from digest.store.database import Database
from digest.store.planning import Wish

LEASE, MINUTE = timedelta(minutes=10), timedelta(minutes=1)


def sending(database: Database, now: datetime) -> EditionId:
    """Four who are due at once, one at eight."""
    edition = seed(database, now, ["a@x.example", "b@x.example", "c@Y.example", "d@z.example"])
    with database.transaction() as tx:
        add_reader(tx, 1, "late@x.example", now, at=time(8))
        editions.begin_sending(tx, edition, now)
        planning.add_waves(tx, edition, {Wish("", time(8)): now + 60 * MINUTE})
        planning.plan(tx, edition, DAY, now)
    return edition


def test_everything_is_counted_once(database: Database, now: datetime) -> None:
    """Sent lately, sent before, put off, waiting for their hour, ready."""
    edition = sending(database, now)
    with database.transaction() as tx:
        claimed = deliveries.claim(tx, edition, "me", now, now + LEASE, 3)
        states = (DeliveryState.SENT, DeliveryState.SENT, DeliveryState.DEFERRED)
        for minutes, (recipient, state) in enumerate(zip(claimed, states, strict=True)):
            due = now + LEASE if state is DeliveryState.DEFERRED else None
            outcome = Outcome(recipient.delivery_id, state, next_attempt_at=due)
            assert deliveries.record(tx, [outcome], "me", now + minutes * MINUTE)
        found = progress.standing(tx, edition, now + MINUTE, now + MINUTE)
        assert progress.deferred_by(tx, edition) == {"y.example": 1}
    assert found.counts == {DeliveryState.SENT: 2, DeliveryState.DEFERRED: 1, DeliveryState.QUEUED: 2}
    assert (found.later, found.next_wave, found.ready) == (1, now + 60 * MINUTE, 1)
    assert (found.recent, found.first_at, found.last_at) == (1, now, now + MINUTE)


def test_what_is_put_off_waits_for_no_wave(database: Database, now: datetime) -> None:
    """When it is due again it is ready; the reader whose hour comes is the only one who waits for a wave."""
    edition = sending(database, now)
    with database.transaction() as tx:
        (recipient,) = deliveries.claim(tx, edition, "me", now, now + LEASE, 1)
        again = Outcome(recipient.delivery_id, DeliveryState.DEFERRED, next_attempt_at=now + MINUTE)
        assert deliveries.record(tx, [again], "me", now)
        found = [progress.standing(tx, edition, moment, now) for moment in (now, now + MINUTE, now + 60 * MINUTE)]
    assert [(one.ready, one.later) for one in found] == [(3, 1), (4, 1), (5, 0)]
    assert [one.next_wave for one in found] == [now + 60 * MINUTE, now + 60 * MINUTE, None]


def test_counting_reads_an_index_alone(sqlite_database: Database, now: datetime) -> None:
    """Pages count again and again, also when there are very many rows."""
    edition = sending(sqlite_database, now)
    asked: list[str] = []
    sa.event.listen(sqlite_database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]), named=False)
    with sqlite_database.reading() as tx:
        progress.counted(tx, edition)
        (query,) = (one for one in asked if "count" in one)
        plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (edition,)).all()
    assert [row[3] for row in plan] == ["SEARCH deliveries USING COVERING INDEX ix_deliveries_state (edition_id=?)"]


def test_doubts_are_named(database: Database, now: datetime) -> None:
    """With when it was handed over, and whether an operator must look."""
    edition = sending(database, now)
    with database.transaction() as tx:
        anna, *_ = deliveries.claim(tx, edition, "me", now, now + LEASE, 1)
        uncertain = Outcome(anna.delivery_id, DeliveryState.UNCERTAIN, text="lost", next_attempt_at=now + LEASE)
        deliveries.record(tx, [uncertain], "me", now + MINUTE)
        (doubt,) = progress.doubts(tx, edition)
        assert progress.find_doubts(tx, [anna.delivery_id]) == [doubt]
        assert progress.tally(tx, edition).uncertain == ("a@x.example",)
    assert (doubt.address, doubt.since, doubt.text, doubt.held) == ("a@x.example", now, "lost", False)


def test_reasons_are_counted(database: Database, now: datetime) -> None:
    edition = sending(database, now)
    with database.transaction() as tx:
        deliveries.give_up(tx, edition, "enough", now, 100)
        assert progress.count_with(tx, edition, DeliveryState.REJECTED, "enough") == 5
        assert progress.count_with(tx, edition, DeliveryState.REJECTED, "other") == 0
        assert {reason for _, reason in progress.rejected(tx, edition)} == {"enough"}
