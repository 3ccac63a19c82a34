"""Feeds as those who watch them see them: when they last brought news, how much a day, and what became of it.

It changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.errors import NotFound
from digest.model.feed import EntryState, Feed, Source
from digest.model.ids import ArticleId, EntryId, FeedId, SourceId
from digest.model.text import N_
from digest.store.feeds import feed_of
from digest.store.tables import entries, feeds, sources


@dataclass(frozen=True, slots=True)
class WatchedFeed:
    """A feed with its source and its latest news."""

    feed: Feed
    source: Source
    followed_at: datetime
    newest: datetime | None  # when it last brought an entry that it had not shown before


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry of a feed, and what became of its page."""

    id: EntryId
    url: str
    title: str
    state: EntryState
    reason: str  # in words, when it is no article or not yet
    attempts: int
    next_attempt_at: datetime | None
    first_seen_at: datetime
    article_id: ArticleId | None


def watched(tx: Connection) -> list[WatchedFeed]:
    """Every feed, by source."""
    return [_watched(row) for row in tx.execute(_WATCHED.order_by(sources.c.name, feeds.c.id)).mappings()]


def one(tx: Connection, feed_id: FeedId) -> WatchedFeed:
    """The feed. Raises NotFound."""
    row = tx.execute(_WATCHED.where(feeds.c.id == feed_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(N_("There is no feed %(feed)s. Their numbers are shown by: digest feeds list"), feed=feed_id)
    return _watched(row)


def by_day(tx: Connection, feed_ids: Sequence[FeedId], since: datetime) -> dict[FeedId, dict[date, int]]:
    """How many new entries each of the feeds brought on each day (UTC) from `since` on; days without are left out."""
    day = _day(tx, entries.c.first_seen_at).label("day")
    query = (
        sa.select(entries.c.feed_id, day, sa.func.count().label("number"))
        .where(entries.c.feed_id.in_(feed_ids), entries.c.first_seen_at >= since)
        .group_by(entries.c.feed_id, day)
    )
    found: dict[FeedId, dict[date, int]] = {}
    for row in tx.execute(query) if feed_ids else ():
        found.setdefault(FeedId(row.feed_id), {})[date.fromisoformat(str(row.day))] = row.number
    return found


def entries_of(
    tx: Connection, feed_id: FeedId, state: EntryState | None = None, *, limit: int, offset: int = 0
) -> list[SeenEntry]:
    """What the feed brought, the latest first; of one state, or all."""
    query = sa.select(entries).where(entries.c.feed_id == feed_id)
    if state is not None:
        query = query.where(entries.c.state == state.value)
    query = query.order_by(entries.c.first_seen_at.desc(), entries.c.id.desc()).limit(limit).offset(offset)
    return [_seen(row) for row in tx.execute(query).mappings()]


def states_of(tx: Connection, feed_id: FeedId) -> dict[EntryState, int]:
    """How many of the feed's entries stand how."""
    query = sa.select(entries.c.state, sa.func.count()).where(entries.c.feed_id == feed_id).group_by(entries.c.state)
    found = {EntryState(state): number for state, number in tx.execute(query)}
    return {state: found[state] for state in EntryState if state in found}


def _day(tx: Connection, moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[Any]:
    if tx.dialect.name == "postgresql":  # whatever zone its session has
        return sa.cast(sa.func.timezone("UTC", moment), sa.Date)
    return sa.func.date(moment, type_=sa.Text)


_WATCHED = sa.select(
    feeds,
    sources.c.name.label("source_name"),
    sources.c.home_url.label("source_home"),
    sources.c.language.label("source_language"),
    sources.c.agency.label("source_agency"),
    sa.select(sa.func.max(entries.c.first_seen_at))
    .where(entries.c.feed_id == feeds.c.id)
    .scalar_subquery()
    .label("newest"),
).join(sources, sources.c.id == feeds.c.source_id)


def _watched(row: Mapping[Any, Any]) -> WatchedFeed:
    source = Source(
        id=SourceId(row["source_id"]),
        name=row["source_name"],
        home_url=row["source_home"],
        language=row["source_language"],
        agency=row["source_agency"],
    )
    return WatchedFeed(feed_of(row), source, row["created_at"], row["newest"])


def _seen(row: Mapping[Any, Any]) -> SeenEntry:
    return SeenEntry(
        id=EntryId(row["id"]),
        url=row["url"],
        title=row["title"],
        state=EntryState(row["state"]),
        reason=row["reason"],
        attempts=row["attempts"],
        next_attempt_at=row["next_attempt_at"],
        first_seen_at=row["first_seen_at"],
        article_id=ArticleId(row["article_id"]) if row["article_id"] else None,
    )
