"""Transfer encodings (RFC 2045) of a body in pieces: constants are encoded once, values between them each time."""

import binascii
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

_LINE = 57  # octets that make a base64 line of 76 characters


class Body(Protocol):
    """A part's body, encoded but for its slots."""

    encoding: str

    def octets(self, values: tuple[bytes, ...]) -> Iterator[bytes]:
        """The encoded body with a value in each slot; lines end in CRLF and have at most 76 characters."""


def prepare(constants: tuple[bytes, ...], encoding: str) -> Body:
    """A body of `constants` with a slot between each two; their lines end in LF."""
    return QuotedPrintable.of(constants) if encoding == QuotedPrintable.encoding else Base64.of(constants)


def shorter(data: bytes) -> str:
    """The encoding in which `data` takes fewer octets; quoted-printable in doubt, people can read it."""
    return min(
        (QuotedPrintable.encoding, Base64.encoding),
        key=lambda encoding: sum(map(len, prepare((data,), encoding).octets(()))),
    )


@dataclass(frozen=True, slots=True)
class QuotedPrintable:
    """RFC 2045 §6.7. A soft line break stands on both sides of each value, so that lines need no counting."""

    constants: tuple[bytes, ...]  # encoded
    encoding = "quoted-printable"

    @classmethod
    def of(cls, constants: tuple[bytes, ...]) -> "QuotedPrintable":
        """Encodes `constants`."""
        *first, last = (_quoted(constant) for constant in constants)
        return cls((*(piece + b"=\r\n" for piece in first), last))

    def octets(self, values: tuple[bytes, ...]) -> Iterator[bytes]:
        """See `Body`."""
        yield self.constants[0]
        for value, constant in zip(values, self.constants[1:], strict=True):
            yield _quoted(value) + b"=\r\n"
            yield constant


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

    def octets(self, values: tuple[bytes, ...]) -> Iterator[bytes]:
        """See `Body`."""
        left = b""
        for constant, value in zip(self.constants, (*values, b""), strict=True):
            head, body, tail = constant[len(left)]
            encoded, left = _whole(left + head)
            yield encoded + body
            encoded, left = _whole(left + tail + value)
            yield encoded
        yield b64encode(left) + b"\r\n" if left else b""


def _quoted(data: bytes) -> bytes:
    return binascii.b2a_qp(data, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


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
    lines = (b64encode(data[at : min(at + _LINE, end)]) + b"\r\n" for at in range(0, end, _LINE))
    return b"".join(lines), data[end:]
