"""From a site's address to its feeds; what servers do is played in test_fetching_cases.py."""

from datetime import datetime, timedelta

import pytest
from collecting_world import FEED, SITE, Clock, World, feed

from digest.fetch.fetcher import Fetched
from digest.model.errors import BadInput, NotFound, NotServed, Refused, TooManyRequests
from digest.services.discovering import PATIENCE, Discovering
from digest.store import hosts
from digest.store.database import Database

PAGE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'


@pytest.fixture
def world(database: Database, now: datetime) -> World:
    """A paper with a front page and a feed."""
    return World(database, Clock(now), {f"{SITE}/": PAGE, FEED: feed("bridge")})


@pytest.fixture
def discovering(world: World) -> Discovering:
    return Discovering(world.collecting, world.fetcher)


def test_a_feed_is_told_with_what_it_says(discovering: Discovering) -> None:
    """And is not followed yet."""
    (found,) = discovering.find(f" {SITE} ")
    assert (found.url, found.title, found.kind, found.entries) == (FEED, "The Paper", "rss", 1)
    assert found.newest is not None
    assert (found.home_url, found.problems) == (f"{SITE}/", ())
    assert Discovering(discovering.collecting, discovering.fetcher).find(FEED) == (found,)


def test_a_feed_keeps_the_address_that_was_asked(discovering: Discovering, world: World) -> None:
    """A redirect may be for today only."""
    world.answers[f"{SITE}/rss"] = Fetched(FEED, feed("bridge"))
    assert [one.url for one in discovering.find(f"{SITE}/rss")] == [f"{SITE}/rss"]


def test_two_addresses_of_one_feed_are_one(discovering: Discovering, world: World) -> None:
    world.answers[f"{SITE}/"] = PAGE.replace(b"</head>", b'<link rel="alternate" type="text/xml" href="/rss"></head>')
    world.answers[f"{SITE}/rss"] = Fetched(FEED, feed("bridge"))
    assert [one.url for one in discovering.find(SITE)] == [FEED]


@pytest.mark.parametrize(
    ("url", "error"),
    [("paper.example", BadInput), (f"{SITE}/nowhere", NotServed), ("https://other.example/", NotFound)],
)
def test_what_leads_nowhere_is_told(discovering: Discovering, world: World, url: str, error: type[Exception]) -> None:
    world.answers["https://other.example/"] = b"<html><body>No feed</body></html>"
    with pytest.raises(error):
        discovering.find(url)


def test_a_host_that_somebody_asks_is_waited_for(discovering: Discovering, world: World, now: datetime) -> None:
    """For some seconds; then the person is told."""
    for busy, expected in ((3, None), (60, Refused)):
        with world.database.transaction() as tx:
            hosts.take(tx, "paper.example", now, world.clock.now)
            hosts.release(tx, "paper.example", world.clock.now + timedelta(seconds=busy))
        if expected is None:
            assert discovering.find(SITE)
        else:
            with pytest.raises(expected, match="being asked"):
                discovering.find(SITE)


def test_who_asks_us_to_wait_is_left_alone(discovering: Discovering, world: World) -> None:
    """By everybody."""
    world.answers[f"{SITE}/"] = TooManyRequests("Later (429).", status=429, retry_after=600)
    with pytest.raises(TooManyRequests):
        discovering.find(SITE)
    world.follow()
    assert world.states() == []


def test_it_ends_in_time(discovering: Discovering, world: World) -> None:
    """However many candidates there are: somebody waits."""
    object.__setattr__(world.collecting, "gap", timedelta(seconds=30))
    world.answers[f"{SITE}/"] = b"<html><body>No feed</body></html>"
    began = world.clock.now
    with pytest.raises((NotFound, Refused)):
        discovering.find(SITE)
    assert world.clock.now - began <= PATIENCE + timedelta(seconds=30)
