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

REPEATED_WITHIN = timedelta(days=3)  # of its date: a source that repeats a text under a new address repeats an article
READ_WITHIN = timedelta(days=14)  # or whatever its date is now, when we read it so lately


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


def with_url(tx: Connection, *urls: str) -> ArticleId | None:
    """The article at one of these canonical URLs; the oldest of several."""
    query = sa.select(articles.c.id).where(articles.c.url.in_(urls)).order_by(articles.c.id).limit(1)
    found = tx.execute(query).scalar_one_or_none()
    return None if found is None else ArticleId(found)


def rivals(tx: Connection, article: Article) -> dict[ArticleId, tuple[str, str, int, datetime]]:
    """URL, title, SimHash and date of the source's articles that `article` may repeat, the oldest first.

    Nobody else adds one of that source until the transaction ends.
    """
    source = articles.c.source_id == article.source.id
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sources.c.id).where(sources.c.id == article.source.id).with_for_update(key_share=True))
    since, until = article.published - REPEATED_WITHIN, article.published + REPEATED_WITHIN
    lately = articles.c.fetched_at >= article.fetched_at - READ_WITHIN
    query = (
        sa.select(articles.c.id, articles.c.url, articles.c.title, articles.c.simhash, articles.c.published)
        .where(source, sa.or_(articles.c.published.between(since, until), lately))
        .order_by(articles.c.id)
    )
    return {ArticleId(row.id): (row.url, row.title, row.simhash, row.published) for row in tx.execute(query)}


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
