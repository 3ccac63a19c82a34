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


@pytest.mark.parametrize(
    ("change", "days", "same"),
    [({}, 2, True), ({}, 4, False), ({"title": "Other"}, 0, False), ({"simhash": 5}, 0, False)],
)
def test_a_text_repeated_under_a_new_address(
    database: Database,
    article: Article,
    change: dict[str, int | str],
    days: int,
    same: bool,  # noqa: FBT001  (a table's column)
) -> None:
    """The same source, title and text within three days is the same article."""
    with database.transaction() as tx:
        kept = articles.add(tx, article)
        assert kept is not None
        title, simhash = str(change.get("title", article.title)), int(change.get("simhash", article.simhash))
        found = articles.repeated(tx, article.source.id, title, simhash, article.published + timedelta(days=days))
    assert found == (kept.id if same else None)
