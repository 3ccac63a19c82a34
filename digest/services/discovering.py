"""Discovering: from a site's address to its feeds. It asks the site, politely and not for long, and keeps nothing."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest.collect.canonical import feed_url
from digest.collect.discover import declared, news_first, robots_txt, sitemaps, well_known
from digest.collect.parse import parse_feed
from digest.collect.sitemap import listed_in
from digest.fetch.fetcher import FEED_TYPES, Fetched, Fetcher, FetchRequest
from digest.model.errors import BadFeed, BadInput, FetchError, NotFound, Refused
from digest.model.text import N_
from digest.services.collecting import Collecting
from digest.services.reading_feeds import polite_host
from digest.store import hosts

DEADLINE = 10.0  # seconds for one request: somebody waits
PATIENCE = timedelta(seconds=40)  # for all of them
_MOST_SITEMAPS = 4
_ROBOTS = 500 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that the site has."""

    url: str
    title: str
    kind: str  # "rss", "atom", "rdf", "json", "sitemap"
    entries: int
    newest: datetime | None  # the date of its latest entry
    home_url: str = ""
    language: str = ""
    problems: tuple[str, ...] = ()  # what was set aside or mended, in words


@dataclass(frozen=True)
class Discovering:
    """Uses the politeness of collecting: nobody else asks the host meanwhile, and it has peace after each request."""

    collecting: Collecting
    fetcher: Fetcher

    def find(self, url: str) -> tuple[FoundFeed, ...]:
        """The feeds of the site at `url`, or the one that stands there; the site's own order.

        First what its page declares; if that is nothing, where feeds usually stand; if nothing is there, the news
        sitemaps that its robots.txt lists. Raises BadInput when it is no address, FetchError when the site cannot be
        read, NotFound when it has no feed.
        """
        address = feed_url(url.strip())
        if not address:
            raise BadInput(
                N_("%(url)s is not a web address; a site's begins with http:// or https://."), url=repr(url[:200])
            )
        ends = self.collecting.clock() + PATIENCE
        page = self._ask(address)
        own = self._read(page)
        # Where it was redirected may be for today only; one that moved for good is followed once that has held.
        found = (replace(own, url=address),) if own else self._first(page, ends)
        if not found:
            raise NotFound(
                N_("No feed was found at %(url)s: look on it for the address of its RSS or Atom feed."), url=address
            )
        return found

    def _first(self, page: Fetched, ends: datetime) -> tuple[FoundFeed, ...]:
        """What the first place has that has any."""
        places = (
            self._asked(declared(page.body, page.url, page.content_type), ends),
            self._asked(well_known(page.url), ends),
            self._sitemaps(page.url, ends),
        )
        for place in places:
            found = {one.url: one for answer in place if (one := self._read(answer))}
            if found:
                return tuple(found.values())
        return ()

    def _sitemaps(self, url: str, ends: datetime) -> Iterator[Fetched]:
        """The sitemaps that robots.txt lists; of one that is an index, those of news that it lists."""
        for robots in self._asked([robots_txt(url)], ends, first_bytes=_ROBOTS):
            listed = sitemaps(robots.body.decode("utf-8", "replace"))
            for answer in self._asked(listed[:_MOST_SITEMAPS], ends):
                children = listed_in(answer.body)
                of_news = [one for one in news_first(children) if "news" in one.lower()]
                yield from self._asked(of_news[:_MOST_SITEMAPS], ends) if children else (answer,)

    def _asked(self, urls: Iterable[str], ends: datetime, *, first_bytes: int = 0) -> Iterator[Fetched]:
        """What stands at each of the addresses, while there is time; where nothing does, nothing."""
        for url in urls:
            if self.collecting.clock() >= ends:
                return
            with suppress(FetchError):
                yield self._ask(url, first_bytes=first_bytes)

    def _read(self, found: Fetched) -> FoundFeed | None:
        try:
            feed = parse_feed(found.body, found.url, self.collecting.clock(), found.content_type)
        except BadFeed:
            return None
        newest = max((one.published for one in feed.entries if one.published), default=None)
        return FoundFeed(
            url=feed_url(found.url),
            title=feed.title,
            kind=feed.kind,
            entries=len(feed.entries),
            newest=newest,
            home_url=feed.home_url,
            language=feed.language,
            problems=feed.problems,
        )

    def _ask(self, url: str, *, first_bytes: int = 0) -> Fetched:
        """What stands at `url`, once its host may be asked. A person asks, so robots.txt is not."""
        clock, host = self.collecting.clock, polite_host(url)
        ends = clock() + timedelta(seconds=DEADLINE)
        while not self._take(host):
            if clock() >= ends:
                raise Refused(N_("%(host)s is being asked for something else; try again in a minute."), host=host)
            self.collecting.wait(self.collecting.gap.total_seconds() / 2)
        asked = FetchRequest(url, FEED_TYPES, obey_robots=False, first_bytes=first_bytes)
        rest = self.collecting.gap
        try:
            return self.fetcher.fetch(asked)
        except FetchError as error:
            rest = max(rest, timedelta(seconds=error.retry_after or 0))
            raise
        finally:
            with self.collecting.database.transaction() as tx:
                hosts.release(tx, host, clock() + rest)

    def _take(self, host: str) -> bool:
        now = self.collecting.clock()
        with self.collecting.database.transaction() as tx:
            return hosts.take(tx, host, now, now + timedelta(seconds=2 * DEADLINE))
