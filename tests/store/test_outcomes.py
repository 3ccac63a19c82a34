"""Outcomes in bulk: each row as it is told, whatever stands in it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from delivery_world import DAY, seed

from digest.model.delivery import DeliveryState, Outcome
from digest.store import deliveries, editions, outcomes, planning
from digest.store.database import Database
from digest.store.tables import deliveries as table
from digest.store.tables import delivery_events

STATES = [
    DeliveryState.SENT,
    DeliveryState.DEFERRED,
    DeliveryState.REJECTED,
    DeliveryState.UNCERTAIN,
    DeliveryState.QUEUED,
]


def test_many_at_once(database: Database, now: datetime) -> None:
    """With quotes, backslashes, any script; a doubt keeps since when it may have been on the wire."""
    edition = seed(database, now, [f"reader{number}@example.net" for number in range(len(STATES))])
    later = now + timedelta(minutes=5)
    with database.transaction() as tx:
        editions.begin_sending(tx, edition, now)
        planning.plan(tx, edition, DAY, now)
        claimed = deliveries.claim(tx, edition, "me", now, now + timedelta(minutes=10), 10)
        told = [
            Outcome(
                one.delivery_id, state, 250 + place, "2.0.0", f"'\"{{}}\\ ответ {place}", later if place % 2 else None
            )
            for place, (one, state) in enumerate(zip(claimed, STATES, strict=True))
        ]
        assert outcomes.write(tx, told, "me", later) == {one.delivery_id for one in told}
        rows = tx.execute(sa.select(table).order_by(table.c.id)).all()
        events = tx.execute(sa.select(delivery_events).order_by(delivery_events.c.delivery_id)).all()
    found = [Outcome(r.id, DeliveryState(r.state), r.code, r.enhanced, r.text, r.next_attempt_at) for r in rows]
    assert found == told
    assert [row.attempts for row in rows] == [1, 1, 1, 1, 0]
    assert [row.handed_at for row in rows] == [None, None, None, now, None]
    assert {(row.owner, row.lease_until, row.updated_at) for row in rows} == {("", None, later)}
    assert [(e.delivery_id, e.kind, e.code, e.text, e.at) for e in events] == [
        (one.delivery_id, one.state.value, one.code, one.text, later) for one in told
    ]
