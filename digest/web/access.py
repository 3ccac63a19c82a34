"""Who asks, and in which language: what every page needs to know of a request. It knows no service."""

import ipaddress
from collections.abc import Mapping

from flask import Request

from digest.web.wording import Words, choose

NOWHERE = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
PAGE_POLICY = f"{NOWHERE}; script-src 'self'; style-src 'self'; img-src 'self' data:"
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
