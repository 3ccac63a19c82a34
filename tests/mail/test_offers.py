"""What servers offer."""

import pytest

from digest.mail.offers import NOTHING, Offers, offers_of


def test_every_extension_that_we_know() -> None:
    """Whatever the case, and whatever else is offered."""
    lines = [
        "mx.example.org greets you",
        *("PIPELINING", "size 10240000", "ETRN", "STARTTLS", "AUTH PLAIN login", "AUTH=XOAUTH2"),
        *("ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "SMTPUTF8", "Chunking", ""),
    ]
    assert offers_of(lines) == Offers(
        pipelining=True,
        chunking=True,
        eight_bit=True,
        utf8=True,
        dsn=True,
        enhanced=True,
        starttls=True,
        size=True,
        most_octets=10_240_000,
        auth=frozenset({"PLAIN", "LOGIN", "XOAUTH2"}),
    )


def test_the_servers_name_is_no_offer() -> None:
    """Even when it is called like one."""
    assert offers_of(["PIPELINING at your service"]) == NOTHING


@pytest.mark.parametrize("line", ["SIZE", "SIZE 0", "SIZE many", "SIZE ²"])
def test_a_size_without_a_limit(line: str) -> None:
    assert offers_of(["mx", line]) == Offers(size=True)
