"""Bodies out of their compression."""

import gzip
import zlib

import pytest

from digest.fetch.inflate import read_body
from digest.model.errors import NotServed, TooLarge

TEXT = b"The mediators left the town. " * 200


def zipped(data: bytes) -> bytes:
    """Gzip without the hour it was made in, so that a test is named the same in each process."""
    return gzip.compress(data, mtime=0)


def raw_deflate(data: bytes) -> bytes:
    """Deflate without its header, as many servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (zipped(TEXT), "gzip"),
        (zipped(TEXT[:100]) + zipped(TEXT[100:]), "x-gzip"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "Deflate"),
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_every_encoding_in_any_pieces(packed: bytes, encoding: str, piece: int) -> None:
    """What comes out does not depend on how it arrives."""
    chunks = (packed[start : start + piece] for start in range(0, len(packed), piece))
    assert read_body(chunks, encoding, len(TEXT)) == TEXT


@pytest.mark.parametrize("packed", [TEXT, zipped(TEXT)])
def test_one_byte_too_many(packed: bytes) -> None:
    """The limit is exact."""
    with pytest.raises(TooLarge):
        read_body([packed], "gzip" if packed != TEXT else "", len(TEXT) - 1)


@pytest.mark.parametrize(("packed", "encoding"), [(b"no gzip", "gzip"), (b"\xff" * 9, "deflate"), (TEXT, "br")])
def test_damage_and_encodings_not_asked_for(packed: bytes, encoding: str) -> None:
    """They are the server's mistake."""
    with pytest.raises(NotServed):
        read_body([packed], encoding, 10_000)


@pytest.mark.parametrize("packed", [TEXT, zipped(TEXT)])
def test_who_needs_the_beginning_only_gets_it(packed: bytes) -> None:
    """However long the whole is."""
    assert read_body([packed], "gzip" if packed != TEXT else "", 1000, first_bytes=40) == TEXT[:40]
    assert read_body([packed], "gzip" if packed != TEXT else "", 9_000, first_bytes=9_000) == TEXT
