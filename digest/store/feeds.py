"""Sources, their feeds, and which feeds are due. What to do with them is the collecting service's matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.errors import NotFound
from digest.model.feed import Feed, FeedState, Move, Source
from digest.model.ids import FeedId, SourceId
from digest.model.text import N_
from digest.store import hosts
from digest.store.database import insert
from digest.store.locking import skip_locked
from digest.store.tables import articles, entries, feeds, sources


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed that somebody wants collected, and what they know of its source."""

    url: str
    host: str  # whose politeness counts; "" for our own
    name: str
    home_url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed as a list shows it."""

    feed: Feed
    source: str
    entries: int  # seen so far


@dataclass(frozen=True, slots=True)
class Good:
    """What a successful check leaves behind."""

    etag: str
    last_modified: str
    next_check_at: datetime
    language: str = ""  # as the feed declares it; "" keeps what is known
    title: str = ""  # of the feed; names a source that has no name yet
    ttl_minutes: int | None = None
    move: Move | None = None  # what is known of where it says that it has moved


def add(tx: Connection, new: NewFeed, now: datetime) -> tuple[FeedId, bool]:
    """The feed's id, and whether it is new. A known address changes nothing."""
    known = tx.execute(sa.select(feeds.c.id).where(feeds.c.url == new.url)).scalar_one_or_none()
    if known is not None:
        return FeedId(known), False
    source = tx.execute(
        sa.insert(sources).values(name=new.name, home_url=new.home_url, language=new.language).returning(sources.c.id),
    ).scalar_one()
    added = tx.execute(
        insert(tx, feeds)
        .values(source_id=source, url=new.url, host=new.host, created_at=now)
        .on_conflict_do_nothing(index_elements=["url"])
        .returning(feeds.c.id),
    ).scalar_one_or_none()
    if added is None:  # another process was first
        tx.execute(sa.delete(sources).where(sources.c.id == source))
        return FeedId(tx.execute(sa.select(feeds.c.id).where(feeds.c.url == new.url)).scalar_one()), False
    return FeedId(added), True


def wake(tx: Connection, feed_id: FeedId, now: datetime) -> None:
    """The feed is read again, at once, when it was not any more; an active one stays as it is."""
    resume(tx, [feed_id], now)


def resume(tx: Connection, feed_ids: Sequence[FeedId], now: datetime) -> list[FeedId]:
    """Those of the feeds that were not read any more are due at once; gives which."""
    query = (
        sa.update(feeds)
        .where(feeds.c.id.in_(feed_ids), feeds.c.state != FeedState.ACTIVE.value)
        .values(state=FeedState.ACTIVE.value, failures=0, error="", next_check_at=now)
        .returning(feeds.c.id)
    )
    return sorted(FeedId(found) for found in tx.execute(query).scalars())


def pause(tx: Connection, feed_ids: Sequence[FeedId]) -> list[FeedId]:
    """The feeds are not read until somebody resumes them; gives which were not paused before."""
    query = (
        sa.update(feeds)
        .where(feeds.c.id.in_(feed_ids), feeds.c.state != FeedState.PAUSED.value)
        .values(state=FeedState.PAUSED.value)
        .returning(feeds.c.id)
    )
    return sorted(FeedId(found) for found in tx.execute(query).scalars())


def wish(tx: Connection, feed_id: FeedId, now: datetime) -> bool:
    """The feed is due now; False when it is not read at all."""
    query = sa.update(feeds).where(feeds.c.id == feed_id, feeds.c.state == FeedState.ACTIVE.value)
    return bool(tx.execute(query.values(next_check_at=now)).rowcount)


def describe(tx: Connection, source: Source) -> None:
    """Keep what is known of a source."""
    values = {"name": source.name, "home_url": source.home_url, "language": source.language, "agency": source.agency}
    tx.execute(sa.update(sources).where(sources.c.id == source.id).values(**values))


def remove(tx: Connection, feed: Feed, now: datetime) -> bool:
    """Forget the feed and its entries; its articles stay, and their source. False while somebody is reading it."""
    free = sa.or_(feeds.c.claimed_until.is_(None), feeds.c.claimed_until <= now)
    taken = sa.update(feeds).where(feeds.c.id == feed.id, free).values(claimed_until=now)  # nobody takes it meanwhile
    if not tx.execute(taken).rowcount:
        return False
    tx.execute(sa.delete(entries).where(entries.c.feed_id == feed.id))
    tx.execute(sa.delete(feeds).where(feeds.c.id == feed.id))
    used = (sa.exists().where(table.c.source_id == feed.source_id) for table in (feeds, articles))
    tx.execute(sa.delete(sources).where(sources.c.id == feed.source_id, ~sa.or_(*used)))
    return True


def listed(tx: Connection) -> list[FeedLine]:
    """Every feed, by source."""
    counts = sa.select(entries.c.feed_id, sa.func.count().label("entries")).group_by(entries.c.feed_id).subquery()
    query = (
        sa.select(feeds, sources.c.name.label("source"), sa.func.coalesce(counts.c.entries, 0).label("entries"))
        .join(sources, sources.c.id == feeds.c.source_id)
        .outerjoin(counts, counts.c.feed_id == feeds.c.id)
        .order_by(sources.c.name, feeds.c.id)
    )
    return [FeedLine(feed_of(row), row["source"], row["entries"]) for row in tx.execute(query).mappings()]


def get(tx: Connection, feed_id: FeedId) -> Feed:
    """The feed. Raises NotFound."""
    row = tx.execute(sa.select(feeds).where(feeds.c.id == feed_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(N_("There is no feed %(feed)s. Their numbers are shown by: digest feeds list"), feed=feed_id)
    return feed_of(row)


def due(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a feed is to be checked and nobody is at it."""
    return sa.and_(
        feeds.c.state == FeedState.ACTIVE.value,
        sa.or_(feeds.c.next_check_at.is_(None), feeds.c.next_check_at <= now),
        sa.or_(feeds.c.claimed_until.is_(None), feeds.c.claimed_until <= now),
    )


def claim(tx: Connection, now: datetime, until: datetime, limit: int) -> list[Feed]:
    """At most `limit` due feeds whose hosts are free, kept for the caller until `until`; the longest due first."""
    query = (
        sa.select(feeds)
        .where(due(now), hosts.free(feeds.c.host, now))
        .order_by(feeds.c.next_check_at.asc().nulls_first(), feeds.c.id)
        .limit(4 * limit)
    )
    kept: list[Feed] = []
    for row in tx.execute(skip_locked(tx, query)).mappings():
        if len(kept) < limit and hosts.take(tx, row["host"], now, until):
            kept.append(feed_of(row))
    _hold(tx, [feed.id for feed in kept], until)
    return kept


def claim_one(tx: Connection, feed_id: FeedId, now: datetime, until: datetime) -> Feed | None:
    """This feed, due or not, unless somebody is at it or its host is busy."""
    query = sa.select(feeds).where(
        feeds.c.id == feed_id,
        sa.or_(feeds.c.claimed_until.is_(None), feeds.c.claimed_until <= now),
    )
    row = tx.execute(skip_locked(tx, query)).mappings().one_or_none()
    if row is None or not hosts.take(tx, row["host"], now, until):
        return None
    _hold(tx, [feed_id], until)
    return feed_of(row)


def succeeded(tx: Connection, feed: Feed, good: Good, now: datetime) -> None:
    """The feed was read, or had nothing new. A feed that was broken is active again."""
    tx.execute(
        sa.update(feeds)
        .where(feeds.c.id == feed.id)
        .values(
            state=FeedState.ACTIVE.value if feed.state is FeedState.BROKEN else feed.state.value,
            etag=good.etag,
            last_modified=good.last_modified,
            next_check_at=good.next_check_at,
            last_good_at=now,
            language=good.language or feed.language,
            failures=0,
            error="",
            ttl_minutes=good.ttl_minutes,
            moved_to=good.move.target if good.move else "",
            moved_since=good.move.since if good.move else None,
            moved_seen=good.move.seen if good.move else 0,
            claimed_until=None,
        ),
    )
    of_it = sources.c.id == feed.source_id
    if good.title:
        tx.execute(sa.update(sources).where(of_it, sources.c.name == "").values(name=good.title))
    if good.language:
        tx.execute(sa.update(sources).where(of_it, sources.c.language == "").values(language=good.language))


def moved(tx: Connection, feed: Feed, url: str, host: str, now: datetime) -> bool:
    """The feed stands at `url` from now on; what its old address said of changes does not count there.

    False when another feed has that address.
    """
    taken = sa.exists().where(feeds.c.url == url)
    values = {"url": url, "host": host, "etag": "", "last_modified": "", "moved_from": feed.url, "moved_at": now}
    values |= {"moved_to": "", "moved_since": None, "moved_seen": 0}
    return bool(tx.execute(sa.update(feeds).where(feeds.c.id == feed.id, ~taken).values(**values)).rowcount)


def failed(
    tx: Connection, feed: Feed, error: str, state: FeedState, next_check_at: datetime, failures: int = 0
) -> None:
    """The feed could not be read; what was good stays. `failures`: in a row; 0 is one more."""
    tx.execute(
        sa.update(feeds)
        .where(feeds.c.id == feed.id)
        .values(
            state=feed.state.value if feed.state is FeedState.PAUSED else state.value,
            failures=failures or feed.failures + 1,
            error=error[:500],
            next_check_at=next_check_at,
            claimed_until=None,
        ),
    )


def let_go(tx: Connection, feed_id: FeedId) -> None:
    """Nobody is at the feed any more; it was not checked."""
    tx.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(claimed_until=None))


def _hold(tx: Connection, ids: list[FeedId], until: datetime) -> None:
    if ids:
        tx.execute(sa.update(feeds).where(feeds.c.id.in_(ids)).values(claimed_until=until))


def feed_of(row: Mapping[Any, Any]) -> Feed:
    """A row of feeds as a value."""
    return Feed(
        id=FeedId(row["id"]),
        source_id=SourceId(row["source_id"]),
        url=row["url"],
        state=FeedState(row["state"]),
        language=row["language"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        next_check_at=row["next_check_at"],
        last_good_at=row["last_good_at"],
        failures=row["failures"],
        error=row["error"],
        ttl_minutes=row["ttl_minutes"],
        move=Move(row["moved_to"], row["moved_since"], row["moved_seen"]) if row["moved_to"] else None,
        moved_from=row["moved_from"],
        moved_at=row["moved_at"],
    )
