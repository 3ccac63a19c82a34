"""What a server's status and headers mean: which error it is, when to come back, how long it is fresh."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from digest.model.errors import Challenged, FetchError, Gone, NotServed, TooManyRequests, Unreachable
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
        return Challenged(N_("The server wants to see a browser (a Cloudflare challenge)."), status=status)
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
        moment = _moment(value)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)


def fresh_for(headers: dict[str, str], now: datetime) -> float | None:
    """Seconds for which the answer is fresh, or None when it does not say.

    Cache-Control rules over Expires, which counts from the server's own Date (RFC 9111 §4.2.1); what is no date, such
    as 0, has expired.
    """
    match = _MAX_AGE.search(headers.get("cache-control", ""))
    if match:
        return float(match[1])
    if "expires" not in headers:
        return None
    expires, sent = _moment(headers["expires"]), _moment(headers.get("date", "")) or now
    return max((expires - sent).total_seconds(), 0.0) if expires else 0.0


def validators(headers: dict[str, str]) -> tuple[str, str]:
    """ETag and Last-Modified, as they came; none beside `Expires: 0`: there they do not tell whether it changed."""
    if headers.get("expires") == "0":
        return "", ""
    return headers.get("etag", ""), headers.get("last-modified", "")


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):  # the last for a year or a zone that no calendar has
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
