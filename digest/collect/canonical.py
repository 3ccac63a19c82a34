"""One spelling for each page's address, so that the same page met twice is known. It fetches nothing."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

MAX_URL = 2000  # characters

_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|dc|ms|tw|y|igsh|mc_e|mc_c|wbra|gbra)clid|clid|fbclid|gclid|igshid|mc_[ce]id|mkt_tok|_ga|_gl|"
    r"at_(?:medium|campaign|custom\d|link\w*|ptr_name|format|bbc_team|creation)|ns_\w+|xtor|cmpid|cmp|ocid|smid|smtyp|"
    r"spm|wt_mc|wt\.mc_id|ito|s_cid|ncid|sr_share|guccounter|guce_\w+|yclid|_openstat|ref_src|__twitter_impression|"
    r"msclkid|gclsrc|srsltid|mtm_\w+|pk_(?:campaign|kwd|keyword|source|medium|content|cid)|_hs(?:enc|mi)|maca|ftcamp|emc|"
    r"soc_(?:src|trk)|feed(?:name|type)",
    re.IGNORECASE,
)
# Parameters that many pages need, unless they say that it was a feed or a network that led here.
_WHENCE = re.compile(
    r"(?:ref|from|src|source|origin|via|partner|medium|channel)="
    r"(?:\w*[-_.])?(?:rss|feed|atom|rdf|twitter|facebook|telegram|newsletter)(?:[-_.]?\w*)?",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~-._"


def canonical_url(url: str, base: str = "") -> str:
    """`url` in its one spelling, or "" when it is no http(s) address.

    Relative and protocol-relative addresses are taken from `base`; scheme and host are in lower case, the host
    in IDNA, default ports, user information, fragments and tracking parameters dropped, escapes normalised
    (RFC 3986 §6.2). The order of the other parameters is kept: some servers mind it.
    """
    return _spelled(url, base, _query)


def feed_url(url: str, base: str = "") -> str:
    """The same for the address of a feed, whose parameters all count: `?feed=rss2` is one, and says no whence."""
    return _spelled(url, base, _escaped)


def _spelled(url: str, base: str, query: Callable[[str], str]) -> str:
    try:
        parts = urlsplit(urljoin(base, "".join(url.split())))
        scheme, host, port = parts.scheme.lower(), _host(parts.hostname or ""), parts.port
    except (UnicodeError, ValueError):
        return ""
    if scheme not in _PORTS or not host:
        return ""
    netloc = host if port in {None, _PORTS[scheme]} else f"{host}:{port}"
    path = quote(_unescaped(parts.path) or "/", safe=_SAFE)
    out = urlunsplit((scheme, netloc, path, query(parts.query), ""))
    return out if len(out) <= MAX_URL else ""


def host_of(url: str) -> str:
    """The host of an address with its port when it has one, as the key of politeness; "" when there is none."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def article_url(declared: str, found: str, home_url: str = "") -> str:
    """The canonical URL of a page: what it declares when that can be true, else where it was found.

    A page may speak for its own site and its source's (`home_url`) only, and its article is not the front page:
    else one page could pass for another publisher's.
    """
    declared, found = canonical_url(declared) if declared else "", canonical_url(found)
    if not declared:
        return found
    ours = [_site(found), _site(canonical_url(home_url)) if home_url else ""]
    if urlsplit(declared).path == "/" != urlsplit(found).path or not any(_same(_site(declared), site) for site in ours):
        return found
    return declared


def _site(url: str) -> str:
    name = urlsplit(url).hostname or ""
    return re.sub(r"^(?:www\d?|m|mobile|amp|edition)\.", "", name)


def _same(one: str, other: str) -> bool:
    return bool(other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    return name.rstrip(".").encode("idna").decode("ascii").lower()


def _query(query: str) -> str:
    if not query or not any(map(_tracks, query.split("&"))):
        return _escaped(query)
    named = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in named if not _tracks(f"{name}={value}")])


def _escaped(query: str) -> str:
    return quote(query, safe=_SAFE + "?[]|")


def _tracks(part: str) -> bool:
    """Whether a parameter says how somebody came here, not what is here."""
    return bool(_TRACKING.fullmatch(part.partition("=")[0]) or _WHENCE.fullmatch(part))


def _unescaped(path: str) -> str:
    """`path` with the escapes undone that never needed to be (letters, digits, - . _ ~), the others in capitals."""

    def spell(match: re.Match[str]) -> str:
        letter = chr(int(match[0][1:], 16))
        return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else match[0].upper()

    return re.sub(r"%[0-9A-Fa-f]{2}", spell, path)
