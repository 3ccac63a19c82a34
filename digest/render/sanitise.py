"""Publishers' addresses and endless words, made harmless for mails. Texts are cleaned in `digest.model.text`."""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

_LONG_RUN = re.compile(r"[^\s\u200b]{41,}")
_NEVER_IN_A_URL = re.compile("[\x00-\x1f\x7f-\x9f\\\\\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|[0-9a-f:.]+")
_PLAIN = re.compile(
    r"https?://([a-z0-9-]+\.)+(?!invalid\b)[a-z]{2,}(/[\w/%.~:@!$&'()*+,;=-]*)?(\?[\w/%.~:@!$&'()*+,;=?-]*)?", re.ASCII
)
MAX_URL = 2048  # characters; longer ones break in clients and carry no news


def soften(text: str) -> str:
    """`text` with a zero-width space in every run of more than 40 characters, so that phones can break it."""
    return _LONG_RUN.sub(lambda match: _broken(match[0]), text)


@lru_cache(maxsize=2048)  # an edition's links stand in each of its languages, and are checked there
def web_url(url: str) -> str:
    """`url` as an ASCII http(s) address, or "" when it must not be linked to.

    Refused: other schemes, user information (it disguises hosts), backslashes, controls, our own tokens' host,
    more than `MAX_URL` characters. What else a URL cannot hold is percent-encoded (RFC 3986).
    """
    url = url.strip()
    if _PLAIN.fullmatch(url):  # nearly all are
        return url if len(url) <= MAX_URL else ""
    if len(url) > MAX_URL or _NEVER_IN_A_URL.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (UnicodeError, ValueError):
        return ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    if host.endswith(".invalid"):
        return ""
    authority = f"[{host}]{port}" if ":" in host else f"{host}{port}"
    path, query, fragment = (
        quote(part, safe=f"/%:@!$&'()*+,;=~{more}")
        for part, more in ((parts.path, ""), (parts.query, "?[]"), (parts.fragment, "?"))
    )
    return urlunsplit((parts.scheme, authority, path, query, fragment))


def _broken(run: str) -> str:
    """`run` with a break after every 40th character that no mark or joiner follows."""
    pieces: list[str] = []
    since = 0
    for index, character in enumerate(run):
        joined = unicodedata.category(character) in {"Mn", "Me", "Cf", "Sk"} or run[index - 1] == "\u200d"
        if since >= 40 and not joined:
            pieces.append("\u200b")
            since = 0
        pieces.append(character)
        since += 1
    return "".join(pieces)
