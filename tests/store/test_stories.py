"""What editions are made of, in the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from editing_world import REPORTS, SYRIA, UKRAINE, Report, add_digest, add_stories, placement, report

from digest.model.edition import Edition, EditionState, Placement
from digest.model.ids import ArticleId, DigestId, EditionId, StoryId
from digest.model.story import Story
from digest.store import editions, stories
from digest.store.database import Database
from digest.store.tables import story_articles

HOUR = timedelta(hours=1)
DAY = date(2026, 1, 16)


def test_a_windows_articles_are_those_about_the_topics(database: Database, now: datetime) -> None:
    """Published within the window, borders included; each once, oldest first."""
    old, early, late = (Report(f"Aleppo {n}", SYRIA, "…", "A", age=n * HOUR) for n in (25, 24, 2))
    _, first, last = report(database, now, [old, early, late])
    (other,) = report(database, now, [Report("Odesa", UKRAINE, "…", "B", age=3 * HOUR)])
    with database.reading() as tx:
        about_syria = stories.articles_between(tx, [SYRIA], now - 24 * HOUR, now)
        about_both = stories.articles_between(tx, [SYRIA, UKRAINE], now - 24 * HOUR, now)
        until_then = stories.articles_between(tx, [SYRIA], now - 24 * HOUR, now - 3 * HOUR)
    assert [first, last] == [article.id for article in about_syria]
    assert [first, other, last] == [article.id for article in about_both]
    assert [first] == [article.id for article in until_then]


def test_an_article_comes_back_whole(database: Database, now: datetime) -> None:
    """Its source, its paragraphs, its times in UTC, and all 64 bits of its hash."""
    (made,) = report(database, now, [replace(REPORTS[0], simhash=-1)])
    with database.reading() as tx:
        (article,) = stories.articles_with(tx, [made])
        (assignment,) = stories.assignments_with(tx, [made], [SYRIA])
        assert stories.assignments_with(tx, [made], [UKRAINE]) == []
    assert ("The Harbour Post", REPORTS[0].title, now - 3 * HOUR) == (
        article.source.name,
        article.title,
        article.published,
    )
    assert len(article.paragraphs) == 2
    assert article.simhash == 2**64 - 1
    assert (made, SYRIA, 3.0, "title") == (
        assignment.article_id,
        assignment.topic_id,
        assignment.score,
        assignment.matches[0].zone,
    )


def test_stories_keep_their_names(database: Database, now: datetime) -> None:
    """A new story gets a name, its articles remember it, and an article that moves belongs to the last only."""
    one, two, three = report(database, now, REPORTS[:3])
    with database.transaction() as tx:
        articles = {article.id: article for article in stories.articles_with(tx, [one, two, three])}
        stories.lock(tx)
        first, second = stories.store(
            tx, [Story(StoryId(0), (articles[one], articles[two])), Story(StoryId(0), (articles[three],))], now
        )
        assert first.id
        assert first.id != second.id
        assert {one: first.id, two: first.id, three: second.id} == stories.known(tx, [one, two, three])
        grown = Story(second.id, (articles[two], articles[three]))
        assert (grown,) == stories.store(tx, [grown], now + HOUR)
        assert {one: first.id, two: second.id} == stories.known(tx, [one, two])
        assert stories.store(tx, [], now) == ()


def test_what_an_editor_settled_meanwhile_is_not_moved(database: Database, now: datetime) -> None:
    """Grouping asked before the editor did; what it found then does not count for that article."""
    one, two = report(database, now, REPORTS[:2])
    with database.transaction() as tx:
        articles = {article.id: article for article in stories.articles_with(tx, [one, two])}
        first, second = stories.store(tx, [Story(StoryId(0), (article,)) for article in articles.values()], now)
        tx.execute(sa.update(story_articles).where(story_articles.c.article_id == one).values(settled=True))
        stories.store(tx, [Story(second.id, (articles[one], articles[two]))], now + HOUR)
        assert {one: first.id, two: second.id} == stories.known(tx, [one, two])


def test_many_articles_are_asked_for_at_once(database: Database, now: datetime) -> None:
    """More ids than a statement takes are no trouble."""
    (made,) = report(database, now, REPORTS[:1])
    with database.reading() as tx:
        found = stories.articles_with(tx, [made, *(ArticleId(n) for n in range(10_000, 45_000))])
    assert [made] == [article.id for article in found]


def edition_with(
    database: Database,
    digest: DigestId,
    day: date,
    placements: Sequence[Placement],
    now: datetime,
    steps: Sequence[str],
) -> EditionId:
    """A composed edition of `day` that went through `steps`."""
    with database.transaction() as tx:
        made = editions.add(tx, Edition(EditionId(0), digest, day, now, EditionState.DRAFT), now)
        assert made is not None
        lease = editions.claim(tx, made.id, now)
        assert lease is not None
        editions.compose(tx, made.id, placements, lease, now)
        if "approved" in steps:
            editions.approve(tx, made.id, "ada", "a hash", now)
        if "sending" in steps:
            editions.begin_sending(tx, made.id, now)
        for end in ("sent", "cancelled", "missed"):
            if end in steps:
                editions.finish(tx, made.id, EditionState(end), now)
    return made.id


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((), False),
        (("approved",), True),
        (("approved", "sending"), True),
        (("approved", "sending", "sent"), True),
        (("approved", "cancelled"), False),
        (("approved", "missed"), False),
    ],
    ids=["draft", "approved", "sending", "sent", "cancelled", "missed"],
)
def test_told_is_what_readers_were_sent(
    steps: tuple[str, ...], *, told: bool, database: Database, now: datetime
) -> None:
    """Only editions that went, or will go, count."""
    digest = add_digest(database, now)
    (story,) = add_stories(database, now, 1)
    edition_with(database, digest.id, DAY - timedelta(days=1), [placement(story)], now, steps)
    with database.reading() as tx:
        found = stories.carried(tx, digest.id, DAY - timedelta(days=7), DAY)
    assert ([story] if told else []) == [one.story_id for one in found]


def test_told_is_of_this_digest_and_of_the_last_days(database: Database, now: datetime) -> None:
    """Not older, not of the day itself, not what was left out; oldest first."""
    digest = add_digest(database, now)
    ids = add_stories(database, now, 5)
    sent = ("approved", "sending", "sent")
    for story, days in zip(ids[:4], (0, 8, 1, 7), strict=True):
        edition_with(database, digest.id, DAY - timedelta(days=days), [placement(story, articles=[story])], now, sent)
    dropped = edition_with(database, digest.id, DAY - timedelta(days=2), [placement(ids[4])], now, sent)
    with database.transaction() as tx:
        editions.drop(tx, dropped, [ids[4]])
        found = stories.carried(tx, digest.id, DAY - timedelta(days=7), DAY)
        assert stories.carried(tx, DigestId(digest.id + 1), DAY - timedelta(days=7), DAY) == []
    assert [(ids[3], [ids[3]]), (ids[2], [ids[2]])] == [
        (one.story_id, [*map(StoryId, one.article_ids)]) for one in found
    ]
