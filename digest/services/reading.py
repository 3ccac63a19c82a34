"""What meters and health checks show. It changes nothing; past editions are archiving.py's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.model.errors import StoreError
from digest.store import overview
from digest.store.database import Database
from digest.store.overview import Collected, Counts

# Doors may not ask the store for these.
__all__ = ["Collected", "Counts", "Health", "Reading"]

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
class Reading:
    """The service behind whatever only looks."""

    database: Database
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
            now = self.clock()
            return overview.count(tx, now - LEDGER, now)

    def collected(self) -> Collected:
        """How far collecting has come."""
        with self.database.reading() as tx:
            return overview.collected(tx)
