"""Following feeds: added one by one or from a list, shown, looked at. Reading them is `collecting`'s work."""

from dataclasses import dataclass

from digest.collect.canonical import canonical_url
from digest.collect.opml import parse_opml
from digest.model.errors import BadFeed, BadInput, FetchError
from digest.model.feed import Feed, ParsedFeed
from digest.model.ids import FeedId
from digest.services.collecting import Collecting, polite_host
from digest.store import feeds
from digest.store.feeds import FeedLine, NewFeed


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list of feeds gave."""

    added: int
    known: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands at a feed's address now: a feed, or why there is none."""

    feed: Feed
    parsed: ParsedFeed | None
    error: str = ""


@dataclass(frozen=True)
class Following:
    """The list of feeds, for the people who keep it."""

    collecting: Collecting

    def add(self, url: str) -> tuple[FeedId, bool, ParsedFeed]:
        """Follow the feed at `url`, which is looked at first; gives its id, whether it is new, and what it says.

        One that was broken, gone or paused is read again from now on.

        Raises BadInput when it is no address, FetchError and BadFeed when there is no feed.
        """
        address = canonical_url(url)
        if not address:
            raise BadInput(f"{url!r} is not a web address; a feed's begins with http:// or https://.")
        _, parsed = self.collecting.look(address)
        assert parsed is not None  # nothing was known that could be unchanged
        new = NewFeed(address, polite_host(address), parsed.title, parsed.home_url, parsed.language)
        with self.collecting.database.transaction() as tx:
            now = self.collecting.clock()
            feed_id, added = feeds.add(tx, new, now)
            feeds.wake(tx, feed_id, now)
        return feed_id, added, parsed

    def import_opml(self, body: bytes) -> Imported:
        """Follow every feed of an OPML list; those that are known are left as they are. Raises BadInput."""
        outlines, problems = parse_opml(body)
        now = self.collecting.clock()
        with self.collecting.database.transaction() as tx:
            added = [
                feeds.add(tx, NewFeed(one.url, polite_host(one.url), one.title, one.home_url, one.language), now)[1]
                for one in outlines
            ]
        return Imported(sum(added), len(added) - sum(added), problems)

    def listed(self) -> list[FeedLine]:
        """Every feed, by source."""
        with self.collecting.database.reading() as tx:
            return feeds.listed(tx)

    def look(self, feed_id: FeedId) -> Looked:
        """What stands at the feed's address now; nothing is stored. Raises NotFound."""
        with self.collecting.database.reading() as tx:
            feed = feeds.get(tx, feed_id)
        try:
            return Looked(feed, self.collecting.look(feed.url)[1])
        except (FetchError, BadFeed) as error:
            return Looked(feed, None, str(error))
