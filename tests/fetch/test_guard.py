"""Which addresses are never connected."""

import pytest

from digest.fetch.guard import check_address, checked_url, is_loopback
from digest.model.errors import Forbidden, PrivateAddress


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "2002:7f00:1::", "2001::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1",
        "ff02::1", "192.88.99.1", "100::1", "3fff::1", "5f00::1", "::ffff:0:7f00:1", "fd00:ec2::254", "4000::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    """Private, local, shared, reserved, and those that wrap one of them."""
    with pytest.raises(Forbidden):
        check_address(address, 443, "news.example")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses(address: str) -> None:
    """On the web's ports."""
    check_address(address, 443, "news.example")
    with pytest.raises(Forbidden, match="Port 25"):
        check_address(address, 25, "news.example", allow_loopback=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_loopback_by_explicit_setting_only(address: str) -> None:
    """Then on any port, and still nothing else private."""
    check_address(address, 8791, "localhost", allow_loopback=True)
    with pytest.raises(Forbidden):
        check_address("10.0.0.1", 80, "news.example", allow_loopback=True)


@pytest.mark.parametrize("address", ["10.0.0.1", "192.168.1.1", "fd12::1", "100.64.0.1", "127.0.0.1", "93.184.216.34"])
def test_what_the_operator_names_may_be_private(address: str) -> None:
    """On any port."""
    check_address(address, 8443, "hooks.internal", allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fd00:ec2::254",
        "100.100.100.200",
        "fe80::1",
        "224.0.0.1",
        "0.0.0.0",
        "ff02::1",
    ],
)
def test_nobody_is_at_home_where_a_cloud_tells_secrets(address: str) -> None:
    """Not even for the operator: a redirect may have led there."""
    with pytest.raises(PrivateAddress):
        check_address(address, 80, "hooks.example", allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/", "file:///etc/passwd", "//news.example/", "news.example", "http://", "http:///x",
        "http://user@news.example/", "http://user:word@news.example/", "http://news.example:22/", "http://news.example:8080/",
        "http://localhost/", "http://LOCALHOST./", "http://db.internal/", "http://metadata.google.internal/",
        "http://printer.local/", "http://[broken/", "http://news.example:port/", "http://a..b/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_asked(url: str) -> None:
    """Other schemes, ports, users, private names, and what is no address."""
    with pytest.raises(Forbidden):
        checked_url(url)


@pytest.mark.parametrize("url", ["http://db.internal/", "http://localhost/"])
def test_a_private_name_is_told_from_what_is_merely_odd(url: str) -> None:
    """A link there is a danger to readers; a port is not."""
    with pytest.raises(PrivateAddress):
        checked_url(url)
    with pytest.raises(PrivateAddress):
        check_address("192.168.1.1", 443, "router.example")
    with pytest.raises(Forbidden) as odd:
        checked_url("http://news.example:22/")
    assert not isinstance(odd.value, PrivateAddress)


def test_addresses_are_made_ready_for_the_wire() -> None:
    """ASCII, without a fragment."""
    assert checked_url("HTTPS://Münze.example/näh?q=ü#top") == "https://xn--mnze-0ra.example/n%C3%A4h?q=%C3%BC"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://[::1]/", True),
        ("http://localhost/", True),
        ("http://news.example/", False),
    ],
)
def test_is_loopback(url: str, expected: bool) -> None:  # noqa: FBT001  (a table's column)
    """By what the address says, without asking anyone."""
    assert expected is is_loopback(url)
