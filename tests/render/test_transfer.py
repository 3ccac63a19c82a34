"""Transfer encodings of bodies in pieces."""

import base64
import quopri
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.transfer import prepare, quoted, shorter

TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8", exclude_characters="\r"), st.sampled_from(".=a\n ")), max_size=300
).map(str.encode)
ENCODINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("quoted-printable", quopri.decodestring),
    ("base64", base64.b64decode),
]


@pytest.mark.parametrize(("encoding", "decode"), ENCODINGS)
@given(pieces=st.lists(st.tuples(TEXTS, TEXTS.map(lambda text: text.replace(b"\n", b""))), max_size=5), end=TEXTS)
def test_pieces_and_values_decode_to_their_sum(
    encoding: str, decode: Callable[[bytes], bytes], pieces: list[tuple[bytes, bytes]], end: bytes
) -> None:
    """Whatever they hold and wherever they meet; lines in CRLF, at most 76 characters, ASCII."""
    body = prepare((*(constant for constant, _ in pieces), end), encoding)
    values = {str(slot): value for slot, (_, value) in enumerate(pieces)}
    octets = b"".join(body.octets(values, list(values)))
    expected = b"".join(constant + value for constant, value in pieces) + end
    assert expected.replace(b"\n", b"\r\n") == decode(octets).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert octets.isascii()
    assert max(map(len, octets.split(b"\r\n"))) <= 76
    assert octets.count(b"\n") == octets.count(b"\r\n")
    assert not any(line.startswith(b".") for line in octets.split(b"\r\n")), "SMTP would have to double it"


@pytest.mark.parametrize("length", range(70, 80))
def test_a_value_that_fills_its_line_leaves_room_for_the_break(length: int) -> None:
    """76 characters with the break; longer values go on in the next line."""
    body = prepare((b"before", b"after"), "quoted-printable")
    octets = b"".join(body.octets({"slot": b"a" * length}, ["slot"]))
    assert max(map(len, octets.split(b"\r\n"))) <= 76
    assert quopri.decodestring(octets) == b"before" + b"a" * length + b"after"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b".", b"=2E"),
        (b"...\n.\n", b"=2E=\r\n=2E=\r\n=2E\r\n=2E\r\n"),
        (b"a" * 75 + b"." * 75, b"a" * 75 + b"=\r\n" + b"=2E=\r\n" * 74 + b"=2E"),
    ],
    ids=["alone", "an ellipsis", "where a long line breaks"],
)
def test_a_dot_that_begins_a_line_is_encoded(text: bytes, expected: bytes) -> None:
    """So the octets are the same whether a server takes DATA or BDAT."""
    assert expected == quoted(text)
    assert quopri.decodestring(expected) == text.replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain English news", "quoted-printable"),
        ("новости", "base64"),
        ("<p style='margin:0'>é</p>", "quoted-printable"),
    ],
)
def test_the_shorter_encoding_is_chosen(text: str, expected: str) -> None:
    """People can read the one, Cyrillic and Arabic fit the other."""
    assert expected == shorter(text.encode() * 20)
