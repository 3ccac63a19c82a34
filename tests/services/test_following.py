"""Following feeds."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from collecting_world import FEED, SITE, Clock, World, feed

from digest.model.article import Article
from digest.model.errors import BadInput, Forbidden, NotFound, Refused
from digest.model.feed import FeedState, Source
from digest.model.ids import ArticleId, FeedId
from digest.services.discovering import FoundFeed
from digest.services.following import LARGEST_LIST, Following, Imported, ImportedLine
from digest.store import articles, audit, feeds, tables, watched
from digest.store.database import Database

OPML = f"""<opml version="2.0"><body><outline text="The Paper" xmlUrl="{FEED}" htmlUrl="{SITE}"/>
<outline text="Odd" xmlUrl="feed:odd"/></body></opml>""".encode()


@pytest.fixture
def following(database: Database, now: datetime) -> Following:
    """One paper that has a feed, and a page that is none."""
    world = World(database, Clock(now), {FEED: feed("bridge"), f"{SITE}/": b"<html><body>Front page</body></html>"})
    return Following(world.collecting)


def test_a_feed_that_was_found_is_followed(following: Following) -> None:
    """Under the name that it gave itself; the second time it is known."""
    found = FoundFeed(f"{FEED}#top", "The Paper", "rss", 1, None, home_url=f"{SITE}/", language="en")
    feed_id, added = following.add(found)
    assert (added, following.add(found)) == (True, (feed_id, False))
    assert [(line.source, line.feed.url) for line in following.listed()] == [("The Paper", FEED)]


@pytest.mark.parametrize("state", [FeedState.BROKEN, FeedState.GONE, FeedState.PAUSED])
def test_a_feed_that_ended_is_followed_again(following: Following, now: datetime, state: FeedState) -> None:
    """Once it can be read, whoever adds it again has it read again."""
    feed_id = following.follow(FEED, "")[0]
    database = following.collecting.database
    with database.transaction() as tx:
        feeds.failed(tx, feeds.get(tx, feed_id), "It is not there.", state, now + timedelta(days=1))
    following.follow(FEED, "")
    with database.reading() as tx:
        again = feeds.get(tx, feed_id)
        assert (again.state, again.failures) == (FeedState.ACTIVE, 0)
        assert tx.execute(sa.select(sa.func.count()).select_from(tables.feeds).where(feeds.due(now))).scalar_one() == 1


@pytest.mark.parametrize(("url", "error"), [("paper.example", BadInput), ("http://127.0.0.1/feed", Forbidden)])
def test_what_is_no_address_is_not_followed(following: Following, url: str, error: type[Exception]) -> None:
    """The person who asked is told why."""
    with pytest.raises(error):
        following.follow(url, "")
    with pytest.raises(error):
        following.add(FoundFeed(url, "The Paper", "rss", 1, None))
    assert following.listed() == []


def test_a_list_is_imported_once(following: Following) -> None:
    """Line by line; what cannot be used is told."""
    problems = ("Line 2: 'feed:odd' is not a web address.",)
    added, known = (ImportedLine(1, FEED, "The Paper", outcome) for outcome in ("added", "known"))
    assert following.import_opml(OPML) == Imported((added,), problems)
    imported = following.import_opml(OPML)
    assert (imported, imported.added, imported.known, imported.problems) == (
        Imported((known,), problems), 0, 1, problems,
    )  # fmt: skip


def test_a_list_leads_into_no_private_network(following: Following) -> None:
    """Such a line is left out with its number, the others are followed."""
    body = b"""<opml><body><outline text="Inside" xmlUrl="http://127.0.0.1/feed"/>
    <outline text="Outside" xmlUrl="https://paper.example/feed"/></body></opml>"""
    imported = following.import_opml(body)
    assert [(line.line, line.outcome) for line in imported.lines] == [(1, "left out"), (2, "added")]
    assert "not a public address" in imported.problems[0]


def test_a_list_beyond_measure_is_refused(following: Following) -> None:
    with pytest.raises(BadInput, match="divide it"):
        following.import_opml(OPML + b" " * LARGEST_LIST)


def test_what_is_exported_can_be_imported(following: Following) -> None:
    following.import_opml(OPML)
    assert [line.outcome for line in following.import_opml(following.export_opml("Ours")).lines] == ["known"]


PRIVATE = [
    "http://127.0.0.1/feed", "http://[::1]/feed", "http://[::ffff:127.0.0.1]/feed", "http://10.0.0.8/feed",
    "http://169.254.169.254/latest/meta-data", "http://localhost/feed", "http://wiki.internal/feed",
    "http://paper.example:25/feed",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_no_private_address_is_followed(following: Following, url: str) -> None:
    with pytest.raises(Forbidden):
        following.follow(url, "me")
    assert following.listed() == []


def test_this_machine_is_followed_where_that_is_allowed(following: Following) -> None:
    allowed = Following(following.collecting, allow_loopback=True)
    assert allowed.follow("http://127.0.0.1:8765/feed", "me")[1]


def test_a_feed_is_followed_without_asking_it(following: Following, now: datetime) -> None:
    """It is due at once; the second time it is known."""
    feed_id, added = following.follow(f"{SITE}/nowhere", "me")
    assert (added, following.follow(f"{SITE}/nowhere#top", "me")) == (True, (feed_id, False))
    assert due(following, now) == [feed_id]


def test_a_paused_feed_rests_until_it_is_resumed(following: Following, now: datetime) -> None:
    """What does not change is not counted; a number that nobody has does no harm."""
    ids = [following.follow(f"{SITE}/{name}", "me")[0] for name in "ab"]
    assert following.pause([*ids, FeedId(99)], "me") == 2
    assert (following.pause(ids, "me"), due(following, now)) == (0, [])
    assert following.resume(ids[:1], "me") == 1
    assert (following.resume(ids[:1], "me"), due(following, now)) == (0, ids[:1])


def test_a_wish_makes_a_feed_due(following: Following, now: datetime) -> None:
    feed_id = following.follow(FEED, "me")[0]
    following.collecting.collect_feed(feed_id)
    assert due(following, now) == []
    following.wish(feed_id, "me")
    assert due(following, now) == [feed_id]
    following.pause([feed_id], "me")
    with pytest.raises(Refused, match="paused"):
        following.wish(feed_id, "me")
    with pytest.raises(NotFound):
        following.wish(FeedId(99), "me")


def test_what_is_known_of_a_source_can_be_put_right(following: Following) -> None:
    feed_id = following.follow(FEED, "me")[0]
    following.describe(feed_id, "me", name=" The\u202ePaper ", language="PT-br", agency=True)
    following.describe(feed_id, "me", language="pt-br")
    source = source_of(following, feed_id)
    assert (source.name, source.language, source.agency) == ("ThePaper", "pt-br", True)
    with pytest.raises(BadInput, match="code of a language"):
        following.describe(feed_id, "me", language="English please")


def test_a_removed_feed_leaves_its_articles(following: Following) -> None:
    """Its entries go with it, and its source when nothing is left of it."""
    feed_id = following.follow(FEED, "me")[0]
    list(following.collecting.work())
    with following.collecting.database.transaction() as tx:
        source = source_of(following, feed_id)
        kept = article(source)
        assert articles.add(tx, kept)
    assert following.remove(feed_id, "me") == FEED
    with following.collecting.database.reading() as tx:
        rows = {
            table.name: tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (tables.feeds, tables.entries, tables.articles, tables.sources)
        }
    assert rows == {"feeds": 0, "entries": 0, "articles": 1, "sources": 1}
    other = following.follow(f"{SITE}/other", "me")[0]
    following.remove(other, "me")
    with following.collecting.database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(tables.sources)).scalar_one() == 1


def test_a_feed_that_is_being_read_is_not_removed(following: Following, now: datetime) -> None:
    feed_id = following.follow(FEED, "me")[0]
    with following.collecting.database.transaction() as tx:
        feeds.claim_one(tx, feed_id, now, now + timedelta(minutes=1))
    with pytest.raises(Refused, match="being read"):
        following.remove(feed_id, "me")
    assert len(following.listed()) == 1


def test_every_change_leaves_its_line(following: Following) -> None:
    """Who, what, which feed; what changed nothing leaves none."""
    feed_id = following.follow(FEED, "ana@news.example")[0]
    following.follow(FEED, "ana@news.example")
    following.pause([feed_id], "ben@news.example")
    following.resume([feed_id], "ben@news.example")
    following.wish(feed_id, "ben@news.example")
    following.describe(feed_id, "ben@news.example", agency=True)
    following.describe(feed_id, "ben@news.example", agency=True)
    following.remove(feed_id, "cli:eve")
    following.import_opml(OPML, "cli:eve")
    with following.collecting.database.reading() as tx:
        lines = [(one.who, one.action, one.subject) for one in reversed(audit.lines(tx))]
    subject = f"feed {feed_id}"
    assert lines == [
        ("ana@news.example", "feed.add", subject),
        *(("ben@news.example", f"feed.{verb}", subject) for verb in ("pause", "resume", "fetch", "describe")),
        ("cli:eve", "feed.remove", subject),
        ("cli:eve", "feed.import", ""),
    ]


def due(following: Following, now: datetime) -> list[FeedId]:
    """The feeds that a worker would read now."""
    with following.collecting.database.reading() as tx:
        found = tx.execute(sa.select(tables.feeds.c.id).where(feeds.due(now)).order_by(tables.feeds.c.id))
        return [FeedId(one) for one in found.scalars()]


def source_of(following: Following, feed_id: FeedId) -> Source:
    """What is known of a feed's source."""
    with following.collecting.database.reading() as tx:
        return watched.one(tx, feed_id).source


def article(source: Source) -> Article:
    """Something that the source published."""
    at = datetime(2026, 1, 16, 5, 0, tzinfo=UTC)
    return Article(ArticleId(0), f"{SITE}/kept", source, "Kept", "", ("A text.",), (), "en", at, at)


def test_looking_stores_nothing(following: Following) -> None:
    """Neither an entry nor a failure."""
    feed_id = following.follow(FEED, "")[0]
    looked = following.look(feed_id)
    assert looked.parsed is not None
    assert following.listed()[0].entries == 0
    with pytest.raises(NotFound):
        following.look(FeedId(99))
