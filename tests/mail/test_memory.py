"""The transport that keeps messages in a list."""

import pytest
from carrying import carry, kinds, mail, mails

from digest.mail.memory import MemoryTransport
from digest.model.delivery import Receipt
from digest.model.errors import Deferred, Rejected, RelayUnusable


def test_it_keeps_what_it_takes() -> None:
    transport = MemoryTransport()
    assert kinds(carry(transport, [mail()])) == [Receipt]
    assert (transport.sent, transport.opened) == ([mail()], 1)


def test_it_answers_as_told() -> None:
    """After 421 the connection is of no use."""
    transport = MemoryTransport(answer=lambda message: (Deferred("busy", code=421), Rejected("no"), None)[message.key])
    assert kinds(carry(transport, mails(3))) == [Deferred, Rejected, Receipt]
    assert (len(transport.sent), transport.opened) == (1, 2)


def test_it_can_refuse_to_open() -> None:
    """Also when there is nothing to carry."""
    with pytest.raises(RelayUnusable):
        carry(MemoryTransport(refusal=RelayUnusable("closed")), [])


def test_a_relay_that_refuses_us_ends_the_work() -> None:
    """The message that heard it is told of, the others are not pulled."""
    transport, waiting = MemoryTransport(answer=lambda _: RelayUnusable("530")), iter(mails(3))
    assert kinds(carry(transport, waiting)) == [RelayUnusable]
    assert len(list(waiting)) == 2
