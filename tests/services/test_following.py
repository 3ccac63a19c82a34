"""Following feeds."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from collecting_world import FEED, SITE, Clock, World, feed

from digest.model.errors import BadFeed, BadInput, NotFound, NotServed
from digest.model.feed import FeedState
from digest.model.ids import FeedId
from digest.services.following import Following, Imported
from digest.store import feeds, tables
from digest.store.database import Database

OPML = f"""<opml version="2.0"><body><outline text="The Paper" xmlUrl="{FEED}" htmlUrl="{SITE}"/>
<outline text="Odd" xmlUrl="feed:odd"/></body></opml>""".encode()


@pytest.fixture
def following(database: Database, now: datetime) -> Following:
    """One paper that has a feed, and a page that is none."""
    world = World(database, Clock(now), {FEED: feed("bridge"), f"{SITE}/": b"<html><body>Front page</body></html>"})
    return Following(world.collecting)


def test_a_feed_is_looked_at_before_it_is_followed(following: Following) -> None:
    """Its name comes from itself; the second time it is known."""
    feed_id, added, parsed = following.add(f"{FEED}#top")
    assert (added, parsed.title, len(parsed.entries)) == (True, "The Paper", 1)
    assert following.add(FEED)[:2] == (feed_id, False)
    assert [(line.source, line.feed.url) for line in following.listed()] == [("The Paper", FEED)]


@pytest.mark.parametrize("state", [FeedState.BROKEN, FeedState.GONE, FeedState.PAUSED])
def test_a_feed_that_ended_is_followed_again(following: Following, now: datetime, state: FeedState) -> None:
    """Once it can be read, whoever adds it again has it read again."""
    feed_id = following.add(FEED)[0]
    database = following.collecting.database
    with database.transaction() as tx:
        feeds.failed(tx, feeds.get(tx, feed_id), "It is not there.", state, now + timedelta(days=1))
    following.add(FEED)
    with database.reading() as tx:
        again = feeds.get(tx, feed_id)
        assert (again.state, again.failures) == (FeedState.ACTIVE, 0)
        assert tx.execute(sa.select(sa.func.count()).select_from(tables.feeds).where(feeds.due(now))).scalar_one() == 1


@pytest.mark.parametrize(
    ("url", "error"), [("paper.example", BadInput), (f"{SITE}/", BadFeed), (f"{SITE}/nowhere", NotServed)]
)
def test_what_is_no_feed_is_not_followed(following: Following, url: str, error: type[Exception]) -> None:
    """The person who asked is told why."""
    with pytest.raises(error):
        following.add(url)
    assert following.listed() == []


def test_a_list_is_imported_once(following: Following) -> None:
    """What cannot be used is told."""
    problem = "Line 2: 'feed:odd' is not a web address."
    assert following.import_opml(OPML) == Imported(1, 0, (problem,))
    assert following.import_opml(OPML) == Imported(0, 1, (problem,))


def test_looking_stores_nothing(following: Following) -> None:
    """Neither an entry nor a failure."""
    feed_id = following.add(FEED)[0]
    looked = following.look(feed_id)
    assert looked.parsed is not None
    assert following.listed()[0].entries == 0
    with pytest.raises(NotFound):
        following.look(FeedId(99))
