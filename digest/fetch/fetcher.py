"""What fetching means, whoever does it: a request, what came back, and the errors in between."""

from dataclasses import dataclass
from typing import Protocol

FEED_TYPES = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask for."""

    url: str  # absolute, http or https
    accept: str = PAGE_TYPES
    etag: str = ""  # sent back as it came
    last_modified: str = ""  # likewise
    obey_robots: bool = True  # pages do; feeds are made to be fetched
    method: str = "GET"  # or "HEAD", to know only whether it is there
    first_bytes: int = 0  # be content with so many of the body, decompressed; 0: all, or an error when it is too long


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: a body, or the word that nothing has changed."""

    url: str  # where it was found, redirects followed
    body: bytes = b""  # decompressed
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    fresh_for: float | None = None  # seconds for which the server calls it fresh
    not_modified: bool = False
    moved_to: str = ""  # where permanent redirects (301, 308), and only those, led


class Fetcher(Protocol):
    """Anything that can fetch: HTTP, or canned answers in tests."""

    def fetch(self, request: FetchRequest) -> Fetched:
        """What `request` asks for. Raises FetchError; its class says whether trying again makes sense."""

    def crawl_delay(self, url: str) -> float:
        """Seconds that the host of `url` wants between two requests, as far as we know; 0 when it does not say."""
