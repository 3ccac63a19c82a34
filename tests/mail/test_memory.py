"""The transport that keeps messages in a list."""

import pytest

from digest.mail.memory import MemoryTransport
from digest.model.delivery import Message
from digest.model.errors import Deferred, Rejected, RelayUnusable

MAIL = Message("<1.2@x>", "b@x.example", "anna@example.net", (b"Subject: x\r\n\r\n",))


def test_it_keeps_what_it_takes() -> None:
    transport = MemoryTransport()
    with transport.open() as connection:
        assert connection.send(MAIL).code == 250
    assert (transport.sent, transport.opened) == ([MAIL], 1)


def test_it_answers_as_told() -> None:
    """After 421 the connection is of no use."""
    transport = MemoryTransport(answer=lambda _: Deferred("busy", code=421))
    with transport.open() as connection:
        with pytest.raises(Deferred):
            connection.send(MAIL)
        assert not connection.usable
    transport.answer = lambda _: Rejected("no", code=550)
    with transport.open() as connection:
        with pytest.raises(Rejected):
            connection.send(MAIL)
        assert connection.usable


def test_it_can_refuse_to_open() -> None:
    with pytest.raises(RelayUnusable), MemoryTransport(refusal=RelayUnusable("closed")).open():
        pass
