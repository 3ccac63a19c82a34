"""What feeds list, and which of their pages are to be fetched. The articles they become stand in `articles`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.feed import Entry, EntryState, PendingEntry, Source
from digest.model.ids import ArticleId, EntryId, FeedId, SourceId
from digest.store import hosts
from digest.store.database import insert
from digest.store.tables import entries, feeds, sources

_A_STATEMENT = 200  # rows


def add(tx: Connection, feed_id: FeedId, found: Iterable[tuple[Entry, str]], now: datetime) -> int:
    """Record the entries that this feed did not have, each with its host; gives how many."""
    rows = [
        {
            "feed_id": feed_id,
            "key": entry.key,
            "url": entry.url,
            "host": host,
            "title": entry.title,
            "summary": entry.summary,
            "published": entry.published,
            "language": entry.language,
            "authors": list(entry.authors),
            "first_seen_at": now,
        }
        for entry, host in found
    ]
    added = 0
    for start in range(0, len(rows), _A_STATEMENT):
        statement = insert(tx, entries).values(rows[start : start + _A_STATEMENT])
        kept = statement.on_conflict_do_nothing(index_elements=["feed_id", "key"]).returning(entries.c.id)
        added += len(tx.execute(kept).all())
    return added


def carries_on(tx: Connection, feed_id: FeedId, found: Sequence[Entry], before: datetime) -> bool:
    """Whether some of the entries were in this feed before that moment: by key, by address, or by title."""
    same = sa.or_(
        entries.c.key.in_([entry.key for entry in found]),
        entries.c.url.in_([entry.url for entry in found]),
        sa.and_(entries.c.title != "", entries.c.title.in_([entry.title for entry in found])),
    )
    query = sa.select(sa.exists().where(entries.c.feed_id == feed_id, entries.c.first_seen_at < before, same))
    return bool(tx.execute(query).scalar_one())


def due(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that an entry's page is to be fetched and nobody is at it."""
    return sa.and_(
        entries.c.state == EntryState.NEW.value,
        sa.or_(entries.c.next_attempt_at.is_(None), entries.c.next_attempt_at <= now),
        sa.or_(entries.c.claimed_until.is_(None), entries.c.claimed_until <= now),
    )


def claim(tx: Connection, now: datetime, until: datetime, limit: int) -> list[PendingEntry]:
    """At most `limit` pages to fetch whose hosts are free, kept for the caller until `until`; the first seen first."""
    query = (
        _PENDING.where(due(now), hosts.free(entries.c.host, now))
        .order_by(entries.c.next_attempt_at.asc().nulls_first(), entries.c.id)
        .limit(4 * limit)
    )
    kept: list[PendingEntry] = []
    for row in tx.execute(_of_entries(tx, query)).mappings():
        if len(kept) < limit and hosts.take(tx, row["host"], now, until):
            kept.append(_pending(row))
    _hold(tx, [pending.id for pending in kept], until)
    return kept


def article_behind(tx: Connection, pending: PendingEntry) -> ArticleId | None:
    """The article that another entry with the same address became, though it may stand at another address."""
    query = sa.select(entries.c.article_id).where(
        entries.c.url == pending.entry.url, entries.c.id != pending.id, entries.c.article_id.is_not(None)
    )
    found = tx.execute(query.order_by(entries.c.id).limit(1)).scalar_one_or_none()
    return None if found is None else ArticleId(found)


def finish(
    tx: Connection,
    entry_id: EntryId,
    state: EntryState,
    reason: str = "",
    article_id: ArticleId | None = None,
) -> None:
    """The entry became an article, is one already, or never will be, for a reason in words. The first end counts."""
    tx.execute(
        sa.update(entries)
        .where(entries.c.id == entry_id, entries.c.state == EntryState.NEW.value)
        .values(
            state=state.value,
            reason=reason[:500],
            article_id=article_id,
            attempts=entries.c.attempts + 1,
            next_attempt_at=None,
            claimed_until=None,
        ),
    )


def postpone(tx: Connection, entry_id: EntryId, reason: str, next_attempt_at: datetime) -> None:
    """The page could not be had now."""
    tx.execute(
        sa.update(entries)
        .where(entries.c.id == entry_id, entries.c.state == EntryState.NEW.value)
        .values(
            reason=reason[:500],
            attempts=entries.c.attempts + 1,
            next_attempt_at=next_attempt_at,
            claimed_until=None,
        ),
    )


def let_go(tx: Connection, entry_id: EntryId) -> None:
    """Nobody is at the entry any more; it was not tried."""
    tx.execute(sa.update(entries).where(entries.c.id == entry_id).values(claimed_until=None))


_PENDING = (
    sa.select(
        entries,
        sources.c.id.label("source_id"),
        sources.c.name.label("source_name"),
        sources.c.home_url.label("source_home"),
        sources.c.language.label("source_language"),
        sources.c.agency.label("source_agency"),
    )
    .join(feeds, feeds.c.id == entries.c.feed_id)
    .join(sources, sources.c.id == feeds.c.source_id)
)


def _of_entries(tx: Connection, query: sa.Select[Any]) -> sa.Select[Any]:
    # Only entries are locked: a feed's other pages must not wait for this one.
    return query.with_for_update(skip_locked=True, of=entries) if tx.dialect.name == "postgresql" else query


def _hold(tx: Connection, ids: list[EntryId], until: datetime) -> None:
    if ids:
        tx.execute(sa.update(entries).where(entries.c.id.in_(ids)).values(claimed_until=until))


def _pending(row: Mapping[Any, Any]) -> PendingEntry:
    return PendingEntry(
        id=EntryId(row["id"]),
        feed_id=FeedId(row["feed_id"]),
        source=Source(
            id=SourceId(row["source_id"]),
            name=row["source_name"],
            home_url=row["source_home"],
            language=row["source_language"],
            agency=row["source_agency"],
        ),
        entry=Entry(
            key=row["key"],
            url=row["url"],
            title=row["title"],
            summary=row["summary"],
            published=row["published"],
            language=row["language"],
            authors=tuple(row["authors"]),
        ),
        attempts=row["attempts"],
    )
