"""Collecting: due feeds are read, their entries' pages fetched, and articles kept with what they are about.

The loop is claim (transaction) → fetch → record (transaction). One feed or page that cannot be read is recorded
with its reason and never stops the others; what a killed worker held is due again when its claim ends.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from digest.collect import identity, polling
from digest.fetch.fetcher import Fetcher
from digest.model.article import Article
from digest.model.errors import DigestError, FetchError, Gone, StoreError, TooManyRequests
from digest.model.feed import EntryState, Feed, FeedState, PendingEntry
from digest.model.ids import ArticleId, FeedId
from digest.model.text import N_
from digest.model.topic import Assignment
from digest.services.reading_feeds import FeedRead, keep_feed, polite_host, read_feed
from digest.services.reading_pages import Page, read_page
from digest.store import articles, audit, entries, feeds, hosts, topics
from digest.store import collecting as work_left
from digest.store.database import Database

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=30)  # longer than any gap, shorter than a claim
GLANCE = 0.5  # seconds between two looks whether to stop
SAME_TEXT = N_("The source published the same text before.")
SAME_ADDRESS = N_("Its address is an article already.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one feed or page."""

    kind: str  # "feed" or "page"
    state: str  # feed: read, unchanged, failed; page: done, duplicate, refused, postponed
    url: str
    reason: str = ""  # in words, when it did not go well
    added: int = 0  # entries new in a feed


@dataclass(frozen=True)
class Collecting:
    """`assign` says what an article is about; `wait` lets seconds pass; `gap` and `deadline` are politeness's."""

    database: Database
    fetcher: Fetcher
    assign: Callable[[Article], Sequence[Assignment]]
    clock: Callable[[], datetime]
    wait: Callable[[float], None]
    gap: timedelta = timedelta(seconds=1)  # between two requests to one host
    deadline: timedelta = timedelta(seconds=30)  # of one request
    chance: Callable[[], float] = random.random  # spreads the next checks

    def work(
        self,
        *,
        stop: Callable[[], bool] = lambda: False,
        at: datetime | None = None,
        shift: timedelta = timedelta(days=1),
        patience: timedelta = PATIENCE,
    ) -> Iterator[Outcome]:
        """Read due feeds and pages until none is left, `stop` says so, or the `shift` is over; gives each outcome.

        `at` is the moment to take as now for the news: what is dated later is not believed, what has no date is of
        then. Several workers may run at once; one that is interrupted gives back what it holds. `patience`: how
        long to wait for a host that is to be left alone, or for what another worker holds and may have lost.
        """
        ends = self.clock() + shift
        while not stop() and self.clock() < ends:
            found = self._claim()
            if found is not None:
                yield self._do(found, at)
                continue
            with self.database.reading() as tx:
                free_at = work_left.next_free(tx, self.clock())
            if free_at is None or free_at - self.clock() > patience:
                return
            self.wait(min(max((free_at - self.clock()).total_seconds(), 0.01), GLANCE))

    def collect_feed(self, feed_id: FeedId, *, at: datetime | None = None) -> Outcome | None:
        """Read one feed now, due or not; None when somebody is at it. Raises NotFound."""
        with self.database.transaction() as tx:
            feeds.get(tx, feed_id)
            feed = feeds.claim_one(tx, feed_id, self.clock(), self._lease())
        return None if feed is None else self._do(feed, at)

    def left(self) -> work_left.Left:
        """How much is still to be done now."""
        with self.database.reading() as tx:
            return work_left.left(tx, self.clock())

    # --- claim and do ---------------------------------------------------------------------------------------

    def _lease(self) -> datetime:
        # A page may need its site's robots.txt as well; the rest is for reading and recording.
        return self.clock() + 2 * self.deadline + timedelta(seconds=30)

    def _claim(self) -> Feed | PendingEntry | None:
        """Feeds first: they are few, and tell which pages there are."""
        with self.database.transaction() as tx:
            found = feeds.claim(tx, self.clock(), self._lease(), 1) or entries.claim(tx, self.clock(), self._lease(), 1)
        return found[0] if found else None

    def _do(self, found: Feed | PendingEntry, at: datetime | None) -> Outcome:
        url = found.url if isinstance(found, Feed) else found.entry.url
        try:
            return self._read_feed(found, at) if isinstance(found, Feed) else self._read_page(found, at)
        except StoreError:
            raise
        except Exception as error:  # the one place that must outlive any input
            log.exception("collecting.unforeseen", url=url)
            ours = DigestError(f"Our program failed on it ({type(error).__name__}: {error}); please report it.")
            if isinstance(found, Feed):
                return self._feed_failed(found, ours)
            return self._page_failed(found, ours, temporary=True)  # the page may be good, once we are
        except BaseException:  # interrupted: others may take it at once
            with suppress(StoreError), self.database.transaction() as tx:
                if isinstance(found, Feed):
                    feeds.let_go(tx, found.id)
                else:
                    entries.let_go(tx, found.id)
                hosts.release(tx, polite_host(url), self.clock() + self.gap)
            raise

    # --- feeds ----------------------------------------------------------------------------------------------

    def _read_feed(self, feed: Feed, at: datetime | None) -> Outcome:
        try:
            read = self.look(feed.url, at, etag=feed.etag, last_modified=feed.last_modified)
        except DigestError as error:
            if isinstance(error, StoreError):
                raise
            return self._feed_failed(feed, error)
        now, parsed = self.clock(), read.parsed
        with self.database.transaction() as tx:
            self._let_rest(tx, feed.url, read.fetched.url)
            added = keep_feed(tx, feed, read, now, at=at or now, chance=self.chance())
        problems = parsed.problems if parsed else ()
        log.info("feed.read", feed=feed.id, added=added, unchanged=parsed is None, problems=len(problems))
        return Outcome("feed", "read" if parsed else "unchanged", feed.url, " ".join(problems), added)

    def look(self, url: str, at: datetime | None = None, *, etag: str = "", last_modified: str = "") -> FeedRead:
        """What stands at a feed's address now. Raises FetchError and BadFeed."""
        clock = self.clock if at is None else lambda: at
        return read_feed(self.fetcher, url, clock, etag=etag, last_modified=last_modified)

    def _feed_failed(self, feed: Feed, error: DigestError) -> Outcome:
        now, throttled = self.clock(), isinstance(error, TooManyRequests)
        failures = polling.failures_after(feed.failures, throttled=throttled)
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        state = polling.state_after(failures, gone=isinstance(error, Gone), throttled=throttled)
        next_try = polling.next_try(now, failures, retry_after, self.chance())
        with self.database.transaction() as tx:
            feeds.failed(tx, feed, str(error), state, next_try, failures)
            if state not in {FeedState.ACTIVE, feed.state}:
                audit.note(tx, now, "", f"feed.{state.value}", f"feed {feed.id}", f"{feed.url}: {error}")
            hosts.release(tx, polite_host(feed.url), self._host_free_at(feed.url, error, now))
        log.warning("feed.failed", feed=feed.id, failures=failures, state=state.value, error=type(error).__name__)
        if state is not FeedState.ACTIVE:
            log.error("feed.given_up", feed=feed.id, state=state.value)
        return Outcome("feed", "failed", feed.url, str(error))

    def _gap(self, url: str) -> timedelta:
        """How long the host is left alone after a request: as we do, or longer where its robots.txt asks for it."""
        return max(self.gap, timedelta(seconds=self.fetcher.crawl_delay(url)))

    def _let_rest(self, tx: Connection, asked: str, found_at: str) -> None:
        """The host that was asked may be asked again after a gap, and so may the one to which it sent us."""
        urls = {polite_host(found_at): found_at, polite_host(asked): asked}
        for host, url in sorted(urls.items()):  # in one order, so that two workers never wait for each other
            (hosts.release if url == asked else hosts.rest)(tx, host, self.clock() + self._gap(url))

    def _host_free_at(self, url: str, error: DigestError, now: datetime) -> datetime:
        asked = error.retry_after if isinstance(error, TooManyRequests) else None
        return now + max(self._gap(url), timedelta(seconds=asked or 0))

    # --- pages ----------------------------------------------------------------------------------------------

    def _read_page(self, pending: PendingEntry, at: datetime | None) -> Outcome:
        with self.database.reading() as tx:
            known = articles.with_url(tx, *identity.spellings(pending.entry.url)) or entries.article_behind(tx, pending)
        if known is not None:
            return self._finish(pending, EntryState.DUPLICATE, SAME_ADDRESS, known)
        try:
            page = read_page(self.fetcher, pending, self.clock(), at)
        except DigestError as error:
            return self._page_failed(pending, error, temporary=error.temporary)
        return self._keep(pending, page, self.assign(page.article))

    def _keep(self, pending: PendingEntry, page: Page, about: Sequence[Assignment]) -> Outcome:
        article, url = page.article, pending.entry.url
        with self.database.transaction() as tx:
            self._let_rest(tx, url, page.found_at)
            known = articles.with_url(tx, *identity.spellings(article.url))
            reason = SAME_ADDRESS if known else SAME_TEXT
            known = known or _repeats(tx, article)
            kept = None if known else articles.add(tx, article, page.image_url)
            if kept is None:
                entries.finish(
                    tx, pending.id, EntryState.DUPLICATE, reason, known or articles.with_url(tx, article.url)
                )
                return Outcome("page", EntryState.DUPLICATE.value, url, reason)
            topics.assign(tx, kept.id, about)
            entries.finish(tx, pending.id, EntryState.DONE, article_id=kept.id)
        log.info("page.read", entry=pending.id, article=kept.id, topics=len(about))
        return Outcome("page", EntryState.DONE.value, url)

    def _page_failed(self, pending: PendingEntry, error: DigestError, *, temporary: bool) -> Outcome:
        now = self.clock()
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        attempts = pending.attempts + 1
        again = polling.next_page_try(now, attempts, retry_after, self.chance()) if temporary else None
        free_at = self._host_free_at(pending.entry.url, error, now)
        if again is None:
            given_up = f"{error} Given up after {attempts} attempts." if temporary else str(error)
            return self._finish(pending, EntryState.REFUSED, given_up, None, free_at)
        with self.database.transaction() as tx:
            entries.postpone(tx, pending.id, str(error), again)
            hosts.release(tx, polite_host(pending.entry.url), free_at)
        return Outcome("page", "postponed", pending.entry.url, str(error))

    def _finish(
        self,
        pending: PendingEntry,
        state: EntryState,
        reason: str,
        article_id: ArticleId | None,
        free_at: datetime | None = None,
    ) -> Outcome:
        with self.database.transaction() as tx:
            entries.finish(tx, pending.id, state, reason, article_id)
            url = pending.entry.url
            hosts.release(tx, polite_host(url), free_at or self.clock() + self._gap(url))
        return Outcome("page", state.value, url, reason)


def _repeats(tx: Connection, article: Article) -> ArticleId | None:
    """The article that its source published before, and now again."""
    this = identity.Known(article.url, article.title, article.simhash, article.published)
    rivals = articles.rivals(tx, article)
    return next((number for number, known in rivals.items() if identity.same(this, identity.Known(*known))), None)
