"""Sources and their feeds, and the entries found in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digest.model.ids import EntryId, FeedId, SourceId


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher."""

    id: SourceId
    name: str
    home_url: str = ""
    language: str = ""  # BCP 47, the language it mostly writes in; "" when unknown
    agency: bool = False  # a wire agency: its copy in other papers counts once


class FeedState(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    PAUSED = "paused"  # by an operator
    GONE = "gone"  # it answered 410
    BROKEN = "broken"  # too many failures in a row; an operator may set it active again


@dataclass(frozen=True, slots=True)
class Move:
    """Where a feed says that it has moved for good, while that is yet to be believed."""

    target: str
    since: datetime
    seen: int  # how often it was found there, carrying on what we knew


@dataclass(frozen=True, slots=True)
class Feed:
    """One RSS, Atom, RDF or JSON Feed address, or a news sitemap, of a source."""

    id: FeedId
    source_id: SourceId
    url: str
    state: FeedState = FeedState.ACTIVE
    language: str = ""  # as the feed declares it
    etag: str = ""  # opaque, quotes included; sent back unchanged
    last_modified: str = ""  # opaque likewise
    next_check_at: datetime | None = None
    last_good_at: datetime | None = None
    failures: int = 0  # in a row
    error: str = ""  # the last failure, in words
    ttl_minutes: int | None = None  # as it declares how long it stays fresh
    move: Move | None = None
    moved_from: str = ""  # its address before it moved, as far as we went with it
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as the feed told it."""

    key: str  # identity within the feed: guid, else link, else a hash
    url: str  # absolute; canonicalised without tracking parameters
    title: str  # plain text
    summary: str = ""  # plain text
    published: datetime | None = None  # aware, UTC; None when the feed gives none that is believable
    language: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What the bytes of a feed say."""

    kind: str  # "rss", "atom", "rdf", "json", "sitemap"
    title: str
    home_url: str
    language: str
    entries: tuple[Entry, ...]
    ttl_minutes: int | None = None
    problems: tuple[str, ...] = ()  # what was set aside or mended, in words


class EntryState(StrEnum):
    """What became of an entry's page."""

    NEW = "new"  # the page is yet to be fetched
    DONE = "done"  # it is an article
    DUPLICATE = "duplicate"  # its canonical URL is an article already
    REFUSED = "refused"  # no article there, or not to be had; the reason stands beside it


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry whose page is to be fetched now."""

    id: EntryId
    feed_id: FeedId
    source: Source
    entry: Entry
    attempts: int
