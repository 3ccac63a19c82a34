"""Articles, one for each canonical URL. Reading them for an edition stands in `stories`."""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.article import Article
from digest.model.feed import Source
from digest.model.ids import ArticleId, SourceId
from digest.store.database import insert
from digest.store.tables import articles, sources

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


def source_at(tx: Connection, host: str) -> Source | None:
    """The source whose articles, or else whose own page, stand at `host`."""
    start = [f"{scheme}://{host}/" for scheme in ("https", "http")]
    own = sa.select(articles.c.source_id).where(_begins(articles.c.url, start)).order_by(articles.c.id.desc()).limit(1)
    home = sa.select(sources.c.id).where(_begins(sources.c.home_url, start)).order_by(sources.c.id).limit(1)
    chosen = sa.func.coalesce(own.scalar_subquery(), home.scalar_subquery())
    row = tx.execute(sa.select(sources).where(sources.c.id == chosen)).one_or_none()
    return None if row is None else Source(SourceId(row.id), row.name, row.home_url, row.language, row.agency)


def with_source(tx: Connection, article: Article) -> Article:
    """The article with its source kept, if that is new."""
    if article.source.id:
        return article
    new = article.source
    made = tx.execute(
        sa.insert(sources).values(name=new.name, home_url=new.home_url, language=new.language).returning(sources.c.id)
    )
    return replace(article, source=replace(new, id=SourceId(made.scalar_one())))


def _begins(column: sa.ColumnElement[str], starts: list[str]) -> sa.ColumnElement[bool]:
    return sa.or_(*(column.startswith(start, autoescape=True) for start in starts))
