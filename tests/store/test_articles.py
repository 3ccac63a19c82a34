"""Articles: one for each canonical URL."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from digest.model.article import Article
from digest.model.feed import Source
from digest.model.ids import ArticleId, SourceId
from digest.store import articles, feeds, stories
from digest.store.database import Database
from digest.store.feeds import NewFeed
from digest.store.tables import sources


@pytest.fixture
def article(database: Database, now: datetime) -> Article:
    """An article that is not stored yet."""
    with database.transaction() as tx:
        feeds.add(tx, NewFeed("https://paper.example/feed", "", "The Paper", "https://paper.example/", "en"), now)
        source_id = tx.execute(sa.select(sources.c.id)).scalar_one()
    return Article(
        id=ArticleId(0),
        url="https://paper.example/talks",
        source=Source(SourceId(source_id), "The Paper", "https://paper.example/", "en"),
        title="Talks resume",
        standfirst="",
        paragraphs=("One.", "Two."),
        byline=("Jane Marsh",),
        language="en",
        published=now,
        fetched_at=now,
        simhash=-(2**63),
    )


def test_an_article_is_kept_whole(database: Database, article: Article) -> None:
    """What goes in comes out, the smallest hash included."""
    with database.transaction() as tx:
        kept = articles.add(tx, article, "https://paper.example/a.jpg")
        assert kept is not None
        assert stories.articles_with(tx, [kept.id]) == [replace(kept, simhash=2**63)]  # the same 64 bits
        assert articles.with_url(tx, article.url) == kept.id


def test_a_url_is_an_article_once(database: Database, article: Article) -> None:
    """Whoever comes second is told."""
    with database.transaction() as tx:
        assert articles.add(tx, article) is not None
        assert articles.add(tx, replace(article, title="Other")) is None
        assert articles.with_url(tx, "https://paper.example/other") is None


def test_the_oldest_of_several_addresses(database: Database, article: Article) -> None:
    """A page may be asked for by all its spellings."""
    with database.transaction() as tx:
        first = articles.add(tx, article)
        assert first is not None
        articles.add(tx, replace(article, url="https://paper.example/second"))
        assert (
            articles.with_url(tx, "https://paper.example/second", "https://paper.example/none", article.url) == first.id
        )
        assert articles.with_url(tx) is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, True),
        ({"published": timedelta(days=3)}, True),
        ({"published": timedelta(days=40)}, True),  # it was read lately, whatever its date is now
        ({"published": timedelta(days=40), "fetched_at": timedelta(days=40)}, False),
        ({"published": timedelta(days=-2), "fetched_at": timedelta(days=40)}, True),
        ({"source": 1}, False),
    ],
)
def test_what_an_article_may_repeat(
    database: Database,
    article: Article,
    change: dict[str, timedelta | int],
    found: bool,  # noqa: FBT001  (a table's column)
) -> None:
    """Its own source's articles of about its date, or read lately."""
    moved = {name: getattr(article, name) + by for name, by in change.items() if isinstance(by, timedelta)}
    other = replace(article.source, id=SourceId(99)) if "source" in change else article.source
    with database.transaction() as tx:
        kept = articles.add(tx, article)
        assert kept is not None
        rivals = articles.rivals(tx, replace(article, source=other, **moved))
    known = (article.url, article.title, article.simhash, article.published)
    assert rivals == ({kept.id: known} if found else {})
