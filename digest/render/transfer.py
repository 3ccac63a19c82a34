"""Transfer encodings (RFC 2045) of a body in pieces: constants are encoded once, values between them each time."""

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

_LINE = 57  # octets that make a base64 line of 76 characters
_SOFT_BREAK = b"=\r\n"
_DOT = re.compile(rb"(?m)^\.(=?$)?")  # at the beginning of a line; with what ends it when nothing else follows


class Body(Protocol):
    """A part's body, encoded but for its slots."""

    encoding: str

    def octets(self, values: Mapping[str, bytes], slots: Sequence[str]) -> list[bytes]:
        """The encoded body in pieces, with its value in each of `slots`; CRLF lines of at most 76 characters."""


def prepare(constants: tuple[bytes, ...], encoding: str) -> Body:
    """A body of `constants` with a slot between each two; their lines end in LF. No encoded line begins with a dot."""
    return QuotedPrintable.of(constants) if encoding == QuotedPrintable.encoding else Base64.of(constants)


def shorter(data: bytes) -> str:
    """The encoding in which `data` takes fewer octets; quoted-printable in doubt, people can read it."""
    return min(
        (QuotedPrintable.encoding, Base64.encoding),
        key=lambda encoding: sum(map(len, prepare((data,), encoding).octets({}, ()))),
    )


@dataclass(frozen=True, slots=True)
class QuotedPrintable:
    """RFC 2045 §6.7. A soft line break stands on both sides of each value, so that lines need no counting."""

    pieces: tuple[bytes, ...]  # the encoded constants with a hole between each two
    encoding = "quoted-printable"

    @classmethod
    def of(cls, constants: tuple[bytes, ...]) -> "QuotedPrintable":
        """Encodes `constants`."""
        *first, last = constants
        # A character more makes room for the soft break at the end of a line that is full.
        encoded = [*(quoted(one + b"x")[:-1] + _SOFT_BREAK for one in first), quoted(last)]
        pieces = [b""] * (2 * len(constants) - 1)
        pieces[::2] = [one if at == 0 else _SOFT_BREAK + one for at, one in enumerate(encoded)]
        return cls(tuple(pieces))

    def octets(self, values: Mapping[str, bytes], slots: Sequence[str]) -> list[bytes]:
        """See `Body`."""
        pieces = list(self.pieces)
        pieces[1::2] = [_quoted_value(values[slot]) for slot in slots]
        return pieces


@dataclass(frozen=True, slots=True)
class Base64:
    """RFC 2045 §6.8. Three octets make four characters, so each constant is kept for each number of octets left over.

    A line may be short where a value begins or ends; decoders do not mind.
    """

    constants: tuple[tuple[tuple[bytes, bytes, bytes], ...], ...]  # for 0, 1, 2 left over: head, encoded, tail
    encoding = "base64"

    @classmethod
    def of(cls, constants: tuple[bytes, ...]) -> "Base64":
        """Encodes `constants`."""
        return cls(tuple(_phases(constant.replace(b"\n", b"\r\n")) for constant in constants))

    def octets(self, values: Mapping[str, bytes], slots: Sequence[str]) -> list[bytes]:
        """See `Body`."""
        pieces, left = list[bytes](), b""
        for constant, value in zip(self.constants, [*(values[slot] for slot in slots), b""], strict=True):
            head, body, tail = constant[len(left) % 3]
            encoded, left = _whole(left + head)
            pieces += (encoded, body)
            left += tail + value
        encoded, left = _whole(left)
        return [*pieces, encoded, b2a_base64(left, newline=False) + b"\r\n" if left else b""]


def quoted(data: bytes) -> bytes:
    """`data` in quoted-printable. A dot that would begin a line is encoded, so that SMTP need not double it."""
    encoded = b2a_qp(data, istext=True)
    if b"\n" not in encoded and not encoded.startswith(b"."):
        return encoded
    encoded = encoded.replace(b"\r\n", b"\n")
    while _DOT.search(encoded):
        encoded = _DOT.sub(_dotless, encoded)
    return encoded.replace(b"\n", b"\r\n")


@lru_cache(maxsize=64)
def _quoted_value(value: bytes) -> bytes:
    """Kept for a moment, since a value stands in several slots and in both parts."""
    return quoted(value + b"x")[:-1]  # a character more makes room for the soft break, as around constants


def _dotless(match: re.Match[bytes]) -> bytes:
    # A soft break after it keeps the line as short as it was.
    return b"=2E" + (b"=\n" if match[1] is None else match[1])


def _phases(data: bytes) -> tuple[tuple[bytes, bytes, bytes], ...]:
    phases = []
    for left in range(3):
        head = data[: -left % 3]
        body, tail = _whole(data[len(head) :])
        phases.append((head, body, tail))
    return tuple(phases)


def _whole(data: bytes) -> tuple[bytes, bytes]:
    """The longest part of `data` that ends on three octets, encoded in lines; and the rest."""
    end = len(data) // 3 * 3
    if end <= _LINE:  # as around almost every value
        return (b2a_base64(data[:end], newline=False) + b"\r\n" if end else b""), data[end:]
    lines = [b2a_base64(data[at : min(at + _LINE, end)], newline=False) for at in range(0, end, _LINE)]
    return b"\r\n".join([*lines, b""]), data[end:]
