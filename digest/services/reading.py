"""What pages, meters and health checks show. It changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.model.errors import NotFound, StoreError
from digest.model.rendering import Placeholder, Rendering
from digest.render.segments import split
from digest.store import overview, subscribers
from digest.store.database import Database
from digest.store.overview import Collected, Counts, PastEdition
from digest.subscribe.links import Links

# Doors may not ask the store for these.
__all__ = ["Collected", "Counts", "Health", "PastEdition", "Reading", "WebCopy"]

LEDGER = timedelta(days=7)  # how far back deliveries are counted
STALE = timedelta(minutes=3)  # without a tick for so long nothing new is sent


@dataclass(frozen=True, slots=True)
class Health:
    """Whether we can work. `tick_age` is in seconds; None when there was no tick yet."""

    healthy: bool
    database: str  # "ok", or what is wrong
    tick: str  # "ok", "stale" or "never"
    tick_age: float | None


@dataclass(frozen=True, slots=True)
class WebCopy:
    """An edition as a page for anybody: nobody's links are in it."""

    subject: str
    language: str
    html: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The service behind whatever only looks."""

    database: Database
    links_to: Links
    clock: Callable[[], datetime]

    def health(self) -> Health:
        """Looks at the database and at the last tick; never raises for what it finds."""
        try:
            with self.database.reading() as tx:
                last = overview.last_tick(tx)
        except StoreError as error:
            return Health(healthy=False, database=str(error), tick="unknown", tick_age=None)
        if last is None:
            return Health(healthy=False, database="ok", tick="never", tick_age=None)
        age = self.clock() - last
        fresh = age < STALE
        return Health(healthy=fresh, database="ok", tick="ok" if fresh else "stale", tick_age=age.total_seconds())

    def counts(self) -> Counts:
        """All that can be counted; of deliveries, those of the last days."""
        with self.database.reading() as tx:
            return overview.count(tx, self.clock() - LEDGER)

    def collected(self) -> Collected:
        """How far collecting has come."""
        with self.database.reading() as tx:
            return overview.collected(tx)

    def languages(self) -> list[str]:
        """The languages in which our digests appear, by code."""
        with self.database.reading() as tx:
            return overview.languages(tx)

    def archive(self, slug: str, limit: int = 90) -> list[tuple[PastEdition, str]]:
        """The latest editions of a list with the address of each. Raises NotFound."""
        with self.database.reading() as tx:
            found = subscribers.find_list(tx, slug)
            if found is None:
                raise NotFound(f"There is no list {slug!r}.")
            past = overview.past_editions(tx, found.id, limit)
        return [(one, self.links_to.view(one.edition_id, one.language)) for one in past]

    def web_copy(self, token: str) -> WebCopy:
        """The edition that a link to a web copy names. Raises BadToken and NotFound."""
        edition, language = self.links_to.read_view(token)
        with self.database.reading() as tx:
            rendering = overview.public_rendering(tx, edition, language)
        if rendering is None:
            raise NotFound("This edition is not there, or not yet.")
        return WebCopy(rendering.subject, language, self._neutral(rendering))

    def _neutral(self, rendering: Rendering) -> str:
        """The HTML with addresses that are the same for everybody in its slots."""
        help_page = f"{self.links_to.base_url}/help"
        values = {
            Placeholder.VIEW: self.links_to.view(rendering.edition_id, rendering.language),
            Placeholder.UNSUBSCRIBE: help_page,
            Placeholder.PREFERENCES: help_page,
        }
        return split(rendering).html(values).decode()
