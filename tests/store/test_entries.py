"""Entries: recorded once, claimed by one, finished with a reason."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from digest.model.article import Article
from digest.model.feed import Entry, EntryState, PendingEntry
from digest.model.ids import ArticleId, FeedId
from digest.store import articles, entries, feeds
from digest.store.database import Database
from digest.store.feeds import NewFeed
from digest.store.tables import entries as table

LEASE = timedelta(minutes=1)


@pytest.fixture
def feed_id(database: Database, now: datetime) -> FeedId:
    """A feed of a source."""
    with database.transaction() as tx:
        return feeds.add(
            tx, NewFeed("https://paper.example/feed", "", "The Paper", "https://paper.example/", "en"), now
        )[0]


def entry(key: str) -> Entry:
    """An entry with this key."""
    return Entry(key, f"https://paper.example/{key}", key.title(), "Summary", None, "en", ("Jane Marsh",))


def add(database: Database, feed_id: FeedId, now: datetime, *keys: str, host: str = "") -> int:
    """Record entries with these keys; gives how many are new."""
    with database.transaction() as tx:
        return entries.add(tx, feed_id, [(entry(key), host) for key in keys], now)


def claim(database: Database, now: datetime, limit: int = 9) -> list[PendingEntry]:
    """What a worker gets."""
    with database.transaction() as tx:
        return entries.claim(tx, now, now + LEASE, limit)


def test_an_entry_is_recorded_once(database: Database, feed_id: FeedId, now: datetime) -> None:
    """However often the feed shows it, and however many there are."""
    keys = [str(number) for number in range(450)]
    assert add(database, feed_id, now, *keys) == 450
    assert add(database, feed_id, now, *keys, "new") == 1


def test_a_pending_entry_knows_its_source(database: Database, feed_id: FeedId, now: datetime) -> None:
    """Everything the page may leave open."""
    add(database, feed_id, now, "talks")
    (pending,) = claim(database, now)
    assert (pending.entry, pending.feed_id, pending.attempts) == (entry("talks"), feed_id, 0)
    assert (pending.source.name, pending.source.home_url, pending.source.language) == (
        "The Paper",
        "https://paper.example/",
        "en",
    )


def test_an_entry_is_claimed_by_one(database: Database, feed_id: FeedId, now: datetime) -> None:
    """Until the lease ends; the first seen first."""
    add(database, feed_id, now, "a", "b", "c")
    assert [pending.entry.key for pending in claim(database, now, 2)] == ["a", "b"]
    assert [pending.entry.key for pending in claim(database, now, 2)] == ["c"]
    assert claim(database, now) == []
    assert len(claim(database, now + LEASE)) == 3


def test_pages_of_one_host_take_turns(database: Database, feed_id: FeedId, now: datetime) -> None:
    """A feed full of pages is no reason to ask its host for all at once."""
    add(database, feed_id, now, "a", "b", host="paper.example")
    assert len(claim(database, now)) == 1
    assert claim(database, now) == []


def test_what_is_postponed_comes_back(database: Database, feed_id: FeedId, now: datetime) -> None:
    """At its time, with its attempts counted."""
    add(database, feed_id, now, "a")
    (pending,) = claim(database, now)
    later = now + timedelta(minutes=2)
    with database.transaction() as tx:
        entries.postpone(tx, pending.id, "The server has trouble (500).", later)
    assert claim(database, now) == []
    assert [again.attempts for again in claim(database, later)] == [1]


def test_what_is_let_go_was_not_tried(database: Database, feed_id: FeedId, now: datetime) -> None:
    """It is due at once."""
    add(database, feed_id, now, "a")
    (pending,) = claim(database, now)
    with database.transaction() as tx:
        entries.let_go(tx, pending.id)
    assert claim(database, now) == [pending]


def test_what_is_finished_stays_so(database: Database, feed_id: FeedId, now: datetime) -> None:
    """With its reason, and never due again."""
    add(database, feed_id, now, "a")
    (pending,) = claim(database, now)
    with database.transaction() as tx:
        entries.finish(tx, pending.id, EntryState.REFUSED, "No article there.")
        row = tx.execute(sa.select(table.c.state, table.c.reason, table.c.attempts)).one()
    assert tuple(row) == ("refused", "No article there.", 1)
    assert claim(database, now + timedelta(days=1)) == []


def test_who_comes_late_changes_nothing_that_is_finished(database: Database, feed_id: FeedId, now: datetime) -> None:
    """A worker so slow that its claim ran out, while another has read the page."""
    add(database, feed_id, now, "a")
    (pending,) = claim(database, now)
    with database.transaction() as tx:
        entries.finish(tx, pending.id, EntryState.DONE)
        entries.finish(tx, pending.id, EntryState.REFUSED, "The server did not answer in time.")
        entries.postpone(tx, pending.id, "The server has trouble (500).", now)
        row = tx.execute(sa.select(table.c.state, table.c.reason, table.c.attempts, table.c.next_attempt_at)).one()
    assert tuple(row) == ("done", "", 1, None)


@pytest.mark.parametrize(
    ("found", "later", "expected"),
    [
        (entry("talks"), 1, True),
        (replace(entry("talks"), key="x", url="https://new.example/talks"), 1, True),  # by its title
        (replace(entry("talks"), key="x", title=""), 1, True),  # by its address
        (replace(entry("talks"), key="x", url="https://new.example/talks", title=""), 1, False),
        (entry("talks"), 0, False),  # it was first seen at that moment
        (entry("casino"), 1, False),
    ],
)
def test_what_carries_a_feed_on(
    database: Database,
    feed_id: FeedId,
    now: datetime,
    found: Entry,
    later: int,
    expected: bool,  # noqa: FBT001  (a table's column)
) -> None:
    """An entry that it had before."""
    add(database, feed_id, now, "talks")
    with database.reading() as tx:
        assert entries.carries_on(tx, feed_id, [found], now + timedelta(minutes=later)) is expected


def test_the_article_behind_an_address(database: Database, feed_id: FeedId, now: datetime) -> None:
    """What another feed's entry with that address became, wherever its article stands."""
    with database.transaction() as tx:
        other, _ = feeds.add(tx, NewFeed("https://paper.example/other", "", "The Paper"), now)
    add(database, feed_id, now, "talks")
    add(database, other, now, "talks")
    first, second = claim(database, now)
    article = Article(
        ArticleId(0), "https://paper.example/moved", first.source, "Talks", "", ("One.",), (), "en", now, now
    )
    with database.transaction() as tx:
        assert entries.article_behind(tx, second) is None
        kept = articles.add(tx, article)
        assert kept is not None
        entries.finish(tx, first.id, EntryState.DONE, article_id=kept.id)
        assert entries.article_behind(tx, second) == kept.id
        assert entries.article_behind(tx, first) is None
