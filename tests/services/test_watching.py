"""Watching feeds: how each is, the worst first, with what it brought."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from clock import Clock

from digest.collect.health import Condition
from digest.model.errors import NotFound
from digest.model.feed import Entry, EntryState, FeedState
from digest.model.ids import EntryId, FeedId
from digest.services.watching import DAYS, ENTRIES_A_PAGE, FEEDS_A_PAGE, Watching
from digest.store import entries, feeds, tables
from digest.store.database import Database
from digest.store.feeds import Good, NewFeed

DAY = timedelta(days=1)


@pytest.fixture
def watching(database: Database, clock: Clock) -> Watching:
    return Watching(database, clock)


def follow(database: Database, name: str, now: datetime, *brought: datetime) -> FeedId:
    """A feed that is read, and brought an entry at each moment."""
    with database.transaction() as tx:
        new = NewFeed(f"https://{name}.example/feed", f"{name}.example", name.capitalize())
        feed_id, _ = feeds.add(tx, new, now - 30 * DAY)
        feeds.succeeded(tx, feeds.get(tx, feed_id), Good("", "", now + DAY), now)
        for number, moment in enumerate(brought):
            entry = Entry(f"{name} {number}", f"https://{name}.example/{number}", f"News {number}")
            entries.add(tx, feed_id, [(entry, f"{name}.example")], moment)
    return feed_id


def fail(database: Database, feed_id: FeedId, now: datetime, state: FeedState = FeedState.ACTIVE) -> None:
    """The feed could not be read."""
    with database.transaction() as tx:
        feeds.failed(tx, feeds.get(tx, feed_id), "The server has trouble (503).", state, now + DAY)


def test_who_needs_somebody_comes_first(watching: Watching, database: Database, now: datetime) -> None:
    """The longest silent before others; what is fine by name."""
    for name in ("zebra", "apple"):
        follow(database, name, now, now)
    follow(database, "quiet", now, now - 4 * DAY)
    follow(database, "quieter", now, now - 9 * DAY)
    fail(database, follow(database, "lost", now, now), now, FeedState.GONE)
    fail(database, follow(database, "hurt", now, now), now)
    page = watching.page()
    assert [one.name for one in page.feeds] == ["Lost", "Hurt", "Quieter", "Quiet", "Apple", "Zebra"]
    assert page.conditions == {
        Condition.GONE: 1, Condition.FAILING: 1, Condition.SILENT: 2, Condition.FINE: 2,
    }  # fmt: skip
    assert [one.name for one in watching.troubled()] == ["Lost", "Hurt", "Quieter", "Quiet"]


def test_days_are_counted_in_utc(watching: Watching, database: Database, now: datetime) -> None:
    """The last one is today; what is older than the first is not drawn."""
    midnight = datetime(2026, 1, 15, tzinfo=UTC)
    feed_id = follow(database, "paper", now, now, midnight, midnight - timedelta(seconds=1), now - 14 * DAY)
    (one,) = watching.page().feeds
    assert (one.days, len(one.days)) == ((*[0] * (DAYS - 3), 1, 1, 1), DAYS)
    shown = watching.feed(feed_id)
    assert (shown.watched.days, shown.first_day) == (one.days, date(2026, 1, 3))


@pytest.mark.parametrize(
    ("condition", "text", "names"),
    [
        (None, "", ["Hurt", "Apple"]),
        (Condition.FINE, "", ["Apple"]),
        (Condition.GONE, "", []),
        (None, "APPLE.EXAMPLE", ["Apple"]),
        (None, " hur", ["Hurt"]),
        (None, "%", []),
    ],
)
def test_feeds_are_found(
    watching: Watching, database: Database, now: datetime, condition: Condition | None, text: str, names: list[str]
) -> None:
    follow(database, "apple", now, now)
    fail(database, follow(database, "hurt", now, now), now)
    page = watching.page(condition=condition, text=text)
    assert ([one.name for one in page.feeds], page.found) == (names, len(names))


def test_many_feeds_are_shown_page_by_page(watching: Watching, database: Database, now: datetime) -> None:
    """A page that is not there is the nearest one."""
    with database.transaction() as tx:
        for number in range(FEEDS_A_PAGE + 1):
            feeds.add(tx, NewFeed(f"https://paper.example/{number}", "paper.example", f"Paper {number:03}"), now)
    assert (len(watching.page().feeds), watching.page().pages) == (FEEDS_A_PAGE, 2)
    assert [one.name for one in watching.page(page=99).feeds] == [f"Paper {FEEDS_A_PAGE:03}"]
    assert watching.page(page=-1).page == 1


def test_a_feed_shows_what_became_of_its_entries(watching: Watching, database: Database, now: datetime) -> None:
    """The latest first; of one state, or all, page by page."""
    moments = [now - timedelta(minutes=number) for number in range(ENTRIES_A_PAGE + 1)]
    feed_id = follow(database, "paper", now, *moments)
    with database.transaction() as tx:
        refused = tx.execute(sa.select(tables.entries.c.id).where(tables.entries.c.key == "paper 0")).scalar_one()
        entries.finish(tx, EntryId(refused), EntryState.REFUSED, "There is no text.")
    first, second = watching.feed(feed_id), watching.feed(feed_id, page=2)
    assert (len(first.entries), first.more, len(second.entries), second.more) == (ENTRIES_A_PAGE, True, 1, False)
    assert (first.entries[0].title, first.entries[0].reason) == ("News 0", "There is no text.")
    assert first.states == {EntryState.NEW: ENTRIES_A_PAGE, EntryState.REFUSED: 1}
    assert [one.id for one in watching.feed(feed_id, state=EntryState.REFUSED).entries] == [refused]
    with pytest.raises(NotFound):
        watching.feed(FeedId(99))
