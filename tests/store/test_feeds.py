"""Feeds: added once, claimed by one, remembered with what they said."""

from datetime import datetime, timedelta

import pytest

from digest.model.errors import NotFound
from digest.model.feed import Feed, FeedState, Move
from digest.model.ids import FeedId
from digest.store import feeds
from digest.store.database import Database
from digest.store.feeds import Good, NewFeed

LEASE = timedelta(minutes=1)


def add(database: Database, now: datetime, *names: str, host: str = "") -> list[FeedId]:
    """Feeds of these names."""
    with database.transaction() as tx:
        return [feeds.add(tx, NewFeed(f"https://{name}.example/feed", host, name), now)[0] for name in names]


def claim(database: Database, now: datetime, limit: int = 9) -> list[Feed]:
    """What a worker gets."""
    with database.transaction() as tx:
        return feeds.claim(tx, now, now + LEASE, limit)


def test_an_address_is_followed_once(database: Database, now: datetime) -> None:
    """The second time gives the same feed, and no second source."""
    new = NewFeed("https://paper.example/feed", "paper.example", "The Paper", "https://paper.example/", "en")
    with database.transaction() as tx:
        first, second = feeds.add(tx, new, now), feeds.add(tx, new, now)
        (line,) = feeds.listed(tx)
    assert (first, second) == ((line.feed.id, True), (line.feed.id, False))
    assert (line.source, line.entries, line.feed.state) == ("The Paper", 0, FeedState.ACTIVE)


def test_a_feed_is_claimed_by_one_until_the_lease_ends(database: Database, now: datetime) -> None:
    """Then it is due again."""
    ids = add(database, now, "one", "two", "three")
    assert [feed.id for feed in claim(database, now, 2)] == ids[:2]
    assert [feed.id for feed in claim(database, now, 2)] == ids[2:]
    assert claim(database, now) == []
    assert [feed.id for feed in claim(database, now + LEASE)] == ids


def test_one_host_is_asked_by_one_at_a_time(database: Database, now: datetime) -> None:
    """Two feeds on a host are two turns."""
    ids = add(database, now, "one", "two", host="paper.example")
    assert [feed.id for feed in claim(database, now)] == ids[:1]
    assert claim(database, now) == []


def test_one_feed_is_claimed_by_its_number(database: Database, now: datetime) -> None:
    """Due or not, but not from somebody else."""
    (feed_id,) = add(database, now, "one")
    with database.transaction() as tx:
        found = feeds.claim_one(tx, feed_id, now, now + LEASE)
        assert found is not None
        assert found.id == feed_id
        assert feeds.claim_one(tx, feed_id, now, now + LEASE) is None
        feeds.let_go(tx, feed_id)
        assert feeds.claim_one(tx, feed_id, now, now + LEASE) is not None


def test_a_good_check_is_remembered(database: Database, now: datetime) -> None:
    """Validators, when to come again, the language; a source without a name is named after its feed."""
    with database.transaction() as tx:
        feed_id, _ = feeds.add(tx, NewFeed("https://paper.example/feed", "", ""), now)
    (feed,) = claim(database, now)
    later = now + timedelta(minutes=30)
    with database.transaction() as tx:
        feeds.succeeded(tx, feed, Good('"1"', "Fri", later, "fr", "The Paper"), now)
        kept = feeds.get(tx, feed_id)
        assert feeds.listed(tx)[0].source == "The Paper"
    assert (kept.etag, kept.last_modified, kept.next_check_at, kept.language) == ('"1"', "Fri", later, "fr")
    assert (kept.last_good_at, kept.failures, kept.error) == (now, 0, "")
    assert claim(database, now) == []
    assert [found.id for found in claim(database, later)] == [feed_id]


def test_a_failure_keeps_what_was_good(database: Database, now: datetime) -> None:
    """Validators stay, the reason is there, a broken feed is due no more, and a success mends it."""
    (feed_id,) = add(database, now, "one")
    (feed,) = claim(database, now)
    with database.transaction() as tx:
        feeds.succeeded(tx, feed, Good('"1"', "", now), now)
    (feed,) = claim(database, now)
    with database.transaction() as tx:
        feeds.failed(tx, feed, "It is a web page.", FeedState.BROKEN, now)
        kept = feeds.get(tx, feed_id)
    assert (kept.etag, kept.failures, kept.error, kept.state) == ('"1"', 1, "It is a web page.", FeedState.BROKEN)
    assert claim(database, now) == []
    with database.transaction() as tx:
        feeds.succeeded(tx, kept, Good("", "", now), now)
        assert feeds.get(tx, feed_id).state is FeedState.ACTIVE


def test_a_number_that_no_feed_has(database: Database) -> None:
    """It says how to find the right one."""
    with database.reading() as tx, pytest.raises(NotFound, match="digest feeds list"):
        feeds.get(tx, FeedId(7))


def test_a_feed_moves_with_all_that_belongs_to_it(database: Database, now: datetime) -> None:
    """But what its old address said of changes, and of where it moved, stays behind."""
    (feed_id,) = add(database, now, "paper", host="paper.example")
    good = Good('"1"', "Friday", now, move=Move("https://new.example/feed", now - LEASE, 5))
    with database.transaction() as tx:
        feeds.succeeded(tx, feeds.get(tx, feed_id), good, now)
        before = feeds.get(tx, feed_id)
        assert before.move == good.move
        assert feeds.moved(tx, before, "https://new.example/feed", "new.example", now)
        after = feeds.get(tx, feed_id)
    assert (after.url, after.moved_from, after.moved_at) == ("https://new.example/feed", before.url, now)
    assert (after.etag, after.last_modified, after.move) == ("", "", None)
    assert after.last_good_at == before.last_good_at


def test_a_feed_does_not_move_onto_another(database: Database, now: datetime) -> None:
    one, other = add(database, now, "one", "other")
    with database.transaction() as tx:
        assert not feeds.moved(tx, feeds.get(tx, one), "https://other.example/feed", "", now)
        assert feeds.get(tx, one).url == "https://one.example/feed"
        assert feeds.get(tx, other).url == "https://other.example/feed"
