"""Decompresses a body as it arrives, never more than was asked for: a bomb ends at the limit."""

import zlib
from collections.abc import Iterable

from digest.model.errors import NotServed, TooLarge
from digest.model.text import N_

# Brotli is not asked for: its Python binding gives no sure limit to what one piece of input may become.
ACCEPTED = "gzip, deflate"


def read_body(chunks: Iterable[bytes], encoding: str, limit: int, first_bytes: int = 0) -> bytes:
    """The body in `chunks`, or its first bytes where those are enough.

    Raises TooLarge past `limit` bytes, NotServed for damage or an encoding not asked for.
    """
    body = bytearray()
    inflate = _Inflate(encoding.strip().lower())
    for chunk in chunks:
        body += inflate.some(chunk, limit + 1 - len(body))
        if first_bytes and len(body) >= first_bytes:
            return bytes(body[:first_bytes])
        if len(body) > limit:
            raise TooLarge(N_("It is larger than %(most)s bytes; nothing that we read is."), most=f"{limit:,}")
    return bytes(body)


class _Inflate:
    def __init__(self, encoding: str) -> None:
        if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise NotServed(
                N_("It is compressed as %(encoding)s, which we did not ask for."), encoding=repr(encoding[:40])
            )
        self._plain = encoding in {"", "identity"}
        self._bits = zlib.MAX_WBITS | 16 if encoding.endswith("gzip") else zlib.MAX_WBITS
        self._stream = zlib.decompressobj(self._bits)
        self._begun = False
        self._held = b""  # one byte does not tell whether there is a header

    def some(self, data: bytes, limit: int) -> bytes:
        """What `data` stands for, at most `limit` bytes of it."""
        if self._plain:
            return data[:limit]
        data, self._held = self._held + data, b""
        if not self._begun and len(data) < 2:
            self._held = data
            return b""
        out = bytearray()
        while data and len(out) < limit:
            out += self._step(data, limit - len(out))
            data = self._stream.unconsumed_tail
            if self._stream.eof:
                data = self._stream.unused_data.lstrip(b"\0")
                self._stream = zlib.decompressobj(self._bits)  # gzip may be several, one after the other
        return bytes(out)

    def _step(self, data: bytes, limit: int) -> bytes:
        try:
            out = self._stream.decompress(data, limit)
        except zlib.error as error:
            if self._begun or self._bits != zlib.MAX_WBITS:
                raise NotServed(N_("Its compression is damaged: %(error)s."), error=str(error)) from None
            # Many servers say deflate and send it without its header (RFC 9110 §8.4.1.2 knows them).
            self._bits = -zlib.MAX_WBITS
            self._stream = zlib.decompressobj(self._bits)
            self._begun = True
            return self._step(data, limit)
        self._begun = True
        return out
