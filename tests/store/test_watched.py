"""Feeds as those who watch them see them."""

from datetime import UTC, date, datetime

import pytest

from digest.model.errors import NotFound
from digest.model.feed import Entry
from digest.model.ids import FeedId
from digest.store import entries, feeds, watched
from digest.store.database import Database
from digest.store.feeds import NewFeed


def test_a_feed_stands_with_its_source_and_its_latest_news(database: Database, now: datetime) -> None:
    with database.transaction() as tx:
        new = NewFeed("https://paper.example/feed", "", "Paper", "https://paper.example/", "fr")
        feed_id, _ = feeds.add(tx, new, now)
        (before,) = watched.watched(tx)
        entries.add(tx, feed_id, [(Entry("1", "https://paper.example/1", "One"), "")], now)
        after = watched.one(tx, feed_id)
    assert (before.newest, after.newest, after.followed_at) == (None, now, now)
    assert (after.source.name, after.source.home_url, after.source.language) == (
        "Paper",
        "https://paper.example/",
        "fr",
    )
    with database.reading() as tx, pytest.raises(NotFound):
        watched.one(tx, FeedId(99))


def test_days_are_those_of_utc(database: Database, now: datetime) -> None:
    """Also where the database's own clock shows another zone; other feeds are not counted."""
    with database.transaction() as tx:
        ids = [feeds.add(tx, NewFeed(f"https://paper.example/{name}", "", name), now)[0] for name in "ab"]
        if tx.dialect.name == "postgresql":
            tx.exec_driver_sql("SET LOCAL TIME ZONE 'Asia/Tokyo'")
        for number, hour in enumerate((0, 23)):
            at = datetime(2026, 1, 15, hour, tzinfo=UTC)
            for feed_id in ids:
                entries.add(tx, feed_id, [(Entry(str(number), f"https://paper.example/{number}", ""), "")], at)
        found = watched.by_day(tx, ids[:1], datetime(2026, 1, 15, 0, 30, tzinfo=UTC))
        both = watched.by_day(tx, ids, datetime(2026, 1, 1, tzinfo=UTC))
        none = watched.by_day(tx, [], now)
    assert found == {ids[0]: {date(2026, 1, 15): 1}}
    assert both == {feed_id: {date(2026, 1, 15): 2} for feed_id in ids}
    assert none == {}
