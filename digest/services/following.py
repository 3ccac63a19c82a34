"""Following feeds: added one by one or from a list, paused, described, removed. `collecting` reads them.

What a person changes leaves a line in the audit. Nothing here but `look` asks the network: a feed that is followed,
resumed or wished for is read by the next worker.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from digest.collect.canonical import feed_url
from digest.collect.opml import Outline, parse_opml, write_opml
from digest.fetch.guard import check_address, checked_url
from digest.model.errors import BadFeed, BadInput, FetchError, Forbidden, Refused
from digest.model.feed import Feed, FeedState, ParsedFeed
from digest.model.ids import FeedId
from digest.model.phrase import Phrase
from digest.model.text import N_, clean
from digest.services.collecting import Collecting
from digest.services.discovering import FoundFeed
from digest.services.reading_feeds import polite_host
from digest.store import audit, feeds, watched
from digest.store.database import Database
from digest.store.feeds import FeedLine, NewFeed

LARGEST_LIST = 1024 * 1024  # octets of an OPML file
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """What became of one feed of a list."""

    line: int  # of the file, from 1
    url: str
    title: str
    outcome: str  # "added", "known" or "left out"
    reason: str = ""  # a phrase: why it was left out


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list of feeds gave."""

    lines: tuple[ImportedLine, ...]  # one for each feed that the list names by an address
    unread: tuple[str, ...]  # what could not even be read, with its line

    @property
    def added(self) -> int:
        """How many feeds are new."""
        return sum(line.outcome == "added" for line in self.lines)

    @property
    def known(self) -> int:
        """How many were followed already."""
        return sum(line.outcome == "known" for line in self.lines)

    @property
    def problems(self) -> tuple[str, ...]:
        """What was left out, and why."""
        return (*self.unread, *(f"Line {one.line}: {one.reason}" for one in self.lines if one.reason))


_NOT_READ = {
    FeedState.ACTIVE: N_("Feed %(feed)s is being read at this moment; try again in a minute."),
    FeedState.PAUSED: N_("Feed %(feed)s is paused: resume it, and it is read at once."),
    FeedState.GONE: N_("Feed %(feed)s is gone: resume it, and it is read at once."),
    FeedState.BROKEN: N_("Feed %(feed)s is broken: resume it, and it is read at once."),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands at a feed's address now: a feed, or why there is none."""

    feed: Feed
    parsed: ParsedFeed | None
    error: str = ""


@dataclass(frozen=True)
class Following:
    """The list of feeds, for the people who keep it. `allow_loopback`: feeds may be on this machine."""

    collecting: Collecting
    allow_loopback: bool = False

    def add(self, found: FoundFeed, by: str = "") -> tuple[FeedId, bool]:
        """Follow a feed that was found by looking; gives its id, and whether it is new.

        One that was broken, gone or paused is read again from now on. Raises Forbidden where we never ask.
        """
        address = self._checked(found.url)
        return self._keep(NewFeed(address, polite_host(address), found.title, found.home_url, found.language), by)

    def follow(self, url: str, by: str) -> tuple[FeedId, bool]:
        """Follow the feed at `url` without looking at it, which the next worker does; gives its id, and whether new.

        Raises BadInput when it is no address, Forbidden when it is one that we never ask.
        """
        address = self._checked(url)
        return self._keep(NewFeed(address, polite_host(address), ""), by)

    def import_opml(self, body: bytes, by: str = "") -> Imported:
        """Follow every feed of an OPML list; those that are known are left as they are. Raises BadInput."""
        if len(body) > LARGEST_LIST:
            raise BadInput(N_("The list is larger than %(most)s KiB; divide it."), most=f"{LARGEST_LIST // 1024:,}")
        outlines, unread = parse_opml(body)
        now = self.collecting.clock()
        with self._database.transaction() as tx:
            imported = Imported(
                tuple(self._imported(one, lambda new: feeds.add(tx, new, now)) for one in outlines), unread
            )
            told = f"{imported.added} added, {imported.known} known, {len(imported.problems)} left out"
            audit.note(tx, now, by, "feed.import", detail=told)
        return imported

    def export_opml(self, title: str) -> bytes:
        """Every feed as an OPML list, which `import_opml` and feed readers take."""
        with self._database.reading() as tx:
            found = watched.watched(tx)
        return write_opml(
            title,
            [Outline(one.feed.url, one.source.name, one.source.home_url, one.source.language) for one in found],
        )

    def pause(self, feed_ids: Sequence[FeedId], by: str) -> int:
        """Read them no more until somebody resumes them; gives how many were read before."""
        with self._database.transaction() as tx:
            changed = feeds.pause(tx, feed_ids)
            for feed_id in changed:
                audit.note(tx, self.collecting.clock(), by, "feed.pause", f"feed {feed_id}")
        return len(changed)

    def resume(self, feed_ids: Sequence[FeedId], by: str) -> int:
        """Read those again that were paused, gone or given up, at once; gives how many."""
        now = self.collecting.clock()
        with self._database.transaction() as tx:
            changed = feeds.resume(tx, feed_ids, now)
            for feed_id in changed:
                audit.note(tx, now, by, "feed.resume", f"feed {feed_id}")
        return len(changed)

    def wish(self, feed_id: FeedId, by: str) -> None:
        """Have the feed read by the next worker, due or not. Raises NotFound, and Refused for one that is not read."""
        now = self.collecting.clock()
        with self._database.transaction() as tx:
            feed = feeds.get(tx, feed_id)
            if not feeds.wish(tx, feed_id, now):
                raise Refused(_NOT_READ[feed.state], feed=feed_id)
            audit.note(tx, now, by, "feed.fetch", f"feed {feed_id}")

    def describe(
        self,
        feed_id: FeedId,
        by: str,
        *,
        name: str | None = None,
        language: str | None = None,
        agency: bool | None = None,
    ) -> None:
        """Say what is known of the feed's source; None leaves it as it is. Raises NotFound and BadInput."""
        now = self.collecting.clock()
        with self._database.transaction() as tx:
            known = watched.one(tx, feed_id).source
            source = replace(
                known,
                name=known.name if name is None else clean(name, 200),
                language=known.language if language is None else _language(language),
                agency=known.agency if agency is None else agency,
            )
            if source == known:
                return
            feeds.describe(tx, source)
            told = f"{source.name!r}, language {source.language or 'unknown'}, {'an' if source.agency else 'no'} agency"
            audit.note(tx, now, by, "feed.describe", f"feed {feed_id}", told)

    def remove(self, feed_id: FeedId, by: str) -> str:
        """Follow the feed no more, and forget what it listed; gives its address. What it became stays: its articles.

        Raises NotFound, and Refused while somebody reads it.
        """
        now = self.collecting.clock()
        with self._database.transaction() as tx:
            feed = feeds.get(tx, feed_id)
            if not feeds.remove(tx, feed, now):
                raise Refused(N_("Feed %(feed)s is being read at this moment; try again in a minute."), feed=feed_id)
            audit.note(tx, now, by, "feed.remove", f"feed {feed_id}", feed.url)
        return feed.url

    def listed(self) -> list[FeedLine]:
        """Every feed, by source."""
        with self._database.reading() as tx:
            return feeds.listed(tx)

    def look(self, feed_id: FeedId) -> Looked:
        """What stands at the feed's address now; nothing is stored. Raises NotFound."""
        with self._database.reading() as tx:
            feed = feeds.get(tx, feed_id)
        try:
            return Looked(feed, self.collecting.look(feed.url).parsed)
        except (FetchError, BadFeed) as error:
            return Looked(feed, None, str(error))

    @property
    def _database(self) -> Database:
        return self.collecting.database

    def _keep(self, new: NewFeed, by: str) -> tuple[FeedId, bool]:
        now = self.collecting.clock()
        with self._database.transaction() as tx:
            feed_id, added = feeds.add(tx, new, now)
            if added:
                audit.note(tx, now, by, "feed.add", f"feed {feed_id}", new.url)
            elif feeds.resume(tx, [feed_id], now):
                audit.note(tx, now, by, "feed.resume", f"feed {feed_id}")
        return feed_id, added

    def _imported(self, one: Outline, add: Callable[[NewFeed], tuple[FeedId, bool]]) -> ImportedLine:
        try:
            self._checked(one.url)
        except (BadInput, Forbidden) as problem:
            return ImportedLine(one.line, one.url, one.title, "left out", Phrase(problem.phrase, **problem.values))
        _, added = add(NewFeed(one.url, polite_host(one.url), one.title, one.home_url, one.language))
        return ImportedLine(one.line, one.url, one.title, "added" if added else "known")

    def _checked(self, url: str) -> str:
        """`url` in its one spelling. Names are judged again when they are asked, by where they lead (fetch/guard)."""
        address = feed_url(url)
        if not address:
            raise BadInput(
                N_("%(url)s is not a web address; a feed's begins with http:// or https://."), url=repr(url[:200])
            )
        checked_url(address, allow_loopback=self.allow_loopback)
        parts = urlsplit(address)
        host = parts.hostname or ""
        if _is_number(host):
            port = parts.port or _PORTS[parts.scheme]
            check_address(host, port, host, allow_loopback=self.allow_loopback)
        return address


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _language(code: str) -> str:
    """A language's code, such as "fr" or "pt-BR"; "" when nobody says."""
    parts = code.strip().replace("_", "-").split("-")
    if parts == [""]:
        return ""
    if not (parts[0].isascii() and parts[0].isalpha() and 2 <= len(parts[0]) <= 3) or len(code) > 20:
        raise BadInput(
            N_("%(written)s is not the code of a language; write it as fr, uk or pt-BR."), written=repr(code[:40])
        )
    return "-".join([parts[0].lower(), *parts[1:]])
