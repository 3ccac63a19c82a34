"""Header lines that every mail server reads alike (RFC 5322, RFC 2047). It knows no edition and no recipient.

The standard library folds a long non-ASCII value to an empty first line, which some receivers refuse; these lines
never begin empty, are ASCII (unless an address needs SMTPUTF8) and at most 76 characters where a fold is possible.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence

from digest.model.errors import BadAddress, BadInput

MOST_OCTETS = 998  # of a line without its CRLF (RFC 5322 §2.1.1)
_WIDTH = 76  # of a line that holds an encoded word (RFC 2047 §2)
_FRAME = len("=?utf-8?q??=")
_LONGEST_WORD = 75 - _FRAME
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_PLAIN = re.compile(r"[!-~]{1,60}(?: [!-~]{1,60})*")
_NAME = re.compile(r"[A-Za-z0-9]+(?:[ .'-][A-Za-z0-9]+)*")  # stands in quotes as it is, as many names do
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f-\x9f]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-~]+")  # visible ASCII, without quotes and angle brackets


def line(name: str, tokens: Sequence[str]) -> bytes:
    """`name: tokens`, folded between tokens. The first token stands on the first line, whatever its length."""
    whole = f"{name}: {' '.join(tokens)}"
    if _CONTROLS.search(whole):
        raise BadInput(f"{name} holds a line break or a control character.")
    if len(whole) <= _WIDTH:
        return whole.encode() + b"\r\n"
    rows = [f"{name}: {tokens[0]}"]
    for token in tokens[1:]:
        if len(rows[-1]) + 1 + len(token) <= _WIDTH:
            rows[-1] += f" {token}"
        else:
            rows.append(f" {token}")
    octets = [row.encode() for row in rows]
    if any(len(row) > MOST_OCTETS for row in octets):
        raise BadInput(f"{name} holds a word of more than {MOST_OCTETS} characters; shorten it.")
    return b"\r\n".join(octets) + b"\r\n"


def text(name: str, value: str) -> bytes:
    """A header of free text, such as Subject. Line breaks and controls in `value` become blanks."""
    return line(name, _words(_one_line(value), len(name) + 2))


def mailbox(name: str, display: str, address: str) -> bytes:
    """A header of one mailbox, such as From. Raises BadAddress."""
    if _NAME.fullmatch(display) and len(whole := f'{name}: "{display}" <{checked(address)}>') <= _WIDTH:
        return whole.encode() + b"\r\n"
    return line(name, [*_phrase(_one_line(display), len(name) + 2), f"<{checked(address)}>"])


def list_id(display: str, identifier: str) -> bytes:
    """List-Id (RFC 2919): a phrase and an identifier that stays for ever."""
    return line("List-Id", [*_phrase(_one_line(display), len("List-Id: ")), f"<{_visible(identifier)}>"])


def uris(name: str, *values: str) -> bytes:
    """A header of URIs in angle brackets (RFC 2369), the preferred one first. Raises BadInput."""
    brackets = [f"<{checked_uri(name, value)}>" for value in values]
    return line(name, [*(f"{one}," for one in brackets[:-1]), brackets[-1]])


def checked_uri(name: str, value: str) -> str:
    """`value`, if it can stand in angle brackets in the header `name`. Raises BadInput."""
    if not _URI.fullmatch(value):
        raise BadInput(f"{name} needs a URI in ASCII without blanks, not {value!r}.")
    return value


def token(name: str, value: str) -> bytes:
    """A header whose value is ASCII already and is written as it is, such as Message-ID. Raises BadInput."""
    return line(name, [_visible(value, blanks=True)])


def checked(address: str) -> str:
    """`address`, if it can stand in a header and an envelope as it is, its domain as A-labels. Raises BadAddress."""
    local, _, domain = address.rpartition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in address
    length = len(local) if local.isascii() else len(local.encode("utf-8", "replace"))
    if dots or length > 64 or len(domain) > 253 or not _ADDRESS.fullmatch(address):
        raise BadAddress(f"{_one_line(address)!r} is not an address that mail can be sent to.")
    return address


def parameters(name: str, value: str) -> bytes:
    """A header of a value and its parameters, such as Content-Type; folded after semicolons. Raises BadInput."""
    first, *rest = [part.strip() for part in _visible(value, blanks=True).split(";")]
    tokens = [f"{first};", *(f"{part};" for part in rest[:-1]), *rest[-1:]] if rest else [first]
    return line(name, tokens)


def _one_line(value: str) -> str:
    return " ".join(_CONTROLS.sub(" ", value).split())


def _visible(value: str, *, blanks: bool = False) -> str:
    if not re.fullmatch(r"[ -~]+" if blanks else r"[!-~]+", value):
        raise BadInput(f"{value!r} cannot stand in a header: only visible ASCII can.")
    return value


def _is_plain(value: str) -> bool:
    return "=?" not in value and _PLAIN.fullmatch(value) is not None


def _words(value: str, taken: int) -> list[str]:
    """The tokens of free text; `taken` characters of the first line are gone already."""
    if not value:
        raise BadInput("A header cannot be empty.")
    return value.split(" ") if _is_plain(value) else list(_encoded(value, _WIDTH - taken - _FRAME))


def _phrase(value: str, taken: int) -> list[str]:
    """The tokens of a display name: a quoted string, or encoded words (RFC 5322 §3.2.5)."""
    if not value:
        return []
    if not _is_plain(value):
        return list(_encoded(value, _WIDTH - taken - _FRAME))
    return ('"' + re.sub(r'(["\\])', r"\\\1", value) + '"').split(" ")


def _encoded(value: str, first: int) -> Iterator[str]:
    """`value` as encoded words that split no character; the first holds at most `first` characters of code."""
    octets = value.encode()
    quoted = sum(1 if byte in _LETTERS or byte == 0x20 else 3 for byte in octets)
    scheme = "q" if quoted <= 4 * (-(-len(octets) // 3)) else "b"
    if len(whole := _code(octets, scheme)) <= first:  # as almost every name
        yield f"=?utf-8?{scheme}?{whole}?="
        return
    room, chunk = first, b""
    for character in value:
        longer = chunk + character.encode()
        if chunk and len(_code(longer, scheme)) > room:
            yield f"=?utf-8?{scheme}?{_code(chunk, scheme)}?="
            room, longer = _LONGEST_WORD, character.encode()
        chunk = longer
    yield f"=?utf-8?{scheme}?{_code(chunk, scheme)}?="


def _code(octets: bytes, scheme: str) -> str:
    if scheme == "b":
        return b64encode(octets).decode("ascii")
    return "".join("_" if byte == 0x20 else chr(byte) if byte in _LETTERS else f"={byte:02X}" for byte in octets)
