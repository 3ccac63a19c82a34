"""A socket that never blocks, plain and encrypted."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from certificates import serving, trusting

from digest.mail.wire import Wire

MANY = [bytes([number % 251]) * (number * 37 % 5000) for number in range(3000)]  # more than one sendmsg takes


@pytest.fixture(params=["plain", "encrypted"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[Wire, socket.socket]]:
    """Our end, and a peer that blocks."""
    ours, theirs = socket.socketpair()
    if request.param == "encrypted":
        certificate: Path = request.getfixturevalue("certificate")
        found: list[ssl.SSLSocket] = []
        server = Thread(target=lambda: found.append(serving(certificate).wrap_socket(theirs, server_side=True)))
        server.start()
        ours = trusting(certificate).wrap_socket(ours, server_hostname="127.0.0.1")
        server.join()
        theirs = found[0]
    wire = Wire(ours)
    yield wire, theirs
    wire.close()
    theirs.close()


def test_everything_arrives_in_its_order(pair: tuple[Wire, socket.socket]) -> None:
    """Empty buffers too; what did not go stays, from the octet on, and what went is counted."""
    wire, peer = pair
    expected, got = b"".join(MANY), b""
    left = list(MANY)
    while not wire.write(left, len(expected) - wire.sent):
        assert wire.sent == len(expected) - sum(map(len, left))
        got += peer.recv(100_000)
    while len(got) < len(expected):
        got += peer.recv(100_000)
    assert (got == expected, left, wire.sent) == (True, [], len(expected))


def test_nothing_to_read_is_not_the_end(pair: tuple[Wire, socket.socket]) -> None:
    wire, peer = pair
    assert wire.read() is None
    peer.sendall(b"250 ok\r\n")
    found = b""
    while not found:
        found = wire.read() or b""
    assert found == b"250 ok\r\n"
    peer.close()
    last: bytes | None = None
    while last is None:
        last = wire.read()
    assert last == b""


def test_a_peer_that_is_gone_is_an_error(pair: tuple[Wire, socket.socket]) -> None:
    wire, peer = pair
    peer.close()

    def insist() -> None:
        for _ in range(3):  # the first may still go
            wire.write([b"x" * 1000], 1000)

    with pytest.raises(OSError, match=r".+"):
        insist()
