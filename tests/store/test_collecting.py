"""What can be done now, and when more can."""

from datetime import datetime, timedelta

from digest.model.feed import Entry
from digest.store import collecting, entries, feeds
from digest.store.collecting import Left
from digest.store.database import Database
from digest.store.feeds import NewFeed

LEASE = timedelta(minutes=1)


def test_what_is_left_and_when(database: Database, now: datetime) -> None:
    """At once while a host is free; when it, or what somebody holds, is free again else; never when nothing is due."""
    with database.transaction() as tx:
        assert collecting.next_free(tx, now) is None
        assert collecting.left(tx, now) == Left(0, 0)
        feed_id, _ = feeds.add(tx, NewFeed("https://paper.example/feed", "paper.example", "The Paper"), now)
        found = [(Entry(key, f"https://paper.example/{key}", key), "paper.example") for key in "ab"]
        entries.add(tx, feed_id, found, now)
        assert collecting.next_free(tx, now) == now
        assert collecting.left(tx, now) == Left(1, 2)
        feeds.claim(tx, now, now + LEASE, 1)
        assert collecting.next_free(tx, now) == now + LEASE
        assert collecting.left(tx, now) == Left(1, 2)
