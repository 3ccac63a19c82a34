"""Which letters the bytes of a feed or page stand for. It repairs no mojibake."""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
# Browsers read these labels as their larger Windows sisters (WHATWG Encoding Standard), and so do publishers.
_LARGER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_HEAD = 4096  # bytes in which a declaration must stand
_TAGS = re.compile(rb"[<>]")
_SAMPLE = 64 * 1024  # bytes of text beyond ASCII shown to the detector
_SURE = 0.8  # part of the signs beyond ASCII that UTF-8 tells, where only a few bytes of it are broken
# What publishers still use, so that short texts are not taken for what nobody writes; of equals, the first.
_LEGACY = (
    "cp1252", "cp1251", "koi8_u", "cp1256", "cp1254", "cp1250", "iso8859_2", "cp1253", "cp1255",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip


def header_charset(content_type: str) -> str:
    """The charset that a Content-Type header names, or ""."""
    match = _HEADER.search(content_type)
    return match[1] if match else ""


def decode(body: bytes, declared: str = "") -> str:
    """`body` as text; bytes that fit nowhere become U+FFFD, so it never fails.

    A byte order mark decides; then bytes that are valid UTF-8, but for a few, are UTF-8, whatever anyone declares;
    then `declared` (from HTTP), the XML prolog and `<meta>`, unless they say UTF-8; then a detector's guess.
    """
    claims = [found for found in map(codec, (declared, *_inside(body[:_HEAD]))) if found]
    certain = _marked(body, claims)
    if certain:
        return body.decode(certain, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    if text.count("\ufffd") <= (1 - _SURE) * (len(text) - len(text.encode("ascii", "ignore"))):
        return text
    claimed = next((name for name in claims if name != "utf-8"), "") or _guessed(body)
    return body.decode(claimed, "replace") if claimed else text


def _marked(body: bytes, claims: list[str]) -> str:
    """The encoding that the bytes themselves betray, or ""."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    if b"\x1b$" in body:  # seven-bit, hence valid UTF-8 as well
        return next((name for name in claims if name.startswith("iso2022")), "")
    return _wide(body[:_HEAD]) if b"\0" in body[:_HEAD] else ""


def _guessed(body: bytes) -> str:
    """The encoding in which the texts look least broken and most like a language, or ""."""
    sample = b"\n".join(text for text in _TAGS.split(body) if not text.isascii())[:_SAMPLE]
    guesses = from_bytes(sample, cp_isolation=list(_LEGACY), enable_fallback=False)
    ranked = sorted(guesses, key=lambda one: (one.chaos, -one.coherence, _LEGACY.index(one.encoding)))
    return ranked[0].encoding if ranked else ""


def codec(label: str) -> str:
    """Python's name for a charset label, misspelt ones included ("cp-1251"); "" when there is none."""
    label = label.strip().lower()
    for spelling in (label, re.sub(r"^(?:x-)?(?:cp|win|windows)[-_]?(125\d)$", r"cp\1", label)):
        try:
            name = codecs.lookup(spelling).name
        except LookupError:
            continue
        if name in {"utf-7", "idna", "punycode"} or not codecs.lookup(name)._is_text_encoding:  # noqa: SLF001  (no public name)
            return ""
        return _LARGER.get(name, name)
    return ""


def _inside(head: bytes) -> list[str]:
    found = (_PROLOG.search(head), _META.search(head))
    return [match[1].decode("ascii", "ignore") for match in found if match]


def _wide(head: bytes) -> str:
    """UTF-16 without a mark shows zeros in every other byte of its markup."""
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 3:
        return "utf-16-be"
    return ""
