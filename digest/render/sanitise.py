"""Makes publishers' texts and addresses harmless before a template sees them. It knows nothing of HTML."""

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]",
)
_C1 = re.compile("[\x80-\x9f]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_BLANKS = re.compile("[ \t\n\r\x0b\x0c\u2028\u2029]+")
_LONG_RUN = re.compile(r"[^\s\u200b]{41,}")
_PDI = "\u2069"
_NEVER_IN_A_URL = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"`{|}^\u2000-\u200f\u2028-\u202f\u2066-\u2069]")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})
MAX_URL = 2048  # characters; longer ones break in clients and carry no news


def clean(text: str, limit: int = 1000) -> str:
    """`text` as one line of at most `limit` characters, without what breaks mails or their direction.

    NFC; C1 controls are read as Windows-1252 (U+0092 alone makes Gmail clip a mail); other controls,
    noncharacters, lone surrogates and direction overrides are dropped; isolates are balanced.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return shorten(text.strip(), limit)
    text = _C1.sub(lambda match: bytes([ord(match[0])]).decode("cp1252", "ignore"), text)
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    text = _balanced(_BLANKS.sub(" ", text).strip())
    return shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """`text`, cut between words and closed with an ellipsis when it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    cut = cut[:space] if space > limit // 2 else cut
    return _balanced(cut.rstrip(" ,;:.–—-·\u200d") + "…")


def soften(text: str) -> str:
    """`text` with a zero-width space in every run of more than 40 characters, so that phones can break it."""
    return _LONG_RUN.sub(lambda match: _broken(match[0]), text)


def web_url(url: str) -> str:
    """`url` as an ASCII http(s) address, or "" when it must not be linked to.

    Refused: other schemes, user information (it disguises hosts), backslashes, blanks and controls, our own
    tokens' host, more than `MAX_URL` characters.
    """
    url = url.strip()
    if len(url) > MAX_URL or _NEVER_IN_A_URL.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (UnicodeError, ValueError):
        return ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not host or host.endswith(".invalid"):
        return ""
    host = f"[{host}]" if ":" in host else host
    safe = "/%:@!$&'()*+,;=~"
    return urlunsplit(
        (
            parts.scheme,
            host + port,
            quote(parts.path, safe=safe),
            quote(parts.query, safe=safe + "?/[]"),
            quote(parts.fragment, safe=safe + "?/"),
        ),
    )


def direction_of_language(language: str) -> str:
    """`"rtl"` or `"ltr"`, for a BCP 47 tag."""
    return "rtl" if language.replace("_", "-").split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def direction_of_text(text: str, default: str = "ltr") -> str:
    """The direction of the first strong character (UAX 9, P2), else `default`."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in {"R", "AL"}:
            return "rtl"
    return default


def isolate(text: str, around: str) -> str:
    """`text` between U+2068 and U+2069 when its direction is not the one `around` it.

    `<bdi>` is unknown to Gmail, Outlook, Yahoo and mail.ru; these two characters are not.
    """
    return f"\u2068{text}{_PDI}" if direction_of_text(text, around) != around else text


def begin_rtl(text: str, around: str) -> str:
    """A line of plain text that a reader's program shows from the right when `around` is `"rtl"`."""
    starts_rtl = bool(text) and unicodedata.bidirectional(text[0]) in {"R", "AL"}
    return text if around != "rtl" or starts_rtl else f"\u200f{text}"


def _balanced(text: str) -> str:
    """`text` with every isolate closed and no closing without its opening."""
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        if match[0] != _PDI:
            depth += 1
            return match[0]
        if depth == 0:
            return ""
        depth -= 1
        return _PDI

    return _ISOLATES.sub(keep, text) + _PDI * depth


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
