"""The ledger, on both databases: nobody is lost, nobody is claimed twice, and every doubt has a name."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from delivery_world import DAY, add_reader, events, seed, states, suppress, unsubscribe

from digest.model.delivery import DeliveryState, Outcome
from digest.model.edition import OnUncertain
from digest.model.ids import DeliveryId, EditionId
from digest.store import deliveries, editions, flights, planning, progress
from digest.store.database import Database
from digest.store.tables import deliveries as table

LEASE = timedelta(minutes=10)
FIVE = [f"reader{number}@example.net" for number in range(5)]


def planned(database: Database, now: datetime, addresses: list[str] = FIVE) -> EditionId:
    edition = seed(database, now, addresses)
    with database.transaction() as tx:
        editions.begin_sending(tx, edition, now)
        planning.plan(tx, edition, DAY, now)
    return edition


def test_planning_is_repeatable(database: Database, now: datetime) -> None:
    """Each confirmed reader gets one row; who is suppressed gets one that says so; others get none."""
    edition = seed(database, now, FIVE)
    with database.transaction() as tx:
        suppress(tx, "READER0@example.net", now)
        suppress(tx, FIVE[1], now, list_id=1)
        add_reader(tx, 1, "pending@example.net", now, state="pending")
        assert planning.plan(tx, edition, DAY, now) == 5
        assert planning.plan(tx, edition, DAY, now) == 0
        add_reader(tx, 1, "late@example.net", now)
        assert planning.plan(tx, edition, DAY, now) == 1
    expected = dict.fromkeys(sorted([*FIVE, "late@example.net"]), "queued")
    assert expected | {FIVE[0]: "suppressed", FIVE[1]: "suppressed"} == states(database)


def test_a_claim_is_for_one_owner(database: Database, now: datetime) -> None:
    edition = planned(database, now)
    with database.transaction() as tx:
        first = deliveries.claim(tx, edition, "one", now, now + LEASE, 3)
        second = deliveries.claim(tx, edition, "two", now, now + LEASE, 3)
        third = deliveries.claim(tx, edition, "three", now, now + LEASE, 3)
    assert [one.address for one in first] == FIVE[:3]
    assert [one.address for one in second] == FIVE[3:]
    assert third == []


@pytest.mark.postgres
def test_two_claims_at_once_never_meet(postgres_database: Database, now: datetime) -> None:
    """The second passes over what the first has locked, and does not wait for it."""
    edition = planned(postgres_database, now)
    with postgres_database.transaction() as one, postgres_database.transaction() as two:
        first = deliveries.claim(one, edition, "one", now, now + LEASE, 3)
        second = deliveries.claim(two, edition, "two", now, now + LEASE, 3)
    assert {3, 2} == {len(first), len(second)}
    assert not {reader.delivery_id for reader in first} & {reader.delivery_id for reader in second}


def test_who_left_since_is_not_claimed(database: Database, now: datetime) -> None:
    """Unsubscribing and suppression count until the moment of claiming."""
    edition = planned(database, now)
    with database.transaction() as tx:
        unsubscribe(tx, FIVE[0])
        suppress(tx, FIVE[1], now)
        suppress(tx, FIVE[2], now, list_id=None)
    with database.transaction() as tx:
        claimed = deliveries.claim(tx, edition, "me", now, now + LEASE, 10)
    assert [one.address for one in claimed] == FIVE[3:]
    assert events(database) == ["suppressed"] * 3


def test_who_leaves_while_claimed_is_told(database: Database, now: datetime) -> None:
    """By number, so that the sender passes over them."""
    edition = planned(database, now)
    with database.transaction() as tx:
        anna, boris, *_ = deliveries.claim(tx, edition, "me", now, now + LEASE, 10)
    with database.transaction() as tx:
        unsubscribe(tx, anna.address)
    with database.transaction() as tx:
        ids = [anna.delivery_id, boris.delivery_id]
        # Who has lost them may not end them under another's hands.
        assert deliveries.suppress(tx, edition, ids, "you", now) == []
        assert deliveries.suppress(tx, edition, ids, "me", now) == [anna.delivery_id]
    assert list(states(database).values()) == ["suppressed", *["claimed"] * 4]


@pytest.mark.parametrize(
    ("state", "wait", "attempts"),
    [
        (DeliveryState.SENT, None, 1),
        (DeliveryState.DEFERRED, timedelta(minutes=5), 1),
        (DeliveryState.REJECTED, None, 1),
        (DeliveryState.UNCERTAIN, timedelta(minutes=10), 1),
        (DeliveryState.QUEUED, timedelta(), 0),
    ],
)
def test_an_outcome_is_recorded_once(
    database: Database, now: datetime, state: DeliveryState, wait: timedelta | None, attempts: int
) -> None:
    """With a line among the events; by its owner only, and the other rows stay."""
    edition = planned(database, now)
    with database.transaction() as tx:
        anna, boris, *_ = deliveries.claim(tx, edition, "me", now, now + LEASE, 3)
        due = None if wait is None else now + wait
        outcome = Outcome(anna.delivery_id, state, 250, "2.0.0", "said so", due)
        sent = Outcome(boris.delivery_id, DeliveryState.SENT, 250, "2.0.0", "taken")
        assert deliveries.record(tx, [outcome, sent], "you", now) == set()
        assert deliveries.record(tx, [outcome, sent], "me", now) == {anna.delivery_id, boris.delivery_id}
        assert deliveries.record(tx, [outcome, sent], "me", now) == set()
        row = tx.execute(sa.select(table).where(table.c.id == anna.delivery_id)).one()
    found = (row.state, row.attempts, row.owner, row.lease_until, row.next_attempt_at, row.code, row.text)
    assert (state.value, attempts, "", None, due, 250, "said so") == found
    assert sorted([state.value, "sent"]) == sorted(events(database))
    assert list(states(database).values()) == [state.value, "sent", "claimed", "queued", "queued"]


def test_what_is_deferred_waits_for_its_time(database: Database, now: datetime) -> None:
    edition = planned(database, now, FIVE[:1])
    due = now + timedelta(minutes=5)
    with database.transaction() as tx:
        (anna,) = deliveries.claim(tx, edition, "me", now, now + LEASE, 1)
        deliveries.record(tx, [Outcome(anna.delivery_id, DeliveryState.DEFERRED, next_attempt_at=due)], "me", now)
        assert deliveries.claim(tx, edition, "me", now, now + LEASE, 1) == []
        (again,) = deliveries.claim(tx, edition, "me", due, due + LEASE, 1)
    assert (anna.attempts, again.attempts) == (0, 1)


def test_releasing_gives_back_what_is_ours(database: Database, now: datetime) -> None:
    edition = planned(database, now)
    due = now + timedelta(minutes=1)
    with database.transaction() as tx:
        mine = deliveries.claim(tx, edition, "me", now, now + LEASE, 3)
        yours = deliveries.claim(tx, edition, "you", now, now + LEASE, 1)
        ids = [one.delivery_id for one in (*mine[1:], *yours)]
        assert deliveries.release(tx, ids, "me", now, due) == 2
    assert list(states(database).values()) == ["claimed", "queued", "queued", "claimed", "queued"]


def test_an_expired_lease_leaves_doubts(database: Database, now: datetime) -> None:
    """By name. Nobody can say how far a sender had come whose machine is gone."""
    edition = planned(database, now)
    with database.transaction() as tx:
        (anna,) = deliveries.claim(tx, edition, "me", now, now + LEASE, 1)
        assert deliveries.expire(tx, now + LEASE - timedelta(seconds=1)) == 0
        assert deliveries.expire(tx, now + LEASE) == 1
        assert deliveries.expire(tx, now + LEASE) == 0
        assert progress.tally(tx, edition).uncertain == (anna.address,)
        (doubt,) = deliveries.doubts(tx, now + LEASE, 10)
    assert (anna.delivery_id, edition, 1, 0, OnUncertain.RESEND) == (
        doubt.delivery_id,
        doubt.edition_id,
        doubt.attempts,
        doubt.resends,
        doubt.on_uncertain,
    )


@pytest.mark.parametrize(
    ("state", "wait", "is_open"),
    [
        (DeliveryState.SENT, None, False),
        (DeliveryState.DEFERRED, timedelta(), True),
        (DeliveryState.UNCERTAIN, None, False),
    ],
)
def test_a_doubt_is_settled_once(
    database: Database, now: datetime, state: DeliveryState, wait: timedelta | None, *, is_open: bool
) -> None:
    """Sent, sent again, or held for an operator, which keeps no edition open."""
    edition = planned(database, now, FIVE[:1])
    verdict = Outcome(DeliveryId(1), state, text="because", next_attempt_at=None if wait is None else now + wait)
    with database.transaction() as tx:
        deliveries.claim(tx, edition, "me", now, now + LEASE, 1)
        deliveries.expire(tx, now + LEASE)
        assert flights.is_open(tx, edition)
        assert deliveries.settle(tx, [verdict], now) == 1
        assert deliveries.doubts(tx, now + LEASE, 10) == []
        assert is_open is flights.is_open(tx, edition)
    assert events(database) == ["uncertain", state.value]


def test_the_end_of_leases_passes_over_what_is_recorded_just_now(postgres_database: Database, now: datetime) -> None:
    """Two that wait for each other's rows would both fail, when a sender comes back after its lease."""
    edition = planned(postgres_database, now)
    with postgres_database.transaction() as tx:
        ids = [one.delivery_id for one in deliveries.claim(tx, edition, "me", now, now, 10)]
    with postgres_database.transaction() as mine, postgres_database.transaction() as other:
        other.execute(sa.text("SET LOCAL lock_timeout = '1s'"))
        deliveries.record(mine, [Outcome(ids[1], DeliveryState.SENT)], "me", now)
        assert deliveries.expire(other, now) == len(ids) - 1


def test_giving_up_ends_all_but_what_a_sender_holds(database: Database, now: datetime) -> None:
    edition = planned(database, now)
    with database.transaction() as tx:
        (anna,) = deliveries.claim(tx, edition, "you", now, now + LEASE, 1)
        assert deliveries.give_up(tx, edition, "too late", now, 3) == 3
        assert deliveries.give_up(tx, edition, "too late", now, 3) == 1
        others = [address for address in FIVE if address != anna.address]
        assert progress.rejected(tx, edition) == [(address, "too late") for address in others]
        assert progress.tally(tx, edition).counts == {DeliveryState.CLAIMED: 1, DeliveryState.REJECTED: 4}


def test_the_claim_walks_an_index(database: Database, now: datetime) -> None:
    """Among many deliveries that are over, it looks at those that it takes and sorts nothing."""
    edition = planned(database, now)
    _crowd(database, edition, 20_000)
    heard: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        heard.append((statement, parameters))

    sa.event.listen(database.engine, "before_cursor_execute", listen)
    with database.transaction() as tx:
        assert len(deliveries.claim(tx, edition, "me", now, now + LEASE, 500)) == 500
        sa.event.remove(database.engine, "before_cursor_execute", listen)
        statement, parameters = next(one for one in heard if one[0].startswith("SELECT"))
        explain = "EXPLAIN " if database.postgres else "EXPLAIN QUERY PLAN "
        steps = "\n".join(str(row) for row in tx.exec_driver_sql(explain + statement, parameters))
    assert "ix_deliveries_claimable" in steps
    assert not re.search("sort|b-tree|seq scan on deliveries|scan deliveries", steps, re.IGNORECASE), steps


def _crowd(database: Database, edition: EditionId, count: int) -> None:
    """As many readers, most of whose deliveries are over."""
    last = 1000 + count
    numbers = f"generate_series(1000, {last}) AS n(i)"
    if not database.postgres:
        numbers = (
            f"(WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n)"
        )
    state = "CASE WHEN mod(i, 10) = 0 THEN 'queued' ELSE 'sent' END"
    with database.transaction() as tx:
        tx.exec_driver_sql(
            "INSERT INTO subscribers (id, address, identity, address_hash, created_at)"
            f" SELECT i, i || '@example.net', i || '@example.net', 'h' || i, '2026-01-01 00:00:00' FROM {numbers}"
        )
        tx.exec_driver_sql(
            "INSERT INTO subscriptions (list_id, subscriber_id, state, requested_at)"
            f" SELECT 1, i, 'confirmed', '2026-01-01 00:00:00' FROM {numbers}"
        )
        tx.exec_driver_sql(
            "INSERT INTO deliveries (edition_id, subscriber_id, state, next_attempt_at)"
            f" SELECT {edition}, i, {state}, '2026-01-01 00:00:00' FROM {numbers}"
        )
    with database.transaction() as tx:
        tx.exec_driver_sql("ANALYZE")
