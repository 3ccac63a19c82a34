"""Who asks, how often, and in which language: what every page needs to know of a request. It knows no service."""

import ipaddress
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from flask import Request

from digest.web.wording import Words, choose

NOWHERE = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
PAGE_POLICY = f"{NOWHERE}; style-src 'self'; img-src 'self' data:"
# A web copy holds what strangers wrote: nothing in it runs, is sent, or is fetched from elsewhere.
COPY_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; form-action 'none'; frame-ancestors 'self'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": PAGE_POLICY,
    "Referrer-Policy": "no-referrer",  # a token must not travel to the next site
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
PRIVATE: Mapping[str, str] = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


def network(address: str | None) -> str:
    """The network of an IP address, /24 or /48: enough to see abuse, too little to see a person."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


def words_for(request: Request, reader_language: str = "") -> Words:
    """The words of `?lang=`, else of the reader, else of the browser's Accept-Language."""
    asked = request.args.get("lang", "")
    return choose([asked, reader_language, *request.accept_languages.values()])


@dataclass
class Limiter:
    """At most `most` acts of one network within `window`.

    Counted in this process's memory: with n processes the limit is n times as high, and a restart forgets. That
    is enough against a script; what one mailbox gets is limited in the database (see subscribe/optin.py).
    """

    most: int
    window: timedelta
    _acts: dict[str, deque[datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    MOST_NETWORKS = 10_000

    def admits(self, key: str, now: datetime) -> bool:
        """Whether one more act is within the limit; it is counted then."""
        with self._lock:
            if len(self._acts) > self.MOST_NETWORKS:
                self._forget(now)
            acts = self._acts.setdefault(key, deque())
            while acts and acts[0] <= now - self.window:
                acts.popleft()
            if len(acts) >= self.most:
                return False
            acts.append(now)
            return True

    def _forget(self, now: datetime) -> None:
        current = {key: acts for key, acts in self._acts.items() if acts and acts[-1] > now - self.window}
        self._acts.clear()
        if len(current) <= self.MOST_NETWORKS:
            self._acts.update(current)
