"""Counts by the hour and the day, on both databases."""

from datetime import date, datetime, timedelta

import delivery_world as world
import sqlalchemy as sa

from digest.model.ids import EditionId, ListId
from digest.store import series
from digest.store.database import Database
from digest.store.series import Growth
from digest.store.tables import articles, deliveries, delivery_events, sources, subscriptions


def test_events_are_counted_in_whole_hours_and_none_is_left_out(database: Database, now: datetime) -> None:
    """At 06:00: an hour with mails, one without, and this one that has just begun."""
    _events(database, now, [("sent", 0), ("sent", 59), ("sent", 61), ("deferred", 61), ("sent", 600)])
    with database.reading() as tx:
        found = series.events_by_hour(tx, ["sent", "deferred"], now, 2)
    hours = [now - timedelta(hours=2), now - timedelta(hours=1), now]
    assert found == {
        "sent": list(zip(hours, [1, 1, 1], strict=True)),
        "deferred": list(zip(hours, [1, 0, 0], strict=True)),
    }


def test_articles_are_counted_when_they_were_read(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        source = tx.execute(sa.insert(sources).values(name="A").returning(sources.c.id)).scalar_one()
        for minutes in (5, 10, 70):
            at = now - timedelta(minutes=minutes)
            row = {"url": f"https://a.example/{minutes}", "source_id": source, "title": "T", "fetched_at": at}
            tx.execute(sa.insert(articles).values(**row, published=now - timedelta(days=3)))
        assert [count for _, count in series.articles_by_hour(tx, now, 2)] == [1, 2, 0]


def test_growth_counts_back_from_today(database: Database, now: datetime) -> None:
    """Two came on the 14th, one of them left on the 15th; one came today."""
    world.seed(database, now, ["a@example.net", "b@example.net", "c@example.net", "asked@example.net"])
    days = {1: (2, None, "confirmed"), 2: (2, 1, "unsubscribed"), 3: (0, None, "confirmed"), 4: (None, None, "pending")}
    with database.transaction() as tx:
        for reader, (came, left, state) in days.items():
            moments = [None if ago is None else now - timedelta(days=ago) for ago in (came, left)]
            tx.execute(
                sa.update(subscriptions)
                .where(subscriptions.c.subscriber_id == reader)
                .values(state=state, confirmed_at=moments[0], unsubscribed_at=moments[1])
            )
        found = series.growth(tx, now, 4)
        assert found == series.growth(tx, now, 4, ListId(1))
        assert [one.confirmed for one in series.growth(tx, now, 2, ListId(9))] == [0, 0]
    expected = [Growth(date(2026, 1, 13), 0, 0, 0), Growth(date(2026, 1, 14), 2, 2, 0)]
    assert found == [*expected, Growth(date(2026, 1, 15), 1, 0, 1), Growth(date(2026, 1, 16), 2, 1, 0)]


def test_refusals_are_told_by_provider_and_code(database: Database, now: datetime) -> None:
    _events(database, now, [("rejected", 10), ("rejected", 20), ("sent", 5), ("rejected", 60 * 24 * 8)])
    with database.reading() as tx:
        found = series.refusals(tx, now - timedelta(days=7), 10)
    assert [(one.domain, one.code, one.enhanced, one.count) for one in found] == [("example.net", 550, "5.1.1", 2)]
    assert found[0].kind == "rejected"
    assert (found[0].text, found[0].last_at) == ("no such user", now - timedelta(minutes=10))


def test_what_was_looked_at_is_told_by_its_cause(database: Database, now: datetime) -> None:
    """A refusal whose cause is known counts once, as what it was; and of one edition alone, when asked."""
    _events(database, now, [("rejected", 10)])
    with database.transaction() as tx:
        said = {"code": 550, "enhanced": "5.1.1", "text": "no such user"}
        row = {"delivery_id": 1, "at": now, "kind": "bounced_hard", "key": "1:bounced_hard", **said}
        tx.execute(sa.insert(delivery_events).values(row))
    with database.reading() as tx:
        found = series.refusals(tx, now - timedelta(days=7), 10, EditionId(1))
        assert series.refusals(tx, now - timedelta(days=7), 10, EditionId(2)) == []
    assert [(one.kind, one.count) for one in found] == [("bounced_hard", 1)]


def _events(database: Database, now: datetime, events: list[tuple[str, int]]) -> None:
    edition = world.seed(database, now, ["a@example.net"])
    with database.transaction() as tx:
        row = sa.insert(deliveries).values(edition_id=edition, subscriber_id=1).returning(deliveries.c.id)
        delivery = tx.execute(row).scalar_one()
        for kind, minutes in events:
            said = {"code": 550, "enhanced": "5.1.1", "text": "no such user"} if kind == "rejected" else {}
            at = now - timedelta(minutes=minutes)
            tx.execute(sa.insert(delivery_events).values(delivery_id=delivery, at=at, kind=kind, **said))
