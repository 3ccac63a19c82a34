"""Header lines: whatever goes in, one harmless header comes out, and reads back as it was."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver import headers
from digest.model.errors import BadAddress, BadInput

VISIBLE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"))
WORDS = st.lists(st.text(VISIBLE, min_size=1, max_size=120), min_size=1, max_size=30).map(" ".join)


def assert_harmless(octets: bytes) -> None:
    lines = octets.removesuffix(b"\r\n").split(b"\r\n")
    assert octets.endswith(b"\r\n")
    assert re.match(rb"[A-Za-z-]+: \S", lines[0]), "the first line is not empty"
    assert all(line.startswith(b" ") and line.strip() for line in lines[1:]), "the others are continuations"
    assert all(len(line) <= 998 and b"\r" not in line and b"\n" not in line for line in lines)


@given(WORDS)
def test_free_text_reads_back(value: str) -> None:
    """A subject in any script survives the way there and back, in lines that every server takes."""
    octets = headers.text("Subject", value)
    assert_harmless(octets)
    assert octets.isascii()
    assert all(len(line) <= 76 for line in octets.split(b"\r\n"))
    assert str(message_from_bytes(octets + b"\r\n", policy=policy.default)["Subject"]) == value


@given(st.text(min_size=1))
def test_nothing_injects_a_header(value: str) -> None:
    """Line breaks and controls never start a line of their own."""
    try:
        octets = headers.text("Subject", value) + headers.mailbox("From", value, "paper@news.example.org")
    except BadInput:
        return
    assert [name for name, _ in message_from_bytes(octets).items()] == ["Subject", "From"]


@given(WORDS)
def test_a_display_name_reads_back(name: str) -> None:
    """A name with quotes, commas or any script stays one mailbox with one address."""
    octets = headers.mailbox("From", name, "paper@news.example.org")
    assert_harmless(octets)
    # The standard library's newer parser puts blanks between encoded words of a phrase; its older one reads rightly.
    found = getaddresses([message_from_bytes(octets + b"\r\n")["From"]])
    assert [(name, "paper@news.example.org")] == [(str(make_header(decode_header(raw))), at) for raw, at in found]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Syria", b"Subject: Syria\r\n"),
        ("Syrie\r\nBcc: x@example.org", b"Subject: Syrie Bcc: x@example.org\r\n"),
        ("été", b"Subject: =?utf-8?b?w6l0w6k=?=\r\n"),
        ("Le journal du matin à Beyrouth", b"Subject: =?utf-8?q?Le_journal_du_matin_=C3=A0_Beyrouth?=\r\n"),
        ("=?utf-8?q?x?=", b"Subject: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?=\r\n"),
    ],
)
def test_subjects(value: str, expected: bytes) -> None:
    assert expected == headers.text("Subject", value)


def test_a_long_subject_never_begins_empty() -> None:
    """Unlike the standard library's, whose first line would hold the name alone."""
    first = headers.text("Subject", "Сирия" * 60).split(b"\r\n")[0]
    assert first.startswith(b"Subject: =?utf-8?b?")


@pytest.mark.parametrize(
    "address",
    ["anna@example.org", "o'neil+news@mail.example.org", "пользователь@example.org", "a@xn--e1afmkfd.xn--p1ai"],
)
def test_addresses_that_can_stand(address: str) -> None:
    assert address == headers.checked(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "anna@example.org\r\nRCPT TO:<x@example.org>",
        "anna@exam ple.org",
        "a b@example.org",
        "anna@example.org>",
        "anna@@example.org",
        "anna@пример.рф",
        ".anna@example.org",
        "anna@example..org",
        f"{'a' * 65}@example.org",
        "anna\x00@example.org",
    ],
)
def test_addresses_that_cannot_stand(address: str) -> None:
    """They are refused before they reach an envelope."""
    with pytest.raises(BadAddress):
        headers.checked(address)


def test_uris_come_in_their_order() -> None:
    octets = headers.uris("List-Unsubscribe", "https://news.example.org/u/" + "t" * 60, "mailto:u@example.org")
    expected = "<https://news.example.org/u/" + "t" * 60 + ">,\r\n <mailto:u@example.org>\r\n"
    assert f"List-Unsubscribe: {expected}".encode() == octets


@pytest.mark.parametrize(
    "uri", ["", "no uri", "https://x.example/>", "https://x.example/\r\nX: y", "https://é.example"]
)
def test_what_is_no_uri_is_refused(uri: str) -> None:
    with pytest.raises(BadInput, match="URI"):
        headers.uris("List-Help", uri)


def test_a_line_takes_no_line_break_from_anywhere() -> None:
    """The one place where lines are written checks them all."""
    with pytest.raises(BadInput, match="control"):
        headers.line("X", ["a\r\nBcc: b"])


def test_parameters_fold_after_semicolons() -> None:
    expected = b'Content-Type: multipart/alternative;\r\n boundary="' + b"=" * 50 + b'"\r\n'
    assert expected == headers.parameters("Content-Type", 'multipart/alternative; boundary="' + "=" * 50 + '"')
