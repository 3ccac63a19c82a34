"""Replies out of octets, however they are cut."""

import pytest

from digest.mail.reply import ReplyReader, text_of

SEVERAL = b"250-first\r\n250-second\r\n250 last\r\n354 go on\r\n421\r\n250 bare\n"
FOUND = [(250, "first second last"), (354, "go on"), (421, ""), (250, "bare")]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_replies_are_whole_however_they_come(size: int) -> None:
    """Of one line or several, with or without text, with CRLF or LF."""
    reader = ReplyReader()
    replies = [one for at in range(0, len(SEVERAL), size) for one in reader.read(SEVERAL[at : at + size])]
    assert [(code, text_of(lines)) for code, lines in replies] == FOUND
    assert reader.empty


@pytest.mark.parametrize(
    "nonsense",
    [
        b"hello\r\n",
        b"25\r\n",
        b"2500 what\r\n",
        b"099 no\r\n",
        b"600 no\r\n",
        b"\r\n",
        b"\xff\xfe\x00\r\n",
        b"250-one\r\n251 another\r\n",
        b"250 " + b"x" * 5000 + b"\r\n",
        b"250-x\r\n" * 200,
        b"x" * 5000,
    ],
)
def test_what_is_no_reply_is_told(nonsense: bytes) -> None:
    """The replies before it count, nothing after it does."""
    reader = ReplyReader()
    assert reader.read(b"250 good\r\n" + nonsense + b"250 after\r\n")[:1] == [(250, b"good\r")]
    assert reader.nonsense


def test_a_reply_that_has_not_ended_is_not_empty() -> None:
    reader = ReplyReader()
    assert reader.empty
    reader.read(b"250-first\r\n")
    assert not reader.empty


def test_text_is_read_whatever_its_octets() -> None:
    assert text_of("  déjà\r\nvu \xff".encode("latin-1")) == "d�j� vu �"


def test_text_holds_nothing_that_a_database_refuses() -> None:
    assert text_of(b"5.1.1 no \0such\r\nuser\0") == "5.1.1 no such user"
