"""A mail that came in, taken apart within bounds: headers, texts, reports, what was returned. It judges nothing.

Whoever knows an address of ours can send anything: what is too large, too deep or too many is refused, not tried.
"""

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from itertools import islice

from digest.model.errors import BadInput

MOST_OCTETS = 512 * 1024  # that are looked at; a report comes first, the mail it is about may be long
MOST_PARTS = 60
MOST_DEPTH = 8
MOST_TEXT = 20_000  # characters of a text
MOST_HEADER = 4000  # characters of a header

Fields = dict[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class Mail:
    """What can be read of a mail."""

    headers: Fields  # unfolded, encoded words decoded; the first of each name
    addresses: tuple[str, ...]  # that it was sent to, as far as headers say
    texts: tuple[str, ...]  # for people, up to a copy of the mail that it is about
    reports: tuple[tuple[str, tuple[Fields, ...]], ...]  # content type, and its groups of fields
    returned: Fields  # headers of the mail that it is about; empty when they are not there


# Where, in a text, the copy of the returned mail begins.
_COPY = re.compile(
    r"^[^\w\n]{0,60}(?:"
    r".{0,40}\b(?:this is|below is|included is|here is|following is|follows) a copy of (?:the|your|all)\b.*"
    r"|.{0,20}below this line.{0,60}"
    r"|.{0,30}\b(?:original|undelivered|unsent|returned|rejected|failed|your) (?:message|mail|e-mail)"
    r"(?: headers?| text| body)?(?: follows?| below| is attached)?\s*[:.\-=_*]*\s*"
    r"|.{0,20}(?:message|mail) (?:headers?|text|body|contents?)(?: follows?| is)?\s*[:.\-=_*]*\s*"
    r"|Исходное (?:сообщение|письмо).{0,40}"
    r"|(?:Return-Path|Received|Message-ID|MIME-Version|DKIM-Signature|X-Originating-IP|Content-Type): ?.*"
    r")$",
    re.IGNORECASE | re.MULTILINE,
)
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status", "message/feedback-report"})
_COPIES = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})
_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to", "to", "cc")
_IN_TEXT = re.compile(r"^(?:Final|Original)-Recipient:.*;", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary[*0-9]*[ \t]*=", re.IGNORECASE)
_FIELD = re.compile(r"([!-9;-~]{1,80})[ \t]*:[ \t]*(.*)", re.DOTALL)
_ADDRESS = re.compile(r"[^\s<>\"(),:;\[\]]{1,300}@[\w.-]{1,255}", re.ASCII)
_TAG = re.compile(r"<(?:br|/p|/div|/tr|/li)\b[^<>]{0,200}>", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:style|script|title)\b.{0,20000}?</(?:style|script|title)>|<[a-z/!][^<>]{0,2000}>", re.IGNORECASE | re.DOTALL
)


# They are no charsets of mails: some take time by the square of the length, some make what is no text.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})


class _Bounded(Compat32):
    """Cuts each header before the parser looks into it, which takes time by the square of its length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MOST_HEADER]


def take_apart(octets: bytes) -> Mail:
    """Read a mail. Raises BadInput for one made to cost more than it is worth."""
    seen = octets[:MOST_OCTETS].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if len(_BOUNDARY.findall(seen)) > MOST_PARTS:
        raise BadInput("The mail has more parts than any report.")
    try:
        message = message_from_bytes(seen, policy=_Bounded())
        parts = list(islice(_walk(message, 0), MOST_PARTS))
    except RecursionError:
        raise BadInput("The mail's parts are nested too deeply.") from None
    reports, texts, copies = _sorted(parts)
    return Mail(
        headers=_fields_of(message),
        addresses=tuple(_addresses(message)),
        texts=tuple(texts),
        reports=tuple(reports),
        returned=copies[0] if copies else _returned_in(parts),
    )


def fields(text: str) -> Fields:
    """A block of header fields (RFC 5322 §2.2), unfolded; of two with one name the first."""
    found: Fields = {}
    for line in re.sub(r"\n[ \t]+", " ", text).splitlines():
        if named := _FIELD.fullmatch(line.strip()):
            found.setdefault(named[1].lower(), named[2].strip())
    return found


def _walk(part: Message, depth: int) -> Iterator[Message]:
    """The parts in their order; what is inside a returned mail is not a part of this one."""
    if depth > MOST_DEPTH:
        raise BadInput("The mail's parts are nested too deeply.")
    yield part
    if part.get_content_type() in _COPIES | _REPORTS or not part.is_multipart():
        return
    for inner in part.get_payload():
        if isinstance(inner, Message):
            yield from _walk(inner, depth + 1)


def _sorted(parts: list[Message]) -> tuple[list[tuple[str, tuple[Fields, ...]]], list[str], list[Fields]]:
    reports, plain, marked, copies = [], list[str](), list[str](), list[Fields]()
    for part in parts:
        kind = part.get_content_type()
        if kind in _REPORTS:
            groups = (fields(group) for group in re.split(r"\n[ \t]*\n", _block(part)))
            reports.append((kind, tuple(group for group in groups if group)))
        elif kind in _COPIES:
            copies.append(fields(_block(part)))
        elif kind == "text/html":
            marked.append(html.unescape(_MARKUP.sub(" ", _TAG.sub("\n", _decoded(part)))))
        elif kind.startswith(("text/", "multipart/")) and not part.is_multipart():  # a boundary that is not there
            text = _decoded(part)
            plain.append(text)
            reports.extend(_reports_in(text))
    readable = [_before_copy(text) for text in plain] or [_before_copy(text) for text in marked]
    return reports, readable, copies


def _reports_in(text: str) -> list[tuple[str, tuple[Fields, ...]]]:
    """Fields of a report that stand in a text, as some servers write them."""
    if not _IN_TEXT.search(text):
        return []
    groups = (fields(group) for group in re.split(r"\n[ \t]*\n", text) if _IN_TEXT.search(group))
    return [("text/delivery-status", tuple(groups))]


def _block(part: Message) -> str:
    """The text of a report, or the headers of a returned mail, however the parser cut it."""
    inner = part.get_payload()
    if not isinstance(inner, list):
        return _decoded(part)
    held = [one for one in inner if isinstance(one, Message)]
    if part.get_content_type() in _COPIES:
        held = held[:1]
    return "\n\n".join(
        "\n".join(f"{name}: {value}" for name, value in one.items()) or str(one.get_payload()) for one in held
    )


def _decoded(part: Message) -> str:
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    try:
        known = codecs.lookup(charset).name not in _NO_CHARSETS
        text = octets.decode(charset if known else "utf-8", "replace")
    except (LookupError, ValueError):
        text = octets.decode("utf-8", "replace")
    return text[:MOST_TEXT]


def _before_copy(text: str) -> str:
    """A text without the copy of the mail that it is about; all of it when the copy comes first."""
    found = _COPY.search(text)
    kept = text[: found.start()] if found else text
    return kept if len(kept.split()) > 3 else text


def _returned_in(parts: list[Message]) -> Fields:
    """The headers of a mail that is quoted in a text."""
    for part in parts:
        if part.get_content_maintype() == "text" and not part.is_multipart():
            text = _decoded(part)
            if (found := _COPY.search(text)) and (rest := fields(text[found.start() :])).get("message-id"):
                return rest
    return {}


def _fields_of(message: Message) -> Fields:
    found: Fields = {}
    for name, value in message.raw_items():
        if name.lower() not in found:
            octets = str(value).encode("ascii", "surrogateescape")  # some write UTF-8 as it is (RFC 6532)
            found[name.lower()] = readable(" ".join(octets.decode("utf-8", "replace").split()))
    return found


def readable(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) decoded, or as it is when they cannot be."""
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (MessageError, ValueError, LookupError):
        return value


def _addresses(message: Message) -> Iterator[str]:
    for name in _TO:
        for value in message.get_all(name, [])[:20]:
            yield from (one for one in _ADDRESS.findall(str(value)))
