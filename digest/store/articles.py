"""Articles, one for each canonical URL. Reading them for an edition stands in `stories`."""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.article import Article
from digest.model.ids import ArticleId, SourceId
from digest.store.database import insert
from digest.store.tables import articles

SAME_WITHIN = timedelta(days=3)  # in which a source that repeats a text under a new address repeats an article


def add(tx: Connection, article: Article, image_url: str = "") -> Article | None:
    """The article with its id; None when its URL is one already."""
    statement = (
        insert(tx, articles)
        .values(
            url=article.url,
            source_id=article.source.id,
            title=article.title,
            standfirst=article.standfirst,
            paragraphs=list(article.paragraphs),
            byline=list(article.byline),
            language=article.language,
            published=article.published,
            fetched_at=article.fetched_at,
            simhash=article.simhash,
            image_url=image_url,
        )
        .on_conflict_do_nothing(index_elements=["url"])
        .returning(articles.c.id)
    )
    added = tx.execute(statement).scalar_one_or_none()
    return None if added is None else replace(article, id=ArticleId(added))


def with_url(tx: Connection, url: str) -> ArticleId | None:
    """The article at this canonical URL."""
    found = tx.execute(sa.select(articles.c.id).where(articles.c.url == url)).scalar_one_or_none()
    return None if found is None else ArticleId(found)


def repeated(tx: Connection, source_id: SourceId, title: str, simhash: int, published: datetime) -> ArticleId | None:
    """The article of the same source with the same title and text, published within three days of `published`."""
    query = (
        sa.select(articles.c.id)
        .where(
            articles.c.published.between(published - SAME_WITHIN, published + SAME_WITHIN),
            articles.c.source_id == source_id,
            articles.c.simhash == simhash,
            articles.c.title == title,
        )
        .order_by(articles.c.id)
        .limit(1)
    )
    found = tx.execute(query).scalar_one_or_none()
    return None if found is None else ArticleId(found)
