"""Text from strangers, made safe to keep: one line, no controls, no trick with direction. It knows nothing of HTML."""

import re
import unicodedata

_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u200b\u202a-\u202e\u2060\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ud800-\udfff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]",
)
_C1 = re.compile("[\x80-\x9f]")
_BLANKS = re.compile(r"\s+")
_ISOLATES = re.compile("[\u2066-\u2069]")
_PDI = "\u2069"


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Mark a phrase that a page says in its reader's language, and a command in English."""
    return message


def clean(text: str, limit: int = 1000) -> str:
    """`text` as one line of at most `limit` characters, in NFC.

    C1 controls are read as Windows-1252, which is what they were meant to be; other controls, noncharacters,
    lone surrogates, invisible breaks and direction overrides (U+202A to U+202E) are dropped; isolates
    (U+2066 to U+2069) are balanced (UAX 9). Longer texts end between words with an ellipsis.
    """
    text = _C1.sub(lambda match: bytes([ord(match[0])]).decode("cp1252", "ignore"), text)
    # Blanks last: what is dropped may have stood between two of them.
    text = balance(unicodedata.normalize("NFC", _UNWANTED.sub("", text)))
    return shorten(_BLANKS.sub(" ", text).strip(), limit)


def shorten(text: str, limit: int) -> str:
    """`text`, cut between words and closed with an ellipsis when it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    # Closing an isolate that the cut left open takes room as well.
    room = limit - 1 - min(len(_ISOLATES.findall(text)), limit // 2)
    cut = text[: max(room, 0)]
    space = cut.rfind(" ")
    cut = cut[:space] if space > room // 2 else _without_half_a_character(text, cut)
    return balance(cut.rstrip(" ,;:.–—-·\u200d") + "…")


def _without_half_a_character(text: str, cut: str) -> str:
    """`cut`, the beginning of the longer `text`, without a letter whose marks or joined parts it lost."""
    while cut and (unicodedata.category(text[len(cut)]).startswith("M") or "\u200d" in (cut[-1], text[len(cut)])):
        cut = cut[:-1]
    return cut


def balance(text: str) -> str:
    """`text` with every isolate closed, and no closing without its opening."""
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
