"""From a feed's address to what it says, and what is kept: entries, validators, the next check, where it moved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from digest.collect import moving, polling
from digest.collect.canonical import feed_url, host_of
from digest.collect.parse import parse_feed
from digest.fetch.fetcher import FEED_TYPES, Fetched, Fetcher, FetchRequest
from digest.fetch.guard import is_loopback
from digest.model.feed import Feed, Move, ParsedFeed
from digest.store import audit, entries, feeds

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What stood at a feed's address; `parsed` is None when nothing has changed."""

    fetched: Fetched
    parsed: ParsedFeed | None


def read_feed(
    fetcher: Fetcher, url: str, clock: Callable[[], datetime], *, etag: str = "", last_modified: str = ""
) -> FeedRead:
    """What stands at `url`; `clock` gives the moment to take as now for the news. Raises FetchError and BadFeed."""
    fetched = fetcher.fetch(FetchRequest(url, FEED_TYPES, etag, last_modified, obey_robots=False))
    if fetched.not_modified or (etag and fetched.etag == etag):
        return FeedRead(fetched, None)
    return FeedRead(fetched, parse_feed(fetched.body, fetched.url, clock(), fetched.content_type))


def keep_feed(tx: Connection, feed: Feed, read: FeedRead, now: datetime, *, at: datetime, chance: float) -> int:
    """Keep what was read, once it could be parsed; gives how many entries are new. `at` is now for the news."""
    fetched, parsed = read.fetched, read.parsed
    move = _move(tx, feed, read, now)
    found = [(entry, polite_host(entry.url)) for entry in parsed.entries] if parsed else []
    added = entries.add(tx, feed.id, found, at)
    freshness = polling.Freshness(
        ttl_minutes=parsed.ttl_minutes if parsed else feed.ttl_minutes,
        fresh_for=fetched.fresh_for,
        conditional=bool(fetched.etag or fetched.last_modified),
        half_life=polling.half_life((entry.published for entry, _ in found), at),
    )
    good = feeds.Good(
        etag=fetched.etag,
        last_modified=fetched.last_modified or (feed.last_modified if parsed is None else ""),
        next_check_at=polling.next_check(now, freshness, chance),
        language=parsed.language if parsed else "",
        title=parsed.title if parsed else "",
        ttl_minutes=freshness.ttl_minutes,
        move=move,
    )
    feeds.succeeded(tx, feed, good, now)
    if move and moving.proven(move, now):
        _follow(tx, feed, move, now)
    return added


def _move(tx: Connection, feed: Feed, read: FeedRead, now: datetime) -> Move | None:
    """What is known of where the feed moved, after this answer."""
    target = feed_url(read.fetched.moved_to)
    if target in {"", feed.url}:
        return None
    if read.parsed is None:  # nothing was shown that could prove it
        return feed.move if feed.move and feed.move.target == target else None
    before = moving.known_before(feed.move, target, now)
    # A feed that was never read is what its target says: there is nothing that it could carry on.
    carries_on = feed.last_good_at is None or entries.carries_on(tx, feed.id, read.parsed.entries, before)
    return moving.met(feed.move, target, now, carries_on=carries_on)


def _follow(tx: Connection, feed: Feed, move: Move, now: datetime) -> None:
    if feeds.moved(tx, feed, move.target, polite_host(move.target), now):
        told = f"{feed.url} → {move.target}: found there {move.seen} times since {move.since:%Y-%m-%d %H:%M}"
        audit.note(tx, now, "", "feed.move", f"feed {feed.id}", told)
        log.warning("feed.moved", feed=feed.id)


def polite_host(url: str) -> str:
    """The host to be left alone between two requests, with and without www.; "" for this machine, which is ours."""
    return "" if is_loopback(url) else host_of(url).removeprefix("www.")
