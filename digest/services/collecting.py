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

from digest.collect import polling
from digest.collect.canonical import host_of
from digest.collect.parse import parse_feed
from digest.fetch.fetcher import FEED_TYPES, Fetched, Fetcher, FetchRequest
from digest.fetch.guard import is_loopback
from digest.model.article import Article
from digest.model.errors import DigestError, FetchError, Gone, StoreError, TooManyRequests
from digest.model.feed import EntryState, Feed, FeedState, ParsedFeed, PendingEntry
from digest.model.ids import ArticleId, FeedId
from digest.model.text import N_
from digest.model.topic import Assignment
from digest.services.reading_pages import Page, read_page
from digest.store import articles, entries, feeds, hosts, topics
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
            reason = f"Our program failed on it ({type(error).__name__}: {error}); please report it."
            return (
                self._feed_failed(found, DigestError(reason))
                if isinstance(found, Feed)
                else self._refuse(found, reason)
            )
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
            fetched, parsed = self.look(feed.url, at, etag=feed.etag, last_modified=feed.last_modified)
        except DigestError as error:
            if isinstance(error, StoreError):
                raise
            return self._feed_failed(feed, error)
        now = self.clock()
        freshness = polling.Freshness(
            ttl_minutes=parsed.ttl_minutes if parsed else None,
            max_age=fetched.max_age,
            conditional=bool(fetched.etag or fetched.last_modified),
        )
        good = feeds.Good(
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            next_check_at=polling.next_check(now, freshness, self.chance()),
            language=parsed.language if parsed else "",
            title=parsed.title if parsed else "",
        )
        found = [(entry, polite_host(entry.url)) for entry in parsed.entries] if parsed else []
        with self.database.transaction() as tx:
            added = entries.add(tx, feed.id, found, at or now)
            feeds.succeeded(tx, feed, good, now)
            hosts.release(tx, polite_host(feed.url), now + self.gap)
        problems = parsed.problems if parsed else ()
        log.info("feed.read", feed=feed.id, added=added, unchanged=parsed is None, problems=len(problems))
        return Outcome("feed", "read" if parsed else "unchanged", feed.url, " ".join(problems), added)

    def look(
        self,
        url: str,
        at: datetime | None = None,
        *,
        etag: str = "",
        last_modified: str = "",
    ) -> tuple[Fetched, ParsedFeed | None]:
        """What stands at a feed's address now; no feed when nothing has changed. Raises FetchError and BadFeed."""
        request = FetchRequest(url, FEED_TYPES, etag, last_modified, obey_robots=False)
        fetched = self.fetcher.fetch(request)
        unchanged = fetched.not_modified or bool(etag and fetched.etag == etag)
        if unchanged:
            return fetched, None
        return fetched, parse_feed(fetched.body, fetched.url, at or self.clock(), fetched.content_type)

    def _feed_failed(self, feed: Feed, error: DigestError) -> Outcome:
        now, failures = self.clock(), feed.failures + 1
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        throttled = isinstance(error, TooManyRequests)
        state = polling.state_after(failures, gone=isinstance(error, Gone), throttled=throttled)
        next_try = polling.next_try(now, failures, retry_after, self.chance())
        with self.database.transaction() as tx:
            feeds.failed(tx, feed, str(error), state, next_try)
            hosts.release(tx, polite_host(feed.url), self._host_free_at(error, now))
        log.warning("feed.failed", feed=feed.id, failures=failures, state=state.value, error=type(error).__name__)
        if state is not FeedState.ACTIVE:
            log.error("feed.given_up", feed=feed.id, state=state.value)
        return Outcome("feed", "failed", feed.url, str(error))

    def _host_free_at(self, error: DigestError, now: datetime) -> datetime:
        asked = error.retry_after if isinstance(error, TooManyRequests) else None
        return now + max(self.gap, timedelta(seconds=asked or 0))

    # --- pages ----------------------------------------------------------------------------------------------

    def _read_page(self, pending: PendingEntry, at: datetime | None) -> Outcome:
        with self.database.reading() as tx:
            known = articles.with_url(tx, pending.entry.url)
        if known is not None:
            return self._finish(pending, EntryState.DUPLICATE, "Its address is an article already.", known)
        try:
            page = read_page(self.fetcher, pending, self.clock(), at)
        except DigestError as error:
            return self._page_failed(pending, error)
        return self._keep(pending, page, self.assign(page.article))

    def _keep(self, pending: PendingEntry, page: Page, about: Sequence[Assignment]) -> Outcome:
        article = page.article
        host = polite_host(pending.entry.url)
        with self.database.transaction() as tx:
            hosts.release(tx, host, self.clock() + self.gap)
            again = articles.repeated(tx, article.source.id, article.title, article.simhash, article.published)
            kept = None if again else articles.add(tx, article, page.image_url)
            if kept is None:
                known = again or articles.with_url(tx, article.url)
                reason = SAME_TEXT if again else SAME_ADDRESS
                entries.finish(tx, pending.id, EntryState.DUPLICATE, reason, known)
                return Outcome("page", EntryState.DUPLICATE.value, pending.entry.url, reason)
            topics.assign(tx, kept.id, about)
            entries.finish(tx, pending.id, EntryState.DONE, article_id=kept.id)
        log.info("page.read", entry=pending.id, article=kept.id, topics=len(about))
        return Outcome("page", EntryState.DONE.value, pending.entry.url)

    def _page_failed(self, pending: PendingEntry, error: DigestError) -> Outcome:
        now = self.clock()
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        attempts = pending.attempts + 1
        again = polling.next_page_try(now, attempts, retry_after, self.chance()) if error.temporary else None
        free_at = self._host_free_at(error, now)
        if again is None:
            given_up = f"{error} Given up after {attempts} attempts." if error.temporary else str(error)
            return self._refuse(pending, given_up, free_at)
        with self.database.transaction() as tx:
            entries.postpone(tx, pending.id, str(error), again)
            hosts.release(tx, polite_host(pending.entry.url), free_at)
        return Outcome("page", "postponed", pending.entry.url, str(error))

    def _refuse(self, pending: PendingEntry, reason: str, free_at: datetime | None = None) -> Outcome:
        return self._finish(pending, EntryState.REFUSED, reason, None, free_at)

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
            hosts.release(tx, polite_host(pending.entry.url), free_at or self.clock() + self.gap)
        return Outcome("page", state.value, pending.entry.url, reason)


def polite_host(url: str) -> str:
    """The host to be left alone between two requests; "" for this machine, which is ours."""
    return "" if is_loopback(url) else host_of(url)
