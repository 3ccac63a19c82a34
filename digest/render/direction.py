"""Which way a text runs, and how to keep it from turning its neighbours. It mends no texts."""

import unicodedata

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})


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
    return f"\u2068{text}\u2069" if direction_of_text(text, around) != around else text


def begin_rtl(text: str, around: str) -> str:
    """A line of plain text that a reader's program shows from the right when `around` is `"rtl"`."""
    starts_rtl = bool(text) and unicodedata.bidirectional(text[0]) in {"R", "AL"}
    return text if around != "rtl" or starts_rtl else f"\u200f{text}"
