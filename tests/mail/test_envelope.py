"""Messages as commands and data."""

from dataclasses import replace
from itertools import pairwise

import pytest
from carrying import mail
from hypothesis import given
from hypothesis import strategies as st

from digest.mail.envelope import Envelopes, stuffed, xtext
from digest.mail.offers import NOTHING, Offers
from digest.model.errors import Rejected

ALL = Offers(eight_bit=True, utf8=True, dsn=True, size=True, most_octets=1000)


def test_everything_that_is_offered_is_used() -> None:
    assert Envelopes(ALL, "mx").write(mail("o+neil@example.net"), 99) == (
        "MAIL FROM:<b+token@bounce.example.org> SIZE=99 BODY=8BITMIME RET=HDRS ENVID=1.o+2Bneil@example.net\r\n",
        "RCPT TO:<o+neil@example.net> NOTIFY=FAILURE ORCPT=rfc822;o+2Bneil@example.net\r\n",
    )


def test_nothing_that_is_not_offered_is() -> None:
    found = Envelopes(NOTHING, "mx").write(mail(), 99)
    assert found == ("MAIL FROM:<b+token@bounce.example.org>\r\n", "RCPT TO:<anna@example.net>\r\n")


def test_an_address_beyond_ascii_has_no_original_recipient() -> None:
    """RFC 3461 has no way to write it."""
    envelope, recipient = Envelopes(ALL, "mx").write(mail("анна@example.net"), 99)
    assert " SMTPUTF8 " in envelope
    assert recipient == "RCPT TO:<анна@example.net>\r\n"


@pytest.mark.parametrize(
    ("offers", "to", "body", "octets", "enhanced"),
    [
        (ALL, "anna@example.net", b"x", 1001, "5.3.4"),
        (NOTHING, "anna@example.net", "été".encode(), 9, "5.6.1"),
        (NOTHING, "анна@example.net", b"x", 9, "5.6.7"),
        (ALL, "anna@example.net>\r\nRCPT TO:<boris@example.net", b"x", 9, "5.1.3"),
        (ALL, "anna smith@example.net", b"x", 9, "5.1.3"),
    ],
)
def test_what_cannot_be_carried_is_not_tried(offers: Offers, to: str, body: bytes, octets: int, enhanced: str) -> None:
    """Too large, 8-bit, an address beyond ASCII where that is not taken, and one that would be a command."""
    message = replace(mail(body=body), recipient=to)
    with pytest.raises(Rejected) as caught:
        Envelopes(offers, "mx").write(message, octets)
    assert caught.value.enhanced == enhanced


def test_xtext() -> None:
    assert xtext("a+b=c d\x7fé") == "a+2Bb+3Dc+20d+7F+E9"


@given(st.lists(st.text(alphabet=".a\r\n").map(str.encode), max_size=6))
def test_stuffing_does_not_depend_on_where_parts_meet(parts: list[bytes]) -> None:
    """A receiver that takes the dots off finds what was sent; no line is a lone dot."""
    octets = b"".join(stuffed(parts))
    assert octets == b"".join(stuffed([b"".join(parts)]))
    lines = octets.split(b"\n")
    assert b"\n".join(line.removeprefix(b".") for line in lines) == b"".join(parts)
    assert not any(line.rstrip(b"\r") == b"." for line, _ in pairwise(lines))
