"""Which topics articles are about, and what is known of them lately. Reading for an edition stands in `stories`."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ArticleId, TopicId
from digest.model.topic import Assignment, Match, Zone
from digest.store.tables import articles, assignments, sources


def assign(tx: Connection, article_id: ArticleId, found: Iterable[Assignment]) -> None:
    """Record what an article is about, in place of what was recorded before."""
    tx.execute(sa.delete(assignments).where(assignments.c.article_id == article_id))
    rows = [
        {
            "article_id": article_id,
            "topic_id": one.topic_id,
            "score": one.score,
            "matches": [_kept(match) for match in one.matches],
        }
        for one in found
    ]
    if rows:
        tx.execute(sa.insert(assignments), rows)


@dataclass(frozen=True, slots=True)
class Matched:
    """An article that is about a topic, and why."""

    article_id: ArticleId
    title: str
    url: str
    source: str
    language: str
    published: datetime
    score: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """An article's words, as topics are looked for in them."""

    article_id: ArticleId
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    language: str
    url: str


def matched(
    tx: Connection, topic_id: TopicId, since: datetime, until: datetime | None, *, limit: int, offset: int = 0
) -> list[Matched]:
    """Articles published after `since`, until `until` if there is one, that are about the topic.

    The least certain first: there the mistakes are.
    """
    query = (
        sa.select(
            *(articles.c[name] for name in ("id", "title", "url", "language", "published")),
            sources.c.name.label("source"),
            assignments.c.score,
            assignments.c.matches,
        )
        .join(assignments, assignments.c.article_id == articles.c.id)
        .join(sources, sources.c.id == articles.c.source_id)
        .where(assignments.c.topic_id == topic_id, *_published(since, until))
        .order_by(assignments.c.score, articles.c.id)
    )
    return [
        Matched(
            article_id=ArticleId(row.id),
            title=row.title,
            url=row.url,
            source=row.source,
            language=row.language,
            published=row.published,
            score=row.score,
            matches=tuple(Match(**{**match, "zone": Zone(match["zone"])}) for match in row.matches),
        )
        for row in tx.execute(query.limit(limit).offset(offset))
    ]


def counted(tx: Connection, since: datetime) -> dict[TopicId, int]:
    """How many articles published after `since` are about each topic."""
    query = (
        sa.select(assignments.c.topic_id, sa.func.count())
        .join(articles, articles.c.id == assignments.c.article_id)
        .where(articles.c.published > since)
        .group_by(assignments.c.topic_id)
    )
    return {TopicId(topic): number for topic, number in tx.execute(query)}


def texts(tx: Connection, since: datetime, until: datetime | None, *, limit: int) -> list[Text]:
    """The words of articles published after `since`, until `until` if there is one, the latest first."""
    columns = [articles.c[name] for name in ("id", "title", "standfirst", "paragraphs", "language", "url")]
    query = sa.select(*columns).where(*_published(since, until))
    found = tx.execute(query.order_by(articles.c.published.desc(), articles.c.id).limit(limit))
    return [
        Text(ArticleId(row.id), row.title, row.standfirst, tuple(row.paragraphs), row.language, row.url)
        for row in found
    ]


def _published(since: datetime, until: datetime | None) -> list[sa.ColumnElement[bool]]:
    after = articles.c.published > since
    return [after] if until is None else [after, articles.c.published <= until]


def _kept(match: Match) -> dict[str, object]:
    return {**asdict(match), "zone": match.zone.value}
