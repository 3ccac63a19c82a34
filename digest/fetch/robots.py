"""robots.txt (RFC 9309): may we fetch this page, and how often may we ask? Answers are kept for a day."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlsplit

from protego import Protego

from digest.fetch.fetcher import Fetched, FetchRequest
from digest.model.errors import FetchError, NotServed
from digest.model.text import N_

KEPT_FOR = 86_400.0  # seconds (RFC 9309 §2.4)
READ = 500 * 1024  # bytes (RFC 9309 §2.5)
LONGEST_DELAY = 600.0  # seconds; who asks for more would be read for days
_MOST_SITES = 2000


@dataclass(frozen=True)
class _Rules:
    rules: Protego
    until: float


class Robots:
    """The rules of sites, fetched when first needed. Safe to share between threads."""

    def __init__(self, fetch: Callable[[FetchRequest], Fetched], user_agent: str, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._agent = user_agent.partition("/")[0]
        self._clock = clock  # seconds, monotonic
        self._sites: OrderedDict[str, _Rules] = OrderedDict()
        self._lock = Lock()

    def check(self, url: str) -> None:
        """Raise NotServed when the site's robots.txt forbids `url` to us, Unreachable when it cannot be had now."""
        site = _site(url)
        known = self._known(site)
        if known is None or known.until <= self._clock():
            known = self._read(site)
            with self._lock:
                self._sites[site] = known
                self._sites.move_to_end(site)
                while len(self._sites) > _MOST_SITES:
                    self._sites.popitem(last=False)
        if not known.rules.can_fetch(url, self._agent):
            host = urlsplit(url).netloc
            raise NotServed(N_("The robots.txt of %(host)s asks programs not to read this page."), host=host)

    def delay(self, url: str) -> float:
        """Seconds that the site wants between two requests (Crawl-delay), if its rules were read; else 0."""
        known = self._known(_site(url))
        return min(max(known.rules.crawl_delay(self._agent) or 0.0, 0.0), LONGEST_DELAY) if known else 0.0

    def _known(self, site: str) -> _Rules | None:
        with self._lock:
            return self._sites.get(site)

    def _read(self, site: str) -> _Rules:
        try:
            asked = FetchRequest(f"{site}/robots.txt", "text/plain, */*;q=0.1", obey_robots=False, first_bytes=READ)
            text = self._fetch(asked).body[:READ].decode("utf-8", "replace")
        except FetchError as error:
            # A server in trouble forbids everything for now: the page's own fetch fails as temporary.
            # A robots.txt that is not there, or not to be had (4xx), allows everything (RFC 9309 §2.3.1).
            if error.temporary:
                raise
            text = ""
        return _Rules(Protego.parse(text), self._clock() + KEPT_FOR)


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
