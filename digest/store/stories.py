"""What an edition is made of: a window's articles, the stories they belong to, what editions carried before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.article import Article
from digest.model.edition import EditionState, Placement
from digest.model.feed import Source
from digest.model.ids import ArticleId, DigestId, SourceId, StoryId, TopicId
from digest.model.story import Story
from digest.model.topic import Assignment, Match, Zone
from digest.store.database import insert
from digest.store.editions import placement_of
from digest.store.tables import articles, assignments, edition_items, editions, sources, stories, story_articles

_MOST_PARAMETERS = 1000  # in one statement; SQLite takes 32,766, PostgreSQL 65,535
_CARRYING = (EditionState.APPROVED, EditionState.SENDING, EditionState.SENT)

Row = Mapping[Any, Any]


def articles_between(tx: Connection, topics: Sequence[TopicId], since: datetime, until: datetime) -> list[Article]:
    """The articles about any of `topics` published from `since` to `until`, oldest first."""
    about = sa.select(assignments.c.article_id).where(assignments.c.topic_id.in_(topics))
    query = _ARTICLES.where(
        articles.c.published.between(since, until),
        articles.c.id.in_(about),
    ).order_by(articles.c.published, articles.c.id)
    return [_article(row) for row in tx.execute(query).mappings()]


def articles_with(tx: Connection, ids: Iterable[ArticleId]) -> list[Article]:
    """The articles with these ids, oldest first."""
    found = [
        _article(row)
        for some in _chunks(ids)
        for row in tx.execute(_ARTICLES.where(articles.c.id.in_(some))).mappings()
    ]
    return sorted(found, key=lambda article: (article.published, article.id))


def assignments_with(tx: Connection, ids: Iterable[ArticleId], topics: Sequence[TopicId]) -> list[Assignment]:
    """Why these articles are about `topics`."""
    return [
        _assignment(row)
        for some in _chunks(ids)
        for row in tx.execute(
            sa.select(assignments)
            .where(assignments.c.article_id.in_(some), assignments.c.topic_id.in_(topics))
            .order_by(assignments.c.article_id, assignments.c.topic_id),
        ).mappings()
    ]


def carried(tx: Connection, digest_id: DigestId, since: date, before: date) -> list[Placement]:
    """What the digest's editions from `since` until the day before `before` told their readers, oldest first."""
    query = (
        sa.select(edition_items)
        .join(editions, editions.c.id == edition_items.c.edition_id)
        .where(
            editions.c.digest_id == digest_id,
            editions.c.day >= since,
            editions.c.day < before,
            editions.c.state.in_([state.value for state in _CARRYING]),
            sa.not_(edition_items.c.dropped),
        )
        .order_by(editions.c.day, edition_items.c.id)
    )
    return [placement_of(row) for row in tx.execute(query).mappings()]


def lock(tx: Connection) -> None:
    """Be the only one who names stories until the end of the transaction; on SQLite every writer is alone."""
    if tx.dialect.name == "postgresql":
        tx.execute(sa.text("LOCK TABLE stories IN SHARE ROW EXCLUSIVE MODE"))


def known(tx: Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, StoryId]:
    """To which story each of these articles belongs, as far as it was grouped before."""
    columns = (story_articles.c.article_id, story_articles.c.story_id)
    return {
        ArticleId(article): StoryId(story)
        for some in _chunks(ids)
        for article, story in tx.execute(sa.select(*columns).where(columns[0].in_(some)))
    }


def members(tx: Connection, story_id: StoryId, since: datetime) -> list[ArticleId]:
    """A story's articles published from `since` on, oldest first."""
    query = (
        sa.select(articles.c.id)
        .join(story_articles, story_articles.c.article_id == articles.c.id)
        .where(story_articles.c.story_id == story_id, articles.c.published >= since)
        .order_by(articles.c.published, articles.c.id)
    )
    return [ArticleId(article) for article in tx.execute(query).scalars()]


def settled(tx: Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, StoryId]:
    """Those of these articles that an editor put into a story, and which."""
    columns = (story_articles.c.article_id, story_articles.c.story_id)
    return {
        ArticleId(article): StoryId(story)
        for some in _chunks(ids)
        for article, story in tx.execute(sa.select(*columns).where(columns[0].in_(some), story_articles.c.settled))
    }


def muted(tx: Connection) -> frozenset[StoryId]:
    """The stories that no edition is to tell."""
    return frozenset(tx.execute(sa.select(stories.c.id).where(stories.c.muted_at.is_not(None))).scalars())


def of_muted(tx: Connection, since: datetime) -> set[ArticleId]:
    """The articles of muted stories that were published from `since` on."""
    query = (
        sa.select(articles.c.id)
        .join(story_articles, story_articles.c.article_id == articles.c.id)
        .join(stories, stories.c.id == story_articles.c.story_id)
        .where(stories.c.muted_at.is_not(None), articles.c.published >= since)
    )
    return {ArticleId(article) for article in tx.execute(query).scalars()}


def placed(tx: Connection, placements: Sequence[Placement]) -> dict[StoryId, Story]:
    """The stories as an edition holds them."""
    found = {
        article.id: article for article in articles_with(tx, {id_ for one in placements for id_ in one.article_ids})
    }
    return {
        one.story_id: Story(one.story_id, tuple(found[article] for article in one.article_ids if article in found))
        for one in placements
    }


def store(tx: Connection, found: Iterable[Story], now: datetime) -> tuple[Story, ...]:
    """Keep stories and their articles; those that are new get their ids.

    What an editor settled stays where it is, also since the stories were found.
    """
    named = tuple(story if story.id else replace(story, id=_new(tx, now)) for story in found)
    if not named:
        return ()
    members = sorted(
        (
            {"article_id": article.id, "story_id": story.id, "added_at": now}
            for story in named
            for article in story.articles
        ),
        key=itemgetter("article_id"),  # as editors' changes do: two must not wait for each other
    )
    statement = insert(tx, story_articles)
    moved = (story_articles.c.story_id != statement.excluded.story_id) & sa.not_(story_articles.c.settled)
    changes = {"story_id": statement.excluded.story_id, "added_at": statement.excluded.added_at}
    tx.execute(
        statement.on_conflict_do_update(index_elements=["article_id"], set_=changes, where=moved),
        members,
    )
    grown = sa.select(story_articles.c.story_id).where(story_articles.c.added_at == now)
    tx.execute(sa.update(stories).where(stories.c.id.in_(grown)).values(updated_at=now))
    return named


_ARTICLES = sa.select(
    articles,
    sources.c.name.label("source_name"),
    sources.c.home_url.label("source_home_url"),
    sources.c.language.label("source_language"),
    sources.c.agency.label("source_agency"),
).join(sources, sources.c.id == articles.c.source_id)


def _new(tx: Connection, now: datetime) -> StoryId:
    row = tx.execute(sa.insert(stories).values(created_at=now, updated_at=now).returning(stories.c.id))
    return StoryId(row.scalar_one())


def _chunks(ids: Iterable[ArticleId]) -> Iterator[list[ArticleId]]:
    ordered = sorted(set(ids))
    for at in range(0, len(ordered), _MOST_PARAMETERS):
        yield ordered[at : at + _MOST_PARAMETERS]


def _article(row: Row) -> Article:
    return Article(
        id=ArticleId(row["id"]),
        url=row["url"],
        source=Source(
            id=SourceId(row["source_id"]),
            name=row["source_name"],
            home_url=row["source_home_url"],
            language=row["source_language"],
            agency=row["source_agency"],
        ),
        title=row["title"],
        standfirst=row["standfirst"],
        paragraphs=tuple(row["paragraphs"]),
        byline=tuple(row["byline"]),
        language=row["language"],
        published=row["published"],
        fetched_at=row["fetched_at"],
        simhash=row["simhash"] % 2**64,  # kept signed; without a sign, the bits that differ can be counted
    )


def _assignment(row: Row) -> Assignment:
    return Assignment(
        article_id=ArticleId(row["article_id"]),
        topic_id=TopicId(row["topic_id"]),
        score=row["score"],
        matches=tuple(Match(**{**match, "zone": Zone(match["zone"])}) for match in row["matches"]),
    )
