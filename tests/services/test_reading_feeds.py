"""What is kept of a feed that was read."""

from datetime import datetime, timedelta

import pytest
from collecting_world import FEED, SITE, Clock, World, feed

from digest.fetch.fetcher import Fetched
from digest.model.errors import Unreachable
from digest.model.feed import Feed
from digest.model.ids import FeedId
from digest.services.reading_feeds import polite_host
from digest.store import audit, feeds
from digest.store.database import Database

NEW = "https://new.example/feed"


@pytest.fixture
def world(database: Database, now: datetime) -> World:
    """A paper whose feed can say that nothing has changed."""
    return World(database, Clock(now), {FEED: Fetched(FEED, feed("bridge", "fish"), etag='"1"')})


def kept(world: World, feed_id: FeedId) -> Feed:
    """The feed as it stands."""
    with world.database.reading() as tx:
        return feeds.get(tx, feed_id)


def polled(world: World, feed_id: FeedId, *subjects: str, moved_to: str = NEW, hours: float = 2) -> Feed:
    """The feed after one more poll, `hours` later, that finds it at `moved_to` for good."""
    world.clock.now += timedelta(hours=hours)
    world.answers[FEED] = Fetched(moved_to or FEED, feed(*subjects), etag=f'"{world.clock.now}"', moved_to=moved_to)
    world.collecting.collect_feed(feed_id)
    return kept(world, feed_id)


@pytest.fixture
def feed_id(world: World) -> FeedId:
    """Its feed, read once at its own address."""
    found = world.follow()
    world.collecting.collect_feed(found)
    return found


def test_a_feed_that_moved_is_followed_when_that_has_proved_true(world: World, feed_id: FeedId) -> None:
    """On the fifth poll that finds it there, its news going on; then it starts anew, and the audit tells."""
    subjects = ["bridge", "fish"]
    for number in range(4):
        subjects = [*subjects[1:], f"news-{number}"]
        found = polled(world, feed_id, *subjects)
        assert found.url == FEED
        assert found.move is not None
        assert (found.move.target, found.move.seen) == (NEW, number + 1)
    found = polled(world, feed_id, *subjects)
    assert (found.url, found.moved_from, found.moved_at, found.move) == (NEW, FEED, world.clock.now, None)
    assert (found.etag, found.last_modified) == ("", "")
    with world.database.reading() as tx:
        (line,) = audit.history(tx, f"feed {feed_id}")
    assert line.action == "feed.move"
    assert f"{FEED} → {NEW}" in line.detail


def test_three_days_are_proof_as_well(world: World, feed_id: FeedId) -> None:
    """When it was there at their beginning and is at their end."""
    assert polled(world, feed_id, "bridge").url == FEED
    assert polled(world, feed_id, "bridge", hours=73).url == NEW


def test_another_feed_behind_a_redirect_proves_nothing(world: World, feed_id: FeedId) -> None:
    """Not even when it goes on for weeks: none of what we knew is in it."""
    for number in range(20):
        found = polled(world, feed_id, f"casino-{number}", f"casino-{number + 1}", hours=30)
    assert found.url == FEED
    assert found.move is not None
    assert found.move.seen == 0


@pytest.mark.parametrize("between", ["", "https://elsewhere.example/feed"])
def test_the_proof_begins_anew(world: World, feed_id: FeedId, between: str) -> None:
    """When the feed is found at its own address once, or at another."""
    for _ in range(4):
        polled(world, feed_id, "bridge")
    polled(world, feed_id, "bridge", moved_to=between)
    found = polled(world, feed_id, "bridge")
    assert found.url == FEED
    assert found.move is not None
    assert found.move.seen == 1


def test_a_failure_proves_nothing_and_loses_nothing(world: World, feed_id: FeedId) -> None:
    """Nor does the word that nothing has changed."""
    before = polled(world, feed_id, "bridge")
    world.answers[FEED] = Unreachable("The server has trouble (500).", status=500)
    world.collecting.collect_feed(feed_id)
    world.clock.now += timedelta(minutes=1)
    world.answers[FEED] = Fetched(NEW, etag=before.etag, moved_to=NEW)
    outcome = world.collecting.collect_feed(feed_id)
    assert outcome is not None
    assert outcome.state == "unchanged"
    assert kept(world, feed_id).move == before.move


def test_an_address_that_another_feed_has_is_not_taken(world: World, feed_id: FeedId) -> None:
    """Both are read on; the operator decides."""
    world.follow(NEW)
    for _ in range(7):
        found = polled(world, feed_id, "bridge")
    assert found.url == FEED
    assert found.move is not None
    assert found.move.seen == 7


def test_a_list_that_moves_fast_is_read_before_it_loses_news(world: World) -> None:
    """Of a server that cannot say whether it changed: when half of the list is new, else once a day."""
    dated = feed(*"abcdef")  # all of an hour ago
    world.answers[f"{SITE}/fast"] = dated
    world.answers[f"{SITE}/slow"] = dated.replace(b"16 Jan", b"11 Jan")
    world.answers[f"{SITE}/undated"] = dated.replace(b"pubDate", b"whenever")
    checks = []
    for name in ("fast", "slow", "undated"):
        found = world.follow(f"{SITE}/{name}")
        world.clock.now += timedelta(minutes=1)
        world.collecting.collect_feed(found)
        next_check = kept(world, found).next_check_at
        assert next_check is not None
        checks.append(round((next_check - world.clock.now) / timedelta(hours=1), 1))
    assert checks == [1.0, 24.0, 24.0]


def test_this_machine_needs_no_politeness() -> None:
    """Others do, each with its port."""
    urls = ("http://127.0.0.1:8000/a", "http://paper.example:81/a", "https://www.paper.example/")
    assert [polite_host(url) for url in urls] == ["", "paper.example:81", "paper.example"]
