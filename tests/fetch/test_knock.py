"""Somebody opens, nobody does, or the name is none."""

import socket

from servers import free_port

from digest.fetch.knock import knock


def test_who_listens_opens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert knock("127.0.0.1", server.getsockname()[1], 1) == ""


def test_nobody_there_is_said_in_words() -> None:
    assert knock("127.0.0.1", free_port(), 1) == "Connection refused"


def test_a_wait_that_is_over_is_told() -> None:
    """A backlog of one that is full: nobody opens."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        held = [socket.socket() for _ in range(3)]
        for one in held:
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        assert knock("127.0.0.1", server.getsockname()[1], 0.05) in {"no answer in 0.05 s", "timed out"}
        for one in held:
            one.close()
