"""What pages and meters show of the whole."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from digest.store import overview
from digest.store.database import Database
from digest.store.tables import deliveries, digests, editions, lists, renderings, subscribers, subscriptions, waves


@pytest.fixture
def filled(database: Database, now: datetime) -> Database:
    """One list, one digest, an old sent edition and a new one that is being sent, each in two languages."""
    with database.transaction() as tx:
        tx.execute(sa.insert(lists).values(slug="morning", name="Morning", created_at=now))
        tx.execute(
            sa.insert(digests).values(
                slug="d",
                name="D",
                list_id=1,
                languages=["fr", "en"],
                zone="UTC",
                at=time(7),
                due_from=now,
                created_at=now,
            )
        )
        for number, (state, age) in enumerate((("sent", 10), ("sending", 0), ("draft", 0)), start=1):
            day = now - timedelta(days=age) + timedelta(days=number)
            tx.execute(
                sa.insert(editions).values(
                    digest_id=1, day=day.date(), send_at=now - timedelta(days=age), state=state, created_at=now
                )
            )
            for language in ("fr", "en"):
                tx.execute(
                    sa.insert(renderings).values(
                        edition_id=number,
                        language=language,
                        subject=f"{state} {language}",
                        html="",
                        text="",
                        nonce="0" * 16,
                        sha256="0",
                        created_at=now,
                    )
                )
        for name, states in (("a", ("sent", "queued")), ("b", ("bounced", "sent"))):
            made = tx.execute(
                sa.insert(subscribers)
                .values(address=name, identity=name, address_hash=name, created_at=now)
                .returning(subscribers.c.id)
            ).scalar_one()
            for edition, state in enumerate(states, start=1):
                tx.execute(sa.insert(deliveries).values(edition_id=edition, subscriber_id=made, state=state))
    return database


def test_counts_are_by_state_and_of_deliveries_only_the_recent(filled: Database, now: datetime) -> None:
    with filled.reading() as tx:
        counts = overview.count(tx, now - timedelta(days=7), now)
    assert counts.editions == {"draft": 1, "sending": 1, "sent": 1}
    assert counts.deliveries == {"queued": 1, "sent": 1}
    assert counts.oldest_unsent == now


def test_who_chose_a_later_hour_is_not_late(filled: Database, now: datetime) -> None:
    """Before that hour nothing is late; from then on the mail counts from its own hour, however often it was tried."""
    later = now + timedelta(hours=6)
    reader = {"list_id": 1, "subscriber_id": 1, "state": "confirmed", "requested_at": now}
    with filled.transaction() as tx:
        tx.execute(sa.update(deliveries).where(deliveries.c.edition_id == 2).values(state="sent"))
        mine = (deliveries.c.edition_id == 2) & (deliveries.c.subscriber_id == 1)
        tx.execute(sa.update(deliveries).where(mine).values(state="queued", next_attempt_at=later))
        tx.execute(sa.insert(subscriptions).values(**reader, at=time(21), zone="UTC"))
        tx.execute(sa.insert(waves).values(edition_id=2, zone="UTC", at=time(21), due_at=later))

    def oldest(at: datetime) -> datetime | None:
        with filled.reading() as tx:
            return overview.count(tx, now - timedelta(days=7), at).oldest_unsent

    assert oldest(now + timedelta(hours=4)) is None
    assert oldest(later) == later
    with filled.transaction() as tx:
        again = later + timedelta(minutes=10)
        tx.execute(sa.update(deliveries).where(mine).values(state="deferred", attempts=1, next_attempt_at=again))
    assert oldest(later + timedelta(minutes=5)) == later
