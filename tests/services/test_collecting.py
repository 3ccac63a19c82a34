"""Collecting on both databases, from canned answers."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from collecting_world import FEED, SITE, Clock, World, feed, page

from digest.fetch.fetcher import Fetched
from digest.model.article import Article
from digest.model.errors import FetchError, Forbidden, Gone, NotFound, NotServed, TooLarge, TooManyRequests, Unreachable
from digest.model.feed import FeedState
from digest.model.ids import FeedId
from digest.store import feeds
from digest.store.database import Database
from digest.store.tables import articles, assignments, entries


@pytest.fixture
def world(database: Database, now: datetime) -> World:
    """A paper with a feed of two pages."""
    answers: dict[str, Fetched | bytes | FetchError] = {
        FEED: feed("bridge", "fish"),
        f"{SITE}/bridge": page("bridge"),
        f"{SITE}/fish": page("fish"),
    }
    return World(database, Clock(now), answers)


def clumsy(article: Article) -> list[object]:
    """An error of ours, at some pages."""
    if "bridge" in article.title:
        raise ZeroDivisionError("oops")
    return []


def test_from_a_feed_to_articles_and_their_topics(world: World) -> None:
    """The feed is read, then its pages one after the other; what they are about is kept with them."""
    world.follow()
    assert world.states() == [("feed", "read", "/feed"), ("page", "done", "/bridge"), ("page", "done", "/fish")]
    with world.database.reading() as tx:
        titles = tx.execute(sa.select(articles.c.title).order_by(articles.c.id)).scalars().all()
        about = tx.execute(sa.select(assignments.c.topic_id, articles.c.title).join(articles)).all()
    assert titles == ["Towns agree on bridge", "Towns agree on fish"]
    assert [tuple(row) for row in about] == [("bridges", "Towns agree on bridge")]


def test_a_host_has_its_peace(world: World, now: datetime) -> None:
    """Three requests to one host take at least two gaps."""
    world.follow()
    world.states()
    assert world.clock.now - now >= timedelta(seconds=2)


def test_nothing_is_done_twice(world: World) -> None:
    """A second worker finds nothing; when the feed is due again, its ETag is sent and its pages are known."""
    world.answers[FEED] = Fetched(FEED, feed("bridge", "fish"), etag='"1"')
    world.follow()
    world.states()
    assert world.states() == []
    world.clock.now += timedelta(hours=1)
    assert world.states() == [("feed", "unchanged", "/feed")]
    assert world.fetcher.asked[-1].etag == '"1"'


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (b"<html><body>Log in</body></html>", FeedState.ACTIVE, "web page"),
        (b"", FeedState.ACTIVE, "nothing"),
        (TooLarge("It is larger than 15,728,640 bytes."), FeedState.ACTIVE, "larger"),
        (Forbidden("It leads to 127.0.0.1."), FeedState.ACTIVE, "127"),
        (Unreachable("No complete answer within 30 seconds."), FeedState.ACTIVE, "30 seconds"),
        (Gone("Gone for good (410).", status=410), FeedState.GONE, "410"),
    ],
)
def test_a_bad_feed_loses_nothing_else(world: World, answer: bytes | FetchError, state: FeedState, words: str) -> None:
    """Its reason is kept, the other feed and its pages are read."""
    bad = world.follow(f"{SITE}/bad")
    world.follow()
    world.answers[f"{SITE}/bad"] = answer
    assert sorted(world.states()) == [
        ("feed", "failed", "/bad"),
        ("feed", "read", "/feed"),
        ("page", "done", "/bridge"),
        ("page", "done", "/fish"),
    ]
    with world.database.reading() as tx:
        kept = feeds.get(tx, bad)
    assert (kept.state, kept.failures, kept.last_good_at) == (state, 1, None)
    assert words in kept.error


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NotServed("The server knows no such page (404).", status=404), "404"),
        (b"<html><body><h1>Only a video</h1></body></html>", "no text"),
        (Fetched(f"{SITE}/bridge", b"%PDF-1.7", "application/pdf"), "application/pdf"),
    ],
)
def test_a_bad_page_is_refused_with_its_reason(world: World, answer: Fetched | bytes | FetchError, words: str) -> None:
    """Once and for all; the next page is read."""
    world.follow()
    world.answers[f"{SITE}/bridge"] = answer
    outcomes = list(world.collecting.work())
    assert [(one.state, one.url) for one in outcomes[1:]] == [("refused", f"{SITE}/bridge"), ("done", f"{SITE}/fish")]
    assert words in outcomes[1].reason


def test_a_program_error_is_not_the_end(world: World) -> None:
    """A page on which we fail ourselves waits with the reason, and the rest goes on; once we are mended, it is read."""
    sound = world.collecting.assign
    object.__setattr__(world.collecting, "assign", clumsy)
    world.follow()
    outcomes = list(world.collecting.work())
    assert [one.state for one in outcomes] == ["read", "postponed", "done"]
    assert "ZeroDivisionError" in outcomes[1].reason
    object.__setattr__(world.collecting, "assign", sound)
    world.clock.now += timedelta(minutes=5)
    assert world.states() == [("page", "done", "/bridge")]


def test_a_page_on_which_we_always_fail_is_given_up(world: World) -> None:
    """Five attempts, as for any page that cannot be had now; the reason says so."""
    object.__setattr__(world.collecting, "assign", clumsy)
    world.follow()
    seen = []
    for _ in range(6):
        seen += [one for one in world.collecting.work() if one.url == f"{SITE}/bridge"]
        world.clock.now += timedelta(minutes=40)
    assert [one.state for one in seen] == ["postponed"] * 4 + ["refused"]
    assert seen[-1].reason.endswith("please report it. Given up after 5 attempts.")


def test_a_page_that_is_not_there_now_is_tried_five_times(world: World) -> None:
    """Each time later, then it is given up."""
    world.follow()
    world.answers[f"{SITE}/bridge"] = Unreachable("The server has trouble (500).", status=500)
    seen: list[str] = []
    for _ in range(6):
        seen += [state for kind, state, url in world.states() if url == "/bridge"]
        world.clock.now += timedelta(minutes=40)
    assert seen == ["postponed"] * 4 + ["refused"]


def test_retry_after_is_obeyed_for_the_whole_host(world: World, now: datetime) -> None:
    """Nothing of that host is asked before, and the feed is not held to be broken."""
    world.follow()
    world.answers[FEED] = TooManyRequests("Later (429).", status=429, retry_after=600)
    world.follow(f"{SITE}/other")
    assert world.states() == [("feed", "failed", "/feed")]
    assert len(world.fetcher.asked) == 1
    world.clock.now = now + timedelta(seconds=601)
    world.answers[FEED] = feed()
    world.answers[f"{SITE}/other"] = feed()
    assert sorted(world.states()) == [("feed", "read", "/feed"), ("feed", "read", "/other")]


def test_one_article_for_one_canonical_url(world: World) -> None:
    """A page that names another as its canonical address is the same article."""
    canonical = f'<link rel="canonical" href="{SITE}/bridge">'
    world.follow()
    world.answers[f"{SITE}/fish"] = page("bridge", canonical)
    assert world.states()[1:] == [("page", "done", "/bridge"), ("page", "duplicate", "/fish")]


def test_a_page_cannot_pass_for_another_publishers(world: World) -> None:
    """Its canonical address must be of its own site or its source's."""
    world.answers[f"{SITE}/bridge"] = page("bridge", '<link rel="canonical" href="https://bank.example/login">')
    world.follow()
    world.states()
    with world.database.reading() as tx:
        assert f"{SITE}/bridge" in tx.execute(sa.select(articles.c.url)).scalars().all()


def test_a_text_under_a_new_address_is_the_same_article(world: World) -> None:
    """After a site moves, nothing is news again."""
    world.follow()
    world.states()
    world.answers[FEED] = feed("bridge-2026")
    world.answers[f"{SITE}/bridge-2026"] = page("bridge")
    world.clock.now += timedelta(days=1)
    assert world.states() == [("feed", "read", "/feed"), ("page", "duplicate", "/bridge-2026")]


def test_the_news_has_its_own_now(world: World) -> None:
    """`at` is what undated news is dated with, and later news is not believed; the next check is of today."""
    at = datetime(2019, 11, 1, 13, 0, tzinfo=UTC)
    feed_id = world.follow()
    assert [one.state for one in world.collecting.work(at=at)] == ["read", "done", "done"]
    with world.database.reading() as tx:
        dates = set(tx.execute(sa.select(articles.c.published)).scalars())
        next_check = feeds.get(tx, feed_id).next_check_at
    assert dates == {at}
    assert next_check is not None
    assert next_check > world.clock.now


def test_an_interrupted_worker_gives_back_what_it_holds(world: World) -> None:
    """Ctrl-C in the middle of a page: the next worker takes it at once."""

    def interrupted(_: Article) -> list[object]:
        raise KeyboardInterrupt

    world.follow()
    assign = world.collecting.assign
    object.__setattr__(world.collecting, "assign", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(world.collecting.work())
    object.__setattr__(world.collecting, "assign", assign)
    assert world.states() == [("page", "done", "/bridge"), ("page", "done", "/fish")]


def test_a_killed_workers_page_is_taken_when_its_claim_ends(world: World) -> None:
    """Kill -9 asks nobody; time does."""
    world.follow()
    next(world.collecting.work())
    with world.database.transaction() as tx:
        tx.execute(sa.update(entries).values(claimed_until=world.clock.now + timedelta(seconds=90)))
    assert world.states() == []
    assert [one.state for one in world.collecting.work(patience=timedelta(minutes=5))] == ["done", "done"]


def test_a_worker_stops_when_it_is_told(world: World) -> None:
    """After the item in hand; or when its shift is over."""
    world.follow()
    assert list(world.collecting.work(stop=lambda: True)) == []
    assert list(world.collecting.work(shift=timedelta(0))) == []


def test_one_feed_by_number(world: World) -> None:
    """Due or not."""
    outcome = world.collecting.collect_feed(world.follow())
    assert outcome is not None
    assert (outcome.state, outcome.added) == ("read", 2)
    with pytest.raises(NotFound):
        world.collecting.collect_feed(FeedId(99))
