"""Signalling: a dead man's switch (such as healthchecks.io) is told of each edition that is over. It mails nobody.

Silence is its alarm: a machine that died tells nothing. So only what is over is told, and each edition once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import structlog

from digest.fetch.fetcher import Fetcher, FetchRequest
from digest.model.edition import EditionState
from digest.model.errors import FetchError
from digest.store import pings
from digest.store.database import Database

log = structlog.get_logger(__name__)

# Readers went without; whoever cancels an edition knows, and that is no failure.
FAILURES = frozenset({EditionState.SKIPPED, EditionState.MISSED})


@dataclass(frozen=True, slots=True)
class Signalling:
    """The service behind `deliver.ping`. `url` "" means that nobody is to be told."""

    database: Database
    fetcher: Fetcher
    url: str
    clock: Callable[[], datetime]

    def tell(self) -> int:
        """Ask the address once for each edition that is over and not told yet; gives how many it answered.

        What fails is tried again at the next tick, for an hour.
        """
        if not self.url:
            return 0
        with self.database.reading() as tx:
            due = pings.due(tx, self.clock())
        answered = 0
        for edition, state in due:
            try:
                self.fetcher.fetch(FetchRequest(self._address(state), accept="*/*", obey_robots=False))
            except FetchError as error:
                log.warning("ping_failed", edition=edition, error=type(error).__name__, status=error.status)
                break  # the next would not be answered either
            with self.database.transaction() as tx:
                pings.told(tx, edition, self.clock())
            answered += 1
        return answered

    def _address(self, state: EditionState) -> str:
        """The address as it is for success, with /fail for failure, as healthchecks.io has it."""
        if state not in FAILURES:
            return self.url
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))
