"""Whether the links of an edition lead to anything, asked beforehand and politely. It renders nothing."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

import structlog

from digest.fetch.fetcher import Fetcher, FetchRequest
from digest.model.errors import FetchError, Gone, NoSuchHost, NotServed, PrivateAddress, Refused, TooLarge
from digest.model.ids import EditionId
from digest.model.rendering import Finding, LinkState
from digest.model.text import N_
from digest.render.checks.answers import CODES, addresses
from digest.services.composing import describe
from digest.services.recalling import FRESH, answered
from digest.store import curation, digests, editions, findings, links
from digest.store.database import Database

log = structlog.get_logger(__name__)

KEPT = timedelta(days=1)
MOST_LINKS = 100  # of an edition, at once
HANDS = 8  # hosts at once
LINK_DEADLINE, LINK_BYTES = 10.0, 2_000_000  # seconds for one link, and what is read of a page at most
SHIFT = timedelta(minutes=4)  # well under the time limit of a task


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at an edition's links found."""

    links: int  # in all its languages
    asked: int  # the others were known, or are left for another time
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Checking:
    """The service behind what checks say. `gap`: between two requests to one host; `wait` lets seconds pass."""

    database: Database
    fetcher: Fetcher
    base_url: str
    clock: Callable[[], datetime]
    wait: Callable[[float], None]
    gap: timedelta = timedelta(seconds=1)

    def findings(self, edition_id: EditionId) -> tuple[Finding, ...]:
        """What all checks say of an edition, blocking ones first. Raises NotFound."""
        with self.database.reading() as tx:
            digests.with_edition(tx, edition_id)
            return tuple(findings.every(tx, edition_id))

    def check_links(self, edition_id: EditionId, stop: Callable[[], bool] = lambda: False) -> Looked:
        """Look where the edition's links lead, unless that is known since an hour, and keep what is to be said of it.

        Two at once are harmless. Raises NotFound, and Refused when nothing was rendered.
        """
        now = self.clock()
        with self.database.transaction() as tx:
            edition, _ = digests.with_edition(tx, edition_id)
            made = editions.all_renderings(tx, edition_id)
            urls = addresses(made)
            if not made:
                raise Refused(
                    N_("%(standing)s; it has no links to look at."),
                    standing=describe(edition),
                )
            links.begin(tx, edition_id, now)
            known = links.known(tx, urls, now - FRESH)
        unknown = [url for url in urls if url not in known][:MOST_LINKS]
        states = self._ask(unknown, stop)
        with self.database.transaction() as tx:
            links.store(tx, states, now)
            links.forget(tx, now - KEPT)
            curation.lock(tx, edition_id)
            # It may have been rendered anew meanwhile: what is said is said of what is there.
            edition, _ = digests.with_edition(tx, edition_id)
            found = answered(tx, edition, editions.all_renderings(tx, edition_id), self.base_url, now)
            findings.replace(tx, edition_id, CODES, found)
        log.info("links_checked", edition=edition_id, links=len(urls), asked=len(states), findings=len(found))
        return Looked(len(urls), len(states), found)

    def _ask(self, urls: Iterable[str], stop: Callable[[], bool]) -> dict[str, LinkState]:
        """One host after the other by each hand, so that no host is asked twice at once."""
        ends = self.clock() + SHIFT
        hosts = [list(same) for _, same in groupby(sorted(urls, key=_host), key=_host)]

        def ask(same: Sequence[str]) -> list[tuple[str, LinkState]]:
            found = list[tuple[str, LinkState]]()
            for url in same:
                if stop() or self.clock() >= ends:
                    break
                if found:
                    self.wait(self.gap.total_seconds())
                found.append((url, self._state(url)))
            return found

        with ThreadPoolExecutor(HANDS) as pool:
            return {url: state for found in pool.map(ask, hosts) for url, state in found}

    def _state(self, url: str) -> LinkState:
        """By HEAD; where a server says no to that, by GET: many do not know the one and mean the other."""
        state = LinkState.UNKNOWN
        for method in ("HEAD", "GET"):
            try:
                self.fetcher.fetch(FetchRequest(url, method=method))
            except TooLarge:
                return LinkState.WELL
            except FetchError as error:
                state = _meaning(error)
                if not error.status:  # nobody answered, or nobody was asked
                    return state
            else:
                return LinkState.WELL
        return state


def _meaning(error: FetchError) -> LinkState:
    if isinstance(error, Gone) or (isinstance(error, NotServed) and error.status == 404):
        return LinkState.GONE
    if isinstance(error, NoSuchHost):
        return LinkState.NO_HOST
    return LinkState.PRIVATE if isinstance(error, PrivateAddress) else LinkState.UNKNOWN


def _host(url: str) -> str:
    return urlsplit(url).netloc
