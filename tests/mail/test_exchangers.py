"""Which hosts take in a domain's mail, asked of a name server on loopback."""

import pytest
from dns_server import BROKEN, JUNK, SILENT, Says, name_server

from digest.mail.exchangers import exchangers

PATIENCE, LITTLE = 10.0, 0.3  # seconds: for a busy machine, and where nobody will answer


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ([(10, "mx.hoster.example")], ("mx.hoster.example",)),
        (
            [(20, "a.backup.example"), (5, "MX2.first.example"), (5, "mx1.first.example")],
            ("mx1.first.example", "mx2.first.example"),
        ),
        ([], ()),
        (None, ()),
        (SILENT, None),
        (JUNK, None),
        (BROKEN, None),
    ],
    ids=["one", "several", "no-exchanger", "no-domain", "silent", "junk", "broken"],
)
def test_those_that_are_tried_first(says: Says | None, expected: tuple[str, ...] | None) -> None:
    """In small letters, by name; without an answer nothing is said of the domain."""
    with name_server({} if says is None else {"firm.example": says}) as server:
        assert exchangers("firm.example", LITTLE if says in (SILENT, JUNK) else PATIENCE, server.address) == expected
        assert server.asked == ["firm.example"]


def test_domains_beyond_ascii_are_asked_for_as_dns_has_them() -> None:
    with name_server({"xn--bcher-kva.example": [(1, "mx.hoster.example")]}) as server:
        assert exchangers("bücher.example", PATIENCE, server.address) == ("mx.hoster.example",)


@pytest.mark.parametrize("domain", ["a..example", f"{'a' * 64}.example"], ids=["gap", "long"])
def test_what_is_no_name_is_not_asked_for(domain: str) -> None:
    with name_server({}) as server:
        assert exchangers(domain, PATIENCE, server.address) is None
        assert server.asked == []


def test_a_domain_that_takes_no_mail_has_no_hosts() -> None:
    """RFC 7505: its exchanger is the root."""
    with name_server({"silent.example": [(0, "")]}) as server:
        assert exchangers("silent.example", PATIENCE, server.address) == ()
