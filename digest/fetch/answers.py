"""What a server's status and headers mean: which error it is, when to come back, how long it is fresh."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from digest.model.errors import FetchError, Gone, NotServed, TooManyRequests, Unreachable
from digest.model.text import N_

LONGEST_WAIT = 86_400.0  # seconds; who asks for more is asked again after a day
_PHRASES = {
    204: N_("The server answered without any content (%(number)s)."),
    401: N_("The server asks for a login (%(number)s)."),
    402: N_("The server asks for a payment (%(number)s)."),
    403: N_("The server does not let us read it (%(number)s)."),
    404: N_("The server knows no such page (%(number)s)."),
    451: N_("The law forbids the server to show it (%(number)s)."),
}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case; of a repeated header the first counts."""
    found: dict[str, str] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())
    return found


def error_of(status: int, headers: dict[str, str], now: datetime) -> FetchError | None:
    """The error that a status stands for; None for a success."""
    if status in {200, 203}:
        return None
    wait = retry_after(headers, now)
    if status == 410:
        return Gone(N_("The server says it is gone for good (410)."), status=status)
    if status == 429 or (status == 503 and wait is not None):
        return TooManyRequests(
            N_("The server asks us to come back later (%(number)s)."), number=status, status=status, retry_after=wait
        )
    if "cf-mitigated" in headers:
        return NotServed(N_("The server wants to see a browser (a Cloudflare challenge)."), status=status)
    if status >= 500 or status in {408, 425}:
        return Unreachable(N_("The server has trouble (%(number)s)."), number=status, status=status, retry_after=wait)
    phrase = _PHRASES.get(status, N_("The server does not serve it (%(number)s)."))
    return NotServed(phrase, number=status, status=status)


def retry_after(headers: dict[str, str], now: datetime) -> float | None:
    """Seconds to wait as Retry-After says, in seconds or as a date (RFC 9110 §10.2.3), at most a day.

    Where it is missing, X-RateLimit-Reset (seconds, or a moment in seconds since 1970) is taken. 0 is an answer.
    """
    value = headers.get("retry-after") or headers.get("x-ratelimit-reset") or ""
    if re.fullmatch(r"\d{1,12}(?:\.\d*)?", value):
        seconds = float(value)
        if "retry-after" not in headers and seconds > 1e9:
            seconds -= now.timestamp()
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (TypeError, ValueError, OverflowError):  # the last for a year or a zone that no calendar has
            return None
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    return min(max(seconds, 0.0), LONGEST_WAIT)


def max_age(headers: dict[str, str]) -> float | None:
    """Seconds for which the answer is fresh (Cache-Control), or None when it does not say."""
    match = _MAX_AGE.search(headers.get("cache-control", ""))
    return float(match[1]) if match else None
